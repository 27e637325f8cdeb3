import { CONFIG, type Config } from '#platform';
import { DueActs } from '#record';
import { COMMANDS } from '../apps/steward/src/commands/index.js';
import { runLine } from '../apps/steward/src/spec-support/terminal.js';
import { untilAllPublished } from './support/log-reader.js';
import { act, callerOf, done, provision, text, type Answer, type Caller } from './support/caller.js';
import { charterOf, Committee } from './support/committee.js';
import { moveClock } from './support/database.js';
import { startTestServer, type TestServer } from './support/world.js';

/** How mandates end: with an election, when a successor is there, and with their seat; over GraphQL. */

let server: TestServer;
let committee: Committee;
let steward: Caller;
let member: Caller;
let body: string;

const words = (section: string) => ({ text: `The words of ${section}.`, section, lang: 'en' });
const provided = (topic: 'TERM' | 'COHORT', section: string, says: Record<string, string>) => ({
  topic,
  precedence: 1,
  source: words(section),
  parameters: Object.entries(says).map(([name, value]) => ({ name, readings: [value] })),
});

beforeAll(async () => {
  server = await startTestServer();
  committee = await Committee.seat(server, 3, {
    clauses: [
      ...charterOf(4),
      provided('TERM', '7', { ends: 'EVENT', event: 'general assembly', holdover: 'yes' }),
      provided('COHORT', '8', { cohort: 'all', seats: '4', everyMonths: '12', firstRenewal: '2020-03' }),
    ],
  });
  steward = await callerOf(server, `founder@${committee.slug}.example`);
  member = await callerOf(server, `member1@${committee.slug}.example`);
  const { coalition } = await steward(
    `{ coalition(slug: "${committee.slug}") { bodies(first: 1) { nodes { id } } } }`,
  );
  body = coalition.bodies.nodes[0].id;
});

afterAll(() => server.stop());

const bodyNow = async (fields: string): Promise<Answer> =>
  (await member(`{ node(id: "${body}") { ... on Body { ${fields} } } }`)).node;

const MANDATES = `mandates(first: 10) { nodes {
  id version termEndsAt termEvent holdover isHeldOver endReason endsAt seat { id version } person { id name }
} }`;

it('a term waits for its event, which a steward records when it has come', async () => {
  const { mandates, renewals } = await bodyNow(`${MANDATES} renewals { cohort clause seats at }`);
  expect(mandates.nodes).toHaveLength(3);
  expect(mandates.nodes[0]).toMatchObject({
    termEvent: 'general assembly',
    termEndsAt: null,
    holdover: true,
  });
  expect(renewals).toMatchObject([{ cohort: 'all', clause: '8', seats: 4 }]);
  expect(renewals[0].at).toMatch(/-02-28T23:00:00|-02-29T23:00:00/);
  const event = { bodyId: body, kind: 'general assembly' };
  const fields = '... on TermEventRecorded { event { kind at } receipt { status } }';
  expect(await act(member, 'recordTermEvent', event, fields)).toMatchObject({ code: 'NOT_A_STEWARD' });
  const unknown = { ...event, kind: 'something else' };
  expect(await act(steward, 'recordTermEvent', unknown, fields)).toMatchObject({ code: 'EVENT_UNKNOWN' });
  const tomorrow = { ...event, at: new Date(Date.now() + 86_400_000).toISOString() };
  expect(await act(steward, 'recordTermEvent', tomorrow, fields)).toMatchObject({ code: 'EVENT_TO_COME' });
  await done(steward, 'recordTermEvent', event, fields);
});

