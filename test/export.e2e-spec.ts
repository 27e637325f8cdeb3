import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { COMMANDS } from '../apps/steward/src/commands/index.js';
import { runLine } from '../apps/steward/src/spec-support/terminal.js';
import { untilAllPublished } from './support/log-reader.js';
import { loadBrowserVerifier, type BrowserVerifier } from './support/browser-verifier.js';
import { Committee, committed } from './support/committee.js';
import { audit, type Get } from './support/tlog-client.js';
import { startTestServer, type TestServer } from './support/world.js';

const MEMBERS = 70;

let server: TestServer;
let committee: Committee;
let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quorate-export-'));
  const data = path.join(folder, 'data');
  server = await startTestServer({ QUORATE_DATA: data });
  env = {
    DATABASE_URL: server.database.url,
    QUORATE_DATA: data,
    QUORATE_ORIGIN: server.url.replace('127.0.0.1', 'localhost'),
  };
  committee = await Committee.seat(server, MEMBERS);
  const box = await committee.box(60_000);
  for (let n = 0; n < MEMBERS; n += 1) committed(await committee.vote(box, n));
  await committee.close(box);
  await untilAllPublished(server, committee.slug);
}, 120_000);

afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

const address = () => `${server.url}/log/${committee.slug}/`;

async function run(...words: string[]) {
  const ran = await runLine([...words, '--json'], COMMANDS, env);
  return { ...ran, document: JSON.parse(ran.out) };
}

const exported = (target: string) => run('export', target, '--coalition', committee.slug);

/** The files of a folder with their bytes. */
async function filesIn(target: string): Promise<Map<string, Buffer>> {
  const found = await readdir(target, { recursive: true, withFileTypes: true });
  const names = found
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(
      names.map(async (name) => [path.relative(target, name), await readFile(name)] as const),
    ),
  );
}

const at = (name: string) => path.join(folder, name);
const overHttp: Get = async (file) => {
  const response = await fetch(`${address()}${file}`);
  return response.ok ? Buffer.from(await response.arrayBuffer()) : null;
};
const fromFolder =
  (target: string): Get =>
  (file) =>
    readFile(path.join(target, file)).catch(() => null);
const keyOf = (policy: string) => /^log (\S+)/m.exec(policy)![1]!;

