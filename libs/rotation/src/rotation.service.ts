import { Injectable } from '@nestjs/common';
import { loadBody, SECTORS, type Body } from '#assembly';
import { isRefusal, refuse, type BodyId, type Refusal } from '#kernel';
import { loadRow, notFound } from '#platform';
import { Ledger, PrivateReading, type Act, type Acted, type Actor, type Capacity } from '#record';
import {
  planNext,
  RotationKeeper,
  seen,
  STEWARD,
  STEWARDS_PLAN,
  turnstileOf,
  type Outcome,
  type RotationResult,
  type Standing,
} from './keeper.service.js';
import { refuseUnlessSteward } from './steward.queries.js';
import { localDay, type Recurrence } from './local-time.js';
import { absentIn, lineOf, namesOf, prepare, type Prepared } from './planning.queries.js';
import { ROTATION_PLANNED, ROTATION_REPLANNED, turnsDocument } from './rotation.entries.js';
import { RotationRow } from './rotation.entity.js';
import { rotationsAfter, turnsIn } from './rotation.queries.js';
import { planTurns } from './rotation.rules.js';
import type { Plan, RotatingRole } from './rotation.types.js';
import { checkTerms, checkWeights } from './terms.rules.js';
import { mayReplan } from './turn.rules.js';
import { insertLines, nextLine, writeLines } from './turn-lines.queries.js';
import type { DatedWeights, Rotation, RotationId, SectorWeight, Turn } from './turn.types.js';
import { refuseUncovered, uncoveredIn } from './uncovered.rules.js';

/** The rotation that is asked for. */
export interface PlanRotation extends Recurrence {
  readonly bodyId: BodyId;
  readonly role: RotatingRole;
  /** Null for the body's own zone. */
  readonly zone: string | null;
  readonly turns: number;
  readonly weights: readonly SectorWeight[];
  readonly spacing: number;
  readonly notice: number;
  readonly section: string;
  /** Whether turns that nobody can take may stay open. */
  readonly leaveOpen: boolean;
}

/** Planning turns, and planning them anew. */
@Injectable()
export class Rotations {
  constructor(
    private readonly ledger: Ledger,
    private readonly keeper: RotationKeeper,
    private readonly privacy: PrivateReading,
  ) {}

  /** Plans the turns of a role and publishes the first ones. Throws NOT_FOUND for an absent body or sector. */
  async planRotation(actor: Actor, command: PlanRotation): Promise<Acted<RotationResult> | Refusal> {
    const locks = { streams: [command.bodyId], turnstile: turnstileOf(actor) };
    return this.ledger.act<RotationResult, Refusal>(
      actor,
      locks,
      async (act) =>
        (await refuseUnlessSteward(act, STEWARDS_PLAN)) ??
        checkTerms(command) ??
        (await this.#plan(act, command)),
    );
  }

  async #plan(act: Act, command: PlanRotation): Promise<Outcome> {
    const { db, coalitionId } = act;
    const body = await loadBody(db, coalitionId, command.bodyId);
    if (!body) throw notFound();
    await requireSectors(act, command.weights);
    const rotation = termsOf(act, command, body);
    const prepared = await prepare(act, rotation, []);
    if (isRefusal(prepared)) return prepared;
    const refused = await mayBegin(act, rotation, prepared);
    if (refused) return refused;
    const plan = planTurns(prepared);
    if (isRefusal(plan)) return plan;
    const uncovered = command.leaveOpen ? null : await this.#uncovered(act, rotation, { prepared, plan });
    if (uncovered) return uncovered;
    const turns = plan.turns.map((turn): Turn => ({
      ...lineOf(act, rotation, prepared, turn),
      version: 1,
      entryVersion: 1,
      state: turn.slot < rotation.notice ? 'PUBLISHED' : 'PLANNED',
    }));
    const { body: told, documents } = turnsDocument(turns);
    const { bodyId, role, zone, startsAt, every, unit, weightings, spacing, notice, section } = rotation;
    const terms = { role, zone, startsAt, every, unit, count: rotation.turns, spacing, notice, section };
    const entry = act.append({
      stream: rotation.id,
      kind: ROTATION_PLANNED,
      capacity: STEWARD,
      body: { body: bodyId, ...terms, weightings: asJson(weightings), ...told },
      commit: { away: absentIn(plan) },
      disclosed: false,
      documents,
    });
    await db.insert(RotationRow, { ...rotation, version: entry.version });
    await insertLines(act, entry, turns);
    planNext(act, rotation.id, turns);
    return { entry, result: { rotationId: rotation.id } };
  }

  /**
   * Plans the turns that are not published anew, and those of people who have left: for who sits on the body now and
   * who is away now, with the fewest changes; a turn that nobody can take stays open and says why.
   *
   * @param weights other weights from the first turn that is planned anew; null for those that hold
   */
  async replan(
    actor: Actor,
    command: { rotationId: RotationId; expectedVersion: number; weights: readonly SectorWeight[] | null },
  ): Promise<Acted<RotationResult> | Refusal> {
    const { rotationId, expectedVersion, weights } = command;
    return this.keeper.manage(actor, seen(rotationId, expectedVersion), (act, standing) =>
      replanWithin(act, standing, { weights, capacity: STEWARD }),
    );
  }

