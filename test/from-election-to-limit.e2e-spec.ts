import { provision, text, type Answer } from './support/caller.js';
import { charterInput } from './support/charter-input.js';
import { Chronicle } from './support/chronicle.js';
import { elect } from './support/chronicle-votes.js';
import { startTestServer, type TestServer } from './support/world.js';

/**
 * The harbour council over two and a half years: it is elected, its seats are filled within a cap, its chair goes round
 * by sectors, it is elected again, and then a limit keeps out who has served twice, until the day comes on which they
 * may be back.
 */

let server: TestServer;
let council: Chronicle;
let culture: string;
let rotation: string;

/** What a busy machine may take for months of acts. */
const LONG = 120_000;
const SEATS = ['Docks', 'Cranes', 'Theatre', 'Archive'];
const CAP = { code: 'CAP_EXCEEDED', clause: '7' };
const LIMIT = { code: 'TERM_LIMIT_REACHED', clause: '8' };

beforeAll(async () => {
  server = await startTestServer();
  council = await Chronicle.begin(server, 'harbour-council', '2027-01-04');
  await council.establish(
    [
      ...charterInput({ name: 'founder', seats: 3 }, { name: 'member', seats: 4 }),
      provision('TERM', '6', { classes: 'member', ends: 'MONTHS', months: '12', holdover: 'yes' }),
      provision('CAP', '7', { by: 'ORGANIZATION', most: '1' }),
      provision('LIMIT', '8', { classes: 'member', consecutive: '2', gapDays: '365' }),
      provision('VACANCY', '9', { by: 'RUNNER_UP' }),
    ],
    'Europe/Rome',
  );
  const fields = '... on SectorAdded { sector { id } }';
  const added = await council.does(
    'addSector',
    { coalitionId: council.coalition, name: text('Culture') },
    fields,
  );
  culture = added.sector.id;
  for (const [n, name] of ['Uma', 'Vic', 'Wim'].entries()) {
    await council.seat(`founder ${n}`, 'founder', { endsAt: new Date('2027-02-01T00:00:00Z') });
    await council.appoint(name, `founder ${n}`);
  }
  for (const seat of SEATS.slice(0, 2)) await council.seat(seat, 'member', { sectorId: council.sector });
  for (const seat of SEATS.slice(2)) await council.seat(seat, 'member', { sectorId: culture });
}, LONG);

afterAll(() => server.stop());

const turns = async (): Promise<Answer[]> => {
  const query = `query ($id: ID!) { node(id: $id) { ... on Rotation { version
    sectorShares { sector { name { text } } served }
    turns(first: 40) { nodes { number state beginsAt explanation sector { id } holder { person { name } } } }
  } } }`;
  const { node } = await (await council.caller())(query, { id: rotation });
  return [node, node.turns.nodes];
};

it(
  'January 2027: the founders elect four, and a second of one company is passed over',
  async () => {
    await council.belongs('Ana', 'Acme');
    await council.belongs('Bo', 'Acme');
    expect(await elect(council, { order: ['Ana', 'Bo', 'Cy', 'Di', 'Eva', 'Fay'], seats: SEATS })).toEqual([
      CAP,
    ]);
    const held = await council.holders();
    expect(SEATS.map((seat) => held.get(seat)?.name)).toEqual(['Ana', 'Cy', 'Di', 'Eva']);
  },
  LONG,
);

it(
  'the chair goes round from February on, half of the months for each sector, and says why',
  async () => {
    await council.on('2027-01-20');
    const planned = await council.does(
      'planRotation',
      {
        bodyId: council.body,
        role: 'CHAIR',
        startsAt: '2027-02-01T09:00',
        unit: 'MONTH',
        turns: 36,
        section: '10',
        weights: [
          { sectorId: council.sector, weight: 1 },
          { sectorId: culture, weight: 1 },
        ],
      },
      '... on RotationChanged { rotation { id } }',
    );
    rotation = planned.rotation.id;
    const [, months] = await turns();
    expect(months.slice(0, 3).map(({ state }: Answer) => state)).toEqual([
      'PUBLISHED',
      'PUBLISHED',
      'PLANNED',
    ]);
    for (const sector of [council.sector, culture]) {
      expect(months.filter((turn: Answer) => turn.sector.id === sector)).toHaveLength(18);
    }
    const firstFour = months.slice(0, 4).map(({ holder }: Answer) => holder.person.name);
    expect(firstFour.toSorted()).toEqual(['Ana', 'Cy', 'Di', 'Eva']);
    expect(months[0].explanation.join(' ')).toMatch(/earliest deadline/);
  },
  LONG,
);

