import { Injectable } from '@nestjs/common';
import type { BodyId, MandateId, Refusal } from '#kernel';
import type { Acted, Actor } from '#record';
import { Register, STEWARD } from './register.service.js';
import { standing } from './seating.service.js';
import { mayList } from './seniority.rules.js';
import { SeniorityListRow } from './term.entity.js';
import { classedMandates } from './term.queries.js';
import type { SeniorityListId } from './term.types.js';

export interface ListSeniority {
  readonly bodyId: BodyId;
  /** Everybody who holds a seat of the body, the most senior first. */
  readonly mandateIds: readonly MandateId[];
}

/** The orders that bodies keep of their holders. */
@Injectable()
export class SeniorityLists {
  constructor(private readonly register: Register) {}

  /**
   * Keeps an order of a body's holders; a steward does. It tells apart who began together where the charter says that
   * an order does, on days of review that come later: one that is made when it is known whom it hits decides nothing.
   */
  async listSeniority(
    actor: Actor,
    { bodyId, mandateIds }: ListSeniority,
  ): Promise<Acted<{ listId: SeniorityListId }> | Refusal> {
    return this.register.keep(actor, { streams: [bodyId] }, async (act) => {
      const { db, coalitionId, now } = act;
      const { charter } = await standing(act, bodyId);
      const mandates = await classedMandates(db, coalitionId, bodyId, now);
      const holding = mandates.filter(({ beginsAt }) => beginsAt <= now).map(({ id }) => id);
      const refused = mayList(mandateIds, holding);
      if (refused) return refused;
      const listId = act.newId<'SeniorityList'>();
      const entry = act.append({
        stream: listId,
        kind: 'seniority.listed',
        capacity: STEWARD,
        rule: charter.digest,
        body: { body: bodyId, mandates: [...mandateIds] },
      });
      const row = { coalitionId, id: listId, version: entry.version, bodyId };
      await db.insert(SeniorityListRow, { ...row, mandates: [...mandateIds], listedAt: now });
      return { entry, result: { listId } };
    });
  }
}
