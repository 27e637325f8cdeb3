import { exactText, rational } from '#kernel';
import type { OptionId, RankingBallot } from '../ballot.js';
import { MeekDistribution, ONE } from '../meek-distribution.js';
import { namesOf } from '../names.js';
import { flattenRankings, onePerPlace } from '../papers.js';
import { roundOf, say, type Round, type Sentence, type Tie } from '../result.js';
import { defineRule, type CountOption, type Election, type Finding } from '../rule.js';
import { rankBy } from '../seats.js';
import { tellTie } from '../telling.js';
import { breakTie } from '../tie-break.js';

/** The total surplus below which a round stops iterating: 10^-6 of a vote. */
const OMEGA = 1000n;

const write = (units: bigint) => exactText(rational(units, BigInt(ONE)));

/** Divides and rounds up; both numbers are positive. */
function divideUp(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor;
}

class MeekCount {
  readonly #options: readonly CountOption[];
  readonly #ids: readonly OptionId[];
  readonly #seats: number;
  readonly #lot: readonly OptionId[] | null;
  readonly #valid: bigint;
  readonly #distribution: MeekDistribution;
  readonly #rounds: Round[] = [];
  readonly #ties: Tie[] = [];
  readonly #explanation: Sentence[] = [];
  readonly #elected: OptionId[][] = [];
  readonly #defeated: OptionId[][] = [];
  #hopeful: number[];
  #winners: number[] = [];
  #votes: bigint[] = [];
  #quota = 0n;

  constructor({ options, ballots, seats, lot, turnout }: Election<RankingBallot, unknown>) {
    this.#options = options;
    this.#ids = options.map(({ id }) => id);
    this.#seats = seats;
    this.#lot = lot;
    this.#valid = turnout.valid * BigInt(ONE);
    this.#hopeful = options.map((_, at) => at);
    this.#distribution = new MeekDistribution(flattenRankings(options, ballots), options.length);
  }

  run(onStep: (steps: number) => void): Finding {
    while (!this.#isComplete && this.#playRound()) onStep(this.#rounds.length);
    if (this.#isComplete) this.#finish();
    const elected = this.#elected.flat();
    return {
      outcome: {
        kind: 'election',
        elected,
        ranking: [...this.#elected, ...this.#byVotes(this.#hopeful), ...this.#defeated.toReversed()],
        openSeats: Math.min(this.#seats, this.#ids.length) - elected.length,
      },
      rounds: this.#rounds,
      ties: this.#ties,
      explanation: this.#explanation,
    };
  }

  /** B.1: every seat is filled, or nobody is left but those who will fill them. */
  get #isComplete(): boolean {
    return this.#winners.length >= this.#seats || this.#winners.length + this.#hopeful.length <= this.#seats;
  }

  #votesOf(at: number): bigint {
    return this.#votes[at] ?? 0n;
  }

  #nameOf(at: number): string {
    return this.#options[at]?.name ?? this.#ids[at] ?? '';
  }

  #byVotes(indices: readonly number[]): OptionId[][] {
    return rankBy(
      indices.map((at) => this.#ids[at] ?? ''),
      (id) => this.#votesOf(this.#ids.indexOf(id)),
      (a, b) => (a < b ? 1 : a > b ? -1 : 0),
    );
  }

  /** B.2 and B.3: iterates until somebody is elected, or until the surplus is spent and the lowest is defeated. */
  #playRound(): boolean {
    let before: bigint | null = null;
    for (;;) {
      this.#distribute();
      const reached = this.#hopeful.filter((at) => this.#votesOf(at) >= this.#quota);
      if (reached.length > 0) {
        this.#elect(reached);
        return true;
      }
      const surplus = this.#surplus();
      if (surplus < OMEGA || (before !== null && surplus >= before)) return this.#defeatLowest(surplus);
      before = surplus;
      this.#updateKeepFactors();
    }
  }

