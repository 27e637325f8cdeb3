import { bls12_381 } from '@noble/curves/bls12-381.js';
import { refuse, type Refusal } from '#kernel';
import { sha256, toHex } from '#transparency';

/**
 * The quicknet of the League of Entropy: a signature every 3 seconds, which no one of its operators knows before the
 * others sign. Chain and key are pinned here, so that a round is verified without asking anybody.
 */
export const QUICKNET = {
  chain: '52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971',
  publicKey:
    '83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a',
  /** Seconds since 1970 at which round 1 was signed. */
  genesis: 1_692_803_367,
  /** Seconds from one round to the next. */
  period: 3,
} as const;

/** RFC 9380 section 3.1: what separates these signatures from all others on the curve. */
const DOMAIN = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_';
const SIGNATURE_BYTES = 48;

/** The round that is the last to be signed by this instant; 0 before the first. */
export function drandRoundAt(instant: Date): number {
  const seconds = Math.floor(instant.getTime() / 1000) - QUICKNET.genesis;
  return seconds < 0 ? 0 : Math.floor(seconds / QUICKNET.period) + 1;
}

/** The instant at which the round is signed. */
export function drandRoundTime(round: number): Date {
  return new Date((QUICKNET.genesis + (round - 1) * QUICKNET.period) * 1000);
}

/**
 * The randomness of a round, 32 bytes: SHA-256 of its signature. Refuses SOURCE_NOT_VALID for a signature that the
 * network did not make, or made for another round. Takes some hundred milliseconds the first time, then fewer.
 */
export function drandRandomness(round: number, signature: Uint8Array): Uint8Array | Refusal {
  return isSignatureOf(round, signature)
    ? sha256(signature)
    : refuse('SOURCE_NOT_VALID', `This is not the signature of drand’s round ${round}; fetch that round.`, {
        clause: `drand quicknet, chain ${QUICKNET.chain}`,
      });
}

function isSignatureOf(round: number, signature: Uint8Array): boolean {
  if (!Number.isSafeInteger(round) || round < 1 || signature.length !== SIGNATURE_BYTES) return false;
  const message = new Uint8Array(8);
  new DataView(message.buffer).setBigUint64(0, BigInt(round));
  const { shortSignatures: scheme, G1, G2 } = bls12_381;
  try {
    const point = G1.Point.fromHex(toHex(signature));
    point.assertValidity();
    return scheme.verify(point, scheme.hash(sha256(message), DOMAIN), G2.Point.fromHex(QUICKNET.publicKey));
  } catch {
    // The library throws for bytes that are no point of the curve, which is one more way of not being a signature.
    return false;
  }
}

/** Reads a signature as drand serves it. Null unless it is 96 hexadecimal digits. */
export function readDrandSignature(text: string): Uint8Array | null {
  if (!/^[0-9a-f]{96}$/i.test(text)) return null;
  return Uint8Array.from({ length: SIGNATURE_BYTES }, (_, at) =>
    parseInt(text.slice(2 * at, 2 * at + 2), 16),
  );
}
