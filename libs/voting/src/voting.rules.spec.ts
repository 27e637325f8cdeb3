import fc from 'fast-check';
import type { Ballot, ParameterValues } from '#counting';
import { isRefusal, type MandateId, type PersonId, type SeatId } from '#kernel';
import { mayCast } from './casting.rules.js';
import { seatCaps, tallyBox, type Count } from './tally.rules.js';
import { mayClose, mayOpen, stageOf, type VotingPeriod } from './voting.rules.js';
import type { BoxElector, BoxOption, CastState, Opening } from './voting.types.js';

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
const NO_QUORUM_ASKED = {
  quorum: '0',
  quorumStrict: false,
  quorumCount: 0,
  quorumBy: 'cast',
  clause: '2',
} as const;
const SIMPLE: ParameterValues = { threshold: '1/2', strict: true, base: 'decisive' };

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

describe('casting', () => {
  const state: CastState = {
    box: {
      boxHash: 'hash',
      opensAt: at(1),
      closesAt: at(3),
      closedAt: null,
      rule: 'majority@1',
      parameters: SIMPLE,
      options: [],
    },
    elector: { elector: 'mandate-1' as MandateId },
    mandateEndsAt: null,
  };
  const yes: Ballot = { kind: 'choice', choice: 'yes' };
  const casting = (ballot: Ballot, reason: string | null = null) => ({ ballot, reason, boxHash: 'hash' });
  const millisecond = (hour: number, offset: number) => new Date(at(hour).getTime() + offset);

  it.each<[string, CastState, Date, string]>([
    ['outside the electorate', { ...state, elector: null }, at(2), 'NOT_ENTITLED'],
    ['a millisecond before the opening', state, millisecond(1, -1), 'BOX_NOT_OPEN'],
    ['at the very closing', state, at(3), 'BOX_CLOSED'],
    ['after somebody closed it', { ...state, box: { ...state.box, closedAt: at(2) } }, at(2), 'BOX_CLOSED'],
    ['at the very end of the mandate', { ...state, mandateEndsAt: at(2) }, at(2), 'MANDATE_ENDED'],
  ])('%s is refused', (_what, given, now, code) => {
    expect(mayCast(given, casting(yes), now)).toMatchObject({ code });
  });

  it('is allowed at the very opening, and a millisecond before the closing or the end of the mandate', () => {
    expect(mayCast(state, casting(yes), at(1))).toBeNull();
    expect(mayCast(state, casting(yes), millisecond(3, -1))).toBeNull();
    expect(mayCast({ ...state, mandateEndsAt: at(2) }, casting(yes), millisecond(2, -1))).toBeNull();
  });

  it('is for one box and one form of ballot', () => {
    expect(mayCast(state, { ...casting(yes), boxHash: 'another' }, at(2))).toMatchObject({
      code: 'OTHER_BOX',
    });
    expect(mayCast(state, casting({ kind: 'approval', approved: [] }), at(2))).toMatchObject({
      code: 'WRONG_BALLOT_SHAPE',
    });
    expect(mayCast(state, casting({ kind: 'blank' }), at(2))).toBeNull();
  });

  it.each<[string, string, Ballot]>([
    ['an objection', 'consent@1', { kind: 'consent', position: 'objection' }],
    ['a block', 'consensus-blocks@1', { kind: 'blocks', position: 'block' }],
  ])('%s needs a reason', (_what, rule, ballot) => {
    const parameters: ParameterValues = rule === 'consent@1' ? {} : { blocks: 0 };
    const given = { ...state, box: { ...state.box, rule, parameters } };
    expect(mayCast(given, casting(ballot), at(2))).toMatchObject({ code: 'REASON_MISSING' });
    expect(mayCast(given, casting(ballot, 'It harms the river.'), at(2))).toBeNull();
  });

  it('a concern, a reservation or standing aside may go without a reason', () => {
    const given = (rule: string, parameters: ParameterValues): CastState => ({
      ...state,
      box: { ...state.box, rule, parameters },
    });
    const consent = given('consent@1', {});
    expect(mayCast(consent, casting({ kind: 'consent', position: 'concern' }), at(2))).toBeNull();
    const blocks = given('consensus-blocks@1', { blocks: 0 });
    for (const position of ['agree', 'reservation', 'stand_aside'] as const) {
      expect(mayCast(blocks, casting({ kind: 'blocks', position }), at(2))).toBeNull();
    }
  });

  it('tells nobody outside the electorate whether the box is open', () => {
    expect(mayCast({ ...state, elector: null }, casting(yes), at(9))).toMatchObject({ code: 'NOT_ENTITLED' });
  });
});

