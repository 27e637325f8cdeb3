import { createHash, randomBytes } from 'node:crypto';

const SECRET = /^[A-Za-z0-9_-]{43}$/;

/** A new secret of 256 random bits, written as 43 characters of base64url. It is shown once and never stored. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** True for text that `newSecret` could have written. Anything else is refused before the database hears of it. */
export function isSecret(text: string): boolean {
  return SECRET.test(text);
}

/**
 * The SHA-256 hash under which a secret is stored and found.
 *
 * Looking rows up by plain equality of this hash is safe: the time of a comparison can only tell something of
 * the hash, and nobody can steer the hash of 256 unknown bits towards a stored one.
 */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
