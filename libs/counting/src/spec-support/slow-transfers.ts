import type { OptionId } from '../index.js';
import type { Places, Singles } from './slow-rankings.js';

/** What a slow count of transferable votes finds: the votes of everybody still in, round by round, in units of a vote. */
export interface SlowTransfers {
  readonly elected: readonly OptionId[];
  readonly rounds: readonly ReadonlyMap<OptionId, bigint>[];
}

interface Paper {
  readonly places: Places;
  value: bigint;
  holder: OptionId | null;
}

const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n);
const least = (values: readonly bigint[]) => values.reduce((a, b) => (b < a ? b : a));
const most = (values: readonly bigint[]) => values.reduce((a, b) => (b > a ? b : a));

/** One paper at a time, on a table of its own. */
class Table {
  readonly papers: Paper[];
  readonly kept = new Map<OptionId, bigint>();
  readonly rounds: Map<OptionId, bigint>[] = [];
  readonly elected: OptionId[] = [];
  continuing: OptionId[];

  constructor(
    readonly election: Singles<Places>,
    one: bigint,
  ) {
    this.continuing = [...election.options];
    this.papers = election.ballots.map((places) => ({ places, value: one, holder: null }));
    for (const paper of this.papers) this.moveOn(paper);
  }

  moveOn(paper: Paper): void {
    paper.holder = paper.places.flat().find((id) => this.continuing.includes(id)) ?? null;
  }

  votes(id: OptionId): bigint {
    return this.kept.get(id) ?? sum(this.heldBy(id).map(({ value }) => value));
  }

  heldBy(id: OptionId): Paper[] {
    return this.papers.filter(({ holder }) => holder === id);
  }

  write(): void {
    this.rounds.push(new Map([...this.elected, ...this.continuing].map((id) => [id, this.votes(id)])));
  }

  /** The tied ones that the latest earlier rounds leave, then the lot: its first is preferred. */
  pick(tied: readonly OptionId[], wanted: 'most' | 'least', looksBack: boolean): OptionId {
    let left = [...tied];
    for (const round of looksBack ? this.rounds.slice(0, -1).reverse() : []) {
      const votes = left.map((id) => round.get(id) ?? 0n);
      const best = wanted === 'most' ? most(votes) : least(votes);
      left = left.filter((id) => (round.get(id) ?? 0n) === best);
    }
    const { lot } = this.election;
    const order = left.sort((a, b) => lot.indexOf(a) - lot.indexOf(b));
    return (wanted === 'most' ? order.at(0) : order.at(-1)) ?? '';
  }

  lowest(): OptionId[] {
    const votes = least(this.continuing.map((id) => this.votes(id)));
    return this.continuing.filter((id) => this.votes(id) === votes);
  }

  eliminate(loser: OptionId): void {
    this.continuing = this.continuing.filter((id) => id !== loser);
    for (const paper of this.heldBy(loser)) this.moveOn(paper);
  }

  elect(winners: readonly OptionId[]): void {
    this.elected.push(...winners.toSorted((a, b) => Number(this.votes(b) - this.votes(a))));
    this.continuing = this.continuing.filter((id) => !winners.includes(id));
  }

  get vacancies(): number {
    return this.election.seats - this.elected.length;
  }
}

export function slowRunoff(
  election: Singles<Places>,
  { tiebreak }: Record<'tiebreak', string>,
): SlowTransfers {
  const table = new Table(election, 1n);
  for (;;) {
    table.write();
    const active = sum(table.continuing.map((id) => table.votes(id)));
    const top = most(table.continuing.map((id) => table.votes(id)));
    if (2n * top > active || table.continuing.length <= 2) {
      const tied = table.continuing.filter((id) => table.votes(id) === top);
      table.elect([table.pick(tied, 'most', tiebreak === 'earlier_round')]);
      return table;
    }
    table.eliminate(table.pick(table.lowest(), 'least', tiebreak === 'earlier_round'));
  }
}