describe('closing', () => {
  it('happens once, and not before its instant', () => {
    expect(mayClose({ closesAt: at(3), closedAt: null }, at(2))).toMatchObject({ code: 'BOX_STILL_OPEN' });
    expect(mayClose({ closesAt: at(3), closedAt: null }, at(3))).toBeNull();
    expect(mayClose({ closesAt: at(3), closedAt: at(3) }, at(4))).toMatchObject({ code: 'BOX_CLOSED' });
  });
});

describe('a tally', () => {
  const votes = (yes: number, no: number, abstain = 0, blank = 0): Count['ballots'] => [
    ...Array.from({ length: yes }, () => ({ ballot: { kind: 'choice', choice: 'yes' } as const, weight: 1 })),
    ...Array.from({ length: no }, () => ({ ballot: { kind: 'choice', choice: 'no' } as const, weight: 1 })),
    ...Array.from({ length: abstain }, () => ({
      ballot: { kind: 'choice', choice: 'abstain' } as const,
      weight: 1,
    })),
    ...Array.from({ length: blank }, () => ({ ballot: { kind: 'blank' } as const, weight: 1 })),
  ];
  const box = (change: Partial<Count>): Count => ({
    rule: 'majority@1',
    parameters: SIMPLE,
    quorum: NO_QUORUM_ASKED,
    options: [],
    seats: 1,
    entitled: 10,
    ballots: [],
    ballotsDigest: 'digest',
    budget: null,
    caps: [],
    draw: null,
    ...change,
  });
  const outcome = (change: Partial<Count>) => {
    const tally = tallyBox(box(change));
    if (isRefusal(tally)) throw new Error(tally.because);
    return tally;
  };
  const half = { ...NO_QUORUM_ASKED, quorum: '1/2' };
  const twoThirds = { threshold: '2/3', strict: false, base: 'decisive' };

  it.each<[string, Partial<Count>, string]>([
    ['six for and four against', { ballots: votes(6, 4) }, 'PASSED'],
    ['five for and five against', { ballots: votes(5, 5) }, 'TIED'],
    ['one for, nine abstaining', { ballots: votes(1, 0, 9) }, 'PASSED'],
    ['nobody', {}, 'REJECTED'],
    [
      'six of ten where two thirds are asked for',
      { ballots: votes(6, 4), parameters: twoThirds },
      'REJECTED',
    ],
    [
      'seven of ten where two thirds are asked for',
      { ballots: votes(7, 3), parameters: twoThirds },
      'PASSED',
    ],
    [
      'four ballots where half of nine must take part',
      { ballots: votes(4, 0), entitled: 9, quorum: half },
      'NO_QUORUM',
    ],
    [
      'five ballots where half of nine must take part',
      { ballots: votes(5, 0), entitled: 9, quorum: half },
      'PASSED',
    ],
    ['abstentions and a blank that make the quorum', { ballots: votes(3, 0, 1, 1), quorum: half }, 'PASSED'],
    [
      'too few yes votes where the quorum counts those',
      { ballots: votes(4, 0, 6), quorum: { ...half, quorumBy: 'yes' } },
      'NO_QUORUM',
    ],
  ])('of %s is right', (_what, change, expected) => {
    expect(outcome(change).outcome).toBe(expected);
  });

  it('does not depend on the order of the ballots', () => {
    const rankings = fc.array(fc.shuffledSubarray(['a', 'b', 'c', 'd'], { minLength: 1 }), {
      minLength: 1,
      maxLength: 12,
    });
    const options = ['a', 'b', 'c', 'd'].map(option);
    fc.assert(
      fc.property(rankings, fc.infiniteStream(fc.nat()), (papers, order) => {
        const ballots = papers.map((ids) => ({
          ballot: { kind: 'ranking', ranking: ids.map((id) => [id]) } as const,
          weight: 1,
        }));
        const shuffled = ballots
          .map((ballot) => ({ ballot, key: order.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ ballot }) => ballot);
        const election = { rule: 'schulze@2011', parameters: {}, options, seats: 2, entitled: 20 };
        expect(outcome({ ...election, ballots: shuffled })).toEqual(outcome({ ...election, ballots }));
      }),
      { numRuns: 50 },
    );
  });

  it('counts the supporters where the quorum counts those who say yes', () => {
    const yes = { ...half, quorumBy: 'yes' } as const;
    const positions = (...all: ('consent' | 'concern' | 'objection')[]): Count['ballots'] =>
      all.map((position) => ({ ballot: { kind: 'consent', position }, weight: 1 }));
    const consent = { rule: 'consent@1', parameters: {}, entitled: 4, quorum: yes };
    const supported = outcome({ ...consent, ballots: positions('consent', 'concern', 'objection') });
    expect(supported).toMatchObject({ outcome: 'SENT_BACK', quorum: { counted: '2', needed: '2' } });
    expect(outcome({ ...consent, ballots: positions('concern', 'objection') }).outcome).toBe('NO_QUORUM');
    const gradients = { level: 3, share: '1/2', lowest: '1/4' };
    const grades = [1, 3, 4].map((level) => ({ ballot: { kind: 'grade', level } as const, weight: 1 }));
    expect(
      outcome({ ...consent, rule: 'gradients@kaner-8', parameters: gradients, ballots: grades }),
    ).toMatchObject({ quorum: { counted: '2' } });
  });

  it('breaks a tie by the lot where one was drawn, and leaves it open where not', () => {
    const tied = {
      rule: 'approval@1',
      parameters: {},
      options: [option('a'), option('b')],
      ballots: [{ ballot: { kind: 'approval', approved: ['a', 'b'] } as const, weight: 1 }],
    };
    expect(outcome(tied).outcome).toBe('SEATS_OPEN');
    expect(outcome({ ...tied, draw: { seed: 's', order: ['b', 'a'] } })).toMatchObject({
      outcome: 'ELECTED',
      count: {
        outcome: { elected: ['b'] },
        ties: [{ brokenBy: 'lot', chosen: ['b'] }],
        lot: { order: ['b', 'a'], source: 's' },
      },
    });
  });

  it('of projects with an open tie funds nothing', () => {
    const tied = {
      rule: 'pb-greedy@1',
      parameters: {},
      options: [project('a', '60'), project('b', '60')],
      budget: '100',
      ballots: [{ ballot: { kind: 'approval', approved: ['a', 'b'] } as const, weight: 1 }],
    };
    expect(outcome(tied).outcome).toBe('TIED');
    expect(outcome({ ...tied, draw: { seed: 's', order: ['b', 'a'] } })).toMatchObject({
      outcome: 'FUNDED',
      count: { outcome: { funded: [{ id: 'b', cost: '60' }], left: '40' } },
    });
  });

  it('passes over whom a cap holds back, and names the clause', () => {
    const ofSector = (id: string, sector: string): BoxOption => ({
      ...option(id),
      groups: [{ by: 'SECTOR', id: sector }],
    });
    const capped = {
      rule: 'approval@1',
      parameters: {},
      seats: 2,
      options: [ofSector('a', 'east'), ofSector('b', 'east'), ofSector('c', 'west')],
      caps: [{ by: 'SECTOR', most: 1, clause: '3.4' }] as const,
      ballots: [['a'], ['a'], ['a', 'b'], ['b'], ['c']].map((approved) => ({
        ballot: { kind: 'approval', approved } as const,
        weight: 1,
      })),
    };
    expect(outcome(capped)).toMatchObject({
      outcome: 'ELECTED',
      count: {
        outcome: { elected: ['a', 'c'], ranking: [['a'], ['b'], ['c']] },
        caps: [{ clause: '3.4', passedOver: 'b', takenBy: 'c' }],
      },
    });
    expect(seatCaps({ ...capped, caps: [{ by: 'ORGANIZATION', most: 1, clause: '3.4' }] })).toEqual([]);
  });

  it('is refused for a rule that is not there', () => {
    expect(tallyBox(box({ rule: 'coin@1' }))).toMatchObject({ code: 'COUNTING_RULE_UNKNOWN' });
  });
});
