import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { recordFiles, writeRecord, ORIGIN } from '../spec-support/small-record.js';
import { runLine } from '../spec-support/terminal.js';
import { COMMANDS } from './index.js';

const SIZE = 9;
const TILE = `tile/0/000.p/${SIZE}`;
const BUNDLE = `tile/entries/000.p/${SIZE}`;
const files = recordFiles(SIZE);
const rubbish: string[] = [];

async function folderOf(record: ReadonlyMap<string, Uint8Array>): Promise<string> {
  const folder = await writeRecord(record);
  rubbish.push(folder);
  return folder;
}

/** A file with this content, as one that was held beforehand. */
async function held(name: string, content: Uint8Array | string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quorate-held-'));
  rubbish.push(folder);
  await writeFile(path.join(folder, name), content);
  return path.join(folder, name);
}

const verify = (...args: string[]) => runLine(['verify', ...args], COMMANDS);
const verifyJson = async (...args: string[]) => {
  const ran = await verify(...args, '--json');
  return { exit: ran.exit, document: JSON.parse(ran.out) };
};

afterAll(async () => {
  for (const folder of rubbish) await rm(folder, { recursive: true });
});

describe('a folder with a record', () => {
  it('is verified by a policy and checkpoints that were held', async () => {
    const folder = await folderOf(files);
    const policy = await held('policy', files.get('policy')!);
    const prior = await Promise.all(
      [1, 5, SIZE].map((size) => held('note', recordFiles(size).get('checkpoint')!)),
    );
    const ran = await verifyJson(folder, '--policy', policy, ...prior.flatMap((note) => ['--prior', note]));
    expect(ran).toMatchObject({
      exit: 0,
      document: {
        verified: true,
        verdicts: [],
        log: ORIGIN,
        size: SIZE,
        policy: 'held',
        consistentWith: [1, 5, SIZE],
        entries: SIZE,
        documents: 0,
        checks: expect.arrayContaining([
          expect.objectContaining({ name: 'boxes', checked: 0 }),
          expect.objectContaining({ name: 'erasures', checked: 0 }),
        ]),
        checkpoint: Buffer.from(files.get('checkpoint')!).toString(),
      },
    });
    expect(ran.document.signedBy).toHaveLength(1);
  });

  it('is told of in words, with what was not checked', async () => {
    const { exit, out, err } = await verify(await folderOf(files));
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toMatch(/^VERIFIED: quorate\.example\/log\/river\n/);
    expect(out).toContain('9 under the signed root');
    expect(out).toContain('no policy was held');
    expect(out).toContain('no earlier checkpoint was given');
    expect(out).toContain('the policy names no witness');
  });

  it('is verified with its bundles compressed', async () => {
    const folder = await folderOf(new Map(files).set(BUNDLE, gzipSync(files.get(BUNDLE)!)));
    expect(await verifyJson(folder)).toMatchObject({ exit: 0, document: { entries: SIZE } });
  });

  it.each([
    ['a flipped byte of an entry', BUNDLE, (bytes: Buffer) => bytes.fill(bytes[90]! ^ 1, 90, 91), BUNDLE, 0],
    ['a flipped byte of a tile', TILE, (bytes: Buffer) => bytes.fill(bytes[40]! ^ 1, 40, 41), TILE, 1],
    ['a bundle that only looks compressed', BUNDLE, () => Buffer.from([0x1f, 0x8b, 0x08, 0]), BUNDLE, null],
  ])('and %s is refused, the place named', async (_what, file, change, place, index) => {
    const forged = new Map(files).set(file, change(Buffer.from(files.get(file)!)));
    const folder = await folderOf(forged);
    expect(await verifyJson(folder)).toMatchObject({
      exit: 1,
      document: { verified: false, verdicts: [{ code: 'TAMPERED_TILES', place, index }] },
    });
    expect((await verify(folder)).out).toContain(`REFUSED:\n  TAMPERED_TILES at ${place}`);
  });

  it('without one of its files is refused, the file named', async () => {
    const lacking = new Map(files);
    lacking.delete(BUNDLE);
    expect(await verifyJson(await folderOf(lacking))).toMatchObject({
      exit: 1,
      document: { verdicts: [{ code: 'TAMPERED_TILES', place: BUNDLE }] },
    });
  });

  it('that was set back is refused', async () => {
    const note = await held('note', files.get('checkpoint')!);
    expect(await verifyJson(await folderOf(recordFiles(3)), '--prior', note)).toMatchObject({
      exit: 1,
      document: { verdicts: [{ code: 'ROLLBACK' }] },
    });
  });

  it('without a checkpoint is no log', async () => {
    const { exit, err } = await verify(await folderOf(new Map([['readme', Buffer.from('hello')]])));
    expect(exit).toBe(3);
    expect(err).toMatch(/^There is no log at .*: it serves no checkpoint\.\n$/);
  });
});

