import fc from 'fast-check';
import { type Ballot, type BallotGroup, type CountResult } from '../index.js';
import { counted, type Counting } from '../spec-support/election.js';

const decisionOf = (result: CountResult) =>
  result.outcome.kind === 'decision' ? result.outcome.decision : result.outcome.kind;
const group = (ballot: Ballot, weight: number): BallotGroup => ({ ballot, weight: BigInt(weight) });
const decide = (rule: string, ballots: BallotGroup[], more: Partial<Counting> = {}) =>
  counted({ rule, options: 'P', ballots: ballots.filter(({ weight }) => weight > 0n), ...more });

const consents = (consent: number, concern = 0, objection = 0) => [
  group({ kind: 'consent', position: 'consent' }, consent),
  group({ kind: 'consent', position: 'concern' }, concern),
  group({ kind: 'consent', position: 'objection' }, objection),
];

describe('consent', () => {
  it.each([
    ['all consent', consents(5), 'PASSED'],
    ['a concern is recorded and stops nothing', consents(4, 3), 'PASSED'],
    ['one open objection sends it back', consents(40, 0, 1), 'SENT_BACK'],
    ['silence is not consent', consents(0), 'REJECTED'],
    ['a blank ballot is not consent', [group({ kind: 'blank' }, 5)], 'REJECTED'],
  ])('%s', (_title, ballots, decision) => {
    expect(decisionOf(decide('consent', ballots))).toBe(decision);
  });

  it('needs its quorum, even to be sent back', () => {
    const more = { params: { quorum: '1/2' }, electorate: { entitled: 10n } };
    expect(decisionOf(decide('consent', consents(4), more))).toBe('NO_QUORUM');
    expect(decisionOf(decide('consent', consents(5), more))).toBe('PASSED');
    expect(decisionOf(decide('consent', consents(3, 0, 1), more))).toBe('NO_QUORUM');
  });
});

const positions = (agree: number, reservation: number, aside: number, block: number) => [
  group({ kind: 'blocks', position: 'agree' }, agree),
  group({ kind: 'blocks', position: 'reservation' }, reservation),
  group({ kind: 'blocks', position: 'stand_aside' }, aside),
  group({ kind: 'blocks', position: 'block' }, block),
];

describe('consensus with blocks', () => {
  it.each([
    [positions(9, 0, 0, 1), { blocks: 0 }, 'SENT_BACK'],
    [positions(9, 0, 0, 1), { blocks: 1 }, 'PASSED'],
    [positions(9, 0, 0, 2), { blocks: 1 }, 'SENT_BACK'],
    [positions(0, 9, 1, 0), { blocks: 0 }, 'PASSED'],
    [positions(0, 0, 3, 0), { blocks: 0 }, 'REJECTED'],
    [positions(3, 0, 1, 0), { blocks: 0, standAsides: '1/4' }, 'PASSED'],
    [positions(3, 0, 2, 0), { blocks: 0, standAsides: '1/4' }, 'SENT_BACK'],
  ])('%# is decided by the number of blocks and of those who stand aside', (ballots, params, decision) => {
    expect(decisionOf(decide('consensus-blocks', ballots, { params }))).toBe(decision);
  });
});

const grades = (...weights: number[]) =>
  weights.map((weight, at) => group({ kind: 'grade', level: at + 1 }, weight));

describe('gradients of agreement', () => {
  const params = { level: 3, share: '2/3', lowest: '1/10' };

  it.each([
    ['two thirds stand at level 3 or above', grades(2, 2, 2, 3), 'PASSED'],
    ['one too few stand there', grades(2, 2, 1, 4), 'REJECTED'],
    ['a tenth refuses strongly', grades(5, 2, 1, 1, 0, 0, 1), 'PASSED'],
    ['two of ten refuse strongly', grades(5, 2, 1, 0, 0, 0, 1, 1), 'SENT_BACK'],
    ['nobody takes part', grades(0), 'REJECTED'],
  ])('%s', (_title, ballots, decision) => {
    expect(decisionOf(decide('gradients', ballots, { params }))).toBe(decision);
  });

  it('reports the lower of two grades in the middle, and no mean', () => {
    const sentence = (ballots: BallotGroup[]) => decide('gradients', ballots, { params }).explanation[0];
    expect(sentence(grades(1, 0, 0, 0, 0, 0, 0, 1))?.args['median']).toBe(8);
    expect(sentence(grades(2, 0, 0, 0, 0, 0, 0, 1))?.args['median']).toBe(1);
  });

  it('refuses a level that the scale does not have', () => {
    expect(() => decide('gradients', [group({ kind: 'grade', level: 9 }, 1)], { params })).toThrow(
      'OFF_SCALE',
    );
  });
});

describe('quadratic voting', () => {
  const quadratic = (votes: Record<string, number>[], params = {}) =>
    counted({
      rule: 'quadratic',
      options: 'ABC',
      params: { credits: 25, ...params },
      ballots: votes.map((own) =>
        group(
          {
            kind: 'credits',
            votes: Object.entries(own).map(([option, bought]) => ({ option, votes: bought })),
          },
          1,
        ),
      ),
    });

  it('adds votes and not credits', () => {
    const result = quadratic([{ A: 5 }, { A: 3, B: 4 }, { B: 3, C: 4 }]);
    expect(result.rounds[0]?.tallies.map(({ votes }) => votes)).toEqual(['8', '7', '4']);
  });

  it('refuses votes that cost more than the credits, and votes against where they are not allowed', () => {
    expect(() => quadratic([{ A: 5, B: 1 }])).toThrow('OVERSPENT');
    expect(() => quadratic([{ A: -1 }])).toThrow('OFF_SCALE');
    expect(() => quadratic([{ A: 0.5 }])).toThrow('OFF_SCALE');
    expect(
      quadratic([{ A: -2, B: 1 }], { against: true }).rounds[0]?.tallies.map(({ votes }) => votes),
    ).toEqual(['-2', '1', '0']);
  });

  it('admits exactly the ballots whose squares add up to the credits at most', () => {
    const votes = fc.integer({ min: 0, max: 5 });
    fc.assert(
      fc.property(votes, votes, votes, (a, b, c) => {
        const spend = () => quadratic([{ A: a, B: b, C: c }]);
        if (a * a + b * b + c * c > 25) expect(spend).toThrow('OVERSPENT');
        else expect(spend).not.toThrow();
      }),
    );
  });
});

describe('lot', () => {
  it('elects by the draw, takes no ballots, and decides nothing without a draw', () => {
    const draw = { rule: 'lot', options: 'ABC', ballots: [], seats: 2 };
    expect(counted({ ...draw, lot: ['C', 'A', 'B'] }).outcome).toMatchObject({
      elected: ['C', 'A'],
      openSeats: 0,
    });
    expect(counted(draw).outcome).toMatchObject({ elected: [], openSeats: 2 });
    const ballots = [group({ kind: 'approval', approved: ['A'] }, 1)];
    expect(() => counted({ ...draw, ballots })).toThrow('WRONG_BALLOT_SHAPE');
  });
});
