import { Injectable } from '@nestjs/common';
import { refuse, type Id, type Refusal } from '#kernel';
import { loadRow, notFound } from '#platform';
import { Ledger, type Acted, type Actor } from '#record';
import { MEMBER, turnstileOf } from './keeper.service.js';
import { UNAVAILABILITY_DECLARED, UNAVAILABILITY_WITHDRAWN } from './rotation.entries.js';
import { UnavailabilityRow } from './rotation.entity.js';
import { UNAVAILABILITIES, unavailabilitiesOf } from './rotation.queries.js';
import { mayDeclare } from './unavailability.rules.js';

export type UnavailabilityResult = { readonly unavailabilityId: Id<'Unavailability'> };

/** When people take no turns. That somebody is away is known to those who plan with them; why, to nobody. */
@Injectable()
export class Unavailabilities {
  constructor(private readonly ledger: Ledger) {}

  /**
   * Says that the caller takes no turns for a time. The record only commits to when and why; turns that are published
   * stay until they are swapped or overridden.
   */
  async declareUnavailability(
    actor: Actor,
    { beginsAt, endsAt, because }: { beginsAt: Date; endsAt: Date | null; because: string | null },
  ): Promise<Acted<UnavailabilityResult> | Refusal> {
    const locks = { turnstile: turnstileOf(actor) };
    return this.ledger.act<UnavailabilityResult, Refusal>(actor, locks, async (act) => {
      const { db, coalitionId, personId } = act;
      if (!personId) throw notFound();
      const others = await unavailabilitiesOf(db, coalitionId, personId);
      const refused = mayDeclare({ beginsAt, endsAt }, others, act.now);
      if (refused) return refused;
      const unavailabilityId = act.newId<'Unavailability'>();
      const entry = act.append({
        stream: unavailabilityId,
        kind: UNAVAILABILITY_DECLARED,
        capacity: MEMBER,
        body: {},
        commit: {
          beginsAt: beginsAt.toISOString(),
          endsAt: endsAt?.toISOString() ?? null,
          ...(because === null ? {} : { because }),
        },
        about: personId,
        disclosed: false,
      });
      await db.insert(UnavailabilityRow, {
        coalitionId,
        id: unavailabilityId,
        version: entry.version,
        personId,
        beginsAt,
        endsAt,
        withdrawnAt: null,
      });
      return { entry, result: { unavailabilityId } };
    });
  }

  /** Takes back what the caller has declared. Throws NOT_FOUND for anybody else's, as if it were not there. */
  async withdrawUnavailability(
    actor: Actor,
    unavailabilityId: Id<'Unavailability'>,
  ): Promise<Acted<UnavailabilityResult> | Refusal> {
    const locks = { streams: [unavailabilityId], turnstile: turnstileOf(actor) };
    return this.ledger.act<UnavailabilityResult, Refusal>(actor, locks, async (act) => {
      const { db, coalitionId, personId, now } = act;
      const found = await loadRow(db, UNAVAILABILITIES, coalitionId, unavailabilityId);
      if (!found || found.personId !== personId) throw notFound();
      if (found.withdrawnAt) return refuse('ALREADY_WITHDRAWN', 'This was withdrawn before.');
      const entry = act.append({
        stream: unavailabilityId,
        kind: UNAVAILABILITY_WITHDRAWN,
        capacity: MEMBER,
        body: {},
      });
      const key = { coalitionId, id: unavailabilityId };
      await db.update(UnavailabilityRow, key, { version: entry.version, withdrawnAt: now });
      return { entry, result: { unavailabilityId } };
    });
  }
}
