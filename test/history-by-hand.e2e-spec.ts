import { provision, type Answer } from './support/caller.js';
import { charterInput } from './support/charter-input.js';
import { Chronicle } from './support/chronicle.js';
import { amend } from './support/chronicle-votes.js';
import { startTestServer, type TestServer } from './support/world.js';

/** A small history that we made up, with every answer worked out by hand: no other data is needed for it. */

let server: TestServer;
let mill: Chronicle;

const LIMIT = {
  consecutive: '2',
  gapDays: '30',
  exemptMonths: '3',
  runBy: ['SERVICE', 'NOMINAL_TERM'],
} as const;

/** What was asked on a day, and answered. */
interface Given {
  readonly on: Date;
  readonly name: string;
  readonly answer: Answer;
}
const given: Given[] = [];
const rosters: Record<string, string[]> = {};

const HISTORY: readonly (readonly [day: string, what: () => Promise<unknown>, asks: readonly string[]])[] = [
  ['2030-01-07', () => mill.appoint('Ida', 'Wheel'), []],
  ['2030-01-08', () => mill.appoint('Jon', 'Race'), ['Ida', 'Jon']],
  // Their terms were over a month ago; both have gone on, and now Ida follows herself and Kim follows Jon.
  ['2031-02-10', () => mill.appoint('Ida', 'Wheel'), []],
  ['2031-02-11', () => mill.appoint('Kim', 'Race'), ['Ida', 'Jon']],
  ['2031-06-01', () => mill.leaves('Ida', 'A new job.'), []],
  ['2031-06-02', () => mill.fill('Ida', 'APPOINTMENT', ['Lea']), ['Ida', 'Lea']],
  ['2031-12-01', () => mill.person('Max'), ['Ida', 'Kim', 'Lea', 'Max']],
  ['2031-12-02', () => rule('NOMINAL_TERM'), ['Ida']],
  ['2032-03-10', () => mill.person('Max'), ['Ida']],
  ['2032-03-12', () => mill.appoint('Ida', 'Wheel'), ['Ida']],
  ['2032-03-13', () => amend(mill, [provision('LIMIT', '8', { lifetime: '3' })]), ['Ida', 'Kim']],
];

async function rule(reading: string): Promise<void> {
  const ruling = { bodyId: mill.body, question: 'LIMIT.runBy of 8', reading, because: 'A term is a term.' };
  await mill.does('rule', ruling, '... on Ruled { ruling { reading } }');
}

beforeAll(async () => {
  server = await startTestServer();
  mill = await Chronicle.begin(server, 'mill', '2030-01-01');
  await mill.establish([
    ...charterInput({ name: 'member', seats: 2 }),
    provision('TERM', '7', { ends: 'MONTHS', months: '12', holdover: 'yes' }),
    provision('LIMIT', '8', LIMIT),
    provision('VACANCY', '9', { by: 'APPOINTMENT' }),
  ]);
  for (const seat of ['Wheel', 'Race']) await mill.seat(seat, 'member');
  for (const [day, what, asks] of HISTORY) {
    await mill.on(day);
    await what();
    rosters[day] = await mill.roster();
    const on = await mill.now();
    for (const name of asks) {
      given.push({
        on,
        name,
        answer: await mill.eligibility(name, 'Wheel', { beginsAt: on, asKnownAt: on }),
      });
    }
  }
}, 120_000);

afterAll(() => server.stop());

it('has the members that it should have, day by day', () => {
  expect(rosters).toEqual({
    '2030-01-07': ['Ida'],
    '2030-01-08': ['Ida', 'Jon'],
    '2031-02-10': ['Ida', 'Jon'],
    '2031-02-11': ['Ida', 'Kim'],
    '2031-06-01': ['Kim'],
    '2031-06-02': ['Kim', 'Lea'],
    '2031-12-01': ['Kim', 'Lea'],
    '2031-12-02': ['Kim', 'Lea'],
    '2032-03-10': ['Kim', 'Lea'],
    '2032-03-12': ['Ida', 'Kim'],
    '2032-03-13': ['Ida', 'Kim'],
  });
});

it('gives the answers that were worked out by hand', () => {
  const told = given.map(({ on, name, answer: { answer, limits } }) => {
    return [on.toISOString().slice(0, 10), name, answer, limits[0].run, limits[0].lifetime];
  });
  expect(told).toEqual([
    // What has just begun lasts no three months yet by what was served, and a year by its term: it counts.
    ['2030-01-08', 'Ida', 'YES', 1, 1],
    ['2030-01-08', 'Jon', 'YES', 1, 1],
    ['2031-02-11', 'Ida', 'NO', 2, 2],
    ['2031-02-11', 'Jon', 'YES', 1, 1],
    // On the day after she left nothing is broken yet under either reading.
    ['2031-06-02', 'Ida', 'NO', 2, 2],
    ['2031-06-02', 'Lea', 'YES', 1, 1],
    // Half a year later her service is broken, and her second term would still last.
    ['2031-12-01', 'Ida', 'NEEDS_RULING', 0, 2],
    ['2031-12-01', 'Kim', 'YES', 1, 1],
    ['2031-12-01', 'Lea', 'YES', 1, 1],
    ['2031-12-01', 'Max', 'YES', 0, 0],
    ['2031-12-02', 'Ida', 'NO', 2, 2],
    // Her second term would have been over on 10 February 2032, and in a leap year that is 29 days ago.
    ['2032-03-10', 'Ida', 'NO', 2, 2],
    ['2032-03-12', 'Ida', 'YES', 1, 3],
    // Where a gap of a day breaks a row, what she holds since yesterday is alone; Kim has gone on since a term of old.
    ['2032-03-13', 'Ida', 'NO', 1, 3],
    ['2032-03-13', 'Kim', 'YES', 1, 1],
  ]);
});

it('gives the same answers again as they were known then, whatever came later', async () => {
  for (const { on, name, answer } of given) {
    expect(await mill.eligibility(name, 'Wheel', { beginsAt: on, asKnownAt: on })).toEqual(answer);
  }
});

it('names the reading that was taken, and the clause and the day when it is a no', () => {
  const answerOf = (day: string) =>
    given.find(({ on, name }) => name === 'Ida' && on.toISOString().startsWith(day))?.answer;
  expect(answerOf('2031-12-01').cases).toEqual([
    { readings: [{ question: 'LIMIT.runBy of 8', reading: 'SERVICE' }], isEligible: true },
    { readings: [{ question: 'LIMIT.runBy of 8', reading: 'NOMINAL_TERM' }], isEligible: false },
  ]);
  expect(answerOf('2031-12-02')).toMatchObject({
    obstacles: [{ code: 'TERM_LIMIT_REACHED', clause: '8' }],
    nextEligible: { kind: 'AT', at: expect.stringMatching(/^2032-03-11/) },
  });
  expect(answerOf('2032-03-13').nextEligible).toEqual({ kind: 'NEVER', at: null });
});

it('has a record that a stranger verifies, and tables that say the same', async () => {
  const { verified, database } = await mill.verify();
  expect({ verified, differences: database.differences }).toEqual({ verified: true, differences: [] });
}, 120_000);
