import type { OptionId, RankingBallot } from '../ballot.js';
import { namesOf } from '../names.js';
import { flattenRankings } from '../papers.js';
import { choice, type ValuesOf } from '../parameters.js';
import { ELIMINATION_PARAMETERS, READING_PARAMETERS } from '../rctab-parameters.js';
import { listNames, roundOf, say, type Round, type Sentence, type Tie } from '../result.js';
import { defineRule, type CountOption, type Election, type Finding } from '../rule.js';
import { RunoffPiles, type Move } from '../runoff-piles.js';
import { rankBy } from '../seats.js';
import { tellMoves, tellTie } from '../telling.js';
import { breakTie } from '../tie-break.js';

const PARAMETERS = {
  ...READING_PARAMETERS,
  batchElimination: {
    type: 'flag',
    default: false,
    meaning: 'Whether all options are eliminated at once that cannot overtake the next one even together.',
  },
  threshold: choice(
    ['per_round', 'first_round'],
    'Whether the majority is one of the votes that still count, or of those in the first round.',
    'per_round',
  ),
  untilTwo: {
    type: 'flag',
    default: false,
    meaning: 'Whether the count goes on after the winner is known, until two options remain.',
  },
  ...ELIMINATION_PARAMETERS,
} as const;

type IrvParams = ValuesOf<typeof PARAMETERS>;

class RunoffCount {
  readonly #options: readonly CountOption[];
  readonly #params: IrvParams;
  readonly #lot: readonly OptionId[] | null;
  readonly #piles: RunoffPiles;
  readonly #rounds: Round[] = [];
  readonly #history: Float64Array[] = [];
  readonly #ties: Tie[] = [];
  readonly #explanation: Sentence[] = [];
  readonly #out: OptionId[][] = [];
  #continuing: number[];
  #winner: number | null = null;
  #frozenThreshold: number | null = null;

