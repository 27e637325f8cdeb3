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
  return checkValue(value, '');
}

function checkValue(value: JsonValue, path: string): EntryValueRefusal | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? null : notWhole(value, path);
  if (typeof value === 'string') return isNormal(value) ? null : notNormal(path);
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, member] of Object.entries(value)) {
    const memberPath = `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const refusal = isNormal(key) ? checkValue(member, memberPath) : notNormal(memberPath);
    if (refusal) return refusal;
  }
  return null;
}

function isNormal(text: string): boolean {
  return !hasLoneSurrogate(text) && text.normalize('NFC') === text;
}

function notWhole(value: number, path: string): EntryValueRefusal {
  const because = `The number ${value} at ${path || 'the top'} is not a whole number within 2^53-1: write it as a decimal text.`;
  return refuse('ENTRY_NUMBER_NOT_WHOLE', because, { path });
}

function notNormal(path: string): EntryValueRefusal {
  const because = `The text at ${path || 'the top'} is not in Unicode normalization form C: normalize it when it comes in.`;
  return refuse('ENTRY_TEXT_NOT_NORMAL', because, { path });
}
