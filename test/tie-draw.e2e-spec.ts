import { COMMANDS } from '../apps/steward/src/commands/index.js';
import { runLine } from '../apps/steward/src/spec-support/terminal.js';
import { DueActs } from '#record';
import { globalId } from '#platform';
import { drandRoundTime, rotationTables } from '#rotation';
import { BallotService, votingTables, type Box } from '#voting';
import { charterOf, Committee, committed, english } from './support/committee.js';
import { actAs, auditRotation, moveClockTo, ROUND, rowsOfActs, SIGNATURE } from './support/drawing.js';
import { untilAllPublished } from './support/log-reader.js';
import { signedIn } from './support/voters.js';
import { startTestServer, type TestServer } from './support/world.js';

const MEMBER = 'member1@harbour.example';
const HOUR = 3_600_000;
/** The round of which we know the signature is the first after the closing. */
const CLOSING = drandRoundTime(ROUND - 1).getTime() + 1_000;
const START = CLOSING - HOUR;
const OPTIONS = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, name: english(id) }));

let server: TestServer;
let committee: Committee;

const moveTo = (instant: number) => moveClockTo(server, instant);

beforeAll(async () => {
  server = await startTestServer();
  await moveTo(START - HOUR);
  const methods = [
    { question: 'MOTION', rule: 'majority@1', parameters: [], ties: 'DRAW' },
    { question: 'CHOICE', rule: 'approval@1', parameters: [], ties: 'DRAW' },
  ] as const;
  committee = await Committee.seat(server, 3, {
    slug: 'harbour',
    clauses: charterOf(3, { METHODS: { methods } }),
  });
});

afterAll(() => server.stop());

async function boxUntil(closesAt: number, kind: 'CHOICE' | 'MOTION' = 'CHOICE'): Promise<Box> {
  const left = closesAt - (await committee.now()).getTime();
  return committee.box(left, kind === 'CHOICE' ? { kind, options: OPTIONS } : { kind });
}

async function approve(box: Box, n: number, options: readonly string[]): Promise<void> {
  const command = {
    boxId: box.id,
    boxHash: box.boxHash,
    ballot: { kind: 'approval', approved: options } as const,
  };
  committed(await server.app.get(BallotService).castBallot(committee.actor(committee.member(n)), command));
}

async function read(box: Box) {
  const browser = await signedIn(server, MEMBER);
  const { node } = await browser.data(
    `query ($id: ID!) { node(id: $id) { ... on Box {
      stage drawCommitment draw { secret seed order }
      tieDraw { id source sourceRound sourceAt pool drawn settledAt }
      tally { outcome ties { between brokenBy chosen } }
    } } }`,
    { id: globalId('Box', box.coalitionId, box.id) },
  );
  return node;
}

const settle = (drawId: string) => actAs(server, MEMBER, 'settleDraw', { drawId, output: SIGNATURE });

it('a tie is broken by a draw whose source nobody knew before the closing, and the count waits for it', async () => {
  await moveTo(START);
  const box = await boxUntil(CLOSING);
  const opened = await read(box);
  expect(opened).toMatchObject({
    stage: 'OPEN',
    drawCommitment: null,
    draw: null,
    tieDraw: { source: 'DRAND', sourceRound: ROUND, pool: ['a', 'b', 'c', 'd', 'e'], drawn: null },
  });
  expect(new Date(opened.tieDraw.sourceAt).getTime()).toBeGreaterThan(CLOSING);
  for (const n of [0, 1, 2]) await approve(box, n, ['b', 'c', 'd', 'e']);

  await untilAllPublished(server, 'harbour');
  const before = await rowsOfActs(server);
  expect(await settle(opened.tieDraw.id)).toMatchObject({ code: 'SOURCE_NOT_VALID' });
  expect(await rowsOfActs(server)).toEqual(before);

  await moveTo(CLOSING + HOUR);
  for (let turns = 0; turns < 3; turns += 1) await server.app.get(DueActs).run();
  expect(await read(box)).toMatchObject({ stage: 'CLOSED', draw: null, tally: null });
  const { draw } = await settle(opened.tieDraw.id);
  await server.app.get(DueActs).run();
  const counted = await read(box);
  expect(counted).toMatchObject({ stage: 'COUNTED', draw: { secret: null, order: draw.drawn } });
  const first = draw.drawn.find((id: string) => id !== 'a');
  expect(counted.tally).toMatchObject({
    outcome: 'ELECTED',
    ties: [{ between: ['b', 'c', 'd', 'e'], brokenBy: 'LOT', chosen: [first] }],
  });
  await untilAllPublished(server, 'harbour');
  const recount = await runLine(['count', `${server.url}/log/harbour/`, '--box', box.id], COMMANDS);
  expect({ exit: recount.exit, err: recount.err }).toEqual({
    exit: 0,
    err: 'The recount gives the published result, byte for byte.\n',
  });
});

it('the order may be there before a late closing, which then counts at once', async () => {
  await moveTo(START);
  const box = await boxUntil(CLOSING);
  await approve(box, 0, ['a', 'b']);
  await approve(box, 1, ['a', 'b']);
  await untilAllPublished(server, 'harbour');
  const { tieDraw } = await read(box);
  // Closing has to wait while the draw is settled: no due act is carried out before.
  await server.database.dataSource.query(
    "UPDATE due_act SET due_at = due_at + interval '1 day' WHERE done_at IS NULL",
  );
  await moveTo(CLOSING + HOUR);
  const { draw } = await settle(tieDraw.id);
  expect(await read(box)).toMatchObject({ stage: 'CLOSED', draw: { order: draw.drawn }, tally: null });
  await server.database.dataSource.query(
    "UPDATE due_act SET due_at = due_at - interval '1 day' WHERE done_at IS NULL",
  );
  for (let turns = 0; turns < 50 && !(await committee.read(box.id)).countedAt; turns += 1) {
    await server.app.get(DueActs).run();
  }
  const { tally } = await read(box);
  const chosen = [draw.drawn.find((id: string) => id === 'a' || id === 'b')];
  expect(tally.ties).toEqual([{ between: ['a', 'b'], brokenBy: 'LOT', chosen }]);
});

it('a motion has nothing to draw, and is counted at its closing', async () => {
  await moveTo(START);
  const box = await boxUntil(CLOSING, 'MOTION');
  expect(await read(box)).toMatchObject({ tieDraw: null, drawCommitment: null });
  committed(await committee.vote(box, 0, 'yes'));
  committed(await committee.vote(box, 1, 'yes'));
  expect((await committee.close(box)).tally).toMatchObject({ outcome: 'PASSED' });
});

it('is verified and recounted by a stranger, and compared with the record by the operator', async () => {
  await untilAllPublished(server, 'harbour');
  const ran = await runLine(['verify', server.url, '--coalition', 'harbour'], COMMANDS);
  expect({ exit: ran.exit, out: ran.out }).toEqual({
    exit: 0,
    out: expect.stringContaining('closed boxes recounted: 3, all hold'),
  });
  expect(ran.out).toContain('settled draws drawn again: 2, all hold');
  const tables = [...rotationTables, ...votingTables];
  expect(await auditRotation(server, committee.coalitionId, tables)).toEqual([]);
});
