import fc from 'fast-check';
import {
  ABSOLUTE_MAJORITY,
  SIMPLE_MAJORITY,
  count,
  type Ballot,
  type BallotGroup,
  type CountResult,
} from '../index.js';
import { counted, inputOf, type Counting } from '../spec-support/election.js';

const YES: Ballot = { kind: 'choice', choice: 'yes' };
const NO: Ballot = { kind: 'choice', choice: 'no' };
const ABSTAIN: Ballot = { kind: 'choice', choice: 'abstain' };
const BLANK: Ballot = { kind: 'blank' };
const INVALID: Ballot = { kind: 'invalid' };

function votes(yes: number, no: number, abstain = 0, blank = 0, invalid = 0): BallotGroup[] {
  const groups: [Ballot, number][] = [
    [YES, yes],
    [NO, no],
    [ABSTAIN, abstain],
    [BLANK, blank],
    [INVALID, invalid],
  ];
  return groups
    .filter(([, weight]) => weight > 0)
    .map(([ballot, weight]) => ({ ballot, weight: BigInt(weight) }));
}

const decisionOf = (result: CountResult) =>
  result.outcome.kind === 'decision' ? result.outcome.decision : result.outcome.kind;
const decide = (ballots: BallotGroup[], params: object, electorate: Counting['electorate'] = {}) =>
  decisionOf(counted({ rule: 'majority', options: 'P', ballots, params: { ...params }, electorate }));
const share = (threshold: string, base: string, strict = false) => ({ threshold, strict, base });

