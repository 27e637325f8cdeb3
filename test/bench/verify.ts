/*
 * How long it takes to verify a record of 100,000 entries in memory, in one process: every signature, tile, stream and
 * form, without the network.
 *
 *   node test/bench/verify.bench.mjs
 */
import { generateKeyPairSync } from 'node:crypto';
import { uuidFromBytes } from '#kernel';
import {
  appendLeaf,
  bundlesFor,
  concat,
  emptyFrontier,
  encodeBundle,
  encodeEntry,
  formatCheckpoint,
  frontierRoot,
  leafHash,
  MissingFile,
  noteSigner,
  SIGNATURE_TYPE,
  signNote,
  sha256,
  tilePath,
  tileRoot,
  tilesFor,
  toBase64,
  utf8,
  verifyRecord,
} from '#transparency';

const SIZE = 100_000;
const STREAMS = 10_000;
const ORIGIN = 'bench.example/log/bench';

const idOf = (name: string) => uuidFromBytes(sha256(utf8(name)).subarray(0, 16));

/** A signed record as files: streams that go on in turns, each entry of some 550 bytes. */
function signedRecord() {
  const last = new Map<string, Uint8Array>();
  const entries = Array.from({ length: SIZE }, (_, index) => {
    const stream = idOf(`stream ${index % STREAMS}`);
    const before = last.get(stream);
    const entry = encodeEntry({
      v: 1,
      log: ORIGIN,
      id: idOf(`entry ${index}`),
      kind: 'ballot.cast',
      stream,
      ver: Math.floor(index / STREAMS) + 1,
      prev: before ? toBase64(before) : null,
      at: '2026-11-23T09:00:00.000Z',
      actor: { role: 'elector', seat: null, org: null, commit: toBase64(sha256(utf8(stream))) },
      rule: toBase64(sha256(utf8('rule'))),
      cause: null,
      body: { box: idOf('box'), elector: stream },
      commit: { ballot: toBase64(sha256(utf8(`ballot ${index}`))) },
      docs: [],
    });
    last.set(stream, leafHash(entry));
    return entry;
  });
  const leaves = entries.map(leafHash);
  const root = frontierRoot(leaves.reduce(appendLeaf, emptyFrontier()));
  const signer = noteSigner(ORIGIN, SIGNATURE_TYPE.ed25519, generateKeyPairSync('ed25519').privateKey);
  const files = new Map([
    ['checkpoint', utf8(signNote(formatCheckpoint({ origin: ORIGIN, size: SIZE, root }), [signer]))],
  ]);
  for (const bundle of bundlesFor(SIZE)) {
    const start = bundle.index * 256;
    files.set(tilePath(bundle), encodeBundle(entries.slice(start, start + bundle.width)));
  }
  let [row, level] = [leaves, 0];
  for (const tile of tilesFor(SIZE)) {
    if (tile.level > level) {
      const below = row;
      row = Array.from({ length: Math.floor(below.length / 256) }, (_, n) =>
        tileRoot(concat(below.slice(n * 256, (n + 1) * 256))),
      );
      level = tile.level;
    }
    files.set(tilePath(tile), concat(row.slice(tile.index * 256, tile.index * 256 + tile.width)));
  }
  const policy = { logs: [{ key: signer.key, url: null }], witnesses: [], groups: [], quorum: 'none' };
  return { files, policy };
}

const { files, policy } = signedRecord();
const [cpu, begun] = [process.cpuUsage(), performance.now()];
const { verdicts, entries } = await verifyRecord({
  policy,
  prior: [],
  checks: [],
  fetchBytes(file) {
    const bytes = files.get(file);
    return bytes ? Promise.resolve(bytes) : Promise.reject(new MissingFile(file));
  },
});
const { user, system } = process.cpuUsage(cpu);
if (verdicts.length > 0) throw new Error(verdicts[0]?.because);
const seconds = (performance.now() - begun) / 1000;
console.log(
  `${entries} entries verified in ${seconds.toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} s of CPU (goal 20 s, recounts included)`,
);