describe('what means nothing', () => {
  it.each([
    ['a folder that is not there', ['/nowhere'], '"/nowhere" is neither an http address nor a folder.'],
    ['a server without a coalition', ['http://localhost:4000'], 'Name the coalition by --coalition'],
    ['an address with a query', ['http://localhost:4000/log/a/?b'], 'is not the address of a log'],
    ['a coalition that can be none', ['http://localhost:4000', '--coalition', '../x'], 'is not the slug'],
    ['a coalition in a folder', ['.', '--coalition', 'harbour'], '--coalition belongs to the address'],
    ['a policy that cannot be read', ['.', '--policy', '/nowhere/policy'], '/nowhere/policy cannot be read.'],
    ['a checkpoint that cannot be read', ['.', '--prior', '/nowhere/note'], '/nowhere/note cannot be read.'],
  ])('%s ends with 2', async (_what, args, sentence) => {
    const { exit, err } = await verify(...args);
    expect(exit).toBe(2);
    expect(err).toContain(sentence);
  });

  it('a policy that is none ends with 2', async () => {
    const { exit, err } = await verify('.', '--policy', await held('policy', 'quorum\n'));
    expect(exit).toBe(2);
    expect(err).toContain('Line 1 of the policy');
  });
});

describe('a server with a record', () => {
  let server: Server;
  let url: string;
  let answer: (file: string, response: ServerResponse) => void;
  const serve = (record: ReadonlyMap<string, Uint8Array>) => (file: string, response: ServerResponse) => {
    const bytes = record.get(file);
    if (bytes === undefined) response.writeHead(404).end('not found\n');
    else if (file === BUNDLE) response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(bytes));
    else response.writeHead(200).end(bytes);
  };

  beforeAll(async () => {
    server = createServer((request, response) => {
      const file = /^\/log\/river\/(.*)$/.exec(request.url ?? '')?.[1];
      if (file === undefined) response.writeHead(404).end();
      else answer(file, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    answer = serve(files);
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it.each([['/log/river'], ['/log/river/'], ['', '--coalition', 'river'], ['/', '--coalition', 'river']])(
    'is found by %j %s %s',
    async (where, ...more) => {
      expect(await verifyJson(`${url}${where}`, ...more)).toMatchObject({
        exit: 0,
        document: { entries: SIZE },
      });
    },
  );

  it('that has no such log ends with 3', async () => {
    const { exit, err } = await verify(`${url}/log/lake`);
    expect(exit).toBe(3);
    expect(err).toBe(`There is no log at ${url}/log/lake/: it serves no checkpoint.\n`);
  });

  it('that fails half-way ends with 3 and says nothing of the record', async () => {
    answer = (file, response) => {
      if (file === TILE) response.writeHead(503).end();
      else serve(files)(file, response);
    };
    const { exit, err, out } = await verify(`${url}/log/river`);
    expect({ exit, out }).toEqual({ exit: 3, out: '' });
    expect(err).toBe(`${url}/log/river/${TILE} cannot be read: the server answers 503.\n`);
  });

  it('that breaks off ends with 3', async () => {
    answer = (_file, response) => response.destroy();
    const { exit, err } = await verify(`${url}/log/river`);
    expect(exit).toBe(3);
    expect(err).toMatch(/checkpoint cannot be read: .+\.\n$/);
  });

  it('that is not there ends with 3', async () => {
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
    const { port } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    const { exit, err } = await verify(`http://127.0.0.1:${port}/log/river`);
    expect(exit).toBe(3);
    expect(err).toContain(`connect ECONNREFUSED 127.0.0.1:${port}.`);
  });
});
