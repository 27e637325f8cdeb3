import { exactText, rational } from '#kernel';
import type { OptionId, RankingBallot } from '../ballot.js';
import { namesOf } from '../names.js';
import { flattenRankings, onePerPlace } from '../papers.js';
import { roundOf, say, type Exact, type Round, type Sentence, type Tie } from '../result.js';
import { defineRule, type CountOption, type Election, type Finding } from '../rule.js';
import { rankBy } from '../seats.js';
import { tellMoves, tellTie } from '../telling.js';
import { breakTie } from '../tie-break.js';
import { TransferPiles, VALUE_OF_A_VOTE } from '../transfer-piles.js';

/** Votes in hundred-thousandths, as exact text. */
function write(units: number): Exact {
  return exactText(rational(BigInt(units), BigInt(VALUE_OF_A_VOTE)));
}

class ScottishCount {
  readonly #options: readonly CountOption[];
  readonly #ids: readonly OptionId[];
  readonly #seats: number;
  readonly #lot: readonly OptionId[] | null;
  readonly #piles: TransferPiles;
  readonly #quota: number;
  readonly #rounds: Round[] = [];
  readonly #history: Float64Array[] = [];
  readonly #ties: Tie[] = [];
  readonly #explanation: Sentence[] = [];
  /** Who is elected, in order; those elected together stand in one group when their votes are equal. */
  readonly #elected: OptionId[][] = [];
  readonly #excluded: OptionId[][] = [];
  #continuing: number[];
  #surpluses: number[] = [];

  constructor({ options, ballots, seats, lot, turnout }: Election<RankingBallot, unknown>) {
    this.#options = options;
    this.#ids = options.map(({ id }) => id);
    this.#seats = seats;
    this.#lot = lot;
    this.#continuing = options.map((_, at) => at);
    this.#piles = new TransferPiles(flattenRankings(options, ballots), options.length);
    const votes = Number(turnout.valid / BigInt(seats + 1)) + 1;
    this.#quota = votes * VALUE_OF_A_VOTE;
  }

  run(onStep: (steps: number) => void): Finding {
    while (this.#playStage()) onStep(this.#rounds.length);
    const rest = rankBy(
      this.#continuing.map((at) => this.#idOf(at)),
      (id) => this.#piles.votes[this.#ids.indexOf(id)] ?? 0,
      (a, b) => b - a,
    );
    const elected = this.#elected.flat();
    const openSeats = Math.min(this.#seats, this.#ids.length) - elected.length;
    return {
      outcome: {
        kind: 'election',
        elected,
        ranking: [...this.#elected, ...rest, ...this.#excluded.toReversed()],
        openSeats,
      },
      rounds: this.#rounds,
      ties: this.#ties,
      explanation: this.#explanation,
    };
  }

  #idOf(at: number): OptionId {
    return this.#ids[at] ?? '';
  }

  #nameOf(at: number): string {
    return this.#options[at]?.name ?? this.#idOf(at);
  }

  #votes(at: number): number {
    return this.#piles.votes[at] ?? 0;
  }

