import { hmacSha256, sha256, toBase64, utf8 } from './bytes.js';
import { canonicalize, type JsonValue } from './jcs.js';

/** Bytes of a salt, and the least of a key for pseudonyms. */
export const SALT_BYTES = 32;

/** Separates commitments from every other use of SHA-256 in the record. */
const COMMIT_DOMAIN = utf8('quorate/commit/v1\0');

/**
 * Commits to a value without showing it: base64 of SHA-256(`quorate/commit/v1`, 0x00, salt, canonical JSON of
 * the value). Whoever is shown the salt and the value can check them; once the salt is gone, nobody can guess.
 *
 * @param salt 32 random bytes, fresh for each field of each entry. Throws a RangeError for another length.
 */
export function commitTo(value: JsonValue, salt: Uint8Array): string {
  if (salt.length !== SALT_BYTES) throw new RangeError('A commitment needs a salt of 32 bytes.');
  return toBase64(sha256(COMMIT_DOMAIN, salt, utf8(canonicalize(value))));
}

/** True when the disclosed salt and value are what was committed to. False for a salt of another length. */
export function opensCommitment(commitment: string, value: JsonValue, salt: Uint8Array): boolean {
  return salt.length === SALT_BYTES && commitTo(value, salt) === commitment;
}

/**
 * The name that a person goes by in one stream: base64 of HMAC-SHA-256(key, stream). The same person has
 * unrelated names in two streams; without the key none of them leads back to the person.
 *
 * @param key the person's own key, at least 32 bytes. Throws a RangeError for a shorter one.
 */
export function pseudonym(key: Uint8Array, stream: string): string {
  if (key.length < SALT_BYTES) throw new RangeError('A pseudonym needs a key of at least 32 bytes.');
  return toBase64(hmacSha256(key, utf8(stream)));
}
