import { Injectable } from '@nestjs/common';
import { PEOPLE, SECTORS, type Sector } from '#assembly';
import { lookupText, type CoalitionId, type PersonId, type SectorId } from '#kernel';
import { Reading, type GraphqlContext } from '#platform';
import { PrivateReading } from '#record';
import { explainSwap, explainTurn, type Telling } from './explanation.rules.js';
import { localDay } from './local-time.js';
import { RotationQueries, ROTATIONS } from './rotation.queries.js';
import type { Rotation, Swap, Turn } from './turn.types.js';

const FORMER = 'A former member';

/** Tells of turns in sentences, with the names that the reader may know: whoever has a turn holds an office. */
@Injectable()
export class TurnTelling {
  constructor(
    private readonly reading: Reading,
    private readonly privacy: PrivateReading,
    private readonly queries: RotationQueries,
  ) {}

  /** Why a turn is whose it is. */
  async explain(context: GraphqlContext, turn: Turn): Promise<string[]> {
    const { coalitionId, personId, sectorId, reason, away } = turn;
    const rotation = await this.#rotation(context, turn);
    const reader = context.principal.persons.get(coalitionId) ?? null;
    const people = [personId, reason.before, ...away].filter((id) => id !== null);
    const sectors = [sectorId, ...reason.passedOver].filter((id) => id !== null);
    const telling: Telling = {
      reader,
      isMember: reader !== null,
      person: await this.#people(context, coalitionId, people),
      sector: await this.#sectors(context, coalitionId, sectors),
    };
    const told = {
      role: rotation.role,
      from: localDay(turn.beginsAt, rotation.zone),
      until: localDay(turn.endsAt, rotation.zone),
      holder: personId,
      sectorId,
      reason: { ...reason, away },
      cause: turn.cause,
    };
    return explainTurn(told, telling).map(({ text }) => text);
  }

  /** What a swap does to the counts of both. */
  async effect(context: GraphqlContext, swap: Swap): Promise<string[]> {
    const { coalitionId, offeredBy, offeredTo } = swap;
    const rotation = await this.#rotation(context, swap);
    const turns = await this.queries.turns(context, rotation);
    const [given, taken] = [turns[swap.givenSlot], turns[swap.takenSlot]];
    if (!given || !taken) return [];
    const person = await this.#people(context, coalitionId, [offeredBy, offeredTo]);
    const sectorIds = turns.flatMap(({ sectorId }) => (sectorId ? [sectorId] : []));
    const sector = await this.#sectors(context, coalitionId, sectorIds);
    const side = (id: PersonId, turn: Turn) => {
      const mine = turns.filter(({ personId, state }) => personId === id && state !== 'MISSED');
      const sectorId = mine[0]?.sectorId ?? null;
      return {
        name: person(id),
        sector: sectorId && sector(sectorId),
        turns: mine.length,
        from: localDay(turn.beginsAt, rotation.zone),
      };
    };
    return explainSwap({ given: side(offeredBy, given), taken: side(offeredTo, taken) }).map(
      ({ text }) => text,
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
    return (id: PersonId) => names.get(id) ?? FORMER;
  }

  async #sectors(context: GraphqlContext, coalitionId: CoalitionId, ids: readonly SectorId[]) {
    const rows = await Promise.all(
      ids.map((id) => this.reading.row<Sector>(context, SECTORS, { coalitionId, id })),
    );
    const names = new Map(rows.flatMap((row) => (row ? [[row.id, lookupText(row.name, [])?.text]] : [])));
    return (id: SectorId) => names.get(id) ?? id;
  }
}
