import { ballotKey, groupBallots, type Ballot, type BallotGroup } from '../ballot.js';

/** Gathers the ballots of a file by content while it is read. */
export class Gathering {
  readonly #groups = new Map<string, { ballot: Ballot; weight: bigint }>();
  #papers = 0n;

  add(ballot: Ballot, weight = 1n): void {
    const key = ballotKey(ballot);
    const group = this.#groups.get(key);
    if (group) group.weight += weight;
    else this.#groups.set(key, { ballot, weight });
    this.#papers += weight;
  }

  get papers(): bigint {
    return this.#papers;
  }

  groups(): BallotGroup[] {
    return groupBallots(this.#groups.values());
  }
}
