import { readLog, TamperedLog, type LoggedEntry, type LogSource } from './client.js';
import { EMPTY_ROOT, leafHash } from './merkle.js';
import { fetchFrom, rootOf, serveLog, type ServedLog } from './spec-support/served-log.js';

const ORIGIN = 'quorate.example/log/river';
const entriesOf = (size: number) => Array.from({ length: size }, (_, index) => Buffer.from(`entry ${index}`));
const sourceOf = (size: number, { root, files }: ServedLog, more: Partial<LogSource> = {}): LogSource => ({
  fetchBytes: fetchFrom(files),
  checkpoint: { origin: ORIGIN, size, root },
  ...more,
});

async function readAll(source: LogSource): Promise<LoggedEntry[]> {
  const read: LoggedEntry[] = [];
  for await (const entry of readLog(source)) read.push(entry);
  return read;
}

/** What reading ends with, and how many entries were given out before. */
async function failure(source: LogSource): Promise<{ error: unknown; given: number }> {
  let given = 0;
  try {
    for await (const entry of readLog(source)) given = entry.index + 1;
  } catch (error) {
    return { error, given };
  }
  return { error: null, given };
}

/** The log with one file replaced by a changed copy. */
function forged(log: ServedLog, path: string, change: (bytes: Buffer) => Uint8Array): ServedLog {
  const bytes = log.files.get(path);
  if (!bytes) throw new Error(`The log has no ${path}.`);
  return { root: log.root, files: new Map(log.files).set(path, change(Buffer.from(bytes))) };
}

const flip = (at: number) => (bytes: Buffer) => {
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  return bytes;
};

describe('an honest log', () => {
  it.each([1, 2, 255, 256, 257, 511, 1000])('of %d entries is read whole and in order', async (size) => {
    const entries = entriesOf(size);
    const read = await readAll(sourceOf(size, serveLog(entries)));
    expect(read.map(({ index }) => index)).toEqual(entries.map((_, index) => index));
    expect(Buffer.concat(read.map(({ bytes }) => bytes))).toEqual(Buffer.concat(entries));
    expect(read.at(-1)?.leafHash).toEqual(leafHash(entries[size - 1]!));
  });

  it('without entries is read without fetching anything', async () => {
    const log = { root: EMPTY_ROOT, files: new Map<string, Uint8Array>() };
    expect(await readAll(sourceOf(0, log))).toEqual([]);
    expect((await failure(sourceOf(0, { ...log, root: leafHash(Buffer.of()) }))).error).toBeInstanceOf(
      TamperedLog,
    );
  });

  it('is told of as it goes, with a few bundles on their way at a time', async () => {
    const log = serveLog(entriesOf(2000));
    const progress: number[] = [];
    let [underway, most] = [0, 0];
    const fetchBytes = async (path: string) => {
      underway += 1;
      most = Math.max(most, underway);
      await new Promise((resolve) => setImmediate(resolve));
      underway -= 1;
      return fetchFrom(log.files)(path);
    };
    const onProgress = (verified: number, size: number) => progress.push(verified / size);
    expect(await readAll(sourceOf(2000, log, { fetchBytes, onProgress, ahead: 2 }))).toHaveLength(2000);
    expect(progress).toEqual(
      [256, 512, 768, 1024, 1280, 1536, 1792, 2000].map((verified) => verified / 2000),
    );
    expect(most).toBeLessThanOrEqual(4);
  });

  it('is fetched no further when its reader stops', async () => {
    const { root, files } = serveLog(entriesOf(5000));
    const fetched: string[] = [];
    const fetchBytes = (path: string) => {
      fetched.push(path);
      return fetchFrom(files)(path);
    };
    for await (const { index } of readLog(sourceOf(5000, { root, files }, { fetchBytes }))) {
      if (index === 10) break;
    }
    expect(fetched.filter((path) => path.startsWith('tile/entries/')).length).toBeLessThanOrEqual(5);
  });

  it('that cannot be reached fails with the fetch, also for a bundle fetched ahead', async () => {
    const log = serveLog(entriesOf(1000));
    log.files.delete('tile/entries/002');
    const { error, given } = await failure(sourceOf(1000, log));
    expect(error).toEqual(new Error('not found: tile/entries/002'));
    expect(given).toBe(512);
  });
});

