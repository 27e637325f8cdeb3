import { Decisions } from '#decisions';
import { DueActs } from '#record';
import { COMMANDS } from '../apps/steward/src/commands/index.js';
import { runLine } from '../apps/steward/src/spec-support/terminal.js';
import { act, callerOf, done, type Answer, type Caller } from './support/caller.js';
import { charterOf, Committee, committed, english } from './support/committee.js';
import { untilAllPublished } from './support/log-reader.js';
import { startTestServer, type TestServer } from './support/world.js';

/** What follows for who misses votes and meetings, and how holders are removed; over GraphQL. */

let server: TestServer;
let committee: Committee;
let steward: Caller;
let member: Caller;

const words = (section: string) => ({ text: `The words of ${section}.`, section, lang: 'en' });
const provided = (topic: 'STATUS' | 'REMOVAL', section: string, says: Record<string, string>) => ({
  topic,
  precedence: 1,
  source: words(section),
  parameters: Object.entries(says).map(([name, value]) => ({ name, readings: [value] })),
});

const ids = {
  body: '',
  coalition: '',
  mandates: new Map<string, { id: string; seat: string; person: string }>(),
};

beforeAll(async () => {
  server = await startTestServer();
  committee = await Committee.seat(server, 4, {
    clauses: [
      ...charterOf(4),
      provided('STATUS', '7', { missed: 'VOTES', inARow: '2', becomes: 'WITHOUT_VOTE' }),
      provided('REMOVAL', '8', {
        by: 'the committee',
        share: '3/4',
        base: 'SEATS',
        feedbackDays: '1',
        barredMonths: '12',
      }),
    ],
  });
  steward = await callerOf(server, `founder@${committee.slug}.example`);
  member = await callerOf(server, `member1@${committee.slug}.example`);
  const { coalition } = await steward(`{ coalition(slug: "${committee.slug}") { id bodies(first: 1) { nodes {
    id mandates(first: 10) { nodes { id seat { id } person { id name } } }
  } } } }`);
  const [body] = coalition.bodies.nodes;
  ids.coalition = coalition.id;
  ids.body = body.id;
  for (const { id, seat, person } of body.mandates.nodes) {
    ids.mandates.set(person.name, { id, seat: seat.id, person: person.id });
  }
}, 120_000);

afterAll(() => server.stop());

const holder = (n: number) => {
  const found = ids.mandates.get(`Member ${n}`);
  if (!found) throw new Error(`Member ${n} holds a seat.`);
  return found;
};

const DAY = 86_400_000;

/** A vote that is open for two days, in which some say yes. */
async function vote(...yes: number[]) {
  const box = await committee.box(2 * DAY);
  for (const n of yes) committed(await committee.vote(box, n - 1));
  const closed = await committee.close(box);
  await server.app.get(DueActs).run();
  return closed;
}

async function decide(...yes: number[]): Promise<string> {
  const box = await vote(...yes);
  const recorded = await server.app.get(Decisions).recordDecision(committee.actor(committee.member(0)), {
    boxId: box.id,
    rationale: english('It was time.'),
    takesEffectAt: null,
    reviewAt: null,
    supersedes: null,
  });
  committed(recorded);
  const asker = await callerOf(server, `founder@${committee.slug}.example`);
  const { decisions } = await asker(`{ decisions(coalition: "${committee.slug}", first: 10) { nodes {
    id box { id closesAt }
  } } }`);
  const closesAt = box.closesAt.toISOString();
  return decisions.nodes.find((one: Answer) => one.box.closesAt === closesAt).id;
}

const mandateNow = async (n: number): Promise<Answer> => {
  const asker = await callerOf(server, `member1@${committee.slug}.example`);
  const { node } = await asker(`{ node(id: "${holder(n).id}") { ... on Mandate {
    version endsAt endReason statuses(first: 5) { nodes { becomes clause endsAt } }
  } } }`);
  return node;
};

it('who misses two votes in a row has no vote any more, and the next box counts without them', async () => {
  expect((await vote(1, 2, 3)).entitled).toBe(4);
  expect((await mandateNow(4)).statuses.nodes).toEqual([]);
  await vote(1, 2, 3);
  expect(await mandateNow(4)).toMatchObject({
    statuses: { nodes: [{ becomes: 'WITHOUT_VOTE', clause: '7', endsAt: null }] },
  });
  const box = await committee.box(2 * DAY);
  expect(box).toMatchObject({ entitled: 3, roster: { seats: 4, filled: 3 } });
  expect(await committee.vote(box, 3)).toMatchObject({ refused: true, code: 'NOT_ENTITLED' });
  for (const n of [0, 1, 2]) committed(await committee.vote(box, n));
  await committee.close(box);
  steward = await callerOf(server, `founder@${committee.slug}.example`);
  member = await callerOf(server, `member1@${committee.slug}.example`);
  const { node } = await member(`{ node(id: "${ids.body}") { ... on Body { occasions(first: 10) { nodes {
    kind missed { id } attended { id }
  } } } } }`);
  expect(node.occasions.nodes.at(-1)).toMatchObject({ kind: 'VOTE', missed: [{ id: holder(4).id }] });
});

