import { createHash } from 'node:crypto';
import { Decisions } from '#decisions';
import type { DecisionId } from '#kernel';
import { globalId } from '#platform';
import { drandRoundTime } from '#rotation';
import { Committee, committed, english } from './support/committee.js';
import {
  actAs,
  auditRotation,
  DRAWING,
  moveClockTo,
  ROUND,
  rowsOfActs,
  SIGNATURE,
  strangerFinds,
} from './support/drawing.js';
import { untilAllPublished } from './support/log-reader.js';
import { askCounted } from './support/statements.js';
import { signedIn } from './support/voters.js';
import { startTestServer, type TestServer } from './support/world.js';

const FOUNDER = 'founder@harbour.example';
const HOUR = 3_600_000;
const BEFORE = drandRoundTime(ROUND).getTime() - HOUR;

let server: TestServer;
let committee: Committee;

/** Moves the clock to an instant; sessions end, and nothing else does. */
const moveTo = (instant: number) => moveClockTo(server, instant);

beforeAll(async () => {
  server = await startTestServer();
  await moveTo(BEFORE - HOUR);
  committee = await Committee.seat(server, 3, { slug: 'harbour' });
});

afterAll(() => server.stop());

const act = (email: string, name: keyof typeof DRAWING, input: object) => actAs(server, email, name, input);
const idOf = (noun: 'Body' | 'Person' | 'Decision', id: string) => globalId(noun, committee.coalitionId, id);
const draw = (change: object = {}) => ({
  bodyId: idOf('Body', committee.bodyId),
  section: 'Charter 4: ties are broken by lot',
  pool: ['tram-depot', 'hall-three', 'as-it-is'],
  sourceRound: ROUND,
  ...change,
});

it('a draw is committed to, settled by a round of drand, and drawn again by a stranger', async () => {
  await moveTo(BEFORE);
  const committedTo = await act(FOUNDER, 'commitDraw', draw());
  expect(committedTo.draw).toMatchObject({
    source: 'DRAND',
    sourceAt: drandRoundTime(ROUND).toISOString(),
    pool: ['as-it-is', 'hall-three', 'tram-depot'],
    drawn: null,
    sectors: null,
  });
  const drawId: string = committedTo.draw.id;
  await untilAllPublished(server, committee.slug);

  const early = await act(FOUNDER, 'settleDraw', { drawId, output: SIGNATURE });
  expect(early).toMatchObject({ code: 'SOURCE_NOT_VALID', clause: expect.stringContaining('Charter 4') });
  await moveTo(BEFORE + 2 * HOUR);
  const before = await rowsOfActs(server);
  for (const output of [SIGNATURE.replace('b44', 'b45'), SIGNATURE.slice(2), null]) {
    expect(await act(FOUNDER, 'settleDraw', { drawId, output })).toMatchObject({ code: 'SOURCE_NOT_VALID' });
  }
  expect(await rowsOfActs(server)).toEqual(before);

  const settled = await act('member1@harbour.example', 'settleDraw', { drawId, output: SIGNATURE });
  expect(settled.draw.drawn.toSorted()).toEqual(['as-it-is', 'hall-three', 'tram-depot']);
  expect(settled.draw.missing).toEqual([]);
  expect(await act(FOUNDER, 'settleDraw', { drawId, output: SIGNATURE })).toMatchObject({
    code: 'DRAW_SETTLED',
  });
});

it('people stand in a pool behind salted hashes, and each can prove the own place', async () => {
  await moveTo(BEFORE);
  const people = committee.members.map(({ personId }) => idOf('Person', personId));
  const input = draw({ pool: null, people, section: 'Charter 7' });
  const { draw: made } = await act(FOUNDER, 'commitDraw', input);
  expect(made).toMatchObject({ ofPeople: true, myPlace: null, peopleDrawn: null });
  expect(made.pool).toHaveLength(3);
  await untilAllPublished(server, committee.slug);
  await moveTo(BEFORE + 2 * HOUR);
  const [first] = committee.members;
  const byMember = await act(first!.email, 'settleDraw', { drawId: made.id, output: SIGNATURE });
  const { leaf, salt, person, place } = byMember.draw.myPlace;
  const proof = createHash('sha256').update('quorate/pool-leaf/v1\0').update(Buffer.from(salt, 'base64'));
  expect(proof.update(person).digest('hex')).toBe(leaf);
  expect(person).toBe(first!.personId);
  expect(byMember.draw.drawn[place - 1]).toBe(leaf);
  expect(byMember.draw.peopleDrawn).toBeNull();

  const again = await act(FOUNDER, 'commitDraw', { ...input, sourceRound: 900_000_000 });
  expect(again).toMatchObject({ code: 'DRAW_STANDS' });
});

