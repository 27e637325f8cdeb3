import { Injectable } from '@nestjs/common';
import {
  refuse,
  type BodyId,
  type CoalitionId,
  type DecisionId,
  type MandateId,
  type Refusal,
} from '#kernel';
import { loadRow, notFound } from '#platform';
import type { Act, Acted, Actor, Appended } from '#record';
import { DataSource, type EntityManager } from 'typeorm';
import type { Mandate } from './assembly.types.js';
import { endWithin } from './ending.service.js';
import { provisionsAt } from './eligibility.rules.js';
import type { Provision } from './provision.rules.js';
import { questionsIn } from './reading.rules.js';
import { checkEnd } from './register.rules.js';
import { Register, STEWARD } from './register.service.js';
import { removalOf } from './removal.rules.js';
import { Remedies } from './remedy.service.js';
import { MANDATES } from './seat.queries.js';
import { rulesOfBody } from './seating.queries.js';
import { classedMandates } from './term.queries.js';

export interface WithdrawHolder {
  readonly mandateId: MandateId;
  readonly expectedVersion: number;
  readonly because: string;
}

/** Ends mandates because others than their holders want it: by a decision, or by the organization spoken for. */
@Injectable()
export class Removals {
  constructor(
    private readonly register: Register,
    private readonly remedies: Remedies,
    private readonly dataSource: DataSource,
  ) {}

  /**
   * Ends a mandate because the organization that the holder spoke for withdraws them; a steward notes it. Refuses a
   * mandate that is held for nobody (`NOT_DELEGATED`). Throws NOT_FOUND when it is absent.
   */
  async withdrawHolder(
    actor: Actor,
    { mandateId, expectedVersion, because }: WithdrawHolder,
  ): Promise<Acted<{ mandateId: MandateId }> | Refusal> {
    const bodyId = await this.bodyOf(actor.coalitionId, [mandateId]);
    const expected = { stream: mandateId, version: expectedVersion };
    return this.register.keep(actor, { streams: [mandateId, bodyId], expected }, async (act) => {
      const mandate = await held(act, mandateId);
      const refused = mayWithdraw(mandate) ?? checkEnd(mandate, act.now, act.now);
      if (refused) return refused;
      const ending = { endsAt: act.now, reason: 'WITHDRAWN', because } as const;
      const entry = await endWithin(act, mandate, {
        ...ending,
        capacity: { ...STEWARD, organization: mandate.onBehalfOf },
      });
      await this.remedies.reviewVacancy(act, bodyId, { at: act.now, cause: entry });
      return { entry, result: { mandateId } };
    });
  }

  /** Ends mandates by a decision, inside an act that holds their locks and the body’s. */
  async remove(
    act: Act,
    mandateIds: readonly MandateId[],
    {
      clause,
      decision,
      cause,
    }: { readonly clause: string; readonly decision: DecisionId; readonly cause: Appended },
  ): Promise<void> {
    const { now: endsAt } = act;
    for (const mandateId of mandateIds) {
      const mandate = await held(act, mandateId);
      const ending = { endsAt, reason: 'REMOVED', capacity: STEWARD } as const;
      await endWithin(act, mandate, { ...ending, clause, decision, cause });
      await this.remedies.reviewVacancy(act, mandate.bodyId, { at: endsAt, cause });
    }
  }

  /** The mandates of a body that are in force at the instant of an act. */
  async holding({ db, coalitionId, now }: Act, bodyId: BodyId): Promise<MandateId[]> {
    const mandates = await classedMandates(db, coalitionId, bodyId, now);
    return mandates.filter(({ beginsAt }) => beginsAt <= now).map(({ id }) => id);
  }

  /** The one body of some mandates, which never changes. Throws NOT_FOUND for absent ones, and where they are of several. */
  async bodyOf(coalitionId: CoalitionId, mandateIds: readonly MandateId[]): Promise<BodyId> {
    const rows = await Promise.all(
      mandateIds.map((id) => loadRow(this.dataSource.manager, MANDATES, coalitionId, id)),
    );
    const [bodyId, ...others] = new Set(rows.map((row) => row?.bodyId));
    if (!bodyId || others.length > 0) throw notFound();
    return bodyId;
  }
}

/**
 * The clause by which holders of these mandates are removed, as the charter has it at an instant. Refuses where it has
 * none for them (`REMOVAL_UNKNOWN`), and where it can be read in several ways (`NEEDS_RULING`).
 */
export async function removalUnder(
  db: EntityManager,
  { coalitionId, bodyId }: { readonly coalitionId: CoalitionId; readonly bodyId: BodyId },
  mandateIds: readonly MandateId[],
  now: Date,
): Promise<Provision<'REMOVAL'> | Refusal> {
  const rules = await rulesOfBody(db, { coalitionId, bodyId, asKnownAt: now }, { zone: 'UTC', at: now });
  const provisions = provisionsAt(rules.rulebook, now);
  const mandates = await classedMandates(db, coalitionId, bodyId, now);
  const classes = mandates.filter(({ id }) => mandateIds.includes(id)).map(({ seatClass }) => seatClass);
  const { cases, agreed } = removalOf(provisions, rules.rulings, classes);
  if (!agreed) {
    const questions = questionsIn(cases);
    const because = `The charter leaves open how holders are removed; ask for a ruling on: ${questions.join('; ')}.`;
    return refuse('NEEDS_RULING', because, { questions });
  }
  const [{ answer }] = cases;
  if (answer && classes.length === mandateIds.length) return answer;
  return refuse('REMOVAL_UNKNOWN', 'The charter has nobody remove these holders, or they hold no seats.');
}

async function held({ db, coalitionId }: Act, mandateId: MandateId): Promise<Mandate> {
  const mandate = await loadRow(db, MANDATES, coalitionId, mandateId);
  if (!mandate) throw notFound();
  return mandate;
}

function mayWithdraw({ onBehalfOf }: Mandate): Refusal | null {
  if (onBehalfOf !== null) return null;
  const because = 'The holder of this seat speaks for no organization that could withdraw them.';
  return refuse('NOT_DELEGATED', because);
}
