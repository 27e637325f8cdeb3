import { ballotKey, normalizeBallot, type Ballot } from '../ballot.js';
import type { FileGroup } from './format.js';

/** The most lines that are remembered, so that a file of lines that never repeat takes no memory for them. */
const MAX_REMEMBERED = 100_000;

interface Group {
  readonly ballot: Ballot;
  weight: bigint;
  readonly line?: number;
}

/** Gathers the ballots of a file by content while it is read. */
export class Gathering {
  readonly #groups = new Map<string, Group>();
  readonly #remembered = new Map<string, Group>();
  #papers = 0n;

  /**
   * @param line where the file has the ballot, from 1
   * @param text the whole line where it holds one ballot: it is remembered, for `addAgain`
   */
  add(ballot: Ballot, weight = 1n, line?: number, text?: string): void {
    const key = ballotKey(ballot);
    const group = this.#groups.get(key) ?? {
      ballot: normalizeBallot(ballot),
      weight: 0n,
      ...(line === undefined ? {} : { line }),
    };
    group.weight += weight;
    this.#groups.set(key, group);
    this.#papers += weight;
    if (text !== undefined && this.#remembered.size < MAX_REMEMBERED) {
      this.#remembered.set(ownCopy(text), group);
    }
  }

  /** Adds one more ballot of a line that was read before, without reading it again. False when it was not. */
  addAgain(text: string): boolean {
    const group = this.#remembered.get(text);
    if (group === undefined) return false;
    group.weight += 1n;
    this.#papers += 1n;
    return true;
  }

  get papers(): bigint {
    return this.#papers;
  }

  /** In the code-unit order of their contents, so that the order of the file leaves no trace. */
  groups(): FileGroup[] {
    const keys = [...this.#groups.keys()].sort();
    return keys.flatMap((key) => this.#groups.get(key) ?? []);
  }
}

/** A copy of its own: a line cut out of a longer text would keep all of that text in memory. */
function ownCopy(line: string): string {
  return ` ${line}`.slice(1);
}