  async #uncovered(
    act: Act,
    { zone, section }: Rotation,
    { prepared, plan }: { prepared: Prepared; plan: Plan },
  ): Promise<Refusal | null> {
    const uncovered = uncoveredIn(plan, prepared.slots, prepared);
    if (uncovered.length === 0) return null;
    const people = prepared.members.map(({ personId }) => personId);
    const nameOf = await namesOf(act, this.privacy, people);
    return refuseUncovered(uncovered, plan, { nameOf, dayOf: (at) => localDay(at, zone), clause: section });
  }
}

/** Plans anew what is not fixed of a rotation, in the act that holds it. */
export async function replanWithin(
  act: Act,
  { rotation, turns }: Standing,
  { weights, capacity }: { readonly weights: readonly SectorWeight[] | null; readonly capacity: Capacity },
): Promise<Outcome> {
  const wrong = weights && checkWeights(weights, rotation.section);
  if (wrong) return wrong;
  if (weights) await requireSectors(act, weights);
  const prepared = await prepare(act, rotation, turns, weights);
  if (isRefusal(prepared)) return prepared;
  const { fixed, dated: weightings } = prepared;
  const frozen = mayReplan(turns, fixed, rotation.section);
  if (frozen) return frozen;
  const plan = planTurns(prepared);
  if (isRefusal(plan)) return plan;
  const changed = plan.turns.flatMap((planned) => {
    const turn = turns[planned.slot];
    if (!turn || fixed.has(planned.slot)) return [];
    const line = lineOf(act, rotation, prepared, planned);
    return isSame(turn, line) ? [] : [nextLine(turn, line, act.now)];
  });
  const { body, documents } = turnsDocument(changed);
  const entry = act.append({
    stream: rotation.id,
    kind: ROTATION_REPLANNED,
    capacity,
    body: { weightings: asJson(weightings), ...body },
    commit: { away: absentIn(plan) },
    disclosed: false,
    documents,
  });
  await writeLines(act, entry, { turns: changed, change: { weightings } });
  return { entry, result: { rotationId: rotation.id } };
}

function termsOf(act: Act, command: PlanRotation, body: Body): Rotation {
  const { bodyId, role, startsAt, every, unit, turns, weights, spacing, notice, section } = command;
  return {
    coalitionId: act.coalitionId,
    id: act.newId<'Rotation'>(),
    version: 1,
    bodyId,
    role,
    zone: command.zone ?? body.zone,
    startsAt,
    every,
    unit,
    turns,
    weightings: [{ fromSlot: 0, weights }],
    spacing,
    notice,
    section,
    plannedAt: act.now,
  };
}

/** A plan is for what is to come, and one role of a body has one rotation at a time. */
async function mayBegin(act: Act, rotation: Rotation, { slots }: Prepared): Promise<Refusal | null> {
  const clause = rotation.section;
  const [first, last] = [slots[0], slots.at(-1)];
  if (!first || !last || first.beginsAt < act.now) {
    return refuse('START_IN_THE_PAST', 'The first turn would have begun by now: choose a later start.', {
      clause,
    });
  }
  const others = await rotationsAfter(act.db, rotation, first.beginsAt);
  for (const other of others) {
    const turns = await turnsIn(act.db, act.coalitionId, other.id);
    const [begins, ends] = [turns[0]?.beginsAt, turns.at(-1)?.endsAt];
    if (begins && ends && begins < last.endsAt && first.beginsAt < ends) {
      const because = `This role goes round by another rotation until ${localDay(ends, rotation.zone)}: begin after it.`;
      return refuse('ROTATION_OVERLAPS', because, { clause, freeFrom: ends });
    }
  }
  return null;
}

async function requireSectors({ db, coalitionId }: Act, weights: readonly SectorWeight[]): Promise<void> {
  for (const { sectorId } of weights) {
    if (!(await loadRow(db, SECTORS, coalitionId, sectorId))) throw notFound();
  }
}

/** A turn is the same when nobody has to do anything else: the numbers of its reason may differ. */
function isSame(turn: Turn, line: Pick<Turn, 'personId' | 'mandateId' | 'beginsAt' | 'endsAt'>): boolean {
  return (
    turn.personId === line.personId &&
    turn.mandateId === line.mandateId &&
    turn.beginsAt.getTime() === line.beginsAt.getTime() &&
    turn.endsAt.getTime() === line.endsAt.getTime()
  );
}

/** Weightings as an entry tells them. */
function asJson(weightings: readonly DatedWeights[]) {
  return weightings.map(({ fromSlot, weights }) => ({
    fromSlot,
    weights: weights.map(({ sectorId, weight }) => ({ sectorId, weight })),
  }));
}
