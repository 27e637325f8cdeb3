import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  appendLeaf,
  emptyFrontier,
  encodeBundle,
  encodeEntry,
  formatCheckpoint,
  formatPolicy,
  frontierRoot,
  leafHash,
  noteSigner,
  SIGNATURE_TYPE,
  signNote,
  toBase64,
  type Entry,
} from '#transparency';

export const ORIGIN = 'quorate.example/log/river';

const KEY = noteSigner(ORIGIN, SIGNATURE_TYPE.ed25519, generateKeyPairSync('ed25519').privateKey);

/** The files of a signed log with one subject that was changed `size` times; at least once, fewer than 256 times. */
export function recordFiles(size: number): Map<string, Uint8Array> {
  const entries: Uint8Array[] = [];
  for (let ver = 1; ver <= size; ver += 1) {
    const before = entries.at(-1);
    entries.push(encodeEntry(entryOf(ver, before ? toBase64(leafHash(before)) : null)));
  }
  const leaves = entries.map(leafHash);
  const root = frontierRoot(leaves.reduce(appendLeaf, emptyFrontier()));
  const policy = { logs: [{ key: KEY.key, url: null }], witnesses: [], groups: [], quorum: 'none' };
  return new Map<string, Uint8Array>([
    ['checkpoint', Buffer.from(signNote(formatCheckpoint({ origin: ORIGIN, size, root }), [KEY]))],
    ['policy', Buffer.from(formatPolicy(policy))],
    [`tile/0/000.p/${size}`, Buffer.concat(leaves)],
    [`tile/entries/000.p/${size}`, encodeBundle(entries)],
  ]);
}

function entryOf(ver: number, prev: string | null): Entry {
  return {
    v: 1,
    log: ORIGIN,
    id: `019ab000-0000-7000-8000-${ver.toString().padStart(12, '0')}`,
    kind: 'gauge.read',
    stream: '019ab000-0000-7000-8000-0000000000aa',
    ver,
    prev,
    at: '2026-11-23T09:00:00.000Z',
    actor: { role: 'steward', seat: null, org: null, commit: null },
    rule: null,
    cause: null,
    body: { level: ver },
    commit: {},
    docs: [],
  };
}

/** Writes a record into a new folder, and returns the folder. */
export async function writeRecord(files: ReadonlyMap<string, Uint8Array>): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quorate-record-'));
  for (const [file, bytes] of files) {
    await mkdir(path.join(folder, path.dirname(file)), { recursive: true });
    await writeFile(path.join(folder, file), bytes);
  }
  return folder;
}
