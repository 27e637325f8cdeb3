import { COMMANDS } from '../apps/steward/src/commands/index.js';
import { runLine } from '../apps/steward/src/spec-support/terminal.js';
import { People } from '#assembly';
import type { PersonId } from '#kernel';
import { globalId } from '#platform';
import { drandRoundTime } from '#rotation';
import { Committee, committed } from './support/committee.js';
import {
  actAs,
  auditRotation,
  DRAWING,
  moveClockTo,
  ROUND,
  rowsOfActs,
  SIGNATURE,
  SORTITION,
  strangerFinds,
} from './support/drawing.js';
import { untilAllPublished } from './support/log-reader.js';
import { askCounted } from './support/statements.js';
import { buildServer } from './support/server-process.js';
import { signedIn } from './support/voters.js';
import { startTestServer, type TestServer } from './support/world.js';

const FOUNDER = 'founder@harbour.example';
const MEMBER = 'member1@harbour.example';
const HOUR = 3_600_000;
const BEFORE = drandRoundTime(ROUND).getTime() - HOUR;
const LATER = 900_000_000;

let server: TestServer;
let committee: Committee;
/** By gender and ward: six men and twelve women, of whom a third live on the hill. */
const pool: { gender: string; ward: string; personId: PersonId; email: string }[] = [];

const moveTo = (instant: number) => moveClockTo(server, instant);
const act = (email: string, name: keyof typeof DRAWING, input: object) => actAs(server, email, name, input);
const personIdOf = (id: PersonId) => globalId('Person', committee.coalitionId, id);

beforeAll(async () => {
  // The solver's thread runs what is built.
  buildServer();
  server = await startTestServer();
  await moveTo(BEFORE);
  committee = await Committee.seat(server, 1, { slug: 'harbour' });
  for (let n = 0; n < 18; n += 1) {
    const email = `resident${n}@harbour.example`;
    const steward = committee.actor(committee.founderId);
    const person = { name: `Resident ${n}`, email, steward: false };
    const { personId } = committed(await server.app.get(People).registerPerson(steward, person)).result;
    pool.push({ gender: n % 3 === 0 ? 'man' : 'woman', ward: n % 9 < 3 ? 'hill' : 'mill', personId, email });
  }
});

afterAll(() => server.stop());

const quota = (feature: string, value: string, min: number, max: number) => ({ feature, value, min, max });
const QUOTAS = [
  quota('gender', 'man', 3, 3),
  quota('gender', 'woman', 3, 3),
  quota('ward', 'hill', 2, 4),
  quota('ward', 'mill', 2, 4),
];

/** The people as they are handed in: together with whoever has the same values. */
function grouped(people: readonly (typeof pool)[number][] = pool) {
  return ['man', 'woman'].flatMap((gender) =>
    ['hill', 'mill'].flatMap((ward) => {
      const alike = people.filter((person) => person.gender === gender && person.ward === ward);
      const features = [
        { feature: 'gender', value: gender },
        { feature: 'ward', value: ward },
      ];
      const ids = alike.map(({ personId }) => personIdOf(personId));
      return ids.length > 0 ? [{ features, people: ids }] : [];
    }),
  );
}

const asked = (change: object = {}) => ({
  bodyId: globalId('Body', committee.coalitionId, committee.bodyId),
  section: 'Charter 8: a panel of residents',
  seats: 6,
  quotas: QUOTAS,
  pool: grouped(),
  ...change,
});

async function read(id: string, email = FOUNDER) {
  const browser = await signedIn(server, email);
  const { node } = await browser.data(
    `query ($id: ID!) { node(id: $id) { ... on Sortition { ${SORTITION} } } }`,
    {
      id,
    },
  );
  return node;
}

