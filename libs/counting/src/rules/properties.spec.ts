import fc from 'fast-check';
import {
  count,
  findRule,
  RULES,
  type Ballot,
  type BallotGroup,
  type CountResult,
  type OptionId,
} from '../index.js';
import { electionOf } from '../spec-support/election.js';
import { accepted } from '../spec-support/golden.js';

const OPTIONS = ['A', 'B', 'C', 'D'];
const RANKING_RULES = RULES.filter(({ ballot }) => ballot === 'ranking').map(({ id }) => id);

const completeArb = fc.shuffledSubarray(OPTIONS, { minLength: 4 }).map((ids) => ids.map((id) => [id]));
const partialArb = fc.shuffledSubarray(OPTIONS, { minLength: 1 }).map((ids) => ids.map((id) => [id]));
const rankingArb = partialArb.map((ranking): Ballot => ({ kind: 'ranking', ranking }));
const approvalArb = fc.subarray(OPTIONS).map((approved): Ballot => ({ kind: 'approval', approved }));
const scoresArb = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 4, maxLength: 4 }).chain((marks) =>
  fc.subarray(OPTIONS, { minLength: 1 }).map((ids): Ballot => ({
    kind: 'scores',
    scores: ids.map((option) => ({ option, score: marks[OPTIONS.indexOf(option)] ?? 0 })),
  })),
);
const creditsArb = scoresArb.map((ballot): Ballot => ({
  kind: 'credits',
  votes: ballot.kind === 'scores' ? ballot.scores.map(({ option, score }) => ({ option, votes: score })) : [],
}));

/** A ballot of every shape that elects somebody, and the parameters that its rules cannot do without. */
const ELECTIONS = [
  ...RANKING_RULES.map((rule) => ({ rule, ballot: rankingArb, params: {} })),
  { rule: 'approval', ballot: approvalArb, params: {} },
  { rule: 'score', ballot: scoresArb, params: {} },
  { rule: 'star', ballot: scoresArb, params: {} },
  { rule: 'quadratic', ballot: creditsArb, params: { credits: 100 } },
];

const groupsArb = (ballot: fc.Arbitrary<Ballot>) =>
  fc.array(
    fc
      .tuple(ballot, fc.bigInt({ min: 1n, max: 6n }))
      .map(([one, weight]): BallotGroup => ({ ballot: one, weight })),
    { minLength: 1, maxLength: 8 },
  );

function run(
  rule: string,
  params: object,
  ballots: readonly BallotGroup[],
  options = OPTIONS,
  lot = OPTIONS,
): CountResult {
  const found = findRule(rule);
  if (!found) throw new Error(`There is no rule ${rule}.`);
  const input = { rule: found, params: { ...params }, ballots, lot, seats: found.seats === 'one' ? 1 : 2 };
  return accepted<CountResult>(count({ ...input, options: options.map((id) => ({ id })) }));
}

const NEW_NAME = new Map([
  ['A', 'C'],
  ['B', 'D'],
  ['C', 'B'],
  ['D', 'A'],
]);
const rename = (id: OptionId) => NEW_NAME.get(id) ?? id;

function renameBallot(ballot: Ballot): Ballot {
  switch (ballot.kind) {
    case 'ranking':
      return { kind: 'ranking', ranking: ballot.ranking.map((place) => place.map(rename)) };
    case 'approval':
      return { kind: 'approval', approved: ballot.approved.map(rename) };
    case 'scores':
      return {
        kind: 'scores',
        scores: ballot.scores.map(({ option, score }) => ({ option: rename(option), score })),
      };
    case 'credits':
      return {
        kind: 'credits',
        votes: ballot.votes.map(({ option, votes }) => ({ option: rename(option), votes })),
      };
    default:
      return ballot;
  }
}

describe.each(ELECTIONS)('$rule', ({ rule, ballot, params }) => {
  it('does not know voters: ballots in any order and any grouping give the same bytes', () => {
    fc.assert(
      fc.property(groupsArb(ballot), (groups) => {
        const singles = groups
          .flatMap(({ ballot: one, weight }) =>
            Array<BallotGroup>(Number(weight)).fill({ ballot: one, weight: 1n }),
          )
          .reverse();
        expect(JSON.stringify(run(rule, params, singles))).toBe(JSON.stringify(run(rule, params, groups)));
      }),
      { numRuns: 40 },
    );
  });

  it('does not know options: with all names and the lot exchanged, the outcome is exchanged alike', () => {
    fc.assert(
      fc.property(groupsArb(ballot), (groups) => {
        const before = electionOf(run(rule, params, groups));
        const renamed = groups.map(({ ballot: one, weight }) => ({ ballot: renameBallot(one), weight }));
        const after = electionOf(run(rule, params, renamed, OPTIONS.map(rename), OPTIONS.map(rename)));
        expect(after.elected).toEqual(before.elected.map(rename));
        expect(after.ranking).toEqual(before.ranking.map((group) => group.map(rename)));
      }),
      { numRuns: 40 },
    );
  });

  it('does not know the order of the options on the paper', () => {
    fc.assert(
      fc.property(groupsArb(ballot), (groups) => {
        const sets = (result: CountResult) => electionOf(result).ranking.map((group) => [...group].sort());
        const [one, other] = [run(rule, params, groups), run(rule, params, groups, [...OPTIONS].reverse())];
        expect([...electionOf(other).elected].sort()).toEqual([...electionOf(one).elected].sort());
        expect(sets(other)).toEqual(sets(one));
      }),
      { numRuns: 40 },
    );
  });
});