describe('majority', () => {
  it.each([
    ['4 of 9 is no half', votes(4, 5), SIMPLE_MAJORITY, 'REJECTED'],
    ['5 of 9 is more than half', votes(5, 4), SIMPLE_MAJORITY, 'PASSED'],
    ['one yes and no other vote', votes(1, 0), SIMPLE_MAJORITY, 'PASSED'],
    ['abstentions are not decisive', votes(3, 2, 90), SIMPLE_MAJORITY, 'PASSED'],
    ['equal votes leave the status quo', votes(5, 5, 3), SIMPLE_MAJORITY, 'TIED'],
    ['no votes at all', votes(0, 0), SIMPLE_MAJORITY, 'REJECTED'],
    ['only abstentions: a base of 0 never passes', votes(0, 0, 5), share('0', 'decisive'), 'REJECTED'],
    ['6 of 10 is less than two thirds', votes(6, 4), share('2/3', 'decisive'), 'REJECTED'],
    ['7 of 10 is two thirds or more', votes(7, 3), share('2/3', 'decisive'), 'PASSED'],
    ['6 of 9 is just two thirds', votes(6, 3), share('2/3', 'decisive'), 'PASSED'],
    ['6 of 9 is not more than two thirds', votes(6, 3), share('2/3', 'decisive', true), 'REJECTED'],
    ['a half that need not be passed', votes(5, 5), share('1/2', 'decisive'), 'PASSED'],
    ['abstentions count among the valid', votes(5, 4, 2), share('1/2', 'valid'), 'REJECTED'],
    ['blank papers do not', votes(5, 4, 1, 2), share('1/2', 'valid'), 'PASSED'],
    ['blank and spoiled papers count among the cast', votes(5, 4, 0, 1, 1), share('1/2', 'cast'), 'REJECTED'],
    ['a line missed without a tie is a rejection', votes(5, 3, 2), share('1/2', 'valid', true), 'REJECTED'],
  ])('%s', (_title, ballots, params, decision) => {
    expect(decide(ballots, params)).toBe(decision);
  });

  it.each([
    ['just half of the entitled', votes(5, 0), { entitled: 10n }, 'REJECTED'],
    ['more than half of the entitled', votes(6, 4), { entitled: 10n }, 'PASSED'],
    ['half of nine is five', votes(5, 4), { entitled: 9n }, 'PASSED'],
    ['equal votes of all entitled', votes(5, 5), { entitled: 10n }, 'TIED'],
    ['two thirds of ten entitled', votes(6, 0), { entitled: 10n }, 'PASSED'],
  ])('absolute majority: %s', (_title, ballots, electorate, decision) => {
    expect(decide(ballots, ABSOLUTE_MAJORITY, electorate)).toBe(decision);
  });

  it('measures against those present when the charter says so', () => {
    const params = share('2/3', 'present');
    expect(decide(votes(6, 1), params, { entitled: 12n, present: 9n })).toBe('PASSED');
    expect(decide(votes(6, 1), params, { entitled: 12n, present: 10n })).toBe('REJECTED');
  });

  it.each([
    ['abstentions count as taking part', votes(2, 1, 2), { quorum: '1/2' }, { entitled: 10n }, 'PASSED'],
    ['one too few took part', votes(2, 1, 1), { quorum: '1/2' }, { entitled: 10n }, 'NO_QUORUM'],
    ['a half of nine is not four', votes(4, 0), { quorum: '1/2' }, { entitled: 9n }, 'NO_QUORUM'],
    [
      'just half is not more than half',
      votes(5, 0),
      { quorum: '1/2', quorumStrict: true },
      { entitled: 10n },
      'NO_QUORUM',
    ],
    [
      'those present make the quorum',
      votes(1, 0),
      { quorum: '1/2', quorumBy: 'present' },
      { entitled: 10n, present: 5n },
      'PASSED',
    ],
    [
      'only yes makes the quorum',
      votes(4, 3),
      { quorum: '1/2', quorumBy: 'yes' },
      { entitled: 10n },
      'NO_QUORUM',
    ],
    ['a number of votes', votes(2, 1), { quorumCount: 4 }, {}, 'NO_QUORUM'],
    ['a number of votes, met', votes(3, 1), { quorumCount: 4 }, {}, 'PASSED'],
    [
      'the share is met and the number is not',
      votes(5, 0),
      { quorum: '1/2', quorumCount: 6 },
      { entitled: 10n },
      'NO_QUORUM',
    ],
    [
      'a quorum missed by a clear no is no rejection',
      votes(0, 4),
      { quorum: '1/2' },
      { entitled: 10n },
      'NO_QUORUM',
    ],
    ['nobody is entitled', votes(0, 0), { quorum: '1/2' }, { entitled: 0n }, 'NO_QUORUM'],
  ])('quorum: %s', (_title, ballots, quorum, electorate, decision) => {
    expect(decide(ballots, { ...SIMPLE_MAJORITY, ...quorum }, electorate)).toBe(decision);
  });

  it('refuses a charter that names no base, and a base whose size is unknown', () => {
    const refused = (params: Record<string, unknown>) =>
      count(inputOf({ rule: 'majority', options: 'P', ballots: votes(1, 0), params }));
    expect(refused({ threshold: '1/2', strict: true })).toMatchObject({
      refused: true,
      code: 'MISSING_PARAMETER',
      parameter: 'base',
    });
    expect(refused(ABSOLUTE_MAJORITY)).toMatchObject({ code: 'ELECTORATE_UNKNOWN' });
    expect(refused({ ...SIMPLE_MAJORITY, quorum: '1/2' })).toMatchObject({ code: 'ELECTORATE_UNKNOWN' });
    expect(refused({ ...SIMPLE_MAJORITY, threshold: '3/2' })).toMatchObject({ code: 'BAD_PARAMETER' });
  });

  it('says in one sentence what was decided, and prints every vote', () => {
    const result = counted({
      rule: 'majority',
      options: 'P',
      ballots: votes(41, 20, 4),
      params: SIMPLE_MAJORITY,
    });
    expect(result.explanation.map(({ text }) => text)).toEqual([
      '41 votes for, of 61 votes for or against; 31 are needed: passed.',
    ]);
    expect(result.rounds[0]?.tallies).toEqual([
      { id: 'yes', votes: '41' },
      { id: 'no', votes: '20' },
      { id: 'abstain', votes: '4' },
    ]);
    expect(result.input).toMatchObject({ cast: '65', valid: '65', blank: '0', invalid: '0' });
  });

  it('never turns against a proposal because one more votes for it', () => {
    const small = fc.integer({ min: 0, max: 12 });
    fc.assert(
      fc.property(
        small,
        small,
        small,
        fc.constantFrom('cast', 'valid', 'decisive'),
        (yes, no, abstain, base) => {
          const params = share('3/5', base);
          if (decide(votes(yes, no, abstain), params) === 'PASSED') {
            expect(decide(votes(yes + 1, no, abstain), params)).toBe('PASSED');
          }
        },
      ),
    );
  });

  it('decides by the fraction and not by a rounded percentage', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 400 }), (yes, no) => {
        const passes = decide(votes(yes, no), share('2/3', 'decisive')) === 'PASSED';
        expect(passes).toBe(yes + no > 0 && 3 * yes >= 2 * (yes + no));
      }),
    );
  });
});
