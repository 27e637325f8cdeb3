import { createHash } from 'node:crypto';
import { decodeBundle, leafHash, splitHashes, tileRoot } from '#transparency';
import { BallotService } from '#voting';
import { Committee, committed } from './support/committee.js';
import { logOverHttp, openedBy, policyOf, readEntries } from './support/log-reader.js';
import { startTestServer, type TestServer } from './support/world.js';

/** More entries than one tile holds, and fewer than two. */
const ENTRIES = 300;

describe('the files of a log', () => {
  let server: TestServer;
  let committee: Committee;
  /** Entries under the last checkpoint. */
  let size: number;

  beforeAll(async () => {
    server = await startTestServer();
    committee = await Committee.seat(server, 6);
    const box = await committee.box(3_600_000);
    const ballot = { kind: 'choice', choice: 'yes' } as const;
    const command = { boxId: box.id, boxHash: box.boxHash, ballot };
    const casting = server.app.get(BallotService);
    for (let round = 0; round < ENTRIES / 30; round += 1) {
      const casts = Array.from({ length: 30 }, (_, n) =>
        casting.castBallot(committee.actor(committee.member(n % 6)), command),
      );
      (await Promise.all(casts)).map(committed);
    }
    const log = logOverHttp(server.url, committee.slug);
    ({ size } = openedBy(await policyOf(log), await log('checkpoint')));
  }, 60_000);

  afterAll(() => server.stop());

  const get = (file: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${server.url}/log/${committee.slug}/${file}`, { method, headers });
  const bytesOf = async (file: string) => {
    const response = await get(file);
    expect(response.status).toBe(200);
    return Buffer.from(await response.arrayBuffer());
  };
  /** Replaces a number by its name: W is the width of the right edge of level 0. */
  const named = (file: string, more = 0) => file.replace('W', String(size - 256 + more));

  it('are as many as the checkpoint says: a full tile, and part of a second', () => {
    expect(size).toBeGreaterThan(ENTRIES);
    expect(size).toBeLessThan(512);
  });

  it('make up the tree: hashes of the entries below, the root of the full tile above', async () => {
    const full = await bytesOf('tile/0/000');
    const edge = await bytesOf(named('tile/0/001.p/W'));
    expect(full).toHaveLength(256 * 32);
    expect(edge).toHaveLength((size - 256) * 32);
    expect(await bytesOf('tile/1/000.p/1')).toEqual(Buffer.from(tileRoot(full)));
    const bundle = decodeBundle(await bytesOf('tile/entries/000'), 256);
    const rest = decodeBundle(await bytesOf(named('tile/entries/001.p/W')), size - 256);
    const leaves = [...(bundle ?? []), ...(rest ?? [])].map((entry) => Buffer.from(leafHash(entry)));
    expect(leaves).toEqual([...splitHashes(full), ...splitHashes(edge)].map((hash) => Buffer.from(hash)));
  });

  it('are there in every narrower width that an earlier tree had', async () => {
    const full = await bytesOf('tile/0/000');
    for (const width of [1, 2, 17, 255]) {
      expect(await bytesOf(`tile/0/000.p/${width}`)).toEqual(full.subarray(0, width * 32));
      expect(decodeBundle(await bytesOf(`tile/entries/000.p/${width}`), width)).toHaveLength(width);
    }
  });

  it.each([
    ['tile/0/000', 'application/octet-stream', 'public, max-age=31536000, immutable'],
    ['tile/1/000.p/1', 'application/octet-stream', 'public, max-age=31536000, immutable'],
    ['tile/entries/000', 'application/octet-stream', 'public, max-age=31536000, immutable'],
    ['checkpoint', 'text/plain; charset=utf-8', 'no-cache'],
    ['policy', 'text/plain; charset=utf-8', 'no-cache'],
  ])('say of %s how it may be kept, and let every site and nobody’s cookies in', async (file, type, kept) => {
    const response = await get(file, { origin: 'https://stranger.example' });
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': type,
      'cache-control': kept,
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
    });
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  it('compress a bundle for those who ask, and say that it depends on that', async () => {
    const plain = await get('tile/entries/000', { 'accept-encoding': 'identity' });
    const packed = await get('tile/entries/000', { 'accept-encoding': 'gzip' });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    for (const { headers } of [plain, packed]) expect(headers.get('vary')).toMatch(/accept-encoding/i);
    const whole = Buffer.from(await plain.arrayBuffer());
    expect(Buffer.from(await packed.arrayBuffer())).toEqual(whole);
    expect(Number(packed.headers.get('content-length'))).toBeLessThan(whole.length / 2);
    expect(
      (await get('tile/0/000', { 'accept-encoding': 'gzip' })).headers.get('content-encoding'),
    ).toBeNull();
  });

  it.each(['checkpoint', 'policy', 'tile/0/000', 'tile/entries/000'])(
    'answer HEAD of %s like GET, without the file',
    async (file) => {
      const [got, asked] = [await get(file), await get(file, {}, 'HEAD')];
      expect(asked.status).toBe(200);
      expect(await asked.text()).toBe('');
      for (const name of ['content-type', 'content-length', 'cache-control', 'access-control-allow-origin']) {
        expect(asked.headers.get(name)).toBe(got.headers.get(name));
      }
      await got.arrayBuffer();
    },
  );

  it.each(['POST', 'PUT', 'DELETE', 'PATCH'])('take no %s', async (method) => {
    const { status } = await get('checkpoint', {}, method);
    expect([404, 405]).toContain(status);
  });

  it('name documents by their digest, and serve each that an entry names', async () => {
    const log = logOverHttp(server.url, committee.slug);
    const entries = await readEntries(log, await policyOf(log));
    const documents = entries.flatMap(({ entry }) => entry.docs);
    expect(documents.length).toBeGreaterThan(0);
    for (const { sha256, size: length, mediaType } of documents) {
      const name = Buffer.from(sha256, 'base64').toString('hex');
      const response = await get(`docs/${name}`);
      const content = Buffer.from(await response.arrayBuffer());
      expect(response.headers.get('content-type')).toContain(mediaType.split(';')[0]);
      expect(content).toHaveLength(length);
      expect(createHash('sha256').update(content).digest('base64')).toBe(sha256);
    }
  });

  describe('that are not there', () => {
    const absent = async (path: string) => {
      const response = await fetch(`${server.url}${path}`);
      expect({ path, status: response.status }).toEqual({ path, status: 404 });
      expect(response.headers.get('cache-control')).toBe('no-store');
      return response;
    };

    it.each([
      ['the second tile before it is full', 'tile/0/001'],
      ['one hash beyond the published size', 'tile/0/001.p/W+1'],
      ['one entry beyond the published size', 'tile/entries/001.p/W+1'],
      ['a bundle before it is full', 'tile/entries/001'],
      ['a tile behind the last', 'tile/0/002.p/1'],
      ['two hashes of the level above', 'tile/1/000.p/2'],
      ['a level that the tree has not', 'tile/2/000.p/1'],
      ['the largest index', 'tile/0/x999/x999/x999/x999/999'],
      ['a level without zeros in front', 'tile/00/000'],
      ['an index of one digit', 'tile/0/0'],
      ['an index of four digits', 'tile/0/0000'],
      ['a group too many', 'tile/0/x000/000'],
      ['a width with a zero in front', 'tile/0/000.p/05'],
      ['no width', 'tile/0/000.p/0'],
      ['the full width', 'tile/0/000.p/256'],
      ['an empty width', 'tile/0/000.p/'],
      ['a negative level', 'tile/-1/000'],
      ['a level that no log has', 'tile/64/000'],
      ['another name for entries', 'tile/data/000'],
      ['large letters', 'tile/Entries/000'],
      ['a slash at the end', 'tile/0/000/'],
      ['two slashes', 'tile//0/000'],
      ['another spelling of the same letters', 'tile/0/%30%30%30'],
      ['a query', 'tile/0/000?fresh'],
      ['a checkpoint with a query', 'checkpoint?fresh=1'],
      ['a large checkpoint', 'Checkpoint'],
      ['a checkpoint as a folder', 'checkpoint/'],
      ['a document that nobody named', `docs/${'0'.repeat(64)}`],
      ['a document in large letters', `docs/${'A'.repeat(64)}`],
      ['a document by part of its name', 'docs/00'],
      ['the log itself', ''],
      ['what lies beside it', 'keys/secret.pem'],
    ])('%s (%s)', async (_what, file) => {
      const response = await absent(
        `/log/${committee.slug}/${named(file.replace('+1', ''), file.endsWith('+1') ? 1 : 0)}`,
      );
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(await response.text()).toBe('not found\n');
    });

    it.each(['no-such-log', 'NO-SUCH', '..', '%2e%2e', "x' OR '1'='1"])('the log %s', async (slug) => {
      for (const file of ['checkpoint', 'policy', 'tile/0/000', `docs/${'0'.repeat(64)}`]) {
        await absent(`/log/${encodeURIComponent(slug)}/${file}`);
      }
    });
  });
});