export function slowScottish(election: Singles<Places>): SlowTransfers {
  const one = 100_000n;
  const table = new Table(election, one);
  const quota = (BigInt(election.ballots.length) / BigInt(election.seats + 1) + 1n) * one;
  for (;;) {
    table.write();
    table.elect(table.continuing.filter((id) => table.votes(id) >= quota));
    if (table.vacancies > 0 && table.continuing.length <= table.vacancies) table.elect(table.continuing);
    if (table.vacancies <= 0 || table.continuing.length === 0) return table;
    const surpluses = table.elected.filter((id) => table.votes(id) > quota);
    if (surpluses.length === 0) {
      table.eliminate(table.pick(table.lowest(), 'least', true));
      continue;
    }
    const largest = most(surpluses.map((id) => table.votes(id)));
    const from = table.pick(
      surpluses.filter((id) => table.votes(id) === largest),
      'most',
      true,
    );
    const held = table.votes(from);
    for (const paper of table.heldBy(from)) {
      paper.value = ((held - quota) * paper.value) / held;
      table.moveOn(paper);
    }
    table.kept.set(from, quota);
  }
}

export function slowRctab(
  election: Singles<Places>,
  { decimals, threshold, tiebreak }: { decimals: number; threshold: string; tiebreak: string },
): SlowTransfers {
  const one = 10n ** BigInt(decimals);
  const table = new Table(election, one);
  const step = threshold === 'whole' ? one : 1n;
  const active = sum(table.continuing.map((id) => table.votes(id)));
  const needed = (active / (BigInt(election.seats + 1) * step) + 1n) * step;
  for (;;) {
    table.write();
    if (table.vacancies <= 0 || table.continuing.length === 0) return table;
    const fits = table.continuing.length <= table.vacancies;
    const winners = table.continuing.filter((id) => fits || table.votes(id) >= needed);
    if (winners.length === 0) {
      table.eliminate(table.pick(table.lowest(), 'least', tiebreak === 'earlier_round'));
      continue;
    }
    const held = new Map(winners.map((id) => [id, table.votes(id)]));
    table.elect(winners);
    for (const [winner, votes] of held) {
      const share = votes > needed ? ((votes - needed) * one) / votes : 0n;
      for (const paper of table.heldBy(winner)) {
        paper.value = (paper.value * share) / one;
        table.moveOn(paper);
      }
      table.kept.set(winner, votes > needed ? needed : votes);
    }
  }
}

const ceil = (dividend: bigint, divisor: bigint) => (dividend + divisor - 1n) / divisor;

/** The reference rule of the PRF, one paper at a time. A round is written when somebody is elected or defeated. */
export function slowMeek({ options, ballots, seats, lot }: Singles<Places>): SlowTransfers {
  const one = 10n ** 9n;
  const keep = new Map(options.map((id) => [id, one]));
  const rounds: Map<OptionId, bigint>[] = [];
  const elected: OptionId[] = [];
  let hopeful = [...options];
  const deal = () => {
    const votes = new Map(options.map((id) => [id, 0n]));
    for (const places of ballots) {
      let left = one;
      for (const id of places.flat()) {
        const kept = ceil(left * (keep.get(id) ?? 0n), one);
        votes.set(id, (votes.get(id) ?? 0n) + kept);
        left -= kept;
      }
    }
    return votes;
  };
  const write = (votes: ReadonlyMap<OptionId, bigint>) => {
    rounds.push(new Map([...votes].filter(([id]) => elected.includes(id) || hopeful.includes(id))));
  };
  while (elected.length < seats && elected.length + hopeful.length > seats) {
    let before: bigint | null = null;
    for (;;) {
      const votes = deal();
      const votesOf = (id: OptionId) => votes.get(id) ?? 0n;
      const quota = sum([...votes.values()]) / BigInt(seats + 1) + 1n;
      const reached = hopeful.filter((id) => votesOf(id) >= quota);
      const surplus = sum(elected.map((id) => (votesOf(id) > quota ? votesOf(id) - quota : 0n)));
      if (reached.length > 0) {
        write(votes);
        elected.push(...reached);
        hopeful = hopeful.filter((id) => !reached.includes(id));
        break;
      }
      if (surplus < 1000n || (before !== null && surplus >= before)) {
        write(votes);
        const bound = least(hopeful.map(votesOf)) + surplus;
        const tied = hopeful.filter((id) => votesOf(id) <= bound);
        const loser = tied.toSorted((a, b) => lot.indexOf(a) - lot.indexOf(b)).at(-1) ?? '';
        hopeful = hopeful.filter((id) => id !== loser);
        keep.set(loser, 0n);
        break;
      }
      before = surplus;
      for (const id of elected)
        keep.set(id, ceil(ceil((keep.get(id) ?? 0n) * quota, one) * one, votesOf(id)));
    }
  }
  if (elected.length < seats && hopeful.length > 0) {
    write(deal());
    elected.push(...hopeful);
  }
  return { elected, rounds };
}