it('gets it back when the body has decided so', async () => {
  const restore = (caller: Caller, n: number) =>
    act(
      caller,
      'restoreStatus',
      { mandateId: holder(n).id, because: 'The motion passed.' },
      '... on StatusRestored { mandate { id } }',
    );
  expect(await restore(member, 4)).toMatchObject({ code: 'NOT_A_STEWARD' });
  expect(await restore(steward, 1)).toMatchObject({ code: 'NO_STATUS' });
  expect(await restore(steward, 4)).toMatchObject({ __typename: 'StatusRestored' });
  const box = await committee.box(2 * DAY);
  expect(box.entitled).toBe(4);
  for (const n of [0, 1, 2, 3]) committed(await committee.vote(box, n));
  await committee.close(box);
});

it('a meeting is recorded with who was there', async () => {
  steward = await callerOf(server, `founder@${committee.slug}.example`);
  const heldAt = (await committee.now()).toISOString();
  const meeting = { bodyId: ids.body, heldAt, attended: [1, 2, 3].map((n) => holder(n).id) };
  const fields = '... on MeetingRecorded { occasion { kind missed { person { name } } } }';
  const { occasion } = await done(steward, 'recordMeeting', meeting, fields);
  expect(occasion).toEqual({ kind: 'MEETING', missed: [{ person: { name: 'Member 4' } }] });
  expect(await act(steward, 'recordMeeting', meeting, fields)).toMatchObject({ code: 'MEETING_RECORDED' });
});

it('a decision of those whom the charter names removes a holder, who is barred for as long as it says', async () => {
  const remove = async (decisionId: string, ...holders: number[]) =>
    act(
      await callerOf(server, `founder@${committee.slug}.example`),
      'removeHolders',
      { decisionId, mandateIds: holders.map((n) => holder(n).id) },
      '... on HoldersRemoved { decision { id } }',
    );
  const tooFew = await decide(1, 2);
  expect(await remove(tooFew, 4)).toMatchObject({ code: 'TOO_FEW_TO_REMOVE', clause: '8' });
  const decision = await decide(1, 2, 3);
  expect(await remove(decision, 3, 4)).toMatchObject({ code: 'REMOVAL_OF_OTHERS', clause: '8' });
  expect(await remove(decision, 4)).toMatchObject({
    __typename: 'HoldersRemoved',
    decision: { id: decision },
  });
  expect(await mandateNow(4)).toMatchObject({ endReason: 'REMOVED' });
  expect(await remove(decision, 3)).toMatchObject({ code: 'ALREADY_REMOVED' });
  const again = await callerOf(server, `founder@${committee.slug}.example`);
  const { seat, person } = holder(4);
  const appointed = await act(again, 'appoint', { seatId: seat, personId: person });
  expect(appointed).toMatchObject({ code: 'BARRED', clause: '8' });
  const { eligibility } = await again(
    `{ eligibility(seat: "${seat}", person: "${person}") { answer nextEligible { kind } } }`,
  );
  expect(eligibility).toEqual({ answer: 'NO', nextEligible: { kind: 'AT' } });
});

it('an organization withdraws who spoke for it, and nobody else', async () => {
  const caller = await callerOf(server, `founder@${committee.slug}.example`);
  const { version } = await mandateNow(3);
  const withdraw = {
    mandateId: holder(3).id,
    expectedVersion: version,
    because: 'They speak for us no more.',
  };
  expect(await act(caller, 'withdrawHolder', withdraw)).toMatchObject({ code: 'NOT_DELEGATED' });
});

it('a stranger finds all of it as the charter says, from the record alone', async () => {
  await untilAllPublished(server, committee.slug);
  const line = ['verify', server.url, '--coalition', committee.slug, '--json'];
  const { verified, checks } = JSON.parse((await runLine(line, COMMANDS, {})).out);
  expect(verified).toBe(true);
  const checked = Object.fromEntries(checks.map(({ name, checked: count }: Answer) => [name, count]));
  expect(checked).toMatchObject({ removals: 1, attendance: 7, 'attendance of votes': 6 });
});