it('whoever stands in a pool is told so among all that is held on them, and of nobody else’s place', async () => {
  const [first, second] = committee.members;
  const browser = await signedIn(server, first!.email);
  const { rows, entries } = (await (await browser.fetch('/my-data/harbour')).json()) as {
    readonly rows: {
      readonly pool_place: readonly Record<'person_id' | 'salt' | 'leaf' | 'entry_stream', string>[];
    };
    readonly entries: readonly { readonly entry: { readonly stream: string } }[];
  };
  const own = rows.pool_place;
  expect(own.map(({ person_id }) => person_id)).toEqual([first!.personId]);
  const { leaf, salt, entry_stream: drawId } = own[0]!;
  const proof = createHash('sha256').update('quorate/pool-leaf/v1\0').update(Buffer.from(salt, 'base64'));
  expect(proof.update(first!.personId).digest('hex')).toBe(leaf);
  const published = entries.find(({ entry }) => entry.stream === drawId);
  expect(published).toMatchObject({ entry: { kind: 'draw.committed' }, proof: expect.any(String) });
  expect(JSON.stringify(own)).not.toContain(second!.personId);
});

it('shows stewards who was drawn, in the drawn order', async () => {
  await moveTo(BEFORE);
  const members = committee.members.slice(1).map(({ personId }) => idOf('Person', personId));
  const { draw: made } = await act(FOUNDER, 'commitDraw', draw({ pool: null, people: members }));
  await untilAllPublished(server, committee.slug);
  await moveTo(BEFORE + 2 * HOUR);
  const { draw: drawn } = await act(FOUNDER, 'settleDraw', { drawId: made.id, output: SIGNATURE });
  expect(drawn.peopleDrawn.map(({ id }: { id: string }) => id).toSorted()).toEqual(members.toSorted());
});

it('are listed with as many statements as one, to a steward and to whoever stands in their pools', async () => {
  const body = idOf('Body', committee.bodyId);
  const list = `query ($body: ID!, $first: Int!) { node(id: $body) { ... on Body { draws(first: $first) { nodes {
    myPlace { leaf } peopleDrawn { id name }
  } } } } }`;
  const ofSession = /session|access_token|account|person.*"steward"/;
  for (const [email, shown] of [
    [FOUNDER, 'peopleDrawn'],
    [committee.members[1]!.email, 'myPlace'],
  ] as const) {
    const browser = await signedIn(server, email);
    const ask = async (first: number) => {
      const { data, statements } = await askCounted(server, list, { body, first }, browser);
      const told = data.node.draws.nodes.filter((node: Record<string, unknown>) => node[shown] !== null);
      return { told: told.length, statements: statements.filter((sql) => !ofSession.test(sql)).length };
    };
    const lists = [await ask(1), await ask(2), await ask(3), await ask(20)].filter(({ told }) => told > 0);
    expect(new Set(lists.map(({ told }) => told))).toEqual(new Set([1, 2]));
    expect(new Set(lists.map(({ statements }) => statements)).size).toBe(1);
  }
});

it('the same is drawn once more only by a decision of the body, and the first draw stays', async () => {
  const section = 'Charter 4: ties are broken by lot';
  const later = draw({ section, sourceRound: 900_000_000 });
  expect(await act(FOUNDER, 'commitDraw', later)).toMatchObject({ code: 'DRAW_STANDS' });
  const box = await committee.box(60_000);
  for (const n of [0, 1, 2]) committed(await committee.vote(box, n, 'yes'));
  const counted = await committee.close(box);
  const recorded = await server.app.get(Decisions).recordDecision(committee.actor(committee.member(0)), {
    boxId: counted.id,
    rationale: english('The options had changed.'),
    takesEffectAt: null,
    reviewAt: null,
    supersedes: null,
  });
  const decisionId: DecisionId = committed(recorded).result.decisionId;
  await untilAllPublished(server, committee.slug);
  const again = await act(FOUNDER, 'commitDraw', { ...later, decisionId: idOf('Decision', decisionId) });
  expect(again.draw).toMatchObject({ drawn: null });
});

it('is compared with the record by the operator, and verified by a stranger', async () => {
  expect(await auditRotation(server, committee.coalitionId)).toEqual([]);
  const { verdicts, reports } = await strangerFinds(server, 'harbour');
  expect(verdicts).toEqual([]);
  expect(reports).toContainEqual(expect.objectContaining({ name: 'draws', checked: 3 }));
});

it.each([
  ['a source that is known already', {}, 'DRAW_COMMITTED_TOO_LATE'],
  ['somebody twice', { sourceRound: 900_000_000, pool: ['a', 'b', 'a'] }, 'PERSON_TWICE'],
  ['nobody', { sourceRound: 900_000_000, pool: [] }, 'POOL_EMPTY'],
])('refuses %s, and writes nothing', async (_what, change, code) => {
  const before = await rowsOfActs(server);
  expect(await act(FOUNDER, 'commitDraw', draw({ section: '9', ...change }))).toMatchObject({ code });
  expect(await rowsOfActs(server)).toEqual(before);
});

it.each([
  ['two sources', { sourceName: 'Lotto', sourceAt: '2030-01-01T00:00:00.000Z' }],
  ['a pool of options and people', { people: [] }],
  ['no pool', { pool: null }],
])('does not understand %s', async (_what, change) => {
  await expect(act(FOUNDER, 'commitDraw', draw(change))).rejects.toThrow('BAD_USER_INPUT');
});
