import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { freshBytes } from '../fresh-bytes.js';
import type { WrappingKeys } from './wrapping-keys.js';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const GENERATION_BYTES = 4;

/** Bytes of a wrapped key: its generation, a nonce, the key, a tag. */
export const WRAPPED_BYTES = GENERATION_BYTES + NONCE_BYTES + KEY_BYTES + TAG_BYTES;

/** Unwrapped keys kept in memory at most. */
const MOST_KEYS = 10_000;

/**
 * Seals what may have to be erased, so that the database, its log and its backups hold it as ciphertext only
 * (AES-256-GCM, NIST SP 800-38D, a fresh random nonce for each sealing). Every subject has a key of its own, which is
 * stored wrapped by a key outside the database: with the subject's key gone, all that it sealed is gone.
 */
export class Vault {
  readonly #unwrapped = new Map<string, Uint8Array>();

  constructor(private readonly keys: WrappingKeys) {}

  /** A new key, wrapped by the newest generation. */
  newKey(): Buffer {
    return this.#wrap(randomBytes(KEY_BYTES));
  }

  /** The same key wrapped by the newest generation; null where it is so already. */
  rewrap(wrapped: Uint8Array): Buffer | null {
    const { generation } = this.keys.newest;
    return generationOf(wrapped) === generation ? null : this.#wrap(this.unwrap(wrapped));
  }

  /**
   * The key itself. The last ones that were asked for are kept in memory.
   *
   * @throws OperatorProblem when the generation that wraps it is missing; Error when it was altered
   */
  unwrap(wrapped: Uint8Array): Uint8Array {
    const name = Buffer.from(wrapped).toString('latin1');
    const known = this.#unwrapped.get(name);
    if (known) return known;
    const wrapping = this.keys.of(generationOf(wrapped));
    const key = decrypt(wrapping, wrapped.subarray(GENERATION_BYTES));
    if (this.#unwrapped.size >= MOST_KEYS) {
      for (const oldest of this.#unwrapped.keys()) {
        this.#unwrapped.delete(oldest);
        break;
      }
    }
    this.#unwrapped.set(name, key);
    return key;
  }

  /** Seals bytes under a wrapped key. */
  seal(wrapped: Uint8Array, plain: Uint8Array): Buffer {
    return encrypt(this.unwrap(wrapped), plain);
  }

  /** Opens what `seal` made under the same key. Throws when either was altered. */
  open(wrapped: Uint8Array, sealed: Uint8Array): Buffer {
    return decrypt(this.unwrap(wrapped), sealed);
  }

  /** Opens bytes as a statement reads them: the wrapped key, then what it seals. */
  openRead(read: Uint8Array): Buffer {
    return this.open(read.subarray(0, WRAPPED_BYTES), read.subarray(WRAPPED_BYTES));
  }

  /** By what a text is found without being stored: HMAC-SHA-256 under the key of look-ups. */
  lookup(purpose: string, text: string): Buffer {
    return createHmac('sha256', this.keys.lookup).update(`${purpose}\0${text}`).digest();
  }

  #wrap(key: Uint8Array): Buffer {
    const { generation, key: wrapping } = this.keys.newest;
    const head = Buffer.alloc(GENERATION_BYTES);
    head.writeUInt32BE(generation);
    return Buffer.concat([head, encrypt(wrapping, key)]);
  }
}

function generationOf(wrapped: Uint8Array): number {
  if (wrapped.length !== WRAPPED_BYTES) throw new RangeError(`A wrapped key has ${WRAPPED_BYTES} bytes.`);
  return new DataView(wrapped.buffer, wrapped.byteOffset).getUint32(0);
}

function encrypt(key: Uint8Array, plain: Uint8Array): Buffer {
  const nonce = freshBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Uint8Array, sealed: Uint8Array): Buffer {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) throw new RangeError('Nothing that was sealed is so short.');
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
}
