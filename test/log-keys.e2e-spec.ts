import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CONFIG, errorCode, type Config } from '#platform';
import { COMMANDS } from '../apps/steward/src/commands/index.js';
import { runLine } from '../apps/steward/src/spec-support/terminal.js';
import { Committee, committed } from './support/committee.js';
import { startTestServer, type TestServer } from './support/world.js';

describe('a coalition whose key is changed while it works', () => {
  let server: TestServer;
  let committee: Committee;
  let folder: string;
  const held: string[] = [];

  beforeAll(async () => {
    server = await startTestServer();
    committee = await Committee.seat(server, 2);
    folder = await mkdtemp(path.join(tmpdir(), 'quorate-policy-'));
  }, 60_000);

  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  const read = async (file: string) => (await fetch(`${server.url}/log/${committee.slug}/${file}`)).text();

  /** Keeps the policy that is served now, as somebody who trusts it does. */
  async function keepPolicy(): Promise<string> {
    const file = path.join(folder, `policy-${held.length}`);
    await writeFile(file, await read('policy'));
    held.push(file);
    return file;
  }

  async function steward(words: string[], databaseUrl = server.database.serverUrl) {
    const env = {
      DATABASE_URL: databaseUrl,
      QUORATE_DATA: server.app.get<Config>(CONFIG).dataDir,
      QUORATE_ORIGIN: server.url,
    };
    const { exit, out, err } = await runLine([...words, '--json'], COMMANDS, env);
    return { exit, err, document: JSON.parse(out) };
  }

  /** Something happens in the coalition, and is published. */
  async function publishMore(): Promise<void> {
    committed(await committee.vote(await committee.box(3_600_000), 0));
    const [{ entries }] = await server.database.dataSource.query(
      'SELECT count(*)::int AS entries FROM record_event',
    );
    while (!(await read('checkpoint')).includes(`\n${entries}\n`)) await pause(20);
  }

  /** Acts on and on, while nobody tells it to stop; the codes of what went wrong meanwhile. */
  async function actOn(over: AbortSignal): Promise<unknown[]> {
    const codes: unknown[] = [];
    while (!over.aborted) {
      await committee.box(3_600_000).catch((error: unknown) => codes.push(errorCode(error)));
    }
    return codes;
  }

  const verifyBy = async (policy: string, ...more: string[]) => {
    const log = `${server.url}/log/${committee.slug}`;
    return (await runLine(['verify', log, '--policy', policy, ...more], COMMANDS)).exit;
  };

  it('is trusted by the old policy and the new one while both keys sign, and then by the new one', async () => {
    await publishMore();
    const before = await keepPolicy();
    const rotated = await steward(['keys', 'rotate', committee.slug]);
    expect(rotated).toMatchObject({ exit: 0, document: { coalition: committee.slug } });
    await publishMore();
    const between = await keepPolicy();
    expect(await read('policy')).toMatch(
      /^# replaced since \S+Z by \S+\nlog \S+ \S+\n# signs since \S+Z\nlog \S+ \S+\nquorum none\n$/,
    );
    expect([await verifyBy(before), await verifyBy(between)]).toEqual([0, 0]);

    expect(await steward(['keys', 'retire', committee.slug])).toMatchObject({
      exit: 0,
      document: { retired: 1 },
    });
    await publishMore();
    const after = await keepPolicy();
    expect([await verifyBy(before), await verifyBy(between), await verifyBy(after)]).toEqual([1, 0, 0]);
  }, 60_000);

  it('goes on under a new origin when its key was stolen, and what was signed before still binds it', async () => {
    const oldPolicy = await keepPolicy();
    const oldNote = path.join(folder, 'note');
    await writeFile(oldNote, await read('checkpoint'));
    const [, oldSize] = (await read('checkpoint')).split('\n');

    const refused = await steward(['keys', 'compromise', committee.slug]);
    const over = new AbortController();
    const acting = [0, 1, 2].map(() => actOn(over.signal));
    expect(refused.document.problem).toContain('"quorate_app" may not change the origin of a log');
    const { exit, document } = await steward(
      ['keys', 'compromise', committee.slug],
      server.database.ownerUrl,
    );
    expect({ exit, size: document.size >= Number(oldSize) }).toEqual({ exit: 0, size: true });
    expect(document.to).toBe(`${document.from}/2`);
    over.abort();
    expect(new Set((await Promise.all(acting)).flat())).toEqual(new Set(['RECORD_FROZEN']));

    await publishMore();
    const newPolicy = await keepPolicy();
    expect(await read('checkpoint')).toMatch(new RegExp(`^${document.to}\n`));
    expect(await read('policy')).toMatch(/^log \S+ \S+\nquorum none\n$/);
    expect(await read('policy')).toContain(`log ${document.key} `);
    expect([await verifyBy(oldPolicy), await verifyBy(newPolicy)]).toEqual([1, 0]);

    const both = path.join(folder, 'policy-of-both');
    await writeFile(
      both,
      (await readFile(oldPolicy, 'utf8')).replace('quorum none\n', '') + (await read('policy')),
    );
    expect(await verifyBy(both, '--prior', oldNote)).toBe(0);
    const env = {
      DATABASE_URL: server.database.serverUrl,
      QUORATE_DATA: server.app.get<Config>(CONFIG).dataDir,
    };
    const log = `${server.url}/log/${committee.slug}`;
    const audited = await runLine(
      ['verify', log, '--policy', newPolicy, '--database', '--json'],
      COMMANDS,
      env,
    );
    expect(JSON.parse(audited.out).database.differences).toEqual([]);
  }, 60_000);

  it('is refused what it has not', async () => {
    expect(await steward(['keys', 'rotate', 'lake'])).toMatchObject({
      exit: 1,
      document: { problem: 'There is no log of a coalition "lake".' },
    });
    expect((await steward(['keys', 'lose', committee.slug])).exit).toBe(2);
  });
});
