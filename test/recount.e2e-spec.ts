import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { globalId } from '#platform';
import { COMMANDS } from '../apps/steward/src/commands/index.js';
import { runLine } from '../apps/steward/src/spec-support/terminal.js';
import { Committee, committed } from './support/committee.js';
import { startTestServer, type TestServer } from './support/world.js';

type Box = Awaited<ReturnType<Committee['box']>>;

let server: TestServer;
let committee: Committee;
let counted: Box;
let open: Box;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quorate-recount-'));
  const data = path.join(folder, 'data');
  server = await startTestServer({ QUORATE_DATA: data });
  committee = await Committee.seat(server, 5);
  const box = await committee.box(60_000);
  for (const [n, choice] of (['yes', 'yes', 'no', 'yes'] as const).entries()) {
    committed(await committee.vote(box, n, choice));
  }
  counted = await committee.close(box);
  open = await committee.box(3_600_000);
  await untilPublished();
  const env = {
    DATABASE_URL: server.database.url,
    QUORATE_DATA: data,
    QUORATE_ORIGIN: server.url.replace('127.0.0.1', 'localhost'),
  };
  const words = ['export', path.join(folder, 'record'), '--coalition', committee.slug];
  expect(await runLine(words, COMMANDS, env)).toMatchObject({ exit: 0 });
}, 120_000);

afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

const address = () => `${server.url}/log/${committee.slug}/`;

async function untilPublished(): Promise<void> {
  const count = 'SELECT count(*)::int AS entries FROM record_event WHERE coalition_id = $1';
  const [row] = await server.database.dataSource.query(count, [committee.coalitionId]);
  while (!(await (await fetch(`${address()}checkpoint`)).text()).includes(`\n${row.entries}\n`))
    await pause(20);
}

const recount = (target: string, ...args: string[]) => runLine(['count', target, ...args], COMMANDS);
const exported = () => path.join(folder, 'record');

describe('anybody counts a box again', () => {
  it('from an exported record, by the id of its entries, to the published bytes', async () => {
    const { exit, out, err } = await recount(exported(), '--box', counted.id);
    expect({ exit, err }).toEqual({
      exit: 0,
      err: 'The recount gives the published result, byte for byte.\n',
    });
    expect(JSON.parse(out)).toMatchObject({
      rule: { id: 'majority' },
      input: { cast: '4', entitled: '5' },
      rounds: [{ tallies: [{ votes: '3' }, { votes: '1' }, { votes: '0' }] }],
      outcome: { decision: 'PASSED' },
    });
  });

  it('from the log itself, by the id that the server gives it', async () => {
    const id = globalId('Box', committee.coalitionId, counted.id);
    const { exit, out } = await recount(address(), '--box', id);
    expect(exit).toBe(0);
    expect(out).toBe((await recount(exported(), '--box', counted.id)).out);
  });

  it('in sentences', async () => {
    const { exit, out } = await recount(exported(), '--box', counted.id, '--explain');
    expect(exit).toBe(0);
    expect(out).toContain('\nDecision: PASSED\n');
  });
});

describe('a recount is refused', () => {
  it.each<[string, () => string[], number, string]>([
    ['for what is no box', () => ['--box', 'no-box'], 2, '"no-box" is not the id of a box.'],
    ['for a box of another record', () => ['--box', committee.coalitionId], 2, 'tells of no box'],
    [
      'with options that the record has decided',
      () => ['--box', counted.id, '--rule', 'lot'],
      2,
      'leave all other',
    ],
    ['before the count', () => ['--box', open.id], 1, 'is not counted yet.'],
  ])('%s', async (_what, args, exit, because) => {
    const ran = await recount(exported(), ...args());
    expect(ran).toMatchObject({ exit, out: '' });
    expect(ran.err).toContain(because);
  });

  it('when a published ballot was changed', async () => {
    const files = await readdir(exported(), { recursive: true, withFileTypes: true });
    let changed = 0;
    for (const { parentPath, name } of files.filter((entry) => entry.isFile())) {
      const file = path.join(parentPath, name);
      const text = await readFile(file, 'latin1');
      if (!text.includes('"choice":"no"')) continue;
      await writeFile(file, text.replace('"choice":"no"', '"choice":"yes"'), 'latin1');
      changed += 1;
    }
    expect(changed).toBe(1);
    const { exit, out, err } = await recount(exported(), '--box', counted.id);
    expect({ exit, out }).toEqual({ exit: 1, out: '' });
    expect(err).toMatch(/^[A-Z_]+: /);
  });
});
