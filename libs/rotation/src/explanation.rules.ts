import { exactText, rational, type PersonId, type SectorId } from '#kernel';
import type { RotatingRole, TurnReason } from './rotation.types.js';
import type { SayingKey, TurnSayings, TurnWords } from './turn-words/words.js';

/** A turn as it is told: with the names that the reader may know. */
export interface ToldTurn {
  readonly role: RotatingRole;
  /** The local days of its begin and its end. */
  readonly from: string;
  readonly until: string;
  readonly holder: PersonId | null;
  readonly sectorId: SectorId | null;
  readonly reason: TurnReason;
  /** How it came to its holder, where that was not the plan. */
  readonly cause: TurnCause;
}

/** How a turn came to stand as it does. */
export type TurnCause = 'PLANNED' | 'SWAPPED' | 'OVERRIDDEN' | 'STOOD_IN' | 'MISSED';

/** Who reads, and what they call people and sectors. */
export interface Telling {
  /** The reader, who is told `you`; null for an observer, who is not told who was away. */
  readonly reader: PersonId | null;
  readonly isMember: boolean;
  /** Null for one whose name is not there any more. */
  readonly person: (id: PersonId) => string | null;
  readonly sector: (id: SectorId) => string;
}

/** One sentence: what is said as data, and how it is said. */
export interface TurnSentence<Key extends SayingKey = SayingKey> {
  readonly key: Key;
  readonly args: TurnSayings[Key];
  readonly text: string;
}

/** Why a turn is whose it is, in plain sentences of a language from the numbers that were stored with it. */
export function explainTurn(turn: ToldTurn, telling: Telling, words: TurnWords): TurnSentence[] {
  return new Explanation(telling, words).of(turn);
}

const CAUSES = {
  SWAPPED: 'swapped',
  OVERRIDDEN: 'overridden',
  STOOD_IN: 'stoodIn',
  MISSED: 'missed',
} as const satisfies Record<Exclude<TurnCause, 'PLANNED'>, SayingKey>;

class Explanation {
  constructor(
    private readonly telling: Telling,
    private readonly words: TurnWords,
  ) {}

  of(turn: ToldTurn): TurnSentence[] {
    const { cause } = turn;
    return [
      this.#whoHasIt(turn),
      ...(cause === 'PLANNED' ? [] : [this.#say(CAUSES[cause], {})]),
      ...this.#ofSectors(turn),
      ...this.#ofPeople(turn),
    ];
  }

  #say<Key extends SayingKey>(key: Key, args: TurnSayings[Key]): TurnSentence {
    return say(this.words, key, args);
  }

  #name(person: PersonId): string {
    return this.telling.person(person) ?? this.words.former;
  }

  #whoHasIt({ role, from, until, holder }: ToldTurn): TurnSentence {
    const days = { role, from, until };
    if (holder === null) return this.#say('open', days);
    if (holder === this.telling.reader) return this.#say('you', days);
    return this.#say('holder', { ...days, name: this.#name(holder) });
  }

  #ofSectors({ sectorId, reason }: ToldTurn): TurnSentence[] {
    const { sector } = this.telling;
    const sectors = reason.passedOver.flatMap((id) => (id === null ? [] : [sector(id)]));
    const sentences = sectors.length > 0 ? [this.#say('passedOver', { sectors })] : [];
    if (sectorId !== null) {
      const lag = exactText(rational(BigInt(reason.lag), BigInt(reason.parts)));
      sentences.push(
        this.#say(sectors.length > 0 ? 'nextSector' : 'sector', { sector: sector(sectorId), lag }),
      );
    }
    return sentences;
  }

  #ofPeople({ holder, reason }: ToldTurn): TurnSentence[] {
    if (holder === null) return this.#away(reason);
    const { reader } = this.telling;
    const { had, fewest, most, before } = reason;
    const sentences: TurnSentence[] = [];
    if (fewest !== null && most !== null) {
      const counts = { had, fewest, most };
      sentences.push(
        holder === reader
          ? this.#say('yourTurnsBefore', counts)
          : this.#say('turnsBefore', { ...counts, name: this.#name(holder) }),
      );
    }
    sentences.push(...this.#away(reason));
    if (before !== null && before !== holder) {
      sentences.push(
        before === reader ? this.#say('youBefore', {}) : this.#say('before', { name: this.#name(before) }),
      );
    }
    return sentences;
  }

  /** That somebody could not come, never why; and to people of the coalition alone. */
  #away({ away }: TurnReason): TurnSentence[] {
    if (!this.telling.isMember || away.length === 0) return [];
    return [this.#say('away', { names: away.map((person) => this.#name(person)) })];
  }
}

function say<Key extends SayingKey>(words: TurnWords, key: Key, args: TurnSayings[Key]): TurnSentence<Key> {
  return { key, args, text: words.say[key](args) };
}

/** What a swap does to the counts of both, told before either consents: each gives one turn and takes one. */
export function explainSwap(
  { given, taken }: { readonly given: SwapSide; readonly taken: SwapSide },
  words: TurnWords,
): TurnSentence[] {
  const sentence = ({ name, turns, sector }: SwapSide, now: string, earlier: string) =>
    say(words, 'swapEffect', { name: name ?? words.former, sector, turns, now, earlier });
  return [sentence(given, taken.from, given.from), sentence(taken, given.from, taken.from)];
}

/** One holder of a swap: their name and sector, how many turns they have, and the day on which this one begins. */
export interface SwapSide {
  /** Null for one whose name is not there any more. */
  readonly name: string | null;
  readonly sector: string | null;
  readonly turns: number;
  readonly from: string;
}
