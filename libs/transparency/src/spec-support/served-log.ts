import { createHash } from 'node:crypto';
import { type FetchBytes } from '../client.js';
import { pair } from './recursive-tree.js';

/** A log as static files, written without the code that is tested: paths and bytes of its tiles and bundles. */
export interface ServedLog {
  readonly root: Uint8Array;
  readonly files: Map<string, Uint8Array>;
}

/** The log of these entries, each no longer than 65,535 bytes and at least one of them. */
export function serveLog(entries: readonly Uint8Array[]): ServedLog {
  const files = new Map<string, Uint8Array>();
  const leaves = entries.map((entry) => sha256(Buffer.of(0), entry));
  writeRow('entries', entries.map(withLength), files);
  for (let [level, row] = [0, leaves]; row.length > 0; level += 1) {
    writeRow(String(level), row, files);
    row = chunks(row)
      .filter((chunk) => chunk.length === 256)
      .map(rootOf);
  }
  return { root: rootOf(leaves), files };
}

/** Serves files; a path that is not among them rejects. */
export function fetchFrom(files: ReadonlyMap<string, Uint8Array>): FetchBytes {
  return (path) => {
    const bytes = files.get(path);
    return bytes ? Promise.resolve(bytes) : Promise.reject(new Error(`not found: ${path}`));
  };
}

/** The root of RFC 6962 section 2.1, level by level: an odd one out moves up as it is. */
export function rootOf(hashes: readonly Uint8Array[]): Uint8Array {
  let row = hashes;
  while (row.length > 1) {
    const next: Uint8Array[] = [];
    for (let at = 0; at < row.length; at += 2) {
      const [left = Buffer.of(), right] = [row[at], row[at + 1]];
      next.push(right ? pair(left, right) : left);
    }
    row = next;
  }
  return row[0] ?? sha256();
}

function writeRow(level: string, row: readonly Uint8Array[], files: Map<string, Uint8Array>): void {
  for (const [index, chunk] of chunks(row).entries()) {
    const thousands = index >= 1000 ? `x${threeDigits(Math.floor(index / 1000))}/` : '';
    const width = chunk.length === 256 ? '' : `.p/${chunk.length}`;
    files.set(`tile/${level}/${thousands}${threeDigits(index % 1000)}${width}`, Buffer.concat(chunk));
  }
}

function chunks(row: readonly Uint8Array[]): Uint8Array[][] {
  return Array.from({ length: Math.ceil(row.length / 256) }, (_, index) =>
    row.slice(index * 256, index * 256 + 256),
  );
}

function threeDigits(value: number): string {
  return String(value).padStart(3, '0');
}

function withLength(entry: Uint8Array): Uint8Array {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(entry.length);
  return Buffer.concat([length, entry]);
}

function sha256(...parts: Uint8Array[]): Uint8Array {
  return createHash('sha256').update(Buffer.concat(parts)).digest();
}
