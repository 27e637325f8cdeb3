import { createHash, createPublicKey, verify } from 'node:crypto';

/**
 * A client of tiled transparency logs that knows nothing of Quorate: written from C2SP signed-note, tlog-checkpoint
 * and tlog-tiles, and RFC 6962 section 2.1, with none of the code that it is to judge.
 */

/** Answers the bytes below a log's prefix, uncompressed; null when there is no such resource. */
export type Get = (path: string) => Promise<Buffer | null>;

/** What an audit found to be under the signed root. */
export interface Audited {
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
  readonly entries: readonly Buffer[];
}

const sha256 = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest();

/** MTH(D[n]) over leaf hashes (RFC 6962 section 2.1), by its recursive definition. */
export function merkleTreeHash(hashes: readonly Buffer[]): Buffer {
  if (hashes.length === 0) return sha256();
  if (hashes.length === 1) return hashes[0]!;
  let k = 1;
  while (k * 2 < hashes.length) k *= 2;
  return sha256(Buffer.of(1), merkleTreeHash(hashes.slice(0, k)), merkleTreeHash(hashes.slice(k)));
}

/** Audits a whole log by its verifier key: the signature, every tile, every entry. Throws with what is wrong. */
export async function audit(get: Get, verifierKey: string): Promise<Audited> {
  const { origin, size, root } = openCheckpoint(await must(get, 'checkpoint'), verifierKey);
  const entries = await readEntries(get, size);
  const leaves = entries.map((entry) => sha256(Buffer.of(0), entry));
  if (!merkleTreeHash(leaves).equals(root)) throw new Error('The entries do not make up the signed root.');

  let row: readonly Buffer[] = leaves;
  for (let level = 0; row.length > 0; level += 1) {
    const below = row;
    for (let n = 0; n * 256 < below.length; n += 1) {
      const path = `tile/${level}/${pathOf(n, below.length)}`;
      const expected = Buffer.concat(below.slice(n * 256, (n + 1) * 256));
      if (!(await must(get, path)).equals(expected)) throw new Error(`${path} is not the tile of this tree.`);
    }
    const full = Math.floor(below.length / 256);
    row = Array.from({ length: full }, (_, n) => merkleTreeHash(below.slice(n * 256, (n + 1) * 256)));
  }
  return { origin, size, root, entries };
}

function openCheckpoint(note: Buffer, verifierKey: string) {
  const text = note.toString();
  const end = text.lastIndexOf('\n\n');
  const [body, signatures] = [text.slice(0, end + 1), text.slice(end + 2)];
  const [, name, hash, key] = /^(.+)\+([0-9a-f]{8})\+(.+)$/.exec(verifierKey) ?? [];
  const publicKey = Buffer.from(key ?? '', 'base64');
  if (publicKey[0] !== 1 || publicKey.length !== 33) throw new Error('The key is no Ed25519 key.');
  const id = sha256(Buffer.from(`${name}\n`), publicKey).subarray(0, 4);
  if (id.toString('hex') !== hash) throw new Error('The key has another id.');
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey.subarray(1)]);
  const verifier = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  const isSigned = signatures.split('\n').some((line) => {
    const [dash, signer, encoded = ''] = line.split(' ');
    const blob = Buffer.from(encoded, 'base64');
    const isOurs = dash === '—' && signer === name && blob.subarray(0, 4).equals(id);
    return isOurs && verify(null, Buffer.from(body), verifier, blob.subarray(4));
  });
  if (!isSigned) throw new Error('The checkpoint is not signed by the key.');
  const [origin = '', size = '', root = ''] = body.split('\n');
  return { origin, size: Number(size), root: Buffer.from(root, 'base64') };
}

async function readEntries(get: Get, size: number): Promise<Buffer[]> {
  const entries: Buffer[] = [];
  for (let n = 0; n * 256 < size; n += 1) {
    const bundle = await must(get, `tile/entries/${pathOf(n, size)}`);
    for (let at = 0; at < bundle.length;) {
      const length = bundle.readUInt16BE(at);
      entries.push(bundle.subarray(at + 2, at + 2 + length));
      at += 2 + length;
    }
  }
  return entries;
}

/** Three digits a path element, all but the last behind an x; `.p/W` where the row ends within the tile. */
function pathOf(n: number, row: number): string {
  const elements: string[] = [];
  for (let rest = n, last = true; last || rest > 0; rest = Math.floor(rest / 1000), last = false) {
    elements.unshift(`${last ? '' : 'x'}${String(rest % 1000).padStart(3, '0')}`);
  }
  const width = Math.min(256, row - n * 256);
  return `${elements.join('/')}${width === 256 ? '' : `.p/${width}`}`;
}

async function must(get: Get, path: string): Promise<Buffer> {
  const bytes = await get(path);
  if (bytes === null) throw new Error(`The log does not serve ${path}.`);
  return bytes;
}
