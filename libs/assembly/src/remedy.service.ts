import { Injectable, type OnModuleInit } from '@nestjs/common';
import { refuse, type BodyId, type CoalitionId, type MandateId, type Refusal } from '#kernel';
import { loadRow, notFound } from '#platform';
import { DueActs, Ledger, serverOf, type Act, type Acted, type Appended, type DueAct } from '#record';
import { DataSource } from 'typeorm';
import type { Mandate } from './assembly.types.js';
import { loadBody } from './body.queries.js';
import { breachesOf, type Breach } from './cap.rules.js';
import { CHARTER, endWithin } from './ending.service.js';
import { provisionsAt } from './eligibility.rules.js';
import type { Provision } from './provision.rules.js';
import { underEveryReading } from './reading.rules.js';
import { nextRemedy, whoLeaves, type GroupMember } from './remedy.rules.js';
import { inOrderOfSeating, mandatesNotOver } from './seat.queries.js';
import { isForeseen } from './seating.rules.js';
import { changesAfter, compositionAt, rulesOfBody } from './seating.queries.js';
import { RemedyRow } from './standing.entity.js';
import { openRemedies, REMEDIES } from './standing.queries.js';
import type { Remedy, RemedyId } from './standing.types.js';

const MOVE_ON = 'remedy.move';

/** A cap that is breached beyond doubt, with what the charter has against it. */
interface Capped {
  readonly breach: Breach;
  readonly cap: Provision<'CAP'>;
}

/** Opens a remedy where a group comes to hold more seats than the charter allows, and moves it on in time. */
@Injectable()
export class Remedies implements OnModuleInit {
  constructor(
    private readonly ledger: Ledger,
    private readonly due: DueActs,
    private readonly dataSource: DataSource,
  ) {}

  onModuleInit(): void {
    this.due.handle(MOVE_ON, (due) => this.moveOn(due));
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
      for (const capped of await cappedAt(act, bodyId, instant)) {
        const { clause, group } = capped.breach;
        const name = nameOf({ clause, groupId: group });
        const isForeseenThen = instant === from || isForeseen(capped.breach, [capped.cap]);
        if (open.has(name) || !isForeseenThen) continue;
        if (await openRemedy(act, bodyId, { capped, at: instant, cause })) open.add(name);
      }
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
      const leave = whoLeaves(remedy.step, found.breach, await membersOf(act, found.breach, held)) ?? [];
      for (const mandate of held.filter(({ personId }) => leave.includes(personId))) {
        const because = `The time to cure the breach of ${clause} is up.`;
        await endWithin(act, mandate, {
          endsAt: act.now,
          reason: 'REMEDY',
          capacity: CHARTER,
          because,
          clause,
        });
      }
      const isCured = leave.length > 0 && !(await this.#find(act, remedy));
      const next = nextRemedy(found.cap, remedy.step, act.now);
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
      return { entry, result: { remedyId } };
    });
  }

  async #find(act: Act, { bodyId, clause, groupId }: Remedy): Promise<Capped | null> {
    const capped = await cappedAt(act, bodyId, act.now);
    return capped.find(({ breach }) => breach.clause === clause && breach.group === groupId) ?? null;
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

/** Opens a remedy by the first step of the charter; false where it has none. */
async function openRemedy(
  act: Act,
  bodyId: BodyId,
  {
    capped: { breach, cap },
    at,
    cause,
  }: { readonly capped: Capped; readonly at: Date; readonly cause: Appended },
): Promise<boolean> {
  const stage = nextRemedy(cap, null, at);
  if (!stage) return false;
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
  return true;
}

/** The caps that a body breaches at an instant under every reading; what is open waits for its ruling. */
async function cappedAt(act: Act, bodyId: BodyId, at: Date): Promise<readonly Capped[]> {
  const { db, coalitionId, now } = act;
  const body = await loadBody(db, coalitionId, bodyId);
  if (!body) throw notFound();
  const rules = await rulesOfBody(db, { coalitionId, bodyId, asKnownAt: now }, { zone: body.zone, at });
  const provisions = provisionsAt(rules.rulebook, at);
  if (!provisions) return [];
  const composition = await compositionAt(db, { coalitionId, bodyId }, at);
  const { cases } = underEveryReading(rules.rulings, (read) => {
    const caps = provisions.on('CAP', read);
    return breachesOf(provisions, composition, read).flatMap((breach) => {
      const cap = caps.find(({ clause }) => clause === breach.clause);
      return breach.topic === 'CAP' && cap ? [{ breach, cap }] : [];
    });
  });
  const [{ answer: first }] = cases;
  const isIn = ({ breach }: Capped) =>
    cases.every(({ answer }) =>
      answer.some((other) => other.breach.clause === breach.clause && other.breach.group === breach.group),
    );
  return first.filter(isIn);
}

/** The members with their places in the election that seated them; those who were seated otherwise have none. */
async function membersOf(
  { db, coalitionId }: Act,
  { members }: Breach,
  held: readonly Mandate[],
): Promise<GroupMember[]> {
  const elected = held.filter(({ filledBy }) => filledBy === 'ELECTION');
  // One act seats all whom an election elects, in their order.
  const order = await inOrderOfSeating(
    db,
    coalitionId,
    elected.map(({ id, personId }) => ({ mandateId: id, personId })),
  );
  return members.map((personId) => {
    const place = order.findIndex((one) => one.personId === personId);
    return { personId, rank: place < 0 ? null : place + 1, drawn: null };
  });
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
