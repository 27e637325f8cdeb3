import fc from 'fast-check';
import type { VoteShare } from '#assembly';
import type { ParameterValues } from '#counting';
import { isRefusal } from '#kernel';
import { mayCount, seatCaps, tallyBox, type Count, type CountedBallot } from './tally.rules.js';
import type { BoxOption } from './voting.types.js';

type Votes = readonly Omit<CountedBallot, 'elector'>[];
type Change = Partial<Omit<Count, 'ballots'>> & { readonly ballots?: Votes };

const option = (id: string): BoxOption => ({
  id,
  name: [{ lang: 'en', text: id, isOriginal: true, origin: 'HUMAN' }],
  cost: null,
  personId: null,
  groups: [],
});
const project = (id: string, cost: string): BoxOption => ({ ...option(id), cost });
const NO_QUORUM_ASKED = {
  quorum: '0',
  quorumStrict: false,
  quorumCount: 0,
  quorumBy: 'cast',
  clause: '2',
} as const;
const SIMPLE: ParameterValues = { threshold: '1/2', strict: true, base: 'decisive' };

describe('a tally', () => {
  const votes = (yes: number, no: number, abstain = 0, blank = 0): Votes => [
    ...Array.from({ length: yes }, () => ({ ballot: { kind: 'choice', choice: 'yes' } as const, weight: 1 })),
    ...Array.from({ length: no }, () => ({ ballot: { kind: 'choice', choice: 'no' } as const, weight: 1 })),
    ...Array.from({ length: abstain }, () => ({
      ballot: { kind: 'choice', choice: 'abstain' } as const,
      weight: 1,
    })),
    ...Array.from({ length: blank }, () => ({ ballot: { kind: 'blank' } as const, weight: 1 })),
  ];
  const box = ({ ballots = [], ...change }: Change): Count => ({
    rule: 'majority@1',
    parameters: SIMPLE,
    quorum: NO_QUORUM_ASKED,
    options: [],
    seats: 1,
    entitled: 10,
    ballots: ballots.map((vote, n) => ({ elector: `elector ${n}`, ...vote })),
    takes: null,
    roster: { seats: 10, filled: 10, recused: 0, alternates: 0 },
    setAside: [],
    ballotsDigest: 'digest',
    budget: null,
    caps: [],
    draw: null,
    ...change,
  });
  const outcome = (change: Change) => {
    const tally = tallyBox(box(change));
    if (isRefusal(tally)) throw new Error(tally.because);
    return tally;
  };
  const half = { ...NO_QUORUM_ASKED, quorum: '1/2' };
  const twoThirds = { threshold: '2/3', strict: false, base: 'decisive' };

  it.each<[string, Change, string]>([
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

  describe('beside a majority of the body', () => {
    const takes = (more: Partial<VoteShare> = {}): VoteShare => ({
      clause: '8',
      kind: 'MAJORITY',
      base: 'SEATS',
      share: '1/2',
      strict: true,
      least: 0,
      allBut: 0,
      recused: 'STAY',
      ...more,
    });
    const body = { seats: 7, filled: 6, recused: 0, alternates: 0 };
    const setAside = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ elector: `elector ${n}` }));
    const seven = { entitled: 6, roster: body, takes: takes() };

    it.each<[string, Change, string, { needed: string; of: string }]>([
      ['three of seven for and none against', { ballots: votes(3, 0) }, 'REJECTED', { needed: '4', of: '7' }],
      ['four of seven for', { ballots: votes(4, 2) }, 'PASSED', { needed: '4', of: '7' }],
      ['a tie that is short of it', { ballots: votes(2, 2) }, 'REJECTED', { needed: '4', of: '7' }],
      [
        'too few who take part: that is no rejection',
        { ballots: votes(2, 0), quorum: half },
        'NO_QUORUM',
        { needed: '4', of: '7' },
      ],
      [
        'a fixed majority from which recusal takes nothing',
        { ballots: votes(3, 0), entitled: 4, roster: { ...body, recused: 2 } },
        'REJECTED',
        { needed: '4', of: '7' },
      ],
      [
        'one of those without a conflict',
        {
          ballots: votes(3, 0),
          entitled: 4,
          roster: { ...body, recused: 2 },
          takes: takes({ base: 'FILLED', recused: 'LEAVE' }),
        },
        'PASSED',
        { needed: '3', of: '4' },
      ],
      [
        'one that shrinks with who is recused while the box is open',
        { ballots: votes(5, 1), setAside: setAside(2), takes: takes({ base: 'FILLED', recused: 'LEAVE' }) },
        'PASSED',
        { needed: '3', of: '4' },
      ],
      [
        'one to which an alternate comes back for the recused',
        {
          ballots: votes(3, 0),
          roster: { ...body, recused: 1, alternates: 1 },
          takes: takes({ base: 'FILLED', recused: 'LEAVE' }),
        },
        'REJECTED',
        { needed: '4', of: '6' },
      ],
      [
        'one of the votes, as those must abstain who have a conflict',
        { ballots: votes(2, 1, 3), takes: takes({ base: 'VOTES', recused: 'LEAVE' }) },
        'PASSED',
        { needed: '2', of: '3' },
      ],
      [
        'one for which too few are left: nothing is decided',
        { ballots: votes(6, 0), setAside: setAside(3) },
        'NO_QUORUM',
        { needed: '4', of: '7' },
      ],
    ])('%s', (_what, change, expected, reckoned) => {
      const { outcome: found, majority } = outcome({ ...seven, ...change });
      expect(found).toBe(expected);
      expect(majority).toMatchObject({ ...reckoned, clause: '8' });
    });

    it('a quorum of the body shrinks with who is recused while the box is open, where the charter says so', () => {
      const quorumOfBody = takes({ kind: 'QUORUM', base: 'FILLED', share: '2/3', strict: false });
      const change = { ...seven, ballots: votes(5, 0), setAside: setAside(2) };
      expect(outcome({ ...change, takes: quorumOfBody })).toMatchObject({
        outcome: 'NO_QUORUM',
        quorum: { counted: '3', needed: '4' },
        majority: null,
      });
      expect(outcome({ ...change, takes: { ...quorumOfBody, recused: 'LEAVE' } })).toMatchObject({
        outcome: 'PASSED',
        quorum: { counted: '3', needed: '3' },
      });
    });
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
    const positions = (...all: ('consent' | 'concern' | 'objection')[]): Votes =>
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

  const uncounted = ({ ballots: _, ballotsDigest: __, draw: ___, ...terms }: Count) => terms;

  it.each<[string, Change, string, string | null]>([
    [
      'those present make the quorum, whom nobody counts',
      { quorum: { ...half, quorumBy: 'present' } },
      'PRESENCE_UNKNOWN',
      '2',
    ],
    [
      'the majority is one of those present',
      { parameters: { ...SIMPLE, base: 'present' } },
      'PRESENCE_UNKNOWN',
      null,
    ],
    [
      'shares are raised by a cent where the budget is ten thousand',
      {
        rule: 'equal-shares@2021',
        parameters: { completion: 'add1', increment: '1/100' },
        options: [project('a', '1000'), project('b', '1')],
        budget: '10000',
      },
      'INCREMENT_TOO_SMALL',
      null,
    ],
    [
      'one seat is filled by the rule and two are asked for',
      { rule: 'irv@rctab-2.0', parameters: {}, options: [option('a'), option('b')], seats: 2 },
      'ONE_SEAT_ONLY',
      null,
    ],
  ])('is not to be had where %s, so the box does not open', (_what, change, code, clause) => {
    expect(mayCount(uncounted(box(change)))).toMatchObject({ code, clause });
  });

  it('is to be had where shares are raised by what suits the budget', () => {
    const shares = {
      rule: 'equal-shares@2021',
      options: [project('a', '1000'), project('b', '1')],
      budget: '99000',
    };
    const by = (increment: string) => ({ ...shares, parameters: { completion: 'add1', increment } });
    expect(mayCount(uncounted(box(by('1'))))).toBeNull();
    expect(mayCount(uncounted(box({ ...by('1'), budget: '99000.01' })))).toMatchObject({
      code: 'INCREMENT_TOO_SMALL',
    });
    expect(mayCount(uncounted(box({ ...by('10'), budget: '990000' })))).toBeNull();
  });

  it('is refused for a rule that is not there', () => {
    expect(tallyBox(box({ rule: 'coin@1' }))).toMatchObject({ code: 'COUNTING_RULE_UNKNOWN' });
  });
});
