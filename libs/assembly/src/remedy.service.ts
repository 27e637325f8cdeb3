import { Injectable, type OnModuleInit } from '@nestjs/common';
import { refuse, type BodyId, type CoalitionId, type MandateId, type PersonId, type Refusal } from '#kernel';
import { loadRow, notFound } from '#platform';
import { DueActs, Ledger, serverOf, type Act, type Acted, type Appended, type DueAct } from '#record';
import { DataSource } from 'typeorm';
import type { Mandate } from './assembly.types.js';
import { loadBody } from './body.queries.js';
import { breachedBy, type Breached } from './breach.rules.js';
import type { Breach } from './cap.rules.js';
import { CHARTER, endWithin } from './ending.service.js';
import { provisionsAt } from './eligibility.rules.js';
import { nextRemedy, whoLeaves, type GroupMember, type RemedyStep } from './remedy.rules.js';
import { inOrderOfSeating, mandatesNotOver } from './seat.queries.js';
import { isForeseen } from './seating.rules.js';
import { changesAfter, compositionAt, rulesOfBody } from './seating.queries.js';
import { RemedyRow } from './standing.entity.js';
import { openRemedies, REMEDIES } from './standing.queries.js';
import type { Remedy, RemedyId } from './standing.types.js';

const MOVE_ON = 'remedy.move';

/** A lot that decides who of a group leaves. */
export interface Lot {
  readonly remedyId: RemedyId;
  readonly bodyId: BodyId;
  /** The section of the cap. */
  readonly clause: string;
  /** The mandates that it is drawn from. */
  readonly mandates: readonly MandateId[];
  /** The instant from which the group holds too many; nothing is drawn before. */
  readonly from: Date;
}

/** Commits to the draw of a lot inside the act by which a remedy comes to it. */
export type CommitLot = (act: Act, lot: Lot) => Promise<void>;

/** Opens a remedy where a group comes to hold more seats than the charter allows, or too few, and moves it on in time. */
@Injectable()
export class Remedies implements OnModuleInit {
  #commitLot: CommitLot | null = null;

  constructor(
    private readonly ledger: Ledger,
    private readonly due: DueActs,
    private readonly dataSource: DataSource,
  ) {}

  onModuleInit(): void {
    this.due.handle(MOVE_ON, (due) => this.moveOn(due));
  }

