import { refuse, type Refusal } from '#kernel';
import { hasLoneSurrogate, utf8 } from './bytes.js';
import { canonicalize, type JsonValue } from './jcs.js';

/** The most bytes an entry may have. What exceeds it goes into a document that the entry names by its hash. */
export const MAX_ENTRY_BYTES = 32 * 1024;

export type EntryValueRefusal = Refusal<
  'ENTRY_NUMBER_NOT_WHOLE' | 'ENTRY_TEXT_NOT_NORMAL' | 'ENTRY_TOO_LARGE',
  { readonly path: string }
>;

/**
 * Checks the narrower rule for what an entry may hold: whole numbers within +-(2^53-1), texts and keys in
 * NFC, at most 32 KiB of canonical bytes. Null when the value passes. `path` is an RFC 6901 pointer.
 *
 * Throws a TypeError where `canonicalize` does.
 *
 * @param canonical the value's canonical text, where the caller has it already
 */
export function checkEntryValue(value: JsonValue, canonical = canonicalize(value)): EntryValueRefusal | null {
  const size = utf8(canonical).length;
  if (size > MAX_ENTRY_BYTES) {
    const because = `An entry has at most ${MAX_ENTRY_BYTES} bytes and this one has ${size}: move texts and lists into documents.`;
    return refuse('ENTRY_TOO_LARGE', because, { path: '' });
  }
  const misfit = findMisfit(value);
  return misfit && refusalOf(misfit);
}

/** What an entry may not hold: a text, or the number given here. The path grows only on the way back out. */
interface Misfit {
  readonly path: string;
  readonly number?: number;
}

function findMisfit(value: JsonValue): Misfit | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? null : { path: '', number: value };
  if (typeof value === 'string') return isNormal(value) ? null : { path: '' };
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, member] of Object.entries(value)) {
    const misfit = isNormal(key) ? findMisfit(member) : { path: '' };
    if (misfit) {
      const step = key.replaceAll('~', '~0').replaceAll('/', '~1');
      return { ...misfit, path: `/${step}${misfit.path}` };
    }
  }
  return null;
}

function isNormal(text: string): boolean {
  // Printable ASCII is its own form C.
  return !/[^ -~]/.test(text) || (!hasLoneSurrogate(text) && text.normalize('NFC') === text);
}

function refusalOf({ path, number }: Misfit): EntryValueRefusal {
  const at = path || 'the top';
  if (number !== undefined) {
    const because = `The number ${number} at ${at} is not a whole number within 2^53-1: write it as a decimal text.`;
    return refuse('ENTRY_NUMBER_NOT_WHOLE', because, { path });
  }
  const because = `The text at ${at} is not in Unicode normalization form C: normalize it when it comes in.`;
  return refuse('ENTRY_TEXT_NOT_NORMAL', because, { path });
}
