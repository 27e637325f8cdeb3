import {
  RULES,
  type Ballot,
  type BallotGroup,
  type CountingRule,
  type CountResult,
  type OptionId,
} from '../index.js';
import { Dice } from './dice.js';
import { counted, electionOf, type Counting } from './election.js';
import { seated, type Ranked, type Scores, type Singles } from './slow-rankings.js';

const ELECTIONS = 10_000;
export const MOST_BALLOTS = 7;
export const OPTIONS = ['A', 'B', 'C', 'D'];

/** One random election, and what the slow count of its single ballots says about the result. */
export interface Trial {
  readonly counting: Omit<Counting, 'ballots'>;
  readonly ballots: readonly Ballot[];
  readonly found: (result: CountResult) => unknown;
  readonly expected: unknown;
}

export const sorted = (ids: readonly OptionId[]) => [...ids].sort();
const rankingOf = (result: CountResult) => ({
  elected: sorted(electionOf(result).elected),
  ranking: electionOf(result).ranking.map(sorted),
});

/** An election of an order by figures: seats from its top, the lot among equals. */
export function ordered<Content>(
  rule: string,
  params: object,
  election: Singles<Content>,
  ballotOf: (content: Content) => Ballot,
  ranking: Ranked,
): Trial {
  return {
    counting: { rule, params: { ...params }, options: 'ABCD', seats: election.seats, lot: election.lot },
    ballots: election.ballots.map(ballotOf),
    found: rankingOf,
    expected: { elected: sorted(seated(ranking, election)), ranking: ranking.map(sorted) },
  };
}

/** Few voters, so that ties of every kind are common. */
export function singles<Content>(dice: Dice, seats: number, make: () => Content): Singles<Content> {
  return {
    options: OPTIONS,
    ballots: dice.list(1 + dice.below(MOST_BALLOTS), make),
    seats,
    lot: dice.shuffled(OPTIONS),
  };
}

export const scored = (dice: Dice, most: number) => (): Scores =>
  new Map(dice.some(OPTIONS, 1).map((option) => [option, dice.below(most + 1)]));

export const scoresBallot = (scores: Scores): Ballot => ({
  kind: 'scores',
  scores: Array.from(scores, ([option, score]) => ({ option, score })),
});
export const approvalBallot = (approved: readonly OptionId[]): Ballot => ({ kind: 'approval', approved });

const single = (ballot: Ballot): BallotGroup => ({ ballot, weight: 1n });

/** Equal ballots put together, in another order than they came in. */
function gathered(ballots: readonly Ballot[]): BallotGroup[] {
  const groups = new Map<string, { ballot: Ballot; weight: bigint }>();
  for (const ballot of ballots.toReversed()) {
    const key = JSON.stringify(ballot);
    const group = groups.get(key) ?? { ballot, weight: 0n };
    group.weight += 1n;
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** How a random election of each rule is made. */
export type Trials = Readonly<Record<string, (dice: Dice) => Trial>>;

/**
 * Holds random elections of every rule that belongs here. Each is counted by the slow count, by ours ballot by ballot,
 * and by ours in groups: the first must agree with the second, and the second with the third to the byte.
 */
export function describeTrials(trials: Trials, belongs: (rule: CountingRule) => boolean): void {
  it('every rule of this kind has its trials', () => {
    const ids = RULES.filter(belongs).map(({ id }) => id);
    expect(Object.keys(trials).sort()).toEqual(ids.sort());
  });

  it.each(Object.entries(trials))(
    `%s: of ${ELECTIONS} elections the slow count, single ballots and grouped ballots give the same`,
    (_rule, make) => {
      let agreed = 0;
      for (let election = 0; election < ELECTIONS; election += 1) {
        const { counting, ballots, found, expected } = make(new Dice(election * 7919));
        const alone = counted({ ...counting, ballots: ballots.map(single) });
        const grouped = counted({ ...counting, ballots: gathered(ballots) });
        const isRight = JSON.stringify(found(alone)) === JSON.stringify(expected);
        const isSame = JSON.stringify(alone) === JSON.stringify(grouped);
        // An assertion takes longer than a count, so that only an election that differs has one.
        if (!isRight) expect({ election, found: found(alone) }).toEqual({ election, found: expected });
        if (!isSame) expect({ election, result: grouped }).toEqual({ election, result: alone });
        agreed += 1;
      }
      expect(agreed).toBe(ELECTIONS);
    },
  );
}
