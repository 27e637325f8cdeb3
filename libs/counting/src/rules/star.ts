import type { OptionId, ScoresBallot } from '../ballot.js';
import { namesOf } from '../names.js';
import type { ValuesOf } from '../parameters.js';
import { listNames, roundOf, say, type Round, type Sentence, type Tie, type TieBreak } from '../result.js';
import { defineRule, type Election, type Finding } from '../rule.js';
import { onScale, scoreMap } from '../scale.js';
import { inLotOrder, rankBy } from '../seats.js';
import { tellTie } from '../telling.js';

const PARAMETERS = {
  max: { type: 'integer', min: 1, max: 1000, default: 5, meaning: 'The highest score; the lowest is 0.' },
} as const;

type Figure = (id: OptionId) => bigint;

class StarCount {
  readonly #nameOf: (id: OptionId) => string;
  readonly #lot: readonly OptionId[] | null;
  readonly #totals = new Map<OptionId, bigint>();
  readonly #tops = new Map<OptionId, bigint>();
  readonly #preferred = new Map<OptionId, Map<OptionId, bigint>>();
  readonly #rounds: Round[] = [];
  readonly #ties: Tie[] = [];
  readonly #explanation: Sentence[] = [];
  #left: OptionId[];

  constructor({ options, ballots, params, lot }: Election<ScoresBallot, ValuesOf<typeof PARAMETERS>>) {
    this.#nameOf = namesOf(options);
    this.#lot = lot;
    this.#left = options.map(({ id }) => id);
    for (const { ballot, weight } of ballots) this.#addBallot(ballot, weight, params.max);
  }

