import { Injectable } from '@nestjs/common';
import { PEOPLE, SECTORS, type Sector } from '#assembly';
import {
  lookupText,
  type CoalitionId,
  type LocalizedText,
  type MultilingualText,
  type PersonId,
  type SectorId,
} from '#kernel';
import { Reading, type GraphqlContext } from '#platform';
import { PrivateReading } from '#record';
import { explainSwap, explainTurn, type TurnSentence } from './explanation.rules.js';
import { localDay } from './local-time.js';
import { RotationQueries, ROTATIONS } from './rotation.queries.js';
import { SPOKEN } from './turn-words.js';
import type { TurnWords } from './turn-words/words.js';
import type { Rotation, Swap, Turn } from './turn.types.js';

/** What is said of a turn in one language. */
export interface SaidIn extends Pick<LocalizedText, 'lang' | 'isOriginal' | 'origin'> {
  readonly sentences: readonly string[];
}

function inEveryLanguage(tell: (words: TurnWords) => readonly TurnSentence[]): readonly SaidIn[] {
  return SPOKEN.map(({ words, origin }, place) => ({
    lang: words.lang,
    isOriginal: place === 0,
    origin,
    sentences: tell(words).map(({ text }) => text),
  }));
}

/** What is said, as one text with a sentence a line. */
export function asText(said: readonly SaidIn[]): MultilingualText {
  return said.map(({ sentences, ...version }) => ({ ...version, text: sentences.join('\n') }));
}

/** Tells of turns in sentences, with the names that the reader may know: whoever has a turn holds an office. */
@Injectable()
export class TurnTelling {
  constructor(
    private readonly reading: Reading,
    private readonly privacy: PrivateReading,
    private readonly queries: RotationQueries,
  ) {}

  /** Why a turn is whose it is, sentence by sentence in every language that is spoken here, English first. */
  async explain(context: GraphqlContext, turn: Turn): Promise<readonly SaidIn[]> {
    const { coalitionId, personId, sectorId, reason, away } = turn;
    const rotation = await this.#rotation(context, turn);
    const reader = context.principal.persons.get(coalitionId) ?? null;
    const people = [personId, reason.before, ...away].filter((id) => id !== null);
    const sectors = [sectorId, ...reason.passedOver].filter((id) => id !== null);
    const person = await this.#people(context, coalitionId, people);
    const sectorIn = await this.#sectors(context, coalitionId, sectors);
    const told = {
      role: rotation.role,
      from: localDay(turn.beginsAt, rotation.zone),
      until: localDay(turn.endsAt, rotation.zone),
      holder: personId,
      sectorId,
      reason: { ...reason, away },
      cause: turn.cause,
    };
    return inEveryLanguage((words) => {
      const telling = { reader, isMember: reader !== null, person, sector: sectorIn(words.lang) };
      return explainTurn(told, telling, words);
    });
  }

  /** What a swap does to the counts of both, in every language that is spoken here, English first. */
  async effect(context: GraphqlContext, swap: Swap): Promise<readonly SaidIn[]> {
    const { coalitionId, offeredBy, offeredTo } = swap;
    const rotation = await this.#rotation(context, swap);
    const turns = await this.queries.turns(context, rotation);
    const [given, taken] = [turns[swap.givenSlot], turns[swap.takenSlot]];
    if (!given || !taken) return inEveryLanguage(() => []);
    const person = await this.#people(context, coalitionId, [offeredBy, offeredTo]);
    const sectorIds = turns.flatMap(({ sectorId }) => (sectorId ? [sectorId] : []));
    const sectorIn = await this.#sectors(context, coalitionId, sectorIds);
    const side = (id: PersonId, turn: Turn, lang: string) => {
      const mine = turns.filter(({ personId, state }) => personId === id && state !== 'MISSED');
      const sectorId = mine[0]?.sectorId ?? null;
      return {
        name: person(id),
        sector: sectorId && sectorIn(lang)(sectorId),
        turns: mine.length,
        from: localDay(turn.beginsAt, rotation.zone),
      };
    };
    return inEveryLanguage((words) =>
      explainSwap(
        { given: side(offeredBy, given, words.lang), taken: side(offeredTo, taken, words.lang) },
        words,
      ),
    );
  }

  /** The notes that were left with a turn; none for anybody outside the coalition. */
  async handovers(context: GraphqlContext, turn: Turn): Promise<{ text: string; writtenAt: Date }[]> {
    if (!context.principal.persons.has(turn.coalitionId)) return [];
    const rows = await this.queries.handovers(context, turn);
    return rows.map(({ note, writtenAt }) => ({
      text: this.privacy.open(note) ?? 'This note was erased.',
      writtenAt,
    }));
  }

  async #rotation(
    context: GraphqlContext,
    { coalitionId, rotationId }: Pick<Turn, 'coalitionId' | 'rotationId'>,
  ): Promise<Rotation> {
    const rotation = await this.reading.row(context, ROTATIONS, { coalitionId, id: rotationId });
    if (!rotation) throw new Error(`Turns of the rotation ${rotationId} are there, and it is not.`);
    return rotation;
  }

  async #people(context: GraphqlContext, coalitionId: CoalitionId, ids: readonly PersonId[]) {
    const rows = await Promise.all(ids.map((id) => this.reading.row(context, PEOPLE, { coalitionId, id })));
    const names = new Map(rows.flatMap((row) => (row ? [[row.id, this.privacy.open(row.name)]] : [])));
    return (id: PersonId) => names.get(id) ?? null;
  }

  async #sectors(context: GraphqlContext, coalitionId: CoalitionId, ids: readonly SectorId[]) {
    const rows = await Promise.all(
      ids.map((id) => this.reading.row<Sector>(context, SECTORS, { coalitionId, id })),
    );
    const names = new Map(rows.flatMap((row) => (row ? [[row.id, row.name]] : [])));
    return (lang: string) => (id: SectorId) => lookupText(names.get(id) ?? [], [lang])?.text ?? id;
  }
}
