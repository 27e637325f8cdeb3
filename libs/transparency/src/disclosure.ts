import { refuse, type Refusal } from '#kernel';
import { fromBase64, toBase64, utf8 } from './bytes.js';
import { opensCommitment } from './commitment.js';
import { type Entry } from './entry.js';
import { canonicalize, parseCanonical, type JsonObject, type JsonValue } from './jcs.js';
import { parseTilePath, tilePath, TILE_WIDTH } from './tile-path.js';

/** A value that an entry commits to and that anybody may see, with the salt that opens its commitment. */
export interface DisclosedValue {
  /** The place of the entry in the tree. */
  readonly index: number;
  readonly field: string;
  /** 32 bytes. */
  readonly salt: Uint8Array;
  readonly value: JsonValue;
}

export type DisclosureRefusal = Refusal<
  'DISCLOSURE_MALFORMED' | 'DISCLOSURE_WITHOUT_COMMITMENT' | 'DISCLOSURE_DOES_NOT_OPEN'
>;

/** The path below the log's prefix of what is disclosed of the entries in a bundle: `disclosed/x001/234`. */
export function disclosurePath(bundle: number): string {
  const full = tilePath({ level: 'entries', index: bundle, width: TILE_WIDTH });
  return full.replace(/^tile\/entries\//, 'disclosed/');
}

/** Reads a path of `disclosurePath`; null for any other spelling. */
export function parseDisclosurePath(text: string): number | null {
  const tile = text.startsWith('disclosed/')
    ? parseTilePath(text.replace(/^disclosed\//, 'tile/entries/'))
    : null;
  return tile?.width === TILE_WIDTH && disclosurePath(tile.index) === text ? tile.index : null;
}

/** The file with what is disclosed of one bundle: canonical JSON, in the order that is given. */
export function disclosureFile(values: readonly DisclosedValue[]): Uint8Array {
  const lines = values.map(({ index, field, salt, value }) => ({
    index,
    field,
    salt: toBase64(salt),
    value,
  }));
  return utf8(canonicalize(lines));
}

/** Reads such a file. Refuses bytes that are not canonical JSON and lines of another form. */
export function parseDisclosureFile(bytes: Uint8Array): readonly DisclosedValue[] | DisclosureRefusal {
  const content = parseCanonical(bytes);
  if (!Array.isArray(content)) return malformed('What is disclosed is a list in canonical JSON.');
  const values: DisclosedValue[] = [];
  for (const [place, line] of content.entries()) {
    const value = readLine(line as JsonValue);
    if (value === null) return malformed(`Line ${place} is not an index, a field, a salt and a value.`);
    values.push(value);
  }
  return values;
}

const MEMBERS = 'field,index,salt,value';

function readLine(line: JsonValue): DisclosedValue | null {
  if (typeof line !== 'object' || line === null || Array.isArray(line)) return null;
  const { index, field, salt, value } = line as JsonObject;
  if (Object.keys(line).sort().join() !== MEMBERS || value === undefined) return null;
  const bytes = typeof salt === 'string' ? fromBase64(salt) : null;
  return typeof index === 'number' && typeof field === 'string' && bytes !== null
    ? { index, field, salt: bytes, value }
    : null;
}

function malformed(because: string): DisclosureRefusal {
  return refuse('DISCLOSURE_MALFORMED', because);
}

/** Checks that a disclosed value is what its entry committed to. Null when it is. */
export function checkDisclosure(
  { index, field, salt, value }: DisclosedValue,
  commit: Entry['commit'] | undefined,
): DisclosureRefusal | null {
  const commitment = commit && Object.hasOwn(commit, field) ? commit[field] : undefined;
  if (commitment === undefined) {
    return refuse('DISCLOSURE_WITHOUT_COMMITMENT', `Entry ${index} commits to no "${field}".`);
  }
  return opensCommitment(commitment, value, salt)
    ? null
    : refuse(
        'DISCLOSURE_DOES_NOT_OPEN',
        `What is disclosed as "${field}" of entry ${index} is not what the entry committed to.`,
      );
}
