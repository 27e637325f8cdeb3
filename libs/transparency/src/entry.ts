import { isUuid, refuse, type Refusal } from '#kernel';
import { hashFromBase64, utf8 } from './bytes.js';
import { checkEntryValue, type EntryValueRefusal } from './entry-value.js';
import { canonicalize, parseCanonical, type JsonObject, type JsonValue } from './jcs.js';

/**
 * One line of the record. Its canonical JSON bytes are a leaf of the tree; hashes in it are padded base64.
 * (A type and not an interface, because only a type is a `JsonObject`.)
 */
export type Entry = {
  readonly v: 1;
  /** The origin of the log that it belongs to: it can be moved to no other. */
  readonly log: string;
  /** UUIDv7. */
  readonly id: string;
  /** Past tense, the noun first: `ballot.cast`. */
  readonly kind: string;
  /** The subject's id. */
  readonly stream: string;
  /** The subject's version, from 1 on without a gap. */
  readonly ver: number;
  /** Leaf hash of the subject's previous entry; null at version 1. */
  readonly prev: string | null;
  /** The instant of the act: UTC with milliseconds, `2026-11-23T09:00:00.000Z`. */
  readonly at: string;
  readonly actor: EntryActor;
  /** Hash of the rules in force, or null where none applied. */
  readonly rule: string | null;
  /** Id of the entry that brought this one about. */
  readonly cause: string | null;
  readonly body: JsonObject;
  /** Commitments to personal data and free text, by field. */
  readonly commit: Readonly<Record<string, string>>;
  readonly docs: readonly EntryDocument[];
};

/** Who acted, by capacity; the person only as a pseudonym of the stream, in `commit`. */
export type EntryActor = {
  readonly role: string;
  readonly seat: string | null;
  readonly org: string | null;
  readonly commit: string | null;
};

/** A document outside the entry, named by the base64 of its SHA-256. */
export type EntryDocument = {
  readonly sha256: string;
  readonly size: number;
  readonly mediaType: string;
  readonly lang: string | null;
};

export type EntryRefusal =
  EntryValueRefusal | Refusal<'ENTRY_NOT_CANONICAL' | 'ENTRY_MALFORMED', { readonly path: string }>;

/**
 * The canonical bytes of an entry. Throws a TypeError with the reason when `decodeEntry` would refuse them:
 * a text that was not normalized or a list that should have become a document is a fault of the caller.
 */
export function encodeEntry(entry: Entry): Uint8Array {
  const canonical = canonicalize(entry);
  const refusal = checkEntryValue(entry, canonical) ?? checkShape(entry);
  if (refusal) throw new TypeError(refusal.because);
  return utf8(canonical);
}

/**
 * Reads a leaf. Refuses bytes that are not canonical JSON, a member too many or missing, a value of the wrong
 * form, and whatever `checkEntryValue` refuses. Says nothing about the entry's place in its stream.
 */
export function decodeEntry(bytes: Uint8Array): Entry | EntryRefusal {
  const value = parseCanonical(bytes);
  if (value === null) {
    return refuse('ENTRY_NOT_CANONICAL', 'The bytes are not JSON in its canonical form (RFC 8785).', {
      path: '',
    });
  }
  const refusal = checkEntryValue(value);
  if (refusal) return refusal;
  return isEntry(value) ? value : malformed(findFault(value));
}

function isEntry(value: JsonValue): value is Entry {
  return findFault(value) === null;
}

function checkShape(entry: Entry): EntryRefusal | null {
  const fault = findFault(entry);
  return fault === null ? null : malformed(fault);
}

function malformed(fault: string | null): EntryRefusal {
  const because = `An entry has another form: see ${fault ? `its member "${fault}"` : 'the whole'}.`;
  return refuse('ENTRY_MALFORMED', because, { path: fault ? `/${fault}` : '' });
}

type Test = (value: JsonValue) => boolean;
type Shape = Readonly<Record<string, Test>>;

const KIND = /^[a-z][a-zA-Z0-9_-]*(\.[a-z][a-zA-Z0-9_-]*)*$/;
const NAME = /^[!-~]{1,255}$/;
const MEDIA_TYPE = /^[!-~][ -~]{0,254}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

const aName: Test = (value) => typeof value === 'string' && NAME.test(value);
const aMediaType: Test = (value) => typeof value === 'string' && MEDIA_TYPE.test(value);
const aHash: Test = (value) => typeof value === 'string' && hashFromBase64(value) !== null;
const aUuid: Test = (value) => typeof value === 'string' && isUuid(value);
const orNull =
  (test: Test): Test =>
  (value) =>
    value === null || test(value);
const atLeast =
  (least: number): Test =>
  (value) =>
    typeof value === 'number' && value >= least;

const ACTOR: Shape = { role: aName, seat: orNull(aName), org: orNull(aName), commit: orNull(aHash) };
const DOCUMENT: Shape = { sha256: aHash, size: atLeast(0), mediaType: aMediaType, lang: orNull(aName) };
const ENTRY: Shape = {
  v: (value) => value === 1,
  log: aName,
  id: aUuid,
  kind: (value) => typeof value === 'string' && KIND.test(value),
  stream: aName,
  ver: atLeast(1),
  prev: orNull(aHash),
  at: (value) => typeof value === 'string' && isInstant(value),
  actor: (value) => fits(value, ACTOR),
  rule: orNull(aHash),
  cause: orNull(aUuid),
  body: isObject,
  commit: (value) => isObject(value) && Object.values(value).every(aHash),
  docs: (value) => isArray(value) && value.every((document) => fits(document, DOCUMENT)),
};

/** The first member that is wrong, missing or one too many; empty when the value is no object; null when all fit. */
function findFault(value: JsonValue): string | null {
  if (!isObject(value)) return '';
  const isStarted = value.ver === 1 && value.prev === null;
  const isContinued = value.ver !== 1 && value.prev !== null;
  return misfit(value, ENTRY) ?? (isStarted || isContinued ? null : 'prev');
}

function fits(value: JsonValue, shape: Shape): boolean {
  return isObject(value) && misfit(value, shape) === null;
}

function misfit(value: JsonObject, shape: Shape): string | null {
  for (const [member, test] of Object.entries(shape)) {
    const held = Object.hasOwn(value, member) ? value[member] : undefined;
    if (held === undefined || !test(held)) return member;
  }
  return Object.keys(value).find((member) => !Object.hasOwn(shape, member)) ?? null;
}

function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !isArray(value);
}

function isInstant(text: string): boolean {
  const instant = new Date(text);
  return INSTANT.test(text) && !Number.isNaN(instant.getTime()) && instant.toISOString() === text;
}
