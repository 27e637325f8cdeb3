import { ballotKey, normalizeBallot, type Ballot, type OptionId, type RankingBallot } from '../ballot.js';
import type { FileGroup } from './format.js';

/**
 * The most lines that are remembered. A file that has repeated fewer by then is of lines that hardly repeat, and none is
 * looked for any more.
 */
const MAX_REMEMBERED = 100_000;
/** Ends a place in a key; the options of a place stand before it, as code units above it. */
const END_OF_PLACE = '\u0000';
/** More options than this are not told apart by one code unit each; a file of so many is refused anyhow. */
const MAX_NUMBERED = 65_000;

interface Group {
  readonly ballot: Ballot;
  weight: bigint;
  readonly line?: number;
}

interface Numbered {
  /** One code unit that stands for the option. */
  readonly unit: string;
  /** The place of this option alone, which all ballots share. */
  readonly place: readonly OptionId[];
}

/** Gathers the ballots of a file by content while it is read. */
export class Gathering {
  readonly #groups = new Map<string, Group>();
  readonly #numbered = new Map<OptionId, Numbered>();
  readonly #remembered = new Map<string, { readonly group: Group; readonly weight: bigint }>();
  /** Lines that were found again, by which it shows whether remembering them pays. */
  #repeated = 0;
  #remembers = true;

  /**
   * @param line where the file has the ballot, from 1
   * @param text the whole line where it holds this one ballot: it is remembered, for `addAgain`
   */
  add(ballot: Ballot, weight = 1n, line?: number, text?: string): void {
    const own = this.#normal(ballot);
    const key = this.#keyOf(own);
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = line === undefined ? { ballot: own, weight } : { ballot: own, weight, line };
      this.#groups.set(key, group);
    } else group.weight += weight;
    if (text === undefined || !this.#remembers) return;
    if (this.#remembered.size < MAX_REMEMBERED) this.#remembered.set(ownCopy(text), { group, weight });
    else if (this.#repeated < MAX_REMEMBERED) {
      this.#remembers = false;
      this.#remembered.clear();
    }
  }

  /** Adds what a line held that was read before, without reading it again. False when it was not. */
  addAgain(text: string): boolean {
    if (!this.#remembers) return false;
    const found = this.#remembered.get(text);
    if (found === undefined) return false;
    this.#repeated += 1;
    found.group.weight += found.weight;
    return true;
  }

  /** Lets go of all lines, where the same line may mean something else from here on. */
  forget(): void {
    this.#remembered.clear();
  }

  /** In the order in which the file first has them, so that the first line that a rule refuses is the one that is named. */
  groups(): FileGroup[] {
    return [...this.#groups.values()];
  }

  /** The normal form of a ballot, of places that it shares with the other ballots. */
  #normal(ballot: Ballot): Ballot {
    if (!isPlain(ballot)) return normalizeBallot(ballot);
    const ranking = ballot.ranking.map((place) => {
      const [only] = place;
      return place.length === 1 && only !== undefined ? this.#numberOf(only).place : [...place].sort();
    });
    return { kind: 'ranking', ranking };
  }

  /** A text that is equal exactly for ballots of equal content: for rankings a short one, since files hold most of them. */
  #keyOf(ballot: Ballot): string {
    if (!isPlain(ballot) || this.#numbered.size > MAX_NUMBERED) return ballotKey(ballot);
    let key = '';
    for (const place of ballot.ranking) {
      for (const id of place) key += this.#numberOf(id).unit;
      key += END_OF_PLACE;
    }
    return key;
  }

  #numberOf(id: OptionId): Numbered {
    let numbered = this.#numbered.get(id);
    if (numbered === undefined) {
      numbered = { unit: unitOf(this.#numbered.size), place: [id] };
      this.#numbered.set(id, numbered);
    }
    return numbered;
  }
}

/** True for a ranking without marks that the record of the paper does not name. */
function isPlain(ballot: Ballot): ballot is RankingBallot {
  return ballot.kind === 'ranking' && ballot.overvoted === undefined;
}

function unitOf(number: number): string {
  return String.fromCharCode(number + 1);
}

/** A copy of its own: what is cut out of a longer text would keep all of that text in memory. */
export function ownCopy(text: string): string {
  return ` ${text}`.slice(1);
}
