import { CONFIG, type Config } from '#platform';
import { DueActs } from '#record';
import { COMMANDS } from '../apps/steward/src/commands/index.js';
import { runLine } from '../apps/steward/src/spec-support/terminal.js';
import { act, anyone, callerOf, done, text, type Answer, type Caller } from './support/caller.js';
import { charterOf, Committee } from './support/committee.js';
import { moveClock } from './support/database.js';
import { untilAllPublished } from './support/log-reader.js';
import { startTestServer, type TestServer } from './support/world.js';

/** What is handed over with a seat, from whoever leaves it to whoever comes; over GraphQL. */

const DAY = 86_400_000;

let server: TestServer;
let committee: Committee;
let body: string;
let coalitionId: string;

const source = (section: string) => ({ text: `The words of ${section}.`, section, lang: 'en' });

beforeAll(async () => {
  server = await startTestServer();
  committee = await Committee.seat(server, 3, {
    slug: 'keys',
    clauses: [
      ...charterOf(4),
      {
        topic: 'HANDOVER',
        precedence: 1,
        source: source('9'),
        parameters: [
          { name: 'items', readings: ['accounts;papers'] },
          { name: 'days', readings: ['10'] },
        ],
      },
    ],
  });
  const { coalition } = await anyone(server)(
    '{ coalition(slug: "keys") { id bodies(first: 1) { nodes { id } } } }',
  );
  body = coalition.bodies.nodes[0].id;
  coalitionId = coalition.id;
});

afterAll(() => server.stop());

/** A member from 1, the founder, or anybody with an address: tokens end with the weeks that the clock is moved by. */
const as = (who: string | number): Promise<Caller> =>
  callerOf(server, typeof who === 'number' ? `member${who}@keys.example` : `${who}@keys.example`);

const HANDOVER = `id version stage openedAt questions
  leaving { id person { name } } coming { person { name } } seat { id }
  items { number item clause dueAt isOverdue
    handedOver { doneAt note by { id } } received { doneAt note by { person { name } } } }`;

async function handovers(caller: Caller): Promise<Answer[]> {
  const query = `{ node(id: "${body}") { ... on Body { handovers(first: 10) { nodes { ${HANDOVER} } } } } }`;
  return (await caller(query)).node.handovers.nodes;
}

async function mandateOf(name: string): Promise<Answer> {
  const query = `{ node(id: "${body}") { ... on Body { mandates(first: 20) { nodes {
    id version endsAt person { id name } seat { id version } handover { id } } } } } }`;
  const { node } = await (await as('founder'))(query);
  return node.mandates.nodes.find(({ person }: Answer) => person.name === name);
}

async function endMandateOf(name: string): Promise<void> {
  const { id: mandateId, version: expectedVersion } = await mandateOf(name);
  const end = { mandateId, expectedVersion, because: 'They resign.' };
  await done(await as('founder'), 'endMandate', end, '... on MandateEnded { mandate { endsAt } }');
}

async function seat(name: string, seatId: string): Promise<void> {
  const founder = await as('founder');
  const registering = { coalitionId, name, email: `${name.toLowerCase()}@keys.example`, steward: false };
  const registered = '... on PersonRegistered { person { id } }';
  const { person } = await done(founder, 'registerPerson', registering, registered);
  await done(founder, 'appoint', { seatId, personId: person.id }, '... on Appointed { mandate { id } }');
}

const CHANGED = `... on HandoverChanged { handover { ${HANDOVER} } receipt { status } }`;