it('its holders go on until their successors take their seats', async () => {
  const { mandates, termEvents } = await bodyNow(`${MANDATES} termEvents(first: 5) { nodes { kind } }`);
  expect(termEvents.nodes).toEqual([{ kind: 'general assembly' }]);
  expect(mandates.nodes.map(({ isHeldOver }: Answer) => isHeldOver)).toEqual([true, true, true]);
  const [one] = mandates.nodes;
  const { person } = await done(
    steward,
    'registerPerson',
    { coalitionId: (await bodyNow('coalition { id }')).coalition.id, name: 'New', steward: false },
    '... on PersonRegistered { person { id } }',
  );
  const appointed = await done(
    steward,
    'appoint',
    { seatId: one.seat.id, personId: person.id },
    '... on Appointed { mandate { beginsAt } }',
  );
  const { node } = await member(
    `{ node(id: "${one.id}") { ... on Mandate { endsAt endReason isHeldOver } } }`,
  );
  expect(node).toEqual({
    endsAt: appointed.mandate.beginsAt,
    endReason: 'SUCCEEDED',
    isHeldOver: false,
  });
});

it('a mandate that was recorded otherwise than it was is corrected, and what was told before stays', async () => {
  const { mandates } = await bodyNow(MANDATES.replace('endsAt seat', 'beginsAt endsAt seat'));
  const one = mandates.nodes.find(({ endReason }: Answer) => endReason === 'SUCCEEDED');
  const beginsAt = new Date(Date.parse(one.beginsAt) + 1).toISOString();
  const correct = {
    mandateId: one.id,
    expectedVersion: one.version,
    beginsAt,
    endsAt: one.endsAt,
    because: 'The minutes say so.',
  };
  const fields = '... on MandateCorrected { mandate { beginsAt endsAt endReason } }';
  expect(await act(member, 'correctMandate', correct, fields)).toMatchObject({ code: 'NOT_A_STEWARD' });
  const tooEarly = { ...correct, beginsAt: new Date(0).toISOString() };
  expect(await act(steward, 'correctMandate', tooEarly, fields)).toMatchObject({
    code: 'SEAT_NOT_IN_EXISTENCE',
  });
  const { mandate } = await done(steward, 'correctMandate', correct, fields);
  expect(mandate).toEqual({ beginsAt, endsAt: one.endsAt, endReason: 'SUCCEEDED' });
  const roster = 'beginsAt endsAt person { id } seat { id } onBehalfOf { id } mandate { id beginsAt }';
  const { told, now } = await bodyNow(`
    told: rosterAsOf(instant: "${one.beginsAt}", asKnownAt: "${one.endsAt}") { ${roster} }
    now: rosterAsOf(instant: "${one.beginsAt}") { mandate { id } }`);
  const line = told.find((each: Answer) => each.mandate.id === one.id);
  const { person, seat } = one;
  expect(line).toMatchObject({ beginsAt: one.beginsAt, person: { id: person.id }, seat: { id: seat.id } });
  expect(line.mandate.beginsAt).toBe(beginsAt);
  expect(now).not.toContainEqual({ mandate: { id: one.id } });
  const { recordHistory } = await member(`{ recordHistory(of: "${one.id}") { kind json } }`);
  expect(recordHistory[0]).toMatchObject({ kind: 'mandate.began' });
  expect(recordHistory[0].json).toContain(one.beginsAt);
  expect(JSON.stringify(recordHistory)).not.toContain('minutes');
});

it('a seat is abolished with its mandate', async () => {
  const { mandates } = await bodyNow(MANDATES);
  const one = mandates.nodes.find(({ isHeldOver }: Answer) => isHeldOver);
  const abolish = { seatId: one.seat.id, expectedVersion: one.seat.version, because: 'Three are enough.' };
  const fields = '... on SeatAbolished { seat { endsAt holding { id } } }';
  expect(await act(member, 'abolishSeat', abolish, fields)).toMatchObject({ code: 'NOT_A_STEWARD' });
  const { seat } = await done(steward, 'abolishSeat', abolish, fields);
  expect(seat.holding).toBeNull();
  const { node } = await member(`{ node(id: "${one.id}") { ... on Mandate { endsAt endReason } } }`);
  expect(node).toEqual({ endsAt: seat.endsAt, endReason: 'SEAT_ABOLISHED' });
});