  /** Says who draws the lots of remedies; called once, by the module that holds draws. */
  drawLotsBy(commitLot: CommitLot): void {
    if (this.#commitLot) throw new Error('The lots of remedies are drawn by one module.');
    this.#commitLot = commitLot;
  }

  /**
   * Looks at the caps of a body as it will stand from an instant on, inside an act that holds the body's lock, and opens
   * a remedy for each breach that has none; its time runs from the instant of the breach. A change unseats nobody: only a
   * remedy whose time is up does.
   *
   * @param cause the entry by which the body came to stand so
   */
  async review(
    act: Act,
    bodyId: BodyId,
    { at, cause }: { readonly at: Date; readonly cause: Appended },
  ): Promise<void> {
    const { db, coalitionId, now } = act;
    // What was breached only in the past needs no cure.
    const from = at < now ? now : at;
    const open = new Set((await openRemedies(db, coalitionId, bodyId)).map(nameOf));
    const later = await changesAfter(db, { coalitionId, bodyId }, { from, until: null, people: [] });
    for (const instant of [from, ...later]) {
      for (const breached of await breachedAt(act, bodyId, instant)) {
        const { breach, cap } = breached;
        const name = nameOf({ clause: breach.clause, groupId: breach.group });
        const isForeseenThen = cap !== null && (instant === from || isForeseen(breach, [cap]));
        if (open.has(name) || !isForeseenThen) continue;
        const opened = await openRemedy(act, bodyId, { breached, at: instant, cause });
        if (!opened) continue;
        open.add(name);
        const { id: remedyId, step } = opened;
        if (step === 'LOT') await this.#drawLot(act, { remedyId, bodyId, breach, from: instant });
      }
    }
  }

  /** As `review`, when somebody leaves: then there may also be too few of some, and seats are to be filled in time. */
  async reviewVacancy(
    act: Act,
    bodyId: BodyId,
    { at, cause }: { readonly at: Date; readonly cause: Appended },
  ): Promise<void> {
    await this.review(act, bodyId, { at, cause });
    const { db, coalitionId, now } = act;
    const from = at < now ? now : at;
    const open = new Set((await openRemedies(db, coalitionId, bodyId)).map(nameOf));
    for (const breached of await breachedAt(act, bodyId, from)) {
      const { clause, group } = breached.breach;
      if (breached.cap !== null || open.has(nameOf({ clause, groupId: group }))) continue;
      await openRemedy(act, bodyId, { breached, at: from, cause });
    }
  }

  /**
   * Carries out what a remedy whose time is up demands: closes it where the breach is gone, ends mandates where its
   * step says whose, and else goes on to the next step.
   */
  async moveOn({ coalitionId, id, subject }: DueAct): Promise<Acted<{ remedyId: RemedyId }> | Refusal> {
    const remedyId = subject as RemedyId;
    const before = await loadRow(this.dataSource.manager, REMEDIES, coalitionId, remedyId);
    if (!before) throw notFound();
    const mandates = await this.#mandateIds(coalitionId, before.bodyId);
    const streams = [remedyId, before.bodyId, ...mandates];
    return this.ledger.act(serverOf(coalitionId), { streams, due: id }, async (act) => {
      const remedy = await loadRow(act.db, REMEDIES, coalitionId, remedyId);
      if (!remedy) throw notFound();
      if (remedy.outcome !== null) return refuse('REMEDY_CLOSED', 'This remedy is closed already.');
      const found = await this.#find(act, remedy);
      if (!found) return { entry: await close(act, remedy, 'CURED'), result: { remedyId } };
      const { bodyId: body, clause, groupId: group } = remedy;
      const notOver = await mandatesNotOver(act.db, coalitionId, body, act.now);
      const held = notOver.filter(({ beginsAt }) => beginsAt <= act.now);
      // A lot is carried out when it is drawn; one that was not drawn by now decides nothing.
      const leave = whoLeaves(remedy.step, found.breach, await membersOf(act, found.breach, held)) ?? [];
      for (const mandate of held.filter(({ personId }) => leave.includes(personId))) {
        await unseat(act, mandate, { clause });
      }
      const isCured = leave.length > 0 && !(await this.#find(act, remedy));
      const next = nextRemedy(found.chain, remedy.step, act.now);
      if (isCured || !next) {
        return { entry: await close(act, remedy, isCured ? 'CURED' : 'EXHAUSTED'), result: { remedyId } };
      }
      const { holds, bound } = found.breach;
      const entry = act.append({
        stream: remedyId,
        kind: 'remedy.moved',
        capacity: CHARTER,
        body: { body, clause, group, holds, bound, step: next.step, deadline: next.deadline.toISOString() },
      });
      const change = { ...next, holds, bound, version: entry.version };
      await act.db.update(RemedyRow, { coalitionId, id: remedyId }, change);
      act.planDue({ kind: MOVE_ON, subject: remedyId, at: next.deadline });
      if (next.step === 'LOT') {
        await this.#drawLot(act, { remedyId, bodyId: body, breach: found.breach, from: act.now });
      }
      return { entry, result: { remedyId } };
    });
  }

  /**
   * Carries out the lot of a remedy inside the act that settles its draw, which holds the locks of the remedy, of its
   * body and of the mandates: who was drawn first leaves, as many as the group holds too many. The remedy is closed at
   * its deadline, as after a resignation. A lot that comes when the remedy is past it decides nothing.
   *
   * @param drawn the mandates in the drawn order
   */
  async carryOutLot(
    act: Act,
    { remedyId, drawn, cause }: { remedyId: RemedyId; drawn: readonly string[]; cause: Appended },
  ): Promise<void> {
    const { db, coalitionId, now } = act;
    const remedy = await loadRow(db, REMEDIES, coalitionId, remedyId);
    if (!remedy) throw notFound();
    if (remedy.outcome !== null || remedy.step !== 'LOT') return;
    const found = await this.#find(act, remedy);
    if (!found) return;
    const notOver = await mandatesNotOver(db, coalitionId, remedy.bodyId, now);
    const held = notOver.filter(({ id, beginsAt }) => beginsAt <= now && drawn.includes(id));
    const leave = whoLeaves('LOT', found.breach, await membersOf(act, found.breach, held, drawn)) ?? [];
    for (const mandate of held.filter(({ personId }) => leave.includes(personId))) {
      await unseat(act, mandate, { clause: remedy.clause, cause });
    }
  }

  async #drawLot(
    act: Act,
    { breach, ...lot }: Pick<Lot, 'remedyId' | 'bodyId' | 'from'> & { readonly breach: Breach },
  ): Promise<void> {
    if (!this.#commitLot) throw new Error('No module draws the lots of remedies.');
    const { clause, members } = breach;
    const notOver = await mandatesNotOver(act.db, act.coalitionId, lot.bodyId, lot.from);
    const held = notOver.filter(
      ({ beginsAt, personId }) => beginsAt <= lot.from && members.includes(personId),
    );
    await this.#commitLot(act, { ...lot, clause, mandates: held.map(({ id }) => id) });
  }

  async #find(act: Act, { bodyId, clause, groupId }: Remedy): Promise<Breached | null> {
    const breached = await breachedAt(act, bodyId, act.now);
    return breached.find(({ breach }) => breach.clause === clause && breach.group === groupId) ?? null;
  }

  /** Read before the locks, to know what to lock: whoever is seated later does not breach the cap further. */
  async #mandateIds(coalitionId: CoalitionId, bodyId: BodyId): Promise<MandateId[]> {
    const mandates = await mandatesNotOver(this.dataSource.manager, coalitionId, bodyId, new Date(0));
    return mandates.map(({ id }) => id);
  }
}

