import { createPrivateKey } from 'node:crypto';
import { noteSigner, type NoteSigner } from '../note.js';
import { SIGNATURE_TYPE, type SignatureType } from '../note-key.js';

/** A signer whose key is always the same for the same seed byte. */
export function signerOf(
  name: string,
  seed: number,
  type: SignatureType = SIGNATURE_TYPE.ed25519,
): NoteSigner {
  return noteSigner(name, type, privateKeyOf(Buffer.alloc(32, seed)));
}

/** A witness's signer. */
export function witnessOf(name: string, seed: number): NoteSigner {
  return signerOf(name, seed, SIGNATURE_TYPE.cosignature);
}

/** The Ed25519 private key of a 32-byte seed (RFC 8410 section 7). */
export function privateKeyOf(seed: Uint8Array) {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}