  /** An option left unrated has a 0, as the text has it. Equal scores prefer neither. */
  #addBallot(ballot: ScoresBallot, weight: bigint, max: number): void {
    const scores = scoreMap(ballot);
    for (const [id, score] of scores) {
      this.#totals.set(id, (this.#totals.get(id) ?? 0n) + BigInt(score) * weight);
      if (score === max) this.#tops.set(id, (this.#tops.get(id) ?? 0n) + weight);
      for (const other of this.#left) {
        if (score <= (scores.get(other) ?? 0)) continue;
        const over = this.#preferred.get(id) ?? new Map<OptionId, bigint>();
        over.set(other, (over.get(other) ?? 0n) + weight);
        this.#preferred.set(id, over);
      }
    }
  }

  readonly #total: Figure = (id) => this.#totals.get(id) ?? 0n;
  readonly #top: Figure = (id) => this.#tops.get(id) ?? 0n;

  #prefers(id: OptionId, other: OptionId): bigint {
    return this.#preferred.get(id)?.get(other) ?? 0n;
  }

  /** The weight of preferences for an option against all others of a group. */
  #preferencesIn(group: readonly OptionId[]): Figure {
    return (id) => group.reduce((sum, other) => sum + this.#prefers(id, other), 0n);
  }

  /** Elects seat by seat, each from those not yet elected. */
  run(seats: number): Finding {
    const elected: OptionId[] = [];
    const ids = this.#left;
    while (elected.length < seats && this.#left.length > 0) {
      const winner = this.#electOne();
      if (winner === null) break;
      elected.push(winner);
      this.#left = this.#left.filter((id) => id !== winner);
    }
    const rest = rankBy(this.#left, this.#total, byMore);
    return {
      outcome: {
        kind: 'election',
        elected,
        ranking: [...elected.map((id) => [id]), ...rest],
        openSeats: Math.min(seats, ids.length) - elected.length,
      },
      rounds: this.#rounds,
      ties: this.#ties,
      explanation: this.#explanation,
    };
  }

  #electOne(): OptionId | null {
    this.#writeRound(this.#left, this.#total);
    const [only] = this.#left;
    if (only !== undefined && this.#left.length === 1)
      return this.#win(only, 'star.only', '{name} is the only option left.');
    const finalists = this.#findFinalists();
    const [first, second] = finalists ?? [];
    if (first === undefined || second === undefined) return null;
    this.#explanation.push(
      say('star.finalists', '{names} go to the runoff, with scores of {scores}.', {
        names: listNames([first, second].map(this.#nameOf)),
        scores: listNames([first, second].map((id) => this.#total(id).toString())),
      }),
    );
    this.#writeRound([first, second], this.#preferencesIn([first, second]));
    return this.#runOff([first, second]);
  }

  /** The two highest totals; ties by preferences among the tied, then by most top scores, then by lot. */
  #findFinalists(): readonly OptionId[] | null {
    return this.#pick(this.#left, 2, 'runoff', [this.#total], (tied) => [
      this.#preferencesIn(tied),
      this.#top,
    ]);
  }

  /** The one whom more voters score higher; ties by total, then by most top scores, then by lot. */
  #runOff(finalists: readonly OptionId[]): OptionId | null {
    const steps = () => [this.#total, this.#top];
    const [winner] = this.#pick(finalists, 1, 'seat', [this.#preferencesIn(finalists)], steps) ?? [];
    return winner === undefined
      ? null
      : this.#win(
          winner,
          'star.elected',
          'In the runoff {name} is scored higher by {votes|vote|votes} and the other by {others}: {name} is elected.',
          this.#runoffOf(winner, finalists),
        );
  }

  #runoffOf(winner: OptionId, finalists: readonly OptionId[]): Sentence['args'] {
    const [other = winner] = finalists.filter((id) => id !== winner);
    return {
      votes: this.#prefers(winner, other).toString(),
      others: this.#prefers(other, winner).toString(),
    };
  }

  #win(id: OptionId, key: string, text: string, args: Sentence['args'] = {}): OptionId {
    this.#explanation.push(say(key, text, { ...args, name: this.#nameOf(id) }));
    return id;
  }

  /** Takes `places` options by a figure; who is tied for the last of them is told apart step by step. */
  #pick(
    among: readonly OptionId[],
    places: number,
    decided: string,
    [figure]: readonly [Figure],
    stepsFor: (tied: readonly OptionId[]) => readonly Figure[],
  ): readonly OptionId[] | null {
    const { sure, tied } = cut(rankBy(among, figure, byMore), places);
    if (tied.length === 0) return sure;
    let [chosen, left] = [sure, tied];
    for (const step of stepsFor(tied)) {
      const next = cut(rankBy(left, step, byMore), places - chosen.length);
      chosen = [...chosen, ...next.sure];
      left = next.tied;
      if (left.length === 0) break;
    }
    const drawn = this.#lot === null ? [] : inLotOrder(left, this.#lot).slice(0, places - chosen.length);
    const settled = left.length === 0;
    const brokenBy: TieBreak = settled ? 'rule_step' : this.#lot === null ? null : 'lot';
    const winners = [...chosen, ...drawn];
    const own = winners.filter((id) => tied.includes(id));
    const tie = {
      round: this.#rounds.length,
      decided,
      between: tied,
      brokenBy,
      chosen: brokenBy === null ? [] : own,
    };
    this.#ties.push(tie);
    this.#explanation.push(tellTie(this.#nameOf, tie));
    return brokenBy === null ? null : winners;
  }

  #writeRound(ids: readonly OptionId[], figure: Figure): void {
    const tallies = ids.map((id) => ({ id, votes: figure(id).toString() }));
    this.#rounds.push(roundOf({ n: this.#rounds.length + 1, tallies }));
  }
}

const byMore = (a: bigint, b: bigint) => (a < b ? 1 : a > b ? -1 : 0);

/** Whole groups that fit into the places, and the group that does not. */
function cut(ranking: readonly (readonly OptionId[])[], places: number) {
  const sure: OptionId[] = [];
  for (const group of ranking) {
    if (sure.length === places) break;
    if (sure.length + group.length > places) return { sure, tied: group };
    sure.push(...group);
  }
  return { sure, tied: [] as readonly OptionId[] };
}

/** STAR: score, then automatic runoff between the two highest. Several seats are filled one by one. */
export const star = defineRule({
  id: 'star',
  version: 'ties-2022',
  text: {
    title: 'Equal Vote Coalition, STAR Voting (starvoting.org), tie-breaking page with the five-star step',
    section: 'ties, steps 1 to 3, as starvote 2.1 reads them',
  },
  ballot: 'scores',
  outcome: 'election',
  parameters: PARAMETERS,
  ties: [
    'Scoring round: preferences among the tied, then most top scores, then the lot, else reported.',
    'Runoff: the higher total, then most top scores, then the lot, else reported.',
  ],
  check: ({ ballot, params }) => onScale(ballot, { min: 0, max: params.max }),
  count: (election) => new StarCount(election).run(election.seats),
});
