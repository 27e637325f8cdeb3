import { exactText, rational } from '#kernel';
import type { OptionId, RankingBallot } from '../ballot.js';
import { namesOf } from '../names.js';
import { flattenRankings } from '../papers.js';
import { choice, type ValuesOf } from '../parameters.js';
import { ELIMINATION_PARAMETERS, READING_PARAMETERS } from '../rctab-parameters.js';
import { roundOf, say, type Exact, type Round, type Sentence, type Tie } from '../result.js';
import { defineRule, type CountOption, type Election, type Finding } from '../rule.js';
import { RunoffPiles, type Move } from '../runoff-piles.js';
import { rankBy } from '../seats.js';
import { tellMoves, tellTie } from '../telling.js';
import { breakTie } from '../tie-break.js';

const PARAMETERS = {
  ...READING_PARAMETERS,
  ...ELIMINATION_PARAMETERS,
  quota: choice(
    ['droop', 'hare'],
    'Whether the threshold is the first number above votes / (seats + 1), or votes / seats.',
    'droop',
  ),
  threshold: choice(
    ['whole', 'fractional'],
    'Whether the threshold is a whole number of votes, or one with all decimals of the count.',
    'whole',
  ),
  // With five decimals every sum of votes is exact in a 53-bit number, as long as `MAX_WEIGHT` holds.
  decimals: {
    type: 'integer',
    min: 0,
    max: 5,
    default: 4,
    meaning: 'To how many decimals the value of a paper is cut when it moves on.',
  },
  winnersPerRound: choice(
    ['several', 'one'],
    'Whether all who reach the threshold are elected in one round, or only whoever has the most votes.',
    'several',
  ),
} as const;

type RctabParams = ValuesOf<typeof PARAMETERS>;

class RctabCount {
  readonly #options: readonly CountOption[];
  readonly #ids: readonly OptionId[];
  readonly #seats: number;
  readonly #params: RctabParams;
  readonly #lot: readonly OptionId[] | null;
  /** Units of one vote. */
  readonly #one: number;
  readonly #piles: RunoffPiles;
  readonly #threshold: number;
  readonly #rounds: Round[] = [];
  readonly #history: Float64Array[] = [];
  readonly #ties: Tie[] = [];
  readonly #explanation: Sentence[] = [];
  readonly #elected: OptionId[][] = [];
  readonly #out: OptionId[][] = [];
  #continuing: number[];
  /** What the elected had above the threshold after their surplus was cut and moved. */
  #residue = 0;

  constructor({ options, ballots, seats, params, lot }: Election<RankingBallot, RctabParams>) {
    this.#options = options;
    this.#ids = options.map(({ id }) => id);
    this.#seats = seats;
    this.#params = params;
    this.#lot = lot;
    this.#one = 10 ** params.decimals;
    this.#continuing = options.map((_, at) => at);
    const papers = flattenRankings(options, ballots, params.maxRankings);
    this.#piles = new RunoffPiles(papers, options.length, params, this.#one);
    this.#threshold = this.#findThreshold();
  }