describe('a holder who resigns', () => {
  let seatId: string;
  let handoverId: string;

  const item = async (number: number, note?: string) => {
    const [{ version }] = (await handovers(anyone(server))).filter(({ id }) => id === handoverId);
    return { handoverId, expectedVersion: version, item: number, ...(note && { note }) };
  };

  it('has nothing to hand over before', async () => {
    const before = await mandateOf('Member 1');
    expect(before.handover).toBeNull();
    seatId = before.seat.id;
  });

  it('finds the list that the charter makes, open to everybody', async () => {
    await endMandateOf('Member 1');
    const [handover] = await handovers(anyone(server));
    handoverId = handover.id;
    expect(handover).toMatchObject({
      stage: 'OPEN',
      questions: [],
      leaving: { person: { name: 'Member 1' } },
      coming: null,
      items: [
        { number: 1, item: 'accounts', clause: '9', isOverdue: false, handedOver: null, received: null },
        { number: 2, item: 'papers', clause: '9', isOverdue: false, handedOver: null, received: null },
      ],
    });
    const { endsAt, handover: link } = await mandateOf('Member 1');
    expect(link.id).toBe(handoverId);
    expect(Date.parse(handover.items[0].dueAt) - Date.parse(endsAt)).toBe(10 * DAY);
  });

  it('hands over what is theirs alone to hand over, with words for the other side', async () => {
    const first = await item(1, 'The password is in the grey envelope.');
    expect(await act(await as(2), 'handOverItem', first, CHANGED)).toMatchObject({
      code: 'NOT_YOURS_TO_HAND_OVER',
      clause: '9',
    });
    const { handover } = await done(await as(1), 'handOverItem', first, CHANGED);
    expect(handover.items[0].handedOver).toMatchObject({ note: 'The password is in the grey envelope.' });
    expect(await act(await as(1), 'handOverItem', await item(1), CHANGED)).toMatchObject({
      code: 'HANDED_OVER_ALREADY',
    });
    await expect(act(await as(1), 'handOverItem', first, CHANGED)).rejects.toThrow(/^CONFLICT/);
    await expect(act(await as(1), 'handOverItem', await item(3), CHANGED)).rejects.toThrow(/^NOT_FOUND/);
  });

  it('says it to whoever comes and to stewards, and to nobody else; in the record there is no word of it', async () => {
    await seat('Bo', seatId);
    for (const [who, note] of [
      [await as('bo'), 'The password is in the grey envelope.'],
      [await as('founder'), 'The password is in the grey envelope.'],
      [await as(2), null],
      [anyone(server), null],
    ] as const) {
      const [handover] = await handovers(who);
      expect(handover.coming.person.name).toBe('Bo');
      expect(handover.items[0].handedOver.note).toBe(note);
    }
    const [found]: { n: number }[] = await server.database.dataSource.query(
      `SELECT count(*)::integer AS n FROM record_event WHERE position('envelope' IN encode(entry, 'escape')) > 0`,
    );
    expect(found?.n).toBe(0);
  });

  it('is overdue in the eyes of everybody when the time is over', async () => {
    await moveClock(server.database.dataSource, 10 * DAY + 60_000);
    const [handover] = await handovers(anyone(server));
    expect(handover.stage).toBe('OVERDUE');
    expect(handover.items.map(({ isOverdue }: Answer) => isOverdue)).toEqual([true, true]);
  });

  it('is rid of what the successor has received, also of what was never said to be given', async () => {
    for (const who of [1, 2, 'founder'] as const) {
      expect(await act(await as(who), 'receiveItem', await item(1), CHANGED)).toMatchObject({
        code: 'NOT_YOURS_TO_RECEIVE',
      });
    }
    await done(await as('bo'), 'receiveItem', await item(1), CHANGED);
    const { handover } = await done(await as('bo'), 'receiveItem', await item(2, 'By post.'), CHANGED);
    expect(handover.stage).toBe('DONE');
    expect(handover.items[1]).toMatchObject({
      isOverdue: false,
      handedOver: null,
      received: { note: 'By post.', by: { person: { name: 'Bo' } } },
    });
    expect(await act(await as(1), 'handOverItem', await item(2), CHANGED)).toMatchObject({
      code: 'RECEIVED_ALREADY',
    });
  });
});

describe('however a mandate ends', () => {
  it('with the seat: a steward receives, since nobody will have it', async () => {
    const { seat: abolished } = await mandateOf('Member 2');
    const founder = await as('founder');
    const abolish = { seatId: abolished.id, expectedVersion: abolished.version, because: 'Two are enough.' };
    await done(founder, 'abolishSeat', abolish, '... on SeatAbolished { seat { endsAt } }');
    const [{ id: handoverId, version: expectedVersion, leaving }] = await handovers(founder);
    expect(leaving.person.name).toBe('Member 2');
    const first = { handoverId, expectedVersion, item: 1 };
    const { handover } = await done(founder, 'receiveItem', first, CHANGED);
    expect(handover.items[0].received.by).toBeNull();
  });

  it('with its term, without anybody’s asking; and the same person goes on without handing anything over', async () => {
    const created = { bodyId: body, label: text('A seat for a month'), seatClass: 'member' };
    const founder = await as('founder');
    const { seat: short } = await done(founder, 'createSeat', created, '... on SeatCreated { seat { id } }');
    const { person } = await mandateOf('Member 1');
    const now = await committee.now();
    const endsAt = new Date(now.getTime() + 30 * DAY).toISOString();
    const month = { seatId: short.id, personId: person.id, endsAt };
    await done(founder, 'appoint', month, '... on Appointed { mandate { id } }');
    await moveClock(server.database.dataSource, 31 * DAY);
    while ((await server.app.get(DueActs).run()) > 0);
    const [handover] = await handovers(anyone(server));
    expect(handover).toMatchObject({ stage: 'OPEN', seat: { id: short.id }, coming: null });
    await done(
      await as('founder'),
      'appoint',
      { seatId: short.id, personId: person.id },
      '... on Appointed { mandate { id } }',
    );
    const [again] = await handovers(anyone(server));
    expect(again).toMatchObject({ stage: 'NOT_NEEDED', coming: { person: { name: 'Member 1' } } });
    const { id: handoverId, version: expectedVersion } = again;
    const first = { handoverId, expectedVersion, item: 1 };
    expect(await act(await as(1), 'handOverItem', first, CHANGED)).toMatchObject({ code: 'HOLDER_STAYS' });
  });
});

it('a stranger follows all this, and the tables say what the record says', async () => {
  await untilAllPublished(server, 'keys');
  const { dataDir } = server.app.get<Config>(CONFIG);
  const env = { DATABASE_URL: server.database.serverUrl, QUORATE_DATA: dataDir };
  const line = ['verify', server.url, '--coalition', 'keys', '--database', '--json'];
  const { exit, out } = await runLine(line, COMMANDS, env);
  const { verified, database, checks } = JSON.parse(out);
  expect({ exit, verified, differences: database.differences }).toEqual({
    exit: 0,
    verified: true,
    differences: [],
  });
  expect(database.compared).toMatchObject({ handover: 3, handover_tick: 4 });
  expect(checks).toContainEqual(expect.objectContaining({ name: 'handovers', checked: 3 }));
});