it('who leaves by seniority is looked at on the charter’s day, without anybody’s asking', async () => {
  const { coalition } = await bodyNow('coalition { id }');
  const established = await done(
    steward,
    'establishBody',
    {
      coalitionId: coalition.id,
      name: text('Elders'),
      zone: 'Europe/Rome',
      clauses: [
        { seats: { source: words('1'), classes: [{ name: 'elder', seats: 2 }] } },
        { quorum: { source: words('2'), count: 1 } },
        { threshold: { source: words('3'), share: { num: 1, den: 2 }, strict: true, base: 'DECISIVE' } },
        {
          methods: {
            source: words('4'),
            methods: [{ question: 'MOTION', rule: 'MAJORITY_1', parameters: [] }],
          },
        },
        { seconding: { source: words('5'), coSponsors: 0, sectors: 0 } },
        { votingPeriod: { source: words('6'), shortestHours: 0, longestDays: 30 } },
        provision('TERM', '7', {
          ends: 'SENIORITY',
          reviewedOn: '01-01',
          endsOn: '12-31',
          longerThanMonths: '12',
          leaving: '1',
        }),
      ],
    },
    '... on BodyEstablished { body { id } }',
  );
  const elders = established.body.id;
  const { seat } = await done(
    steward,
    'createSeat',
    { bodyId: elders, label: text('A seat'), seatClass: 'elder' },
    '... on SeatCreated { seat { id } }',
  );
  const { people } = (await bodyNow('coalition { people(first: 10) { nodes { id name } } }')).coalition;
  const elder = people.nodes.find(({ name }: Answer) => name === 'New');
  const fields = '... on Appointed { mandate { id } }';
  const { mandate } = await done(steward, 'appoint', { seatId: seat.id, personId: elder.id }, fields);
  const again = '... on SeniorityReviewed { review { clause } }';
  const shown = '... on SeniorityListed { list { version mandates { id } } }';
  const list = (mandateIds: string[]) => act(steward, 'listSeniority', { bodyId: elders, mandateIds }, shown);
  expect(await list([])).toMatchObject({ code: 'LIST_INCOMPLETE' });
  expect(await list([mandate.id])).toMatchObject({ list: { version: 1, mandates: [{ id: mandate.id }] } });
  const lists = `{ node(id: "${elders}") { ... on Body { seniorityLists(first: 5) { nodes {
    listedAt mandates { id }
  } totalCount } } } }`;
  expect((await steward(lists)).node.seniorityLists).toMatchObject({
    nodes: [{ mandates: [{ id: mandate.id }] }],
    totalCount: 1,
  });
  await moveClock(server.database.dataSource, 3 * 366 * 86_400_000);
  await server.app.get(DueActs).run();
  const later = await callerOf(server, `founder@${committee.slug}.example`);
  const { node } = await later(`{ node(id: "${elders}") { ... on Body { seniorityReviews(first: 5) { nodes {
    clause reviewedOn questions leave { id endReason }
  } } } } }`);
  expect(node.seniorityReviews.nodes).toMatchObject([
    { clause: '7', questions: [], leave: [{ id: mandate.id, endReason: 'SENIORITY' }] },
  ]);
  expect(await act(later, 'reviewSeniority', { bodyId: elders }, again)).toMatchObject({
    code: 'SENIORITY_REVIEWED',
  });
});

it('the tables say what the record says', async () => {
  await untilAllPublished(server, committee.slug);
  const { dataDir } = server.app.get<Config>(CONFIG);
  const env = { DATABASE_URL: server.database.serverUrl, QUORATE_DATA: dataDir };
  const line = ['verify', server.url, '--coalition', committee.slug, '--database', '--json'];
  const { exit, out } = await runLine(line, COMMANDS, env);
  const { verified, database } = JSON.parse(out);
  expect({ exit, verified, differences: database.differences }).toEqual({
    exit: 0,
    verified: true,
    differences: [],
  });
  expect(database.compared).toMatchObject({
    mandate: 5,
    term_event: 1,
    seniority_list: 1,
    seniority_review: 1,
  });
});