  #distribute(): void {
    this.#votes = this.#distribution.distribute();
    const total = this.#votes.reduce((sum, votes) => sum + votes, 0n);
    this.#quota = total / BigInt(this.#seats + 1) + 1n;
  }

  #surplus(): bigint {
    return this.#winners.reduce((sum, at) => {
      const over = this.#votesOf(at) - this.#quota;
      return over > 0n ? sum + over : sum;
    }, 0n);
  }

  /** B.2.f: kept x quota / votes, rounded up twice. */
  #updateKeepFactors(): void {
    for (const at of this.#winners) {
      const kept = BigInt(this.#distribution.keepFactors[at] ?? 0);
      const scaled = divideUp(kept * this.#quota, BigInt(ONE));
      this.#distribution.keepFactors[at] = Number(divideUp(scaled * BigInt(ONE), this.#votesOf(at)));
    }
  }

  #elect(reached: readonly number[]): void {
    const groups = this.#byVotes(reached);
    this.#elected.push(...groups);
    this.#winners = [...this.#winners, ...reached];
    this.#hopeful = this.#hopeful.filter((at) => !reached.includes(at));
    for (const at of reached) {
      const args = { name: this.#nameOf(at), votes: write(this.#votesOf(at)), quota: write(this.#quota) };
      this.#explanation.push(
        say('stv.elected', '{name} has {votes|vote|votes} and needs {quota}: elected.', args),
      );
    }
    this.#writeRound({ elected: groups.flat() });
  }

  /** B.3: whoever is within the surplus of the lowest vote is tied with it. */
  #defeatLowest(surplus: bigint): boolean {
    const lowest = this.#hopeful.reduce((least, at) => {
      const votes = this.#votesOf(at);
      return votes < least ? votes : least;
    }, this.#valid);
    const { chosen, tie } = breakTie({
      round: this.#rounds.length + 1,
      decided: 'exclusion',
      tied: this.#hopeful.filter((at) => this.#votesOf(at) <= lowest + surplus),
      ids: this.#ids,
      wanted: 'least',
      earlier: [],
      lot: this.#lot,
    });
    if (tie) {
      this.#ties.push(tie);
      this.#explanation.push(tellTie(namesOf(this.#options), tie));
    }
    if (chosen === null) {
      this.#writeRound({});
      return false;
    }
    const args = {
      round: this.#rounds.length + 1,
      name: this.#nameOf(chosen),
      votes: write(this.#votesOf(chosen)),
    };
    const text =
      'Round {round}: {name} has {votes|vote|votes} and is defeated; the papers count for who comes next on them.';
    this.#explanation.push(say('meek.defeated', text, args));
    this.#writeRound({ eliminated: [this.#ids[chosen] ?? ''] });
    this.#hopeful = this.#hopeful.filter((at) => at !== chosen);
    this.#defeated.push([this.#ids[chosen] ?? '']);
    this.#distribution.keepFactors[chosen] = 0;
    return true;
  }

  /** C: who is left is elected while there are seats. */
  #finish(): void {
    if (this.#winners.length >= this.#seats || this.#hopeful.length === 0) return;
    this.#distribute();
    const groups = this.#byVotes(this.#hopeful);
    for (const at of this.#hopeful) {
      const args = { name: this.#nameOf(at) };
      this.#explanation.push(
        say('stv.elected_last', 'No more options are left than seats: {name} is elected.', args),
      );
    }
    this.#elected.push(...groups);
    this.#writeRound({ elected: groups.flat() });
    this.#winners = [...this.#winners, ...this.#hopeful];
    this.#hopeful = [];
  }

  #writeRound(events: Partial<Round>): void {
    const standing = new Set([...this.#winners, ...this.#hopeful]);
    const counted = this.#votes.reduce((sum, votes) => sum + votes, 0n);
    this.#rounds.push(
      roundOf({
        n: this.#rounds.length + 1,
        quota: write(this.#quota),
        tallies: this.#ids.flatMap((id, at) =>
          standing.has(at) ? [{ id, votes: write(this.#votesOf(at)) }] : [],
        ),
        inactive: {
          exhausted: write(this.#valid - counted),
          overvotes: '0',
          skipped: '0',
          repeated: '0',
        },
        ...events,
      }),
    );
  }
}

/** Meek's single transferable vote by the reference rule of the Proportional Representation Foundation. */
export const stvMeekPrf = defineRule({
  id: 'stv-meek-prf',
  version: '1',
  text: {
    title: 'Proportional Representation Foundation, reference Meek rule (prfound.org)',
    section: 'steps A to C',
  },
  ballot: 'ranking',
  outcome: 'election',
  parameters: {},
  ties: ['Options within the total surplus of the lowest vote are tied: the lot, else reported.'],
  check: onePerPlace,
  count: (election) => new MeekCount(election).run(election.onStep),
});
