import { sign, type KeyObject } from 'node:crypto';
import { isRefusal, refuse, type Refusal } from '#kernel';
import { concat, equalBytes, utf8 } from './bytes.js';
import { verifyEd25519 } from './machine.js';
import { SIGNATURE_TYPE, verifierKey, type SignatureType, type VerifierKey } from './note-key.js';
import { formatNote, splitNote, type NoteMalformed, type SignatureLine } from './note-text.js';

/** A private Ed25519 key under its name. */
export interface NoteSigner {
  readonly key: VerifierKey;
  readonly privateKey: KeyObject;
}

/** Names a private key. Throws where `verifierKey` does. */
export function noteSigner(name: string, type: SignatureType, privateKey: KeyObject): NoteSigner {
  return { key: verifierKey(name, type, privateKey), privateKey };
}

/** A known key's signature that holds. `time` is what a witness dated it with, in seconds since 1970; null for others. */
export interface VerifiedSignature {
  readonly key: VerifierKey;
  readonly time: number | null;
}

/** A note that at least one known key has signed. Each known key is named once. */
export interface OpenedNote {
  readonly body: string;
  readonly verified: readonly VerifiedSignature[];
}

export type NoteRefusal = NoteMalformed | Refusal<'NOTE_SIGNATURE_WRONG' | 'NOTE_NOT_SIGNED_BY_KNOWN_KEY'>;

/**
 * Signs a body with Ed25519 (signature type 0x01) by each signer. Throws a RangeError for a body that no note
 * can have, a TypeError for a signer of another type: a witness signs by `cosign`.
 */
export function signNote(body: string, signers: readonly NoteSigner[]): string {
  return formatNote(
    body,
    signers.map((signer) => signLine(body, signer)),
  );
}

function signLine(body: string, { key, privateKey }: NoteSigner): SignatureLine {
  if (key.type !== SIGNATURE_TYPE.ed25519) throw new TypeError('A witness key does not sign notes.');
  return { name: key.name, id: key.id, signature: sign(null, utf8(body), privateKey) };
}

/**
 * A witness's signature on a checkpoint's body (C2SP tlog-cosignature, Ed25519): it saw, as of `time`, no
 * larger consistent tree of that log.
 *
 * @param time seconds since 1970. Throws a RangeError when it is not a whole number from 0, a TypeError for a
 *   signer that is not of type 0x04.
 */
export function cosign(body: string, { key, privateKey }: NoteSigner, time: number): SignatureLine {
  if (key.type !== SIGNATURE_TYPE.cosignature) throw new TypeError('Only a witness key cosigns.');
  if (!Number.isSafeInteger(time) || time < 0)
    throw new RangeError('A cosignature is dated in whole seconds.');
  const stamp = new Uint8Array(8);
  new DataView(stamp.buffer).setBigUint64(0, BigInt(time));
  const signature = sign(null, utf8(cosignedMessage(body, time)), privateKey);
  return { name: key.name, id: key.id, signature: concat([stamp, signature]) };
}

function cosignedMessage(body: string, time: number): string {
  return `cosignature/v1\ntime ${time}\n${body}`;
}

/**
 * Opens a note: gives its body only when a known key has signed it. Signatures of unknown keys are passed
 * over, also when they share a known key's name or id alone; a known key's signature that fails refuses the
 * whole note; a key that signed twice counts once.
 */
export function openNote(
  note: string | Uint8Array,
  knownKeys: readonly VerifierKey[],
): OpenedNote | NoteRefusal {
  const split = splitNote(note);
  if (isRefusal(split)) return split;
  const verified: VerifiedSignature[] = [];
  for (const line of split.lines) {
    const keys = knownKeys.filter((key) => key.name === line.name && key.id === line.id);
    if (keys.length === 0) continue;
    const signature = verifyLine(split.body, line, keys);
    if (signature === null) {
      return refuse('NOTE_SIGNATURE_WRONG', `The signature of ${line.name} does not fit the note.`, {
        clause: 'C2SP signed-note, signatures',
      });
    }
    if (!verified.some(({ key }) => isSameKey(key, signature.key))) verified.push(signature);
  }
  if (verified.length > 0) return { body: split.body, verified };
  return refuse('NOTE_NOT_SIGNED_BY_KNOWN_KEY', 'No known key has signed the note.', {
    clause: 'C2SP signed-note, signatures',
  });
}

/** Two known keys may share name and id by accident: the line holds when it is one of theirs. */
function verifyLine(
  body: string,
  { signature }: SignatureLine,
  keys: readonly VerifierKey[],
): VerifiedSignature | null {
  for (const key of keys) {
    const verified = verifySignature(body, signature, key);
    if (verified !== null) return verified;
  }
  return null;
}

function verifySignature(body: string, signature: Uint8Array, key: VerifierKey): VerifiedSignature | null {
  if (key.type === SIGNATURE_TYPE.ed25519) {
    return verifyEd25519(key.publicKey, utf8(body), signature) ? { key, time: null } : null;
  }
  const time = timeOf(signature);
  if (time === null) return null;
  const holds = verifyEd25519(key.publicKey, utf8(cosignedMessage(body, time)), signature.subarray(8));
  return holds ? { key, time } : null;
}

/** The time in a cosignature: null when there is none or it is above 2^53-1 seconds, which no clock shows. */
function timeOf(signature: Uint8Array): number | null {
  if (signature.length < 8) return null;
  const time = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
  return time <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(time) : null;
}

/** True for the same public key under the same name for the same type of signature. */
export function isSameKey(a: VerifierKey, b: VerifierKey): boolean {
  return a.name === b.name && a.type === b.type && equalBytes(a.publicKey, b.publicKey);
}