  run(onStep: (steps: number) => void): Finding {
    while (this.#playRound()) onStep(this.#rounds.length);
    const elected = this.#elected.flat();
    return {
      outcome: {
        kind: 'election',
        elected,
        ranking: [...this.#elected, ...this.#byVotes(this.#continuing), ...this.#out.toReversed()],
        openSeats: Math.min(this.#seats, this.#ids.length) - elected.length,
      },
      rounds: this.#rounds,
      ties: this.#ties,
      explanation: this.#explanation,
    };
  }

  readonly #write = (units: number): Exact => exactText(rational(BigInt(units), BigInt(this.#one)));

  #votes(at: number): number {
    return this.#piles.votes[at] ?? 0;
  }

  #nameOf(at: number): string {
    return this.#options[at]?.name ?? this.#ids[at] ?? '';
  }

  #byVotes(indices: readonly number[]): OptionId[][] {
    return rankBy(
      indices.map((at) => this.#ids[at] ?? ''),
      (id) => this.#votes(this.#ids.indexOf(id)),
      (a, b) => b - a,
    );
  }

  /** From the votes of the first round, and never below the minimum. In units of a vote. */
  #findThreshold(): number {
    const { quota, threshold, minimumVotes } = this.#params;
    const active = this.#continuing.reduce((sum, at) => sum + this.#votes(at), 0);
    const step = BigInt(threshold === 'whole' ? this.#one : 1);
    const steps =
      quota === 'hare'
        ? (BigInt(active) + BigInt(this.#seats) * step - 1n) / (BigInt(this.#seats) * step)
        : BigInt(active) / (BigInt(this.#seats + 1) * step) + 1n;
    // Without a vote the quota of Hare is 0, which everybody would reach.
    return Math.max(Number(steps * step), minimumVotes * this.#one, 1);
  }

  get #vacancies(): number {
    return this.#seats - this.#elected.flat().length;
  }

  /** Plays one round and writes it down. The last shows where the last surpluses went. False when it was the last. */
  #playRound(): boolean {
    this.#history.push(this.#piles.votes.slice());
    const gone = new Set(this.#out.flat());
    const tallies = this.#ids.flatMap((id, at) =>
      gone.has(id) ? [] : [{ id, votes: this.#write(this.#votes(at)) }],
    );
    const state = {
      n: this.#rounds.length + 1,
      quota: this.#write(this.#threshold),
      tallies,
      inactive: this.#piles.inactive(this.#write),
      rounding: this.#write(this.#residue),
    };
    const over = this.#vacancies === 0 || this.#continuing.length === 0;
    const action = over ? null : this.#act();
    this.#rounds.push(roundOf({ ...state, ...(action ?? {}) }));
    return action !== null;
  }

  /** Elects, or else eliminates. Null when a tie is left open. */
  #act(): Partial<Round> | null {
    const winners = this.#findWinners();
    if (winners === 'open') return null;
    if (winners.length > 0) return this.#elect(winners);
    const losers = this.#findLosers();
    return losers === 'open' ? null : this.#eliminate(losers);
  }

  #findWinners(): number[] | 'open' {
    const writeIns = this.#continuing.filter((at) => this.#options[at]?.writeIns === true);
    if (writeIns.some((at) => this.#votes(at) > 0)) return [];
    const declared = this.#continuing.filter((at) => !writeIns.includes(at));
    const reached =
      this.#continuing.length <= this.#vacancies
        ? declared
        : declared.filter((at) => this.#votes(at) >= this.#threshold);
    if (this.#params.winnersPerRound === 'several' || reached.length < 2) return reached;
    const top = Math.max(...reached.map((at) => this.#votes(at)));
    const winner = this.#choose(
      reached.filter((at) => this.#votes(at) === top),
      'seat',
    );
    return winner === 'open' ? 'open' : [winner];
  }

  #findLosers(): number[] | 'open' {
    const writeIns = this.#continuing.filter(
      (at) => this.#options[at]?.writeIns === true && this.#votes(at) > 0,
    );
    if (writeIns.length > 0) return writeIns;
    const least = this.#params.minimumVotes * this.#one;
    const below = this.#continuing.filter((at) => this.#votes(at) < least);
    if (below.length > 0 && below.length < this.#continuing.length) return below;
    const lowest = Math.min(...this.#continuing.map((at) => this.#votes(at)));
    const loser = this.#choose(
      this.#continuing.filter((at) => this.#votes(at) === lowest),
      'exclusion',
    );
    return loser === 'open' ? 'open' : [loser];
  }

  /** Picks one of tied options: the preferred for a seat, the least preferred for an exclusion. */
  #choose(tied: readonly number[], decided: 'seat' | 'exclusion'): number | 'open' {
    const { chosen, tie } = breakTie({
      round: this.#rounds.length + 1,
      decided,
      tied,
      ids: this.#ids,
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

  #elect(winners: readonly number[]): Partial<Round> {
    const groups = this.#byVotes(winners);
    this.#elected.push(...groups);
    this.#continuing = this.#continuing.filter((at) => !winners.includes(at));
    const shares = new Map<number, number>();
    for (const at of winners) {
      const [votes, surplus] = [this.#votes(at), Math.max(0, this.#votes(at) - this.#threshold)];
      const args = { name: this.#nameOf(at), votes: this.#write(votes), quota: this.#write(this.#threshold) };
      this.#explanation.push(
        votes >= this.#threshold
          ? say('stv.elected', '{name} has {votes|vote|votes} and needs {quota}: elected.', args)
          : say('stv.elected_last', 'No more options are left than seats: {name} is elected.', args),
      );
      // A paper keeps what the winner needs of it, so the share that moves on is cut, never rounded up.
      shares.set(at, surplus === 0 ? 0 : Number((BigInt(surplus) * BigInt(this.#one)) / BigInt(votes)));
    }
    const moves = this.#piles.transferSurpluses(shares);
    for (const at of winners) this.#settle(at);
    const transfers = moves.map((move) => this.#writeMove(move));
    for (const at of winners)
      this.#tellMoves(at, transfers, 'stv.surplus_moved', 'The surplus of {name} moves on{moves}.');
    return { elected: groups.flat(), transfers };
  }

  /** Says where the votes of an option went; nothing where none did. */
  #tellMoves(at: number, transfers: Round['transfers'], key: string, text: string): void {
    const own = transfers.filter(({ from }) => from === this.#ids[at]);
    if (own.length === 0) return;
    const args = { name: this.#nameOf(at), moves: tellMoves(namesOf(this.#options), own) };
    this.#explanation.push(say(key, text, args));
  }

  /** What cutting left with a winner above the threshold counts for nobody. */
  #settle(winner: number): void {
    const left = this.#votes(winner) - this.#threshold;
    if (left <= 0) return;
    this.#residue += left;
    this.#piles.votes[winner] = this.#threshold;
  }

  #eliminate(losers: readonly number[]): Partial<Round> {
    const groups = this.#byVotes(losers).toReversed();
    this.#out.push(...groups);
    for (const at of losers) {
      const args = {
        round: this.#rounds.length + 1,
        name: this.#nameOf(at),
        votes: this.#write(this.#votes(at)),
      };
      this.#explanation.push(
        say('stv.eliminated', 'Round {round}: {name} has {votes|vote|votes} and is eliminated.', args),
      );
    }
    this.#continuing = this.#continuing.filter((at) => !losers.includes(at));
    const transfers = this.#piles.eliminate(losers).map((move) => this.#writeMove(move));
    for (const at of losers)
      this.#tellMoves(at, transfers, 'stv.votes_moved', 'The votes of {name} move on{moves}.');
    return { eliminated: groups.flat(), transfers };
  }

  #writeMove({ from, to, votes }: Move): Round['transfers'][number] {
    return {
      from: this.#ids[from] ?? '',
      to: to === null ? null : (this.#ids[to] ?? ''),
      votes: this.#write(votes),
    };
  }
}

/** The single transferable vote as RCTab counts it: surpluses of all winners of a round move together, in cut parts. */
export const stvRctab = defineRule({
  id: 'stv-rctab',
  version: 'rctab-2.0',
  text: {
    title: 'RCTab (Universal RCV Tabulator), multi-winner tabulation by its configuration',
    section: 'configuration file parameters: rules',
  },
  ballot: 'ranking',
  outcome: 'election',
  marks: 'as_found',
  parameters: PARAMETERS,
  ties: [
    'Fewest votes shared: an earlier round where the parameter says so, then the lot, else reported.',
    'Most votes shared where one is elected a round: the same.',
  ],
  count: (election) => new RctabCount(election).run(election.onStep),
});
