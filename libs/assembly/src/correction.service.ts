import { Injectable } from '@nestjs/common';
import { overlap, refuse, type MandateId, type OrganizationId, type Refusal } from '#kernel';
import { Fault, loadRow, notFound } from '#platform';
import type { Acted, Actor } from '#record';
import { DataSource } from 'typeorm';
import { AffiliationRow, MandateRow } from './assembly.entity.js';
import type { AffiliationId } from './assembly.types.js';
import { ORGANIZATIONS } from './coalition.queries.js';
import { mayCorrect } from './correction.rules.js';
import { RUN_OUT } from './ending.service.js';
import { openHandover } from './handover-opening.service.js';
import { AFFILIATIONS, affiliationsWith } from './person.queries.js';
import { checkSpan, spanOf } from './register.rules.js';
import { Register, STEWARD } from './register.service.js';
import { Remedies } from './remedy.service.js';
import { bodiesOf, MANDATES, mandatesNotOver, SEATS } from './seat.queries.js';

export interface CorrectMandate {
  readonly mandateId: MandateId;
  readonly expectedVersion: number;
  readonly beginsAt: Date;
  readonly endsAt: Date | null;
  readonly onBehalfOf: OrganizationId | null;
  readonly because: string;
}

export interface CorrectAffiliation {
  readonly affiliationId: AffiliationId;
  readonly expectedVersion: number;
  readonly beginsAt: Date;
  readonly endsAt: Date | null;
  readonly because: string;
}

/**
 * Corrects what was recorded otherwise than it was. The earlier entries stay: whoever asks what was known before the
 * correction gets the answer of then, and what was done by it stands.
 */
@Injectable()
export class Corrections {
  constructor(
    private readonly register: Register,
    private readonly remedies: Remedies,
    private readonly dataSource: DataSource,
  ) {}

  /** Corrects when and for whom a seat was held; a steward does. Throws NOT_FOUND when the mandate is absent. */
  async correctMandate(
    actor: Actor,
    { mandateId, expectedVersion, because, ...correction }: CorrectMandate,
  ): Promise<Acted<{ mandateId: MandateId }> | Refusal> {
    const before = await loadRow(this.dataSource.manager, MANDATES, actor.coalitionId, mandateId);
    if (!before) throw notFound();
    const { bodyId } = before;
    const expected = { stream: mandateId, version: expectedVersion };
    return this.register.keep(actor, { streams: [mandateId, bodyId], expected }, async (act) => {
      const { db, coalitionId, now } = act;
      const { onBehalfOf, beginsAt, endsAt } = correction;
      const mandate = await loadRow(db, MANDATES, coalitionId, mandateId);
      const seat = mandate && (await loadRow(db, SEATS, coalitionId, mandate.seatId));
      if (!mandate || !seat) throw notFound();
      if (onBehalfOf && !(await loadRow(db, ORGANIZATIONS, coalitionId, onBehalfOf))) throw notFound();
      const mandates = await mandatesNotOver(db, coalitionId, bodyId, new Date(0));
      const refused = mayCorrect({ mandate, seat, mandates }, correction);
      if (refused) return refused;
      const isOver = endsAt !== null && endsAt <= now;
      const endReason = mandate.endReason ?? (isOver ? 'EARLY' : null);
      const entry = act.append({
        stream: mandateId,
        kind: 'mandate.corrected',
        capacity: STEWARD,
        body: {
          body: bodyId,
          seat: seat.id,
          organization: onBehalfOf,
          beginsAt: beginsAt.toISOString(),
          endsAt: endsAt?.toISOString() ?? null,
          reason: endReason,
        },
        commit: { because },
        about: mandate.personId,
        disclosed: false,
      });
      const change = { ...correction, endReason, version: entry.version };
      await db.update(MandateRow, { coalitionId, id: mandateId }, change);
      if (isOver) await openHandover(act, mandate, entry);
      else if (endsAt) act.planDue({ kind: RUN_OUT, subject: mandateId, at: endsAt });
      await this.remedies.reviewVacancy(act, bodyId, { at: now, cause: entry });
      return { entry, result: { mandateId } };
    });
  }

  /** Corrects when a person belonged to an organization; a steward does. Throws NOT_FOUND when it is absent. */
  async correctAffiliation(
    actor: Actor,
    { affiliationId, expectedVersion, because, ...dated }: CorrectAffiliation,
  ): Promise<Acted<{ affiliationId: AffiliationId }> | Refusal> {
    const { manager } = this.dataSource;
    const before = await loadRow(manager, AFFILIATIONS, actor.coalitionId, affiliationId);
    if (!before) throw notFound();
    const { personId, organizationId } = before;
    const bodies = await bodiesOf(manager, actor.coalitionId, personId);
    const expected = { stream: affiliationId, version: expectedVersion };
    const streams = [affiliationId, personId, ...bodies];
    return this.register.keep(actor, { streams, expected }, async (act) => {
      const { db, coalitionId, now } = act;
      const affiliation = await loadRow(db, AFFILIATIONS, coalitionId, affiliationId);
      if (!affiliation) throw notFound();
      const others = await affiliationsWith(db, coalitionId, { personId, organizationId });
      const isTwice = others.some(
        (other) => other.id !== affiliationId && overlap(spanOf(other), spanOf(dated)),
      );
      if (isTwice) {
        return refuse('ALREADY_AFFILIATED', 'The person belonged to this organization at that time already.');
      }
      const reversed = checkSpan(dated);
      if (reversed) return reversed;
      const entry = act.append({
        stream: affiliationId,
        kind: 'affiliation.corrected',
        capacity: STEWARD,
        body: {
          organization: organizationId,
          beginsAt: dated.beginsAt.toISOString(),
          endsAt: dated.endsAt?.toISOString() ?? null,
        },
        commit: { because },
        about: personId,
        disclosed: false,
      });
      const change = { ...dated, version: entry.version };
      await db.update(AffiliationRow, { coalitionId, id: affiliationId }, change);
      for (const bodyId of await bodiesOf(db, coalitionId, personId)) {
        if (!bodies.includes(bodyId)) throw new Fault('CONFLICT', 'Somebody else seated them: try again.');
        await this.remedies.review(act, bodyId, { at: now, cause: entry });
      }
      return { entry, result: { affiliationId } };
    });
  }
}