// STV cuts transfers per paper and has a quota of whole votes, so it alone is not homogeneous.
describe.each(ELECTIONS.filter(({ rule }) => !rule.startsWith('stv-')))(
  '$rule',
  ({ rule, ballot, params }) => {
    it('is exact: the same ballots a hundred million times over elect the same', () => {
      fc.assert(
        fc.property(groupsArb(ballot), (groups) => {
          const many = groups.map(({ ballot: one, weight }) => ({
            ballot: one,
            weight: weight * 100_000_000n,
          }));
          expect(electionOf(run(rule, params, many))).toEqual(electionOf(run(rule, params, groups)));
        }),
        { numRuns: 40 },
      );
    });
  },
);

describe.each(['irv', 'schulze', 'ranked-pairs', 'minimax', 'copeland'])('%s', (rule) => {
  it('elects whom a majority of complete ballots puts first', () => {
    fc.assert(
      fc.property(fc.array(completeArb, { maxLength: 6 }), (others) => {
        const fans = Array.from({ length: others.length + 1 }, () => [['C'], ['A'], ['B'], ['D']]);
        const ballots = [...fans, ...others].map((ranking): BallotGroup => ({
          ballot: { kind: 'ranking', ranking },
          weight: 1n,
        }));
        expect(electionOf(run(rule, {}, ballots)).ranking[0]).toEqual(['C']);
      }),
      { numRuns: 40 },
    );
  });
});

describe('no opinion', () => {
  it('can turn a Condorcet rule against the first choice of a majority, which is why it is a parameter', () => {
    // Three of five rank A alone and say nothing of B and C: as "last" they carry A, as "no opinion" they do not.
    const ballots: BallotGroup[] = [
      { ballot: { kind: 'ranking', ranking: [['A']] }, weight: 3n },
      { ballot: { kind: 'ranking', ranking: [['B'], ['A'], ['C'], ['D']] }, weight: 2n },
    ];
    expect(electionOf(run('schulze', { unranked: 'last' }, ballots)).ranking[0]).toEqual(['A']);
    expect(electionOf(run('schulze', { unranked: 'no_opinion' }, ballots)).ranking[0]).toEqual(['B']);
  });
});

describe.each([
  { rule: 'approval', ballot: approvalArb },
  { rule: 'borda', ballot: completeArb.map((ranking): Ballot => ({ kind: 'ranking', ranking })) },
  { rule: 'score', ballot: scoresArb },
])('$rule', ({ rule, ballot }) => {
  it('does not turn from a winner whom one voter comes to like better', () => {
    fc.assert(
      fc.property(groupsArb(ballot), fc.nat(), (groups, which) => {
        const params = rule === 'score' ? { unrated: 'zero' } : {};
        const [winner = ''] = electionOf(run(rule, params, groups)).ranking[0] ?? [];
        const raised = groups.map(({ ballot: one, weight }, at) => ({
          ballot: at === which % groups.length ? raise(one, winner) : one,
          weight,
        }));
        expect(electionOf(run(rule, params, raised)).ranking[0]).toContain(winner);
      }),
      { numRuns: 60 },
    );
  });
});

/** The same ballot, with one option liked as well as can be. */
function raise(ballot: Ballot, winner: OptionId): Ballot {
  switch (ballot.kind) {
    case 'approval':
      return { kind: 'approval', approved: [...ballot.approved.filter((id) => id !== winner), winner] };
    case 'scores':
      return {
        kind: 'scores',
        scores: [...ballot.scores.filter(({ option }) => option !== winner), { option: winner, score: 5 }],
      };
    case 'ranking': {
      const rest = ballot.ranking.map((place) => place.filter((id) => id !== winner));
      return { kind: 'ranking', ranking: [[winner], ...rest.filter((place) => place.length > 0)] };
    }
    default:
      return ballot;
  }
}