describe('an exported record', () => {
  let target: string;
  beforeAll(async () => {
    target = at('exported');
    const { exit, document } = await exported(target);
    expect({ exit, verdicts: document.verdicts }).toEqual({ exit: 0, verdicts: [] });
    expect(document.size).toBeGreaterThan(256);
  }, 60_000);

  it('is verified from its files alone, and its votes are recounted', async () => {
    const { exit, document } = await run('verify', target);
    expect({ exit, verdicts: document.verdicts }).toEqual({ exit: 0, verdicts: [] });
    expect(document.checks).toContainEqual(expect.objectContaining({ name: 'boxes', checked: 1 }));
    expect(document.unknownKinds).toEqual({});
    expect(document.documents).toBeGreaterThan(2);
    expect(document.disclosures).toBeGreaterThan(MEMBERS);
  });

  it('is file by file what the server serves', async () => {
    const files = await filesIn(target);
    expect([...files.keys()].filter((file) => /^tile\/entries\//.test(file))).toHaveLength(2);
    for (const [file, bytes] of files) expect(await overHttp(file)).toEqual(bytes);
  });

  it('discloses no ballot, since those are sealed until the close and public as a document then', async () => {
    const files = await filesIn(target);
    const disclosed = [...files].filter(([file]) => file.startsWith('disclosed/'));
    expect(disclosed).toHaveLength(2);
    for (const [, bytes] of disclosed) expect(bytes.toString()).not.toContain('"field":"ballot"');
  });

  it('grows by what is new, keeps what it has, and ends with the new checkpoint', async () => {
    const [before, written] = [await filesIn(target), await stat(path.join(target, 'tile/0/000'))];
    expect(await exported(target)).toMatchObject({ exit: 0, document: { written: 0 } });
    await committee.box(3_600_000);
    await untilAllPublished(server, committee.slug);
    const { document } = await exported(target);
    expect(document).toMatchObject({ verified: true, consistentWith: [expect.any(Number)] });
    expect(document.size).toBeGreaterThan(document.consistentWith[0]);
    const after = await filesIn(target);
    for (const [file, bytes] of before) {
      if (file !== 'checkpoint' && !file.startsWith('disclosed/')) expect(after.get(file)).toEqual(bytes);
    }
    expect((await stat(path.join(target, 'tile/0/000'))).mtimeMs).toBe(written.mtimeMs);
    expect(await run('verify', target)).toMatchObject({ exit: 0 });
    expect((await readdir(target)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('with one bit flipped anywhere is refused, and the file named', async () => {
    const forged = at('forged');
    const clean = at('clean');
    await exported(clean);
    await cp(clean, forged, { recursive: true });
    const policy = path.join(clean, 'policy');
    // The policy is held beforehand: what the log serves of it is not believed in the first place.
    const files = [...(await filesIn(clean))].filter(
      ([file, bytes]) => file !== 'policy' && bytes.length > 0,
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), fc.nat(), async ([file, bytes], random) => {
        const bit = random % (bytes.length * 8);
        const flipped = Buffer.from(bytes);
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        await writeFile(path.join(forged, file), flipped);
        const { exit, document } = await run('verify', forged, '--policy', policy);
        await writeFile(path.join(forged, file), bytes);
        expect(exit).toBe(1);
        expect(document.verdicts[0].place).toBe(file);
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});

describe('a stranger’s client, which knows nothing but C2SP', () => {
  it('audits the log that is served, and the exported files', async () => {
    const policy = (await overHttp('policy'))!.toString();
    const served = await audit(overHttp, keyOf(policy));
    expect(served.entries).toHaveLength(served.size);
    expect(served.origin).toMatch(new RegExp(`/log/${committee.slug}$`));
    const target = at('audited');
    await exported(target);
    expect(await audit(fromFolder(target), keyOf(policy))).toEqual(served);
  });

  it('finds the tile that was changed, and believes no other key', async () => {
    const target = at('changed');
    await exported(target);
    const policy = (await overHttp('policy'))!.toString();
    const tile = path.join(target, 'tile/0/000');
    const bytes = await readFile(tile);
    bytes[100]! ^= 1;
    await writeFile(tile, bytes);
    await expect(audit(fromFolder(target), keyOf(policy))).rejects.toThrow('tile/0/000');
    const stranger = await Committee.seat(server, 1);
    const foreign = `${server.url}/log/${stranger.slug}/policy`;
    await pause(500);
    const foreignKey = keyOf(await (await fetch(foreign)).text());
    await expect(audit(overHttp, foreignKey)).rejects.toThrow('not signed by the key');
  });
});

describe('the verifier in a browser', () => {
  let browser: BrowserVerifier;
  let files: Map<string, Buffer>;
  const read = (file: string) => Promise.resolve(files.get(file) ?? null);

  beforeAll(async () => {
    browser = await loadBrowserVerifier();
    const target = at('for-browsers');
    await exported(target);
    files = await filesIn(target);
  }, 60_000);

  it('comes to the same result as the command line, recounts and all', async () => {
    const { document } = await run('verify', at('for-browsers'));
    const found = await browser.verify({ read });
    expect(found.verified).toBe(true);
    expect(JSON.parse(JSON.stringify(found.document))).toEqual(document);
    expect(found.text).toContain('closed boxes recounted: 1, all hold');
  });

  it('finds a flipped bit in any file, and names the file', async () => {
    const policy = files.get('policy')!.toString();
    for (const [file, bytes] of [...files].filter(([name, { length }]) => name !== 'policy' && length > 0)) {
      const flipped = Buffer.from(bytes);
      flipped[flipped.length >> 1]! ^= 4;
      files.set(file, flipped);
      const { verified, document } = await browser.verify({ read, policy });
      files.set(file, bytes);
      expect({ file, verified }).toEqual({ file, verified: false });
      expect(JSON.stringify(document)).toContain(`"place":"${file}"`);
    }
  });

  it('holds the log to what was kept of it', async () => {
    const kept = files.get('checkpoint')!.toString();
    const [policy, stranger] = [files.get('policy')!.toString(), 'quorum none\n'];
    expect(await browser.verify({ read, policy, prior: [kept] })).toMatchObject({
      verified: true,
      document: { policy: 'held', consistentWith: [expect.any(Number)] },
    });
    expect(await browser.verify({ read, policy: stranger })).toMatchObject({ verified: false });
  });
});

describe('a mirror', () => {
  it('has the files that an export has, and is verified', async () => {
    const [mirrored, own] = [at('mirrored'), at('to-compare')];
    const { exit, document } = await run('mirror', address(), mirrored);
    expect({ exit, policy: document.policy }).toEqual({ exit: 0, policy: 'served' });
    await exported(own);
    expect(await filesIn(mirrored)).toEqual(await filesIn(own));
    expect(await run('verify', mirrored)).toMatchObject({ exit: 0 });
  });

  it('holds the log to the key and the checkpoint that it has', async () => {
    const mirrored = at('held');
    await run('mirror', address(), mirrored);
    const { document } = await run('mirror', address(), mirrored);
    expect(document).toMatchObject({ policy: 'held', consistentWith: [document.size], written: 0 });
    const stranger = await Committee.seat(server, 1);
    await pause(500);
    const before = await filesIn(mirrored);
    expect(await run('mirror', `${server.url}/log/${stranger.slug}/`, mirrored)).toMatchObject({
      exit: 1,
      document: { verdicts: [{ code: 'DIFFERENT_RECORD' }], written: 0 },
    });
    expect(await filesIn(mirrored)).toEqual(before);
  });

  it('of a log that was set back stays as it was', async () => {
    const [old, target] = [at('old'), at('ahead')];
    await run('mirror', address(), old);
    await committee.box(3_600_000);
    await untilAllPublished(server, committee.slug);
    await run('mirror', address(), target);
    const before = await filesIn(target);
    expect(await run('mirror', old, target)).toMatchObject({
      exit: 1,
      document: { verdicts: [{ code: 'ROLLBACK' }] },
    });
    expect(await filesIn(target)).toEqual(before);
  });
});