  get #vacancies(): number {
    return this.#seats - this.#elected.flat().length;
  }

  /** Looks who is elected at this stage, then does what leads to the next. False when the count is over. */
  #playStage(): boolean {
    const n = this.#rounds.length + 1;
    this.#history.push(this.#piles.votes.slice());
    const state = {
      n,
      quota: write(this.#quota),
      tallies: this.#ids.flatMap((id, at) =>
        this.#piles.isOut(at) ? [] : [{ id, votes: write(this.#votes(at)) }],
      ),
      inactive: { exhausted: write(this.#piles.exhausted), overvotes: '0', skipped: '0', repeated: '0' },
      rounding: write(this.#piles.lost),
    };
    const elected = this.#electByQuota();
    // Rule 52: the last vacancies go to those who are left when there are just as many.
    if (this.#vacancies > 0 && this.#continuing.length <= this.#vacancies)
      elected.push(...this.#electTheRest());
    const over = this.#vacancies === 0 || this.#continuing.length === 0;
    const action = over ? null : this.#surpluses.length > 0 ? this.#transferSurplus(n) : this.#exclude(n);
    this.#rounds.push(roundOf({ ...state, elected, ...(action ?? {}) }));
    return action !== null;
  }

  #electByQuota(): OptionId[] {
    const reached = this.#continuing.filter((at) => this.#votes(at) >= this.#quota);
    for (const at of reached) {
      const args = { name: this.#nameOf(at), votes: write(this.#votes(at)), quota: write(this.#quota) };
      this.#explanation.push(
        say('stv.elected', '{name} has {votes|vote|votes} and needs {quota}: elected.', args),
      );
      if (this.#votes(at) > this.#quota) this.#surpluses.push(at);
    }
    return this.#seat(reached);
  }

  #electTheRest(): OptionId[] {
    const rest = this.#continuing;
    for (const at of rest) {
      const args = { name: this.#nameOf(at) };
      this.#explanation.push(
        say('stv.elected_last', 'No more options are left than seats: {name} is elected.', args),
      );
    }
    return this.#seat(rest);
  }

  #seat(winners: readonly number[]): OptionId[] {
    const groups = rankBy(
      winners.map((at) => this.#idOf(at)),
      (id) => this.#votes(this.#ids.indexOf(id)),
      (a, b) => b - a,
    );
    this.#elected.push(...groups);
    this.#continuing = this.#continuing.filter((at) => !winners.includes(at));
    this.#piles.stopReceiving(winners);
    return groups.flat();
  }

  /** Rules 48 and 49: the largest surplus first. Null when a tie is left open. */
  #transferSurplus(n: number): Partial<Round> | null {
    const from = this.#pick(this.#surpluses, 'most', 'surplus');
    if (from === null) return null;
    this.#surpluses = this.#surpluses.filter((at) => at !== from);
    const surplus = this.#votes(from) - this.#quota;
    const transfers = this.#writeMoves(from, this.#piles.transferSurplus(from, surplus));
    const moves = tellMoves(namesOf(this.#options), transfers);
    const args = { stage: n, name: this.#nameOf(from), surplus: write(surplus), moves };
    this.#explanation.push(
      say(
        'stv.surplus',
        'Stage {stage}: the surplus of {name}, {surplus|vote|votes}, moves on{moves}.',
        args,
      ),
    );
    return { transfers };
  }

  /** Rules 50 and 51: the lowest goes, and every paper moves on at the value it has. */
  #exclude(n: number): Partial<Round> | null {
    const from = this.#pick(this.#continuing, 'least', 'exclusion');
    if (from === null) return null;
    const votes = write(this.#votes(from));
    this.#continuing = this.#continuing.filter((at) => at !== from);
    this.#excluded.push([this.#idOf(from)]);
    const transfers = this.#writeMoves(from, this.#piles.exclude(from));
    const moves = tellMoves(namesOf(this.#options), transfers);
    const args = { stage: n, name: this.#nameOf(from), votes, moves };
    this.#explanation.push(
      say('stv.excluded', 'Stage {stage}: {name} has {votes|vote|votes} and is excluded{moves}.', args),
    );
    return { eliminated: [this.#idOf(from)], transfers };
  }

  #pick(among: readonly number[], wanted: 'most' | 'least', decided: string): number | null {
    const extreme = (wanted === 'most' ? Math.max : Math.min)(...among.map((at) => this.#votes(at)));
    const { chosen, tie } = breakTie({
      round: this.#rounds.length + 1,
      decided,
      tied: among.filter((at) => this.#votes(at) === extreme),
      ids: this.#ids,
      wanted,
      earlier: this.#history.slice(0, -1),
      lot: this.#lot,
    });
    if (tie) {
      this.#ties.push(tie);
      this.#explanation.push(tellTie(namesOf(this.#options), tie));
    }
    return chosen;
  }

  #writeMoves(from: number, moves: ReadonlyMap<number | null, number>): Round['transfers'] {
    return [...moves]
      .sort(([a], [b]) => (a ?? Infinity) - (b ?? Infinity))
      .map(([to, votes]) => ({
        from: this.#idOf(from),
        to: to === null ? null : this.#idOf(to),
        votes: write(votes),
      }));
  }
}

/** The single transferable vote of Scottish local elections: weighted inclusive Gregory transfers to 5 decimals. */
export const stvScottish = defineRule({
  id: 'stv-scottish',
  version: 'ssi-2007-42',
  text: {
    title: 'The Scottish Local Government Elections Order 2007 (SSI 2007/42)',
    section: 'Schedule 1, rules 45 to 52',
  },
  ballot: 'ranking',
  outcome: 'election',
  parameters: {},
  ties: [
    'Equal surpluses: the larger vote at the most recent earlier stage that differs, then the lot (rule 49).',
    'Equal lowest votes: the smaller vote at the most recent earlier stage that differs, then the lot (rule 51).',
  ],
  check: onePerPlace,
  count: (election) => new ScottishCount(election).run(election.onStep),
});
