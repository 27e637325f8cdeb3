import { Injectable } from '@nestjs/common';
import type { Refusal } from '#kernel';
import { loadRow, notFound } from '#platform';
import { Ledger, type Act, type Acted, type Actor, type Capacity, type Told } from '#record';
import { TICKED_BY } from './handover.entries.js';
import { HandoverRow, HandoverTickRow } from './handover.entity.js';
import { HANDOVERS, ticksOf } from './handover.queries.js';
import { mayHandOver, mayReceive, receivesBy } from './handover.rules.js';
import type { Handover, HandoverId, HandoverSide, HandoverTick } from './handover.types.js';
import { loadPerson } from './person.queries.js';
import { STEWARD } from './register.service.js';

const MEMBER = { role: 'member' } as const;

/** One item of a handover, from 1, and what is said with it. */
export interface TickItem {
  readonly handoverId: HandoverId;
  readonly expectedVersion: number;
  readonly item: number;
  /** What the other side should know; null for nothing. The two sides and stewards can read it. */
  readonly note: string | null;
}

type Ticked = { readonly handoverId: HandoverId };

/** What is handed over with a seat: the one who leaves says that it is given, whoever comes that it has come. */
@Injectable()
export class Handovers {
  constructor(private readonly ledger: Ledger) {}

  /** Says that an item is handed over. Throws NOT_FOUND for an absent handover or item. */
  handOver(actor: Actor, command: TickItem): Promise<Acted<Ticked> | Refusal> {
    return this.#change(actor, command, async (act, { handover, ticks }) => {
      const refused = mayHandOver(handover, ticks, { item: command.item, by: act.personId });
      if (refused) return refused;
      const by = { mandateId: handover.mandateId, capacity: MEMBER };
      return this.#tick(act, handover, { ...command, side: 'HANDED_OVER', ...by });
    });
  }

  /** Says that an item has come. Throws NOT_FOUND for an absent handover or item. */
  receive(actor: Actor, command: TickItem): Promise<Acted<Ticked> | Refusal> {
    return this.#change(actor, command, async (act, { handover, ticks }) => {
      const { db, coalitionId, personId: by } = act;
      const person = by && (await loadPerson(db, coalitionId, by));
      const isSteward = person?.steward ?? false;
      const refused = mayReceive(handover, ticks, { item: command.item, by, isSteward });
      if (refused) return refused;
      const mandateId = receivesBy(handover, by);
      const capacity = mandateId === null ? STEWARD : MEMBER;
      return this.#tick(act, handover, { ...command, side: 'RECEIVED', mandateId, capacity });
    });
  }

  #change(
    actor: Actor,
    { handoverId, expectedVersion, item }: TickItem,
    work: (act: Act, standing: Standing) => Promise<Told<Ticked> | Refusal>,
  ): Promise<Acted<Ticked> | Refusal> {
    const expected = { stream: handoverId, version: expectedVersion };
    return this.ledger.act<Ticked, Refusal>(actor, { streams: [handoverId], expected }, async (act) => {
      const handover = await loadRow(act.db, HANDOVERS, act.coalitionId, handoverId);
      if (!handover?.items[item - 1]) throw notFound();
      return work(act, { handover, ticks: await ticksOf(act.db, handover) });
    });
  }

  async #tick(
    act: Act,
    { id, bodyId: body }: Handover,
    { item, side, mandateId, note, capacity }: Tick,
  ): Promise<Told<Ticked>> {
    const { db, coalitionId, now } = act;
    const isNoted = note !== null;
    const entry = act.append({
      stream: id,
      kind: TICKED_BY[side],
      capacity,
      body: { body, item, side, by: mandateId, noted: isNoted },
      ...(isNoted && { commit: { note }, about: act.personId, disclosed: false }),
    });
    const { stream: entryStream, version: entryVersion } = entry;
    const line = { coalitionId, handoverId: id, item, side, mandateId, doneAt: now, isNoted };
    await db.update(HandoverRow, { coalitionId, id }, { version: entryVersion });
    await db.insert(HandoverTickRow, { ...line, entryStream, entryVersion });
    return { entry, result: { handoverId: id } };
  }
}

interface Standing {
  readonly handover: Handover;
  readonly ticks: readonly HandoverTick[];
}

interface Tick extends Pick<TickItem, 'item' | 'note'> {
  readonly side: HandoverSide;
  readonly mandateId: Handover['mandateId'] | null;
  readonly capacity: Capacity;
}
