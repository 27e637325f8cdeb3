import fc from 'fast-check';
import type { Ballot, ParameterValues } from '#counting';
import { isRefusal, type MandateId, type PersonId, type SeatId } from '#kernel';
import {
  mayCast,
  mayClose,
  mayOpen,
  stageOf,
  tallyBox,
  type Count,
  type VotingPeriod,
} from './voting.rules.js';
import type { BoxElector, BoxOption, CastState, Opening } from './voting.types.js';

const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour));
const option = (id: string): BoxOption => ({
  id,
  name: [{ lang: 'en', text: id, isOriginal: true, origin: 'HUMAN' }],
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
const MOTION: Opening = { question: 'MOTION', options: [], seats: 1, opensAt: at(0), closesAt: at(48) };
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
  ])('%s is refused', (_what, change, code) => {
    expect(open(change)).toMatchObject({ code });
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
  const millisecond = (hour: number, offset: number) => new Date(at(hour).getTime() + offset);

  it.each<[string, CastState, Date, string]>([
    ['outside the electorate', { ...state, elector: null }, at(2), 'NOT_ENTITLED'],
    ['a millisecond before the opening', state, millisecond(1, -1), 'BOX_NOT_OPEN'],
    ['at the very closing', state, at(3), 'BOX_CLOSED'],
    ['after somebody closed it', { ...state, box: { ...state.box, closedAt: at(2) } }, at(2), 'BOX_CLOSED'],
    ['at the very end of the mandate', { ...state, mandateEndsAt: at(2) }, at(2), 'MANDATE_ENDED'],
  ])('%s is refused', (_what, given, now, code) => {
    expect(mayCast(given, yes, 'hash', now)).toMatchObject({ code });
  });

  it('is allowed at the very opening, and a millisecond before the closing or the end of the mandate', () => {
    expect(mayCast(state, yes, 'hash', at(1))).toBeNull();
    expect(mayCast(state, yes, 'hash', millisecond(3, -1))).toBeNull();
    expect(mayCast({ ...state, mandateEndsAt: at(2) }, yes, 'hash', millisecond(2, -1))).toBeNull();
  });

  it('is for one box and one form of ballot', () => {
    expect(mayCast(state, yes, 'another', at(2))).toMatchObject({ code: 'OTHER_BOX' });
    expect(mayCast(state, { kind: 'approval', approved: [] }, 'hash', at(2))).toMatchObject({
      code: 'WRONG_BALLOT_SHAPE',
    });
    expect(mayCast(state, { kind: 'blank' }, 'hash', at(2))).toBeNull();
  });

  it('tells nobody outside the electorate whether the box is open', () => {
    expect(mayCast({ ...state, elector: null }, yes, 'hash', at(9))).toMatchObject({ code: 'NOT_ENTITLED' });
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

  it('is refused for a rule that is not there', () => {
    expect(tallyBox(box({ rule: 'coin@1' }))).toMatchObject({ code: 'COUNTING_RULE_UNKNOWN' });
  });
});
