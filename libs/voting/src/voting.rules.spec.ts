import type { MandateId, PersonId, SeatId } from '#kernel';
import { mayClose, mayOpen, stageOf, type VotingPeriod } from './voting.rules.js';
import type { BoxElector, BoxOption, Opening } from './voting.types.js';

const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour));
const option = (id: string): BoxOption => ({
  id,
  name: [{ lang: 'en', text: id, isOriginal: true, origin: 'HUMAN' }],
  cost: null,
  personId: null,
  groups: [],
});
const elector = (n: number): BoxElector => ({
  elector: `mandate-${n}` as MandateId,
  personId: `person-${n}` as PersonId,
  seatId: `seat-${n}` as SeatId,
  sectorId: null,
  organizationId: null,
  weight: 1,
});

const PERIOD: VotingPeriod = { shortestHours: 24, longestDays: 7, clause: '6.1' };
const MOTION: Opening = {
  question: 'MOTION',
  options: [],
  seats: 1,
  budget: null,
  opensAt: at(0),
  closesAt: at(48),
};
const project = (id: string, cost: string): BoxOption => ({ ...option(id), cost });
const candidate = (id: string, person: string): BoxOption => ({
  ...option(id),
  personId: person as PersonId,
});
const FUNDING = {
  question: 'FUNDING',
  options: [project('a', '1500.50'), project('b', '1')],
  budget: '0.000001',
} as const;

describe('opening a box', () => {
  const open = (change: Partial<Opening>, electors = [elector(1), elector(2)]) =>
    mayOpen({ ...MOTION, ...change }, electors, PERIOD, at(0));

  it.each<[string, Partial<Opening>, string]>([
    ['in the past', { opensAt: at(-1) }, 'OPENING_IN_THE_PAST'],
    ['for no time at all', { closesAt: at(0) }, 'CLOSES_BEFORE_IT_OPENS'],
    ['for an hour less than the charter asks for', { closesAt: at(23) }, 'VOTING_PERIOD_TOO_SHORT'],
    ['for an hour more than the charter allows', { closesAt: at(7 * 24 + 1) }, 'VOTING_PERIOD_TOO_LONG'],
    ['on a motion with options', { options: [option('a'), option('b')] }, 'MOTION_HAS_NO_OPTIONS'],
    ['on a choice of one', { question: 'CHOICE', options: [option('a')] }, 'OPTIONS_MISSING'],
    ['on options of one name', { question: 'CHOICE', options: [option('a'), option('a')] }, 'OPTION_TWICE'],
    [
      'on an option that no file can name',
      { question: 'CHOICE', options: [option('a'), option('b c')] },
      'OPTION_ID_MALFORMED',
    ],
    [
      'on a choice of two winners',
      { question: 'CHOICE', options: [option('a'), option('b'), option('c')], seats: 2 },
      'CHOICE_HAS_ONE_PLACE',
    ],
    [
      'for as many seats as candidates',
      { question: 'ELECTION', options: [option('a'), option('b')], seats: 2 },
      'NOTHING_TO_CHOOSE',
    ],
    ['on a motion with a budget', { budget: '100' }, 'ONLY_PROJECTS_COST'],
    [
      'on a choice of options that cost something',
      { question: 'CHOICE', options: [project('a', '1'), option('b')] },
      'ONLY_PROJECTS_COST',
    ],
    [
      'on a choice of people',
      { question: 'CHOICE', options: [candidate('a', 'ana'), option('b')] },
      'ONLY_CANDIDATES_ARE_PEOPLE',
    ],
    [
      'on one person twice',
      {
        question: 'ELECTION',
        options: [candidate('a', 'ana'), candidate('b', 'ana'), option('c')],
      },
      'CANDIDATE_TWICE',
    ],
    ['on projects without a budget', { ...FUNDING, budget: null }, 'BUDGET_MISSING'],
    ...['0', '0.00', '-5', '1/3', '1e3', '07', '1.1234567', ' 5', '1234567890123456'].map(
      (budget): [string, Partial<Opening>, string] => [
        `on projects with the budget "${budget}"`,
        { ...FUNDING, budget },
        'BUDGET_MISSING',
      ],
    ),
    [
      'on a project without a cost',
      { ...FUNDING, options: [project('a', '1'), option('b')] },
      'COST_MISSING',
    ],
    [
      'on a project that costs nothing',
      { ...FUNDING, options: [project('a', '1'), project('b', '0.0')] },
      'COST_MISSING',
    ],
    ['on projects for seats', { ...FUNDING, seats: 2 }, 'FUNDING_HAS_NO_SEATS'],
  ])('%s is refused', (_what, change, code) => {
    expect(open(change)).toMatchObject({ code });
  });

  it('is allowed on projects with exact costs, and on people who stand once', () => {
    expect(open(FUNDING)).toBeNull();
    const people = [candidate('a', 'ana'), candidate('b', 'bo'), option('c')];
    expect(open({ question: 'ELECTION', options: people, seats: 2 })).toBeNull();
  });

  it('is allowed for exactly the shortest and exactly the longest time', () => {
    expect(open({ closesAt: at(24) })).toBeNull();
    expect(open({ closesAt: at(7 * 24) })).toBeNull();
  });

  it('names the clause on which the time rests', () => {
    expect(open({ closesAt: at(1) })).toMatchObject({ clause: '6.1' });
  });

  it('is refused where nobody could vote, or one person twice', () => {
    expect(open({}, [])).toMatchObject({ code: 'NOBODY_ENTITLED' });
    expect(open({}, [elector(1), { ...elector(2), personId: elector(1).personId }])).toMatchObject({
      code: 'PERSON_HOLDS_TWO_SEATS',
    });
  });
});

describe('a stage', () => {
  const box = { opensAt: at(1), closesAt: at(3), closedAt: null, countedAt: null };

  it('follows from the instants, whether or not anybody has acted', () => {
    expect([at(0), at(1), at(2), at(3), at(9)].map((now) => stageOf(box, now))).toEqual([
      'ANNOUNCED',
      'OPEN',
      'OPEN',
      'CLOSED',
      'CLOSED',
    ]);
    expect(stageOf({ ...box, closedAt: at(3), countedAt: at(4) }, at(5))).toBe('COUNTED');
  });
});

describe('closing', () => {
  it('happens once, and not before its instant', () => {
    expect(mayClose({ closesAt: at(3), closedAt: null }, at(2))).toMatchObject({ code: 'BOX_STILL_OPEN' });
    expect(mayClose({ closesAt: at(3), closedAt: null }, at(3))).toBeNull();
    expect(mayClose({ closesAt: at(3), closedAt: at(3) }, at(4))).toMatchObject({ code: 'BOX_CLOSED' });
  });
});
