import { Injectable } from '@nestjs/common';
import { isRefusal, type Refusal } from '#kernel';
import { notFound } from '#platform';
import { Ledger, type Act, type Acted, type Actor } from '#record';
import { MEMBER, turnAt, turnstileOf } from './keeper.service.js';
import { prepare, type Prepared } from './planning.queries.js';
import { SWAP_ACCEPTED, SWAP_OFFERED, TURNS_SWAPPED, turnsDocument } from './rotation.entries.js';
import { SwapRow } from './rotation.entity.js';
import { loadRotation, loadSwap, turnsIn } from './rotation.queries.js';
import { mayAcceptSwap, mayOfferSwap, type CanTake } from './turn.rules.js';
import { heldBy, whoCanTake } from './turn.service.js';
import { nextLine, writeLines } from './turn-lines.queries.js';
import type { RotationId, Swap, SwapId, Turn } from './turn.types.js';
import { DataSource } from 'typeorm';

export type SwapResult = { readonly swapId: SwapId };

/** Exchanging turns: one offers, the other consents, and nobody else can. */
@Injectable()
export class Swaps {
  constructor(
    private readonly ledger: Ledger,
    private readonly dataSource: DataSource,
  ) {}

  /** Offers one of the caller's turns for somebody else's. */
  async offerSwap(
    actor: Actor,
    { rotationId, ...slots }: { rotationId: RotationId; given: number; taken: number },
  ): Promise<Acted<SwapResult> | Refusal> {
    const locks = { streams: [rotationId], turnstile: turnstileOf(actor) };
    return this.ledger.act<SwapResult, Refusal>(actor, locks, async (act) => {
      const { db, coalitionId, personId, now } = act;
      const found = await exchangeOf(act, rotationId, slots);
      if (isRefusal(found)) return found;
      const { exchange, canTake, clause } = found;
      const refused = mayOfferSwap(exchange, { by: personId, now, canTake, clause });
      if (refused) return refused;
      const offeredTo = exchange.taken.personId;
      if (!personId || !offeredTo) throw notFound();
      const swapId = act.newId<'TurnSwap'>();
      const entry = act.append({
        stream: swapId,
        kind: SWAP_OFFERED,
        capacity: MEMBER,
        body: { rotation: rotationId, ...slots },
        commit: { offeredTo },
        about: offeredTo,
        disclosed: false,
      });
      await db.insert(SwapRow, {
        coalitionId,
        id: swapId,
        version: entry.version,
        rotationId,
        givenSlot: slots.given,
        takenSlot: slots.taken,
        offeredBy: personId,
        offeredTo,
        offeredAt: now,
        acceptedAt: null,
      });
      return { entry, result: { swapId } };
    });
  }

  /** Consents to a swap that was offered to the caller: the two turns change hands, and so do their counts. */
  async acceptSwap(actor: Actor, swapId: SwapId): Promise<Acted<SwapResult> | Refusal> {
    const { rotationId } = await this.#swap(actor, swapId);
    const locks = { streams: [rotationId, swapId], turnstile: turnstileOf(actor) };
    return this.ledger.act<SwapResult, Refusal>(actor, locks, async (act) => {
      const { db, coalitionId, personId, now } = act;
      const swap = await loadSwap(db, coalitionId, swapId);
      if (!swap) throw notFound();
      const found = await exchangeOf(act, rotationId, { given: swap.givenSlot, taken: swap.takenSlot });
      if (isRefusal(found)) return found;
      const { exchange, canTake, clause, prepared } = found;
      const refused = mayAcceptSwap(swap, exchange, { by: personId, now, canTake, clause });
      if (refused) return refused;
      const turns = [
        nextLine(exchange.given, { ...heldBy(prepared, exchange.given, swap.offeredTo), ...SWAPPED }, now),
        nextLine(exchange.taken, { ...heldBy(prepared, exchange.taken, swap.offeredBy), ...SWAPPED }, now),
      ];
      const cause = act.append({
        stream: swapId,
        kind: SWAP_ACCEPTED,
        capacity: MEMBER,
        body: { acceptedAt: now.toISOString() },
      });
      await db.update(SwapRow, { coalitionId, id: swapId }, { version: cause.version, acceptedAt: now });
      const { body, documents } = turnsDocument(turns);
      const entry = act.append({
        stream: rotationId,
        kind: TURNS_SWAPPED,
        capacity: MEMBER,
        body: { swap: swapId, ...body },
        cause,
        documents,
      });
      await writeLines(act, entry, { turns });
      return { entry: cause, result: { swapId } };
    });
  }

  /** Read before the lock, to know which rotation to lock: a swap never changes its rotation. */
  async #swap({ coalitionId }: Actor, swapId: SwapId): Promise<Swap> {
    const swap = await loadSwap(this.dataSource.manager, coalitionId, swapId);
    if (!swap) throw notFound();
    return swap;
  }
}

/** What was agreed between two stays until both agree again. */
const SWAPPED = { state: 'PUBLISHED', cause: 'SWAPPED' } as const;

interface Found {
  readonly exchange: { readonly given: Turn; readonly taken: Turn };
  readonly prepared: Prepared;
  readonly canTake: CanTake;
  readonly clause: string;
}

/** The two turns, and who can take them, as they stand inside an act. */
async function exchangeOf(
  act: Act,
  rotationId: RotationId,
  { given, taken }: { readonly given: number; readonly taken: number },
): Promise<Found | Refusal> {
  const { db, coalitionId } = act;
  const rotation = await loadRotation(db, coalitionId, rotationId);
  if (!rotation) throw notFound();
  const turns = await turnsIn(db, coalitionId, rotationId);
  const prepared = await prepare(act, rotation, turns);
  if (isRefusal(prepared)) return prepared;
  const exchange = { given: turnAt(turns, given), taken: turnAt(turns, taken) };
  return { exchange, prepared, canTake: whoCanTake(prepared), clause: rotation.section };
}
