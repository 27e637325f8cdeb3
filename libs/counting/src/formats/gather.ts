import { ballotKey, groupBallots, type Ballot, type BallotGroup } from '../ballot.js';

/** The most lines that are remembered, so that a file of lines that never repeat takes no memory for them. */
const MAX_REMEMBERED = 100_000;

interface Group {
  readonly ballot: Ballot;
  weight: bigint;
}

/** Gathers the ballots of a file by content while it is read. */
export class Gathering {
  readonly #groups = new Map<string, Group>();
  readonly #remembered = new Map<string, Group>();
  #papers = 0n;

  /** @param line where one ballot stands on a line: it is remembered, for `addAgain` */
  add(ballot: Ballot, weight = 1n, line?: string): void {
    const key = ballotKey(ballot);
    const group = this.#groups.get(key) ?? { ballot, weight: 0n };
    group.weight += weight;
    this.#groups.set(key, group);
    this.#papers += weight;
    if (line !== undefined && this.#remembered.size < MAX_REMEMBERED) {
      this.#remembered.set(ownCopy(line), group);
    }
  }

  /** Adds one more ballot of a line that was read before, without reading it again. False when it was not. */
  addAgain(line: string): boolean {
    const group = this.#remembered.get(line);
    if (group === undefined) return false;
    group.weight += 1n;
    this.#papers += 1n;
    return true;
  }

  get papers(): bigint {
    return this.#papers;
  }

  groups(): BallotGroup[] {
    return groupBallots(this.#groups.values());
  }
}

/** A copy of its own: a line cut out of a longer text would keep all of that text in memory. */
function ownCopy(line: string): string {
  return ` ${line}`.slice(1);
}