describe('a forged log', () => {
  const SIZE = 70_000;
  const entries = entriesOf(SIZE);
  const honest = serveLog(entries);

  it('of 70,000 entries is read whole when nothing was forged', async () => {
    let count = 0;
    for await (const { index } of readLog(sourceOf(SIZE, honest))) count = index + 1;
    expect(count).toBe(SIZE);
  }, 60_000);

  it.each<[string, string, number, number]>([
    ['a full tile of level 0', 'tile/0/000', 0, 0],
    ['the last hash of a full tile of level 0', 'tile/0/100', 8191, 25_600],
    ['a full tile of level 1', 'tile/1/000', 4000, 0],
  ])('with %s changed is refused before an entry under it is given out', async (_, path, at, given) => {
    const result = await failure(sourceOf(SIZE, forged(honest, path, flip(at))));
    expect(result.error).toMatchObject({ name: 'TamperedLog', place: path, leafIndex: null });
    expect(result.given).toBe(given);
  });

  it.each([
    ['tile/0/273.p/112', 0],
    ['tile/0/273.p/112', 111 * 32],
    ['tile/1/001.p/17', 0],
    ['tile/1/001.p/17', 16 * 32],
    ['tile/2/000.p/1', 31],
  ])('with a hash of the partial %s changed at %d is refused at once', async (path, at) => {
    const result = await failure(sourceOf(SIZE, forged(honest, path, flip(at))));
    expect(result).toMatchObject({ error: { name: 'TamperedLog', place: 'checkpoint' }, given: 0 });
  });

  it('is refused when an entry, its tile and the tile above were all forged to fit each other', async () => {
    const changed = entries.with(300, Buffer.from('forged'));
    const other = serveLog(changed);
    const files = new Map(honest.files);
    for (const path of ['tile/entries/001', 'tile/0/001']) files.set(path, other.files.get(path)!);
    expect(await failure(sourceOf(SIZE, { root: honest.root, files }))).toMatchObject({
      error: { place: 'tile/0/001' },
      given: 256,
    });
    files.set('tile/1/000', other.files.get('tile/1/000')!);
    expect(await failure(sourceOf(SIZE, { root: honest.root, files }))).toMatchObject({
      error: { place: 'tile/1/000' },
      given: 0,
    });
    files.set('tile/2/000.p/1', other.files.get('tile/2/000.p/1')!);
    expect(await failure(sourceOf(SIZE, { root: honest.root, files }))).toMatchObject({
      error: { place: 'checkpoint' },
      given: 0,
    });
  }, 60_000);

  it('is refused when a hash that no other one answers for stands at the right edge', async () => {
    const size = 3;
    const three = serveLog(entriesOf(size));
    const lying = forged(three, 'tile/0/000.p/3', flip(2 * 32));
    expect(await failure(sourceOf(size, lying))).toMatchObject({ error: { place: 'checkpoint' }, given: 0 });
  });

  it('is refused when only the root fits: another size, another order of leaves', async () => {
    const root = rootOf(entries.slice(0, 300).map(leafHash));
    const log = serveLog(entries.slice(0, 300));
    expect((await failure(sourceOf(299, { ...log, root }))).error).not.toBeNull();
    const swapped = serveLog([...entries.slice(1, 2), ...entries.slice(0, 1), ...entries.slice(2, 300)]);
    expect((await failure(sourceOf(300, { ...swapped, root }))).error).toMatchObject({ place: 'checkpoint' });
  });

  it.each<[string, (bytes: Buffer) => Uint8Array, number | null]>([
    ['a byte of an entry is flipped', flip(2 + 7 + 2 + 3), 257],
    ['an entry is left out', (bytes) => bytes.subarray(2 + 9), null],
    ['an entry is put in', (bytes) => Buffer.concat([Buffer.of(0, 1, 65), bytes]), null],
    ['two entries are swapped', swapFirstTwo, 256],
    ['it is cut short', (bytes) => bytes.subarray(0, -1), null],
    ['a byte is left over', (bytes) => Buffer.concat([bytes, Buffer.of(0)]), null],
    ['it is empty', () => Buffer.of(), null],
  ])(
    'is refused when of one bundle %s, and the bundle or the entry is named',
    async (_, change, leafIndex) => {
      const { error, given } = await failure(sourceOf(SIZE, forged(honest, 'tile/entries/001', change)));
      expect(error).toMatchObject({ name: 'TamperedLog', place: 'tile/entries/001', leafIndex });
      expect(given).toBe(leafIndex ?? 256);
    },
  );

  it.each(['tile/0/000', 'tile/1/000', 'tile/0/273.p/112', 'tile/1/001.p/17', 'tile/2/000.p/1'])(
    'is refused when %s is longer or shorter than it must be',
    async (path) => {
      for (const change of [
        (bytes: Buffer) => bytes.subarray(0, -32),
        (bytes: Buffer) => bytes.subarray(0, -1),
        (bytes: Buffer) => Buffer.concat([bytes, bytes.subarray(0, 32)]),
        () => Buffer.of(),
      ]) {
        const { error } = await failure(sourceOf(SIZE, forged(honest, path, change)));
        expect(error).toMatchObject({ name: 'TamperedLog', place: path });
      }
    },
  );
});

/** The bundle with its first two entries in each other's place. */
function swapFirstTwo(bytes: Buffer): Uint8Array {
  const first = 2 + bytes.readUInt16BE(0);
  const second = first + 2 + bytes.readUInt16BE(first);
  return Buffer.concat([bytes.subarray(first, second), bytes.subarray(0, first), bytes.subarray(second)]);
}