  constructor({ options, ballots, params, lot }: Election<RankingBallot, IrvParams>) {
    this.#options = options;
    this.#params = params;
    this.#lot = lot;
    this.#continuing = options.map((_, at) => at);
    this.#piles = new RunoffPiles(
      flattenRankings(options, ballots, params.maxRankings),
      options.length,
      params,
    );
  }

  run(onStep: (steps: number) => void): Finding {
    while (this.#continuing.length > 0 && this.#playRound()) onStep(this.#rounds.length);
    const ids = (indices: readonly number[]) => indices.map((at) => this.#idOf(at));
    const rest = this.#continuing.filter((at) => at !== this.#winner);
    const votes = (id: OptionId) =>
      this.#piles.votes[this.#options.findIndex((option) => option.id === id)] ?? 0;
    const elected = this.#winner === null ? [] : [this.#idOf(this.#winner)];
    return {
      outcome: {
        kind: 'election',
        elected,
        ranking: [
          ...(elected.length > 0 ? [elected] : []),
          ...rankBy(ids(rest), votes, (a, b) => b - a),
          ...this.#out.toReversed(),
        ],
        openSeats: this.#winner === null && this.#options.length > 0 ? 1 : 0,
      },
      rounds: this.#rounds,
      ties: this.#ties,
      explanation: this.#explanation,
    };
  }

  #idOf(at: number): OptionId {
    return this.#options[at]?.id ?? '';
  }

  #nameOf(at: number): string {
    return this.#options[at]?.name ?? this.#idOf(at);
  }

  #votes(at: number): number {
    return this.#piles.votes[at] ?? 0;
  }

  /** Plays one round and writes it down. False when it was the last. */
  #playRound(): boolean {
    const threshold = this.#threshold();
    this.#history.push(this.#piles.votes.slice());
    const tallies = this.#continuing.map((at) => ({ id: this.#idOf(at), votes: this.#votes(at).toFixed(0) }));
    const round = { n: this.#rounds.length + 1, quota: threshold.toFixed(0), tallies };
    const inactive = this.#piles.inactive((votes) => votes.toFixed(0));
    const write = (events: Partial<Round>) => this.#rounds.push(roundOf({ ...round, inactive, ...events }));

    const won = this.#winner === null ? this.#findWinner(threshold) : null;
    if (won === 'open') {
      write({});
      return false;
    }
    if (won !== null) {
      this.#winner = won;
      write({ elected: [this.#idOf(won)] });
      this.#explanation.push(this.#tellWinner(won, threshold));
      return this.#params.untilTwo && this.#continuing.length > 2;
    }
    if (this.#winner !== null && this.#continuing.length <= 2) {
      write({});
      return false;
    }
    const losers = this.#findLosers();
    if (losers === 'open') {
      write({});
      return false;
    }
    const transfers = this.#eliminate(losers);
    write({ eliminated: losers.map((at) => this.#idOf(at)), transfers });
    return true;
  }

  /** Whoever is left with at most one other is elected without the votes that are needed. */
  #tellWinner(won: number, threshold: number): Sentence {
    const args = { name: this.#nameOf(won), votes: this.#votes(won), needed: threshold };
    if (args.votes >= threshold) {
      return say('irv.elected', '{name} has {votes|vote|votes} and needs {needed}: elected.', args);
    }
    return this.#continuing.length === 1
      ? say('irv.only', '{name} is the only option left, with {votes|vote|votes}: elected.', args)
      : say('irv.last_two', 'Two options are left: {name}, with {votes|vote|votes}, is elected.', args);
  }

  /** More than half of the votes that count, now or in the first round; never below the minimum. */
  #threshold(): number {
    if (this.#frozenThreshold !== null) return this.#frozenThreshold;
    const active = this.#continuing.reduce((sum, at) => sum + this.#votes(at), 0);
    const threshold = Math.max(Math.floor(active / 2) + 1, this.#params.minimumVotes);
    if (this.#params.threshold === 'first_round') this.#frozenThreshold = threshold;
    return threshold;
  }

  #findWinner(threshold: number): number | 'open' | null {
    if (this.#continuing.some((at) => this.#options[at]?.writeIns === true && this.#votes(at) > 0))
      return null;
    const declared = this.#continuing.filter((at) => this.#options[at]?.writeIns !== true);
    const top = Math.max(...declared.map((at) => this.#votes(at)));
    const leaders = declared.filter((at) => this.#votes(at) === top);
    const lastTwo =
      this.#continuing.length === 2 && declared.every((at) => this.#votes(at) >= this.#params.minimumVotes);
    if (top < threshold && !lastTwo && this.#continuing.length > 1) return null;
    return this.#choose(leaders, 'seat');
  }

  #findLosers(): number[] | 'open' {
    const writeIns = this.#continuing.filter(
      (at) => this.#options[at]?.writeIns === true && this.#votes(at) > 0,
    );
    if (writeIns.length > 0) {
      return this.#together(
        writeIns,
        'irv.write_ins',
        'Round {round}: votes for names that nobody declared go first.',
      );
    }
    const below = this.#continuing.filter((at) => this.#votes(at) < this.#params.minimumVotes);
    if (below.length > 0 && below.length < this.#continuing.length) {
      const text = 'Round {round}: whoever has fewer than {least|vote|votes} goes: {names}.';
      return this.#together(below, 'irv.below', text);
    }
    const batch = this.#params.batchElimination ? this.#batch() : [];
    if (batch.length > 1) {
      const text =
        'Round {round}: {names} go together, since even together they have fewer votes than the next.';
      return this.#together(batch, 'irv.batch', text);
    }
    const candidates = this.#continuing.filter((at) => at !== this.#winner);
    const lowest = Math.min(...candidates.map((at) => this.#votes(at)));
    const loser = this.#choose(
      candidates.filter((at) => this.#votes(at) === lowest),
      'exclusion',
    );
    return loser === 'open' ? 'open' : [loser];
  }

  /** Says why several go at once. */
  #together(losers: number[], key: string, text: string): number[] {
    const names = listNames(losers.map((at) => this.#nameOf(at)));
    const args = { round: this.#rounds.length + 1, names, least: this.#params.minimumVotes };
    this.#explanation.push(say(key, text, args));
    return losers;
  }

  /** The largest set of lowest options whose votes together are fewer than the next option's. */
  #batch(): number[] {
    const sorted = this.#continuing.toSorted((a, b) => this.#votes(a) - this.#votes(b));
    const keep = this.#params.untilTwo ? 2 : 1;
    let [sum, batch] = [0, 0];
    for (const [at, option] of sorted.entries()) {
      if (sum < this.#votes(option) && at <= sorted.length - keep) batch = at;
      sum += this.#votes(option);
    }
    return sorted.slice(0, batch);
  }

  /** Picks one of tied options: the preferred for a seat, the least preferred for an exclusion. */
  #choose(tied: readonly number[], decided: 'seat' | 'exclusion'): number | 'open' {
    const { chosen, tie } = breakTie({
      round: this.#rounds.length + 1,
      decided,
      tied,
      ids: this.#options.map(({ id }) => id),
      wanted: decided === 'seat' ? 'most' : 'least',
      earlier: this.#params.tiebreak === 'earlier_round' ? this.#history.slice(0, -1) : [],
      lot: this.#lot,
    });
    if (tie) {
      this.#ties.push(tie);
      this.#explanation.push(tellTie(namesOf(this.#options), tie));
    }
    return chosen ?? 'open';
  }

  #eliminate(losers: readonly number[]): Round['transfers'] {
    const groups = rankBy(
      losers.map((at) => this.#idOf(at)),
      (id) => this.#votes(losers.find((at) => this.#idOf(at) === id) ?? 0),
      (a, b) => a - b,
    );
    this.#out.push(...groups);
    this.#continuing = this.#continuing.filter((at) => !losers.includes(at));
    const write = ({ from, to, votes }: Move) => ({
      from: this.#idOf(from),
      to: to === null ? null : this.#idOf(to),
      votes: votes.toFixed(0),
    });
    const held = losers.map((at) => ({ id: this.#idOf(at), votes: this.#votes(at) }));
    const transfers = this.#piles.eliminate(losers).map(write);
    const nameOf = namesOf(this.#options);
    for (const { id, votes } of held) {
      const moves = tellMoves(
        nameOf,
        transfers.filter(({ from }) => from === id),
      );
      const args = { round: this.#rounds.length + 1, name: nameOf(id), votes, moves };
      this.#explanation.push(
        say('irv.eliminated', 'Round {round}: {name} has {votes|vote|votes} and is eliminated{moves}.', args),
      );
    }
    return transfers;
  }
}

/** Instant-runoff voting: the option with the fewest votes goes, its papers move on, until one has a majority. */
export const irv = defineRule({
  id: 'irv',
  version: 'rctab-2.0',
  text: {
    title: 'RCTab (Universal RCV Tabulator), single-winner tabulation by its configuration',
    section: 'configuration file parameters: rules',
  },
  ballot: 'ranking',
  outcome: 'election',
  seats: 'one',
  marks: 'as_found',
  parameters: PARAMETERS,
  ties: [
    'Fewest votes shared: an earlier round where the parameter says so, then the lot, else reported.',
    'The last two have equal votes: the same.',
  ],
  count: (election) => new RunoffCount(election).run(election.onStep),
});