it(
  'the months go by, and the turns are served',
  async () => {
    for (const month of ['02', '03', '04', '05', '06', '07']) await council.on(`2027-${month}-02`);
    const [{ sectorShares }, months] = await turns();
    expect(months.slice(0, 8).map(({ state }: Answer) => state)).toEqual([
      ...Array.from({ length: 6 }, () => 'BEGUN'),
      ...Array.from({ length: 2 }, () => 'PUBLISHED'),
    ]);
    expect(sectorShares.map(({ served }: Answer) => served)).toEqual([3, 3]);
  },
  LONG,
);

it(
  'January 2028: they are elected again, for which one term in a row is no obstacle',
  async () => {
    await council.on('2028-01-03');
    expect(await council.eligibility('Ana', 'Docks')).toMatchObject({ answer: 'YES', limits: [{ run: 1 }] });
    expect(await elect(council, { order: ['Ana', 'Cy', 'Di', 'Eva', 'Gus'], seats: SEATS })).toEqual([]);
    expect(await council.roster()).toEqual(['Ana', 'Cy', 'Di', 'Eva']);
  },
  LONG,
);

it(
  'January 2029: a third term is refused to all four, with the clause and the day from which they may be back',
  async () => {
    await council.on('2029-01-02');
    expect(await council.eligibility('Ana', 'Docks')).toMatchObject({
      answer: 'NO',
      obstacles: [LIMIT],
      nextEligible: { kind: 'AT', at: expect.stringMatching(/^2030-01-0/) },
      limits: [{ run: 2, counted: [{ why: 'COUNTS' }, { why: 'COUNTS' }] }],
    });
    const order = ['Ana', 'Cy', 'Gus', 'Di', 'Hal', 'Eva', 'Ivy', 'Jo'];
    // Who is elected by the count and kept out by the limit gives way to the next in rank.
    expect(await elect(council, { order, seats: SEATS })).toEqual([LIMIT, LIMIT, LIMIT, LIMIT]);
  },
  LONG,
);

it(
  'their successors sit, and chair from the first month that was not published before',
  async () => {
    const newcomers = ['Gus', 'Hal', 'Ivy', 'Jo'];
    expect(await council.roster()).toEqual(newcomers);
    const [{ version: expectedVersion }] = await turns();
    await council.does(
      'replanRotation',
      { rotationId: rotation, expectedVersion },
      '... on RotationChanged { rotation { id } }',
    );
    const [, months] = await turns();
    const now = await council.now();
    const ahead = months.filter(({ beginsAt }: Answer) => new Date(beginsAt) > now);
    expect(ahead.length).toBeGreaterThan(10);
    const chairs = new Set(ahead.slice(2).map(({ holder }: Answer) => holder.person.name));
    expect([...chairs].toSorted()).toEqual(newcomers);
  },
  LONG,
);

it(
  'Gus leaves in mid-term; Ana may not follow yet, and Bo may, for what remains',
  async () => {
    await council.on('2029-03-01');
    await council.leaves('Gus', 'She moves away.');
    expect(await council.fill('Gus', 'RUNNER_UP', ['Ana', 'Bo'])).toBe('Bo');
    expect(await council.eligibility('Ana', 'Docks')).toMatchObject({ answer: 'NO' });
  },
  LONG,
);

it(
  'January 2030: Ana may be back',
  async () => {
    await council.on('2029-12-31');
    expect(await council.eligibility('Ana', 'Docks')).toMatchObject({ answer: 'NO' });
    const beginsAt = new Date('2030-01-04T00:00:00Z');
    expect(await council.eligibility('Ana', 'Docks', { beginsAt })).toMatchObject({
      answer: 'YES',
      limits: [{ run: 0, lifetime: 2 }],
    });
  },
  LONG,
);

it(
  'a stranger verifies all of it, and the tables say the same',
  async () => {
    const { verified, database } = await council.verify();
    expect({ verified, differences: database.differences }).toEqual({ verified: true, differences: [] });
  },
  LONG,
);
