import { createPublicKey, type KeyObject } from 'node:crypto';
import { refuse, type Refusal } from '#kernel';
import { concat, fromBase64, sha256, toBase64, utf8 } from './bytes.js';

/** What a key signs (C2SP signed-note, signature types): the note's text, or a witness's dated statement on it. */
export const SIGNATURE_TYPE = { ed25519: 0x01, cosignature: 0x04 } as const;
export type SignatureType = (typeof SIGNATURE_TYPE)[keyof typeof SIGNATURE_TYPE];

/** A public key under a name. Name and id together tell which signature line is this key's. */
export interface VerifierKey {
  readonly name: string;
  readonly type: SignatureType;
  /** Bytes 1 to 4 of SHA-256(name, newline, type, public key), as an unsigned 32-bit number. */
  readonly id: number;
  /** The 32 bytes of an Ed25519 public key (RFC 8032). */
  readonly publicKey: Uint8Array;
}

const PUBLIC_KEY_BYTES = 32;

/** True for a key name: not empty, no Unicode space, no plus, no control character. */
export function isKeyName(name: string): boolean {
  return /^[^\p{White_Space}\p{Cc}\p{Surrogate}+]+$/u.test(name);
}

/** The id of a key (C2SP signed-note): it tells keys apart and proves nothing. */
export function keyId(name: string, type: SignatureType, publicKey: Uint8Array): number {
  const digest = sha256(utf8(`${name}\n`), Uint8Array.of(type), publicKey);
  return new DataView(digest.buffer, digest.byteOffset).getUint32(0);
}

/**
 * Names an Ed25519 public key. Throws a RangeError for a bad name, a TypeError for another kind of key.
 *
 * @param publicKey a KeyObject, public or private, or the key's 32 bytes
 */
export function verifierKey(
  name: string,
  type: SignatureType,
  publicKey: KeyObject | Uint8Array,
): VerifierKey {
  if (!isKeyName(name)) throw new RangeError('The name of a key is not empty and has no space and no plus.');
  const raw = publicKey instanceof Uint8Array ? publicKey : rawPublicKey(publicKey);
  if (raw.length !== PUBLIC_KEY_BYTES) throw new TypeError('An Ed25519 public key has 32 bytes.');
  return named(name, type, raw);
}

function named(name: string, type: SignatureType, publicKey: Uint8Array): VerifierKey {
  return { name, type, id: keyId(name, type, publicKey), publicKey };
}

function rawPublicKey(key: KeyObject): Uint8Array {
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('The key is not an Ed25519 key.');
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return publicKey.export({ type: 'spki', format: 'der' }).subarray(-PUBLIC_KEY_BYTES);
}

/** The text by which a key is handed on: `<name>+<id in hex>+<base64 of type and public key>`. */
export function formatVerifierKey({ name, type, id, publicKey }: VerifierKey): string {
  return `${name}+${formatKeyId(id)}+${toBase64(concat([Uint8Array.of(type), publicKey]))}`;
}

/** A key id as texts show it: eight lower-case hex digits. */
export function formatKeyId(id: number): string {
  return id.toString(16).padStart(8, '0');
}

/** Reads a verifier key. Refuses another algorithm, another spelling, and an id that is not the key's own. */
export function parseVerifierKey(text: string): VerifierKey | Refusal<'VERIFIER_KEY_MALFORMED'> {
  const parts = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text);
  const [, name, id, encoded] = parts ?? [];
  if (name === undefined || encoded === undefined || !isKeyName(name)) {
    return malformed('A verifier key is written <name>+<eight hex digits>+<base64>.');
  }
  const material = fromBase64(encoded);
  const type = Object.values(SIGNATURE_TYPE).find((known) => known === material?.[0]);
  if (material?.length !== 1 + PUBLIC_KEY_BYTES || type === undefined) {
    return malformed(`The verifier key of ${name} is not the base64 of an Ed25519 key of type 1 or 4.`);
  }
  const key = named(name, type, material.subarray(1));
  return formatKeyId(key.id) === id
    ? key
    : malformed(`The verifier key of ${name} has another id than its own.`);
}

function malformed(because: string): Refusal<'VERIFIER_KEY_MALFORMED'> {
  return refuse('VERIFIER_KEY_MALFORMED', because, { clause: 'C2SP signed-note, verifier keys' });
}