/** By what remedies are told apart: the cap and the group. */
function nameOf({ clause, groupId }: Pick<Remedy, 'clause' | 'groupId'>): string {
  return JSON.stringify([clause, groupId]);
}

/** Opens a remedy by the first step of the charter; null where it has none. */
async function openRemedy(
  act: Act,
  bodyId: BodyId,
  {
    breached: { breach, chain },
    at,
    cause,
  }: { readonly breached: Breached; readonly at: Date; readonly cause: Appended },
): Promise<{ readonly id: RemedyId; readonly step: RemedyStep } | null> {
  const stage = nextRemedy(chain, null, at);
  if (!stage) return null;
  const { coalitionId } = act;
  const { clause, group, holds, bound } = breach;
  const id = act.newId<'Remedy'>();
  const told = { body: bodyId, clause, group, holds, bound };
  const { step, deadline } = stage;
  const entry = act.append({
    stream: id,
    kind: 'remedy.opened',
    capacity: CHARTER,
    cause,
    body: { ...told, step, deadline: deadline.toISOString() },
  });
  const row = { coalitionId, id, version: entry.version, bodyId, clause, groupId: group, holds, bound };
  await act.db.insert(RemedyRow, { ...row, step, deadline, outcome: null });
  act.planDue({ kind: MOVE_ON, subject: id, at: deadline });
  return { id, step };
}

/** What a body breaches at an instant under every reading; what is open waits for its ruling. */
async function breachedAt(act: Act, bodyId: BodyId, at: Date): Promise<readonly Breached[]> {
  const { db, coalitionId, now } = act;
  const body = await loadBody(db, coalitionId, bodyId);
  if (!body) throw notFound();
  const rules = await rulesOfBody(db, { coalitionId, bodyId, asKnownAt: now }, { zone: body.zone, at });
  const provisions = provisionsAt(rules.rulebook, at);
  if (!provisions) return [];
  const composition = await compositionAt(db, { coalitionId, bodyId }, at);
  return breachedBy(provisions, composition, rules.rulings);
}

/**
 * The members with their places in the election that seated them, and in the drawn order; those who were seated
 * otherwise, or were not drawn from, have none.
 */
async function membersOf(
  { db, coalitionId }: Act,
  { members }: Breach,
  held: readonly Mandate[],
  drawn: readonly string[] = [],
): Promise<GroupMember[]> {
  const elected = held.filter(({ filledBy }) => filledBy === 'ELECTION');
  // One act seats all whom an election elects, in their order.
  const order = await inOrderOfSeating(
    db,
    coalitionId,
    elected.map(({ id, personId }) => ({ mandateId: id, personId })),
  );
  const ranked = order.map(({ personId }) => personId);
  const byLot = drawn.flatMap((id) => held.find((mandate) => mandate.id === id)?.personId ?? []);
  return members.map((personId) => {
    return { personId, rank: placeIn(ranked, personId), drawn: placeIn(byLot, personId) };
  });
}

/** From 1; null where it has none. */
function placeIn(order: readonly PersonId[], personId: PersonId): number | null {
  const at = order.indexOf(personId);
  return at < 0 ? null : at + 1;
}

/** Ends a mandate by the clause of a cap: because the time is up, or by the lot that was drawn. */
async function unseat(
  act: Act,
  mandate: Mandate,
  { clause, cause }: { readonly clause: string; readonly cause?: Appended },
): Promise<void> {
  const because = cause
    ? `The lot that ${clause} demands was drawn.`
    : `The time to cure the breach of ${clause} is up.`;
  const ending = { endsAt: act.now, reason: 'REMEDY', capacity: CHARTER, because, clause } as const;
  await endWithin(act, mandate, { ...ending, ...(cause && { cause }) });
}

async function close(act: Act, remedy: Remedy, outcome: 'CURED' | 'EXHAUSTED'): Promise<Appended> {
  const { coalitionId, id, bodyId: body, clause, groupId: group, holds, bound } = remedy;
  const entry = act.append({
    stream: id,
    kind: 'remedy.closed',
    capacity: CHARTER,
    body: { body, clause, group, holds, bound, outcome },
  });
  await act.db.update(RemedyRow, { coalitionId, id }, { outcome, version: entry.version });
  return entry;
}