/** Waits until the solver has an answer. */
async function solved(id: string) {
  for (;;) {
    const sortition = await read(id);
    if (sortition.stage !== 'SOLVING') return sortition;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const seen = ({ id, version }: { id: string; version: number }) => ({
  sortitionId: id,
  expectedVersion: version,
});

it('a coalition asks for a panel, commits to the fairest lottery, and draws the panel that anybody can draw again', async () => {
  const { sortition: prepared } = await act(FOUNDER, 'prepareSortition', asked());
  expect(prepared).toMatchObject({
    version: 1,
    fairness: 'LEXIMIN',
    features: ['gender', 'ward'],
    progress: { types: 4 },
    draw: null,
    panel: null,
    body: { id: asked().bodyId },
  });
  expect(
    prepared.types.map(({ values, leaves }: { values: string[]; leaves: string[] }) => [
      ...values,
      leaves.length,
    ]),
  ).toEqual([
    ['man', 'hill', 2],
    ['man', 'mill', 4],
    ['woman', 'hill', 4],
    ['woman', 'mill', 8],
  ]);

  const found = await solved(prepared.id);
  expect(found).toMatchObject({ stage: 'SOLVED', conflict: null, fault: null });
  await moveTo(BEFORE + 2 * HOUR);
  const late = await act(FOUNDER, 'commitSortition', { ...seen(found), sourceRound: ROUND });
  expect(late).toMatchObject({ code: 'DRAW_COMMITTED_TOO_LATE', clause: expect.stringContaining('before') });
  await moveTo(BEFORE);
  expect(await act(MEMBER, 'commitSortition', { ...seen(found), sourceRound: ROUND })).toMatchObject({
    code: 'NOT_A_STEWARD',
  });
  const { sortition: held } = await act(FOUNDER, 'commitSortition', { ...seen(found), sourceRound: ROUND });
  expect(held).toMatchObject({
    stage: 'COMMITTED',
    draw: { ofPeople: true, sourceRound: ROUND, drawn: null },
  });
  expect(held.draw.sortition.id).toBe(held.id);
  // Three of six men and three of twelve women: everybody's chance is that of their gender.
  expect(held.types.map(({ chance }: { chance: string }) => chance)).toEqual(['0.5', '0.5', '0.25', '0.25']);
  expect(await act(FOUNDER, 'withdrawSortition', seen(held))).toMatchObject({ code: 'SORTITION_COMMITTED' });
  await untilAllPublished(server, 'harbour');

  await moveTo(BEFORE + 2 * HOUR);
  const drawId: string = held.draw.id;
  const settled = await act(MEMBER, 'settleDraw', { drawId, output: SIGNATURE });
  expect(settled.draw.drawn).toHaveLength(18);
  const drawn = await read(held.id);
  expect(drawn).toMatchObject({ stage: 'DRAWN', drawnAt: expect.any(String) });
  const ids = drawn.members.map(({ id }: { id: string }) => id);
  const members = ids.map((id: string) => pool.find(({ personId }) => personIdOf(personId) === id)!);
  expect(drawn.panel).toEqual(settled.draw.drawn.filter((leaf: string) => drawn.panel.includes(leaf)));
  for (const { feature, value, min, max } of QUOTAS) {
    const count = members.filter((member: Record<string, string>) => member[feature] === value).length;
    expect(count).toBeGreaterThanOrEqual(min);
    expect(count).toBeLessThanOrEqual(max);
  }
  expect((await read(held.id, MEMBER)).members).toEqual(drawn.members);
  expect((await read(held.id, members[0].email)).members).toEqual(drawn.members);
  const outside = pool.find((person) => !members.includes(person))!;
  expect(await read(held.id, outside.email)).toMatchObject({ panel: drawn.panel, members: null });

  const ran = await runLine(['verify', server.url, '--coalition', 'harbour'], COMMANDS);
  expect({ exit: ran.exit, out: ran.out }).toEqual({ exit: 0, out: expect.stringContaining('VERIFIED') });
  expect(ran.out).toContain('sortitions proved and drawn again: 1, all hold');
  expect(await auditRotation(server, committee.coalitionId)).toEqual([]);
});

it('quotas that no panel keeps give way only when a member of the body accepts the least change', async () => {
  await moveTo(BEFORE);
  const quotas = [quota('gender', 'man', 4, 6), quota('gender', 'woman', 3, 3), ...QUOTAS.slice(2)];
  const { sortition } = await act(FOUNDER, 'prepareSortition', asked({ section: 'Charter 9', quotas }));
  const found = await solved(sortition.id);
  expect(found).toMatchObject({
    stage: 'INFEASIBLE',
    conflict: {
      because: expect.stringMatching(/together: gender man 4-6, gender woman 3-3\. The least change/),
      clashing: [
        { feature: 'gender', value: 'man' },
        { feature: 'gender', value: 'woman' },
      ],
    },
  });
  const before = await rowsOfActs(server);
  expect(await act(FOUNDER, 'commitSortition', { ...seen(found), sourceRound: ROUND })).toMatchObject({
    code: 'QUOTAS_INFEASIBLE',
    because: found.conflict.because,
    clause: expect.stringContaining('quotas'),
  });
  expect(await act(FOUNDER, 'acceptRelaxation', seen(found))).toMatchObject({ code: 'NOT_A_MEMBER' });
  expect(await rowsOfActs(server)).toEqual(before);

  const { sortition: relaxed } = await act(MEMBER, 'acceptRelaxation', seen(found));
  const [changed] = found.conflict.relaxed;
  expect(relaxed.quotas).toContainEqual(changed);
  const again = await solved(sortition.id);
  expect(again).toMatchObject({ stage: 'SOLVED', conflict: null });
  expect(await act(MEMBER, 'acceptRelaxation', seen(again))).toMatchObject({ code: 'QUOTAS_FEASIBLE' });
  const held = await act(FOUNDER, 'commitSortition', { ...seen(again), sourceRound: LATER });
  expect(held.sortition).toMatchObject({ stage: 'COMMITTED' });

  const { verdicts, reports } = await strangerFinds(server, 'harbour');
  expect(verdicts).toEqual([]);
  expect(reports).toContainEqual(expect.objectContaining({ name: 'sortitions', checked: 2, skipped: [] }));
  expect(await auditRotation(server, committee.coalitionId)).toEqual([]);
});

it('a sortition that is withdrawn is solved no more, and the same people can be asked for again', async () => {
  const { sortition } = await act(FOUNDER, 'prepareSortition', asked({ section: 'Charter 10' }));
  const { sortition: withdrawn } = await act(FOUNDER, 'withdrawSortition', seen(sortition));
  expect(withdrawn).toMatchObject({ stage: 'WITHDRAWN', withdrawnAt: expect.any(String) });
  expect(await act(FOUNDER, 'commitSortition', { ...seen(withdrawn), sourceRound: LATER })).toMatchObject({
    code: 'SORTITION_WITHDRAWN',
  });
  const { sortition: other } = await act(FOUNDER, 'prepareSortition', asked({ section: 'Charter 10' }));
  expect(await solved(other.id)).toMatchObject({ stage: 'SOLVED' });
});

it('the same panel is drawn once more only by a decision of the body', async () => {
  const { sortition } = await act(FOUNDER, 'prepareSortition', asked());
  const found = await solved(sortition.id);
  expect(await act(FOUNDER, 'commitSortition', { ...seen(found), sourceRound: LATER })).toMatchObject({
    code: 'DRAW_STANDS',
  });
});

it('are listed with as many statements as one, whoever asks', async () => {
  const browser = await signedIn(server, FOUNDER);
  const body = globalId('Body', committee.coalitionId, committee.bodyId);
  const ask = (n: number) =>
    askCounted(
      server,
      `query ($body: ID!) { node(id: $body) { ... on Body { sortitions(first: ${n}) { nodes { ${SORTITION} } } } } }`,
      { body },
      browser,
    );
  const ofSession = /session|access_token|account|person.*"steward"/;
  const count = ({ statements }: Awaited<ReturnType<typeof ask>>) =>
    statements.filter((sql) => !ofSession.test(sql)).length;
  const drawn = (nodes: { members: unknown[] | null }[]) => nodes.filter(({ members }) => members !== null);
  const [two, all] = [await ask(2), await ask(10)];
  expect(two.data.node.sortitions.nodes).toHaveLength(2);
  expect(all.data.node.sortitions.nodes.length).toBeGreaterThan(2);
  // The newest two have no panel yet; who is on one takes a statement more, for however many there are.
  expect(drawn(two.data.node.sortitions.nodes)).toHaveLength(0);
  expect(drawn(all.data.node.sortitions.nodes)).not.toHaveLength(0);
  expect(count(all)).toBe(count(two) + 1);
});

it.each<[string, () => object, string]>([
  ['nobody', () => ({ pool: [] }), 'POOL_EMPTY'],
  ['somebody twice', () => ({ pool: [...grouped(), ...grouped(pool.slice(0, 1))] }), 'PERSON_TWICE'],
  ['a value that no quota names', () => ({ quotas: QUOTAS.slice(1) }), 'UNKNOWN_CATEGORY'],
  [
    'a quota that nobody meets',
    () => ({ quotas: [...QUOTAS, quota('ward', 'moon', 1, 2)] }),
    'UNKNOWN_CATEGORY',
  ],
  [
    'a feature that the pool does not tell',
    () => ({ quotas: [...QUOTAS, quota('age', 'old', 0, 6)] }),
    'UNKNOWN_FEATURE',
  ],
  ['a larger panel than the pool', () => ({ seats: 19 }), 'POOL_TOO_SMALL'],
])('refuses %s, with the clause, and writes nothing', async (_what, change, code) => {
  const before = await rowsOfActs(server);
  const answered = await act(FOUNDER, 'prepareSortition', asked(change()));
  expect(answered).toMatchObject({ code, clause: expect.stringContaining('quotas') });
  expect(await rowsOfActs(server)).toEqual(before);
});

it('refuses whoever is no steward, and does not understand half a source', async () => {
  expect(await act(MEMBER, 'prepareSortition', asked())).toMatchObject({ code: 'NOT_A_STEWARD' });
  const { sortition } = await act(FOUNDER, 'prepareSortition', asked({ section: 'Charter 11' }));
  const half = { ...seen(sortition), sectors: [], sourceRound: ROUND };
  await expect(act(FOUNDER, 'commitSortition', half)).rejects.toThrow('BAD_USER_INPUT');
  await expect(
    act(FOUNDER, 'withdrawSortition', { sortitionId: sortition.id, expectedVersion: 2 }),
  ).rejects.toThrow('CONFLICT');
});
