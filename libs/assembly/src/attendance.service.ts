import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  refuse,
  type BodyId,
  type BoxId,
  type CoalitionId,
  type Id,
  type MandateId,
  type Refusal,
} from '#kernel';
import { databaseNow, Fault, loadRow, notFound } from '#platform';
import {
  DueActs,
  Ledger,
  MOOT,
  serverOf,
  type Act,
  type Acted,
  type Actor,
  type Appended,
  type Capacity,
  type DueAct,
} from '#record';
import { DataSource } from 'typeorm';
import { MandateStatusRow, OccasionRow } from './attendance.entity.js';
import { meetingAt, occasionsOf, openStatuses, statusProvisions, statusesOf } from './attendance.queries.js';
import type { MandateStatus, Occasion } from './attendance.types.js';
import { CHARTER, endWithin, IDLE } from './ending.service.js';
import { underEveryReading } from './reading.rules.js';
import { Register, STEWARD } from './register.service.js';
import { Remedies } from './remedy.service.js';
import { MANDATES, mandatesNotOver } from './seat.queries.js';
import {
  followsFor,
  idleAfter,
  idleBy,
  lastSeen,
  mayRecordMeeting,
  type Attending,
  type StatusDue,
} from './status.rules.js';
import { classedMandates, type ClassedMandate } from './term.queries.js';

export interface RecordMeeting {
  readonly bodyId: BodyId;
  /** When it was held; not later than now. */
  readonly heldAt: Date;
  readonly attended: readonly MandateId[];
  /** Who stayed away with the body’s leave: it neither counts nor breaks a row. */
  readonly excused: readonly MandateId[];
}

/** A vote that is over, as those tell it who held it. */
export interface VoteAttended extends Pick<Occasion, 'attended' | 'missed' | 'excused'> {
  readonly bodyId: BodyId;
  readonly boxId: BoxId;
  readonly closedAt: Date;
}

export interface RestoreStatus {
  readonly mandateId: MandateId;
  readonly because: string;
}

type OccasionId = Id<'Occasion'>;

/** Who attended and who stayed away, and what follows from it by the charter. */
@Injectable()
export class Attendance implements OnModuleInit {
  constructor(
    private readonly ledger: Ledger,
    private readonly register: Register,
    private readonly remedies: Remedies,
    private readonly due: DueActs,
    private readonly dataSource: DataSource,
  ) {}

  onModuleInit(): void {
    this.due.handle(IDLE, (due) => this.lookAtIdle(due));
  }

  /** Records a meeting of a body; a steward does. Whoever held a seat then and is not named missed it. */
  async recordMeeting(
    actor: Actor,
    command: RecordMeeting,
  ): Promise<Acted<{ occasionId: OccasionId }> | Refusal> {
    const { bodyId, heldAt, attended, excused } = command;
    const streams = await this.#streams(actor.coalitionId, bodyId);
    return this.register.keep(actor, { streams }, async (act) => {
      const all = await classedMandates(act.db, act.coalitionId, bodyId, heldAt);
      const holding = all.filter(({ beginsAt }) => beginsAt <= heldAt).map(({ id }) => id);
      const isRecorded = await meetingAt(act.db, { coalitionId: act.coalitionId, bodyId, heldAt });
      const refused = mayRecordMeeting({ heldAt, attended, excused, holding, isRecorded }, act.now);
      if (refused) return refused;
      const there = new Set([...attended, ...excused]);
      const missed = holding.filter((id) => !there.has(id));
      const held = { bodyId, kind: 'MEETING', heldAt, boxId: null, attended, missed, excused } as const;
      const { entry, occasionId } = await this.#keep(act, held, STEWARD);
      return { entry, result: { occasionId } };
    });
  }

  /** True where the charter of a body in force has something follow from missed votes, or from staying away. */
  async followsVotes(act: Pick<Act, 'db' | 'coalitionId' | 'now'>, bodyId: BodyId): Promise<boolean> {
    const known = await statusProvisions(act.db, { coalitionId: act.coalitionId, bodyId }, act.now);
    const { cases } = underEveryReading(known.rulings, (read) =>
      (known.provisions?.on('STATUS', read) ?? []).some(({ missed }) => missed !== 'MEETINGS'),
    );
    return cases.some(({ answer }) => answer);
  }

  /** Records who took part in a vote that is over; a due act of those who held it. */
  async recordVote(due: DueAct, vote: VoteAttended): Promise<Acted<{ occasionId: OccasionId }> | Refusal> {
    const { coalitionId } = due;
    const { bodyId, boxId, closedAt, attended, missed, excused } = vote;
    const streams = await this.#streams(coalitionId, bodyId);
    return this.ledger.act(serverOf(coalitionId), { streams, due: due.id }, async (act) => {
      const held = { bodyId, kind: 'VOTE', heldAt: closedAt, boxId, attended, missed, excused } as const;
      const { entry, occasionId } = await this.#keep(act, held, CHARTER);
      return { entry, result: { occasionId } };
    });
  }

  /** Ends a status that the charter gave by itself; a steward does when the body has decided so. */
  async restoreStatus(
    actor: Actor,
    { mandateId, because }: RestoreStatus,
  ): Promise<Acted<{ mandateId: MandateId }> | Refusal> {
    const { coalitionId } = actor;
    const mandate = await loadRow(this.dataSource.manager, MANDATES, coalitionId, mandateId);
    if (!mandate) throw notFound();
    const streams = await this.#streams(coalitionId, mandate.bodyId);
    return this.register.keep(actor, { streams }, async (act) => {
      const statuses = await openStatuses(act.db, coalitionId, mandate.bodyId, act.now);
      const status = statuses.find((one) => one.mandateId === mandateId);
      if (!status) return refuse('NO_STATUS', 'The charter has taken nothing from this holder.');
      const entry = await restore(act, status, { capacity: STEWARD, because });
      return { entry, result: { mandateId } };
    });
  }

  /** Looks at whether a holder has stayed away for so many months as the charter says. */
  async lookAtIdle({
    coalitionId,
    id: due,
    subject,
  }: DueAct): Promise<Acted<{ mandateId: MandateId }> | Refusal | typeof MOOT> {
    const mandateId = subject as MandateId;
    const { manager } = this.dataSource;
    const now = await databaseNow(this.dataSource);
    const mandate = await loadRow(manager, MANDATES, coalitionId, mandateId);
    if (!mandate) throw notFound();
    const idle = await idleHolder({ db: manager, coalitionId, now }, mandate.bodyId, mandateId);
    if (!idle) return MOOT;
    const streams = await this.#streams(coalitionId, mandate.bodyId);
    return this.ledger.act(serverOf(coalitionId), { streams, due }, async (act) => {
      const found = await idleHolder(act, mandate.bodyId, mandateId);
      if (!found) throw new Fault('CONFLICT', 'The holder was there since.');
      const entry = await this.#change(act, found.mandate, found.status, null);
      return { entry, result: { mandateId } };
    });
  }

  /** Keeps an occasion, and lets follow from it what the charter says. */
  async #keep(
    act: Act,
    held: Omit<Occasion, 'coalitionId' | 'id' | 'version'>,
    capacity: Capacity,
  ): Promise<{ readonly entry: Appended; readonly occasionId: OccasionId }> {
    const { db, coalitionId } = act;
    const { bodyId, kind, heldAt, boxId, attended, missed, excused } = held;
    const occasionId = act.newId<'Occasion'>();
    const entry = act.append({
      stream: occasionId,
      kind: 'attendance.recorded',
      capacity,
      body: {
        body: bodyId,
        occasion: kind,
        heldAt: heldAt.toISOString(),
        box: boxId,
        attended: [...attended],
        missed: [...missed],
        excused: [...excused],
      },
    });
    await db.insert(OccasionRow, { ...held, coalitionId, id: occasionId, version: entry.version });
    await this.#follow(act, bodyId, entry);
    return { entry, occasionId };
  }

  async #follow(act: Act, bodyId: BodyId, cause: Appended): Promise<void> {
    const { db, coalitionId, now } = act;
    const { provisions, rulings, zone } = await statusProvisions(db, { coalitionId, bodyId }, now);
    if (!provisions) return;
    const mandates = await classedMandates(db, coalitionId, bodyId, now);
    const occasions = await occasionsOf(db, coalitionId, bodyId);
    const statuses = await statusesOf(db, coalitionId, bodyId);
    for (const mandate of mandates.filter(({ beginsAt }) => beginsAt <= now)) {
      const own = statuses.filter(({ mandateId }) => mandateId === mandate.id);
      const open = own.find(({ endsAt }) => endsAt === null);
      const since = open?.beginsAt ?? own.at(-1)?.endsAt ?? mandate.beginsAt;
      const holder = attending(mandate, occasions, since);
      const follows = followsFor(provisions, rulings, { holder, open: open ?? null });
      if (open) {
        if (follows === 'BACK') await restore(act, open, { capacity: CHARTER, cause });
        continue;
      }
      if (follows && follows !== 'BACK') await this.#change(act, mandate, follows, cause);
      const seen = lastSeen(mandate, occasions);
      const [{ answer: idle }] = underEveryReading(rulings, (read) =>
        idleAfter(provisions, { seatClass: mandate.seatClass, lastSeen: seen }, zone, read),
      ).cases;
      if (idle && idle.at > now) act.planDue({ kind: IDLE, subject: mandate.id, at: idle.at });
    }
  }

  /** Changes what a holder may do, or ends the mandate. */
  async #change(
    act: Act,
    mandate: ClassedMandate,
    status: StatusDue,
    cause: Appended | null,
  ): Promise<Appended> {
    const { db, coalitionId, now } = act;
    const { id: mandateId, bodyId } = mandate;
    const { becomes, clause } = status;
    if (becomes === 'ENDED') {
      const ending = { endsAt: now, reason: 'STATUS', capacity: CHARTER, clause } as const;
      const entry = await endWithin(act, mandate, cause ? { ...ending, cause } : ending);
      await this.remedies.reviewVacancy(act, bodyId, { at: now, cause: entry });
      return entry;
    }
    const id = act.newId<'MandateStatus'>();
    const entry = act.append({
      stream: id,
      kind: 'status.changed',
      capacity: CHARTER,
      cause,
      body: { body: bodyId, mandate: mandateId, becomes, clause, beginsAt: now.toISOString(), endsAt: null },
    });
    const row = { coalitionId, id, version: entry.version, bodyId, mandateId, becomes, clause };
    await db.insert(MandateStatusRow, { ...row, beginsAt: now, endsAt: null });
    return entry;
  }

  /** Read before the locks: whoever is seated since has missed nothing. */
  async #streams(coalitionId: CoalitionId, bodyId: BodyId): Promise<string[]> {
    const { manager } = this.dataSource;
    const mandates = await mandatesNotOver(manager, coalitionId, bodyId, new Date(0));
    const statuses = await statusesOf(manager, coalitionId, bodyId);
    return [bodyId, ...mandates.map(({ id }) => id), ...statuses.map(({ id }) => id)];
  }
}

function attending(mandate: ClassedMandate, occasions: readonly Occasion[], since: Date): Attending {
  const { id: mandateId, seatClass } = mandate;
  return { mandateId, seatClass, occasions: occasions.filter(({ heldAt }) => heldAt >= since) };
}

/** A holder who has stayed away for long enough by an instant, and what follows; null for one who has not. */
async function idleHolder(
  { db, coalitionId, now }: Pick<Act, 'db' | 'coalitionId' | 'now'>,
  bodyId: BodyId,
  mandateId: MandateId,
): Promise<{ readonly mandate: ClassedMandate; readonly status: StatusDue } | null> {
  const mandates = await classedMandates(db, coalitionId, bodyId, now);
  const mandate = mandates.find(({ id }) => id === mandateId);
  const { provisions, rulings, zone } = await statusProvisions(db, { coalitionId, bodyId }, now);
  const open = (await openStatuses(db, coalitionId, bodyId, now)).some((one) => one.mandateId === mandateId);
  if (!mandate || !provisions || open) return null;
  const seen = lastSeen(mandate, await occasionsOf(db, coalitionId, bodyId));
  const holder = { seatClass: mandate.seatClass, lastSeen: seen };
  const status = idleBy(provisions, rulings, holder, { now, zone });
  return status && { mandate, status };
}

async function restore(
  act: Act,
  { coalitionId, id, bodyId, mandateId, becomes, clause }: MandateStatus,
  {
    capacity,
    because,
    cause,
  }: { readonly capacity: Capacity; readonly because?: string; readonly cause?: Appended },
): Promise<Appended> {
  const { now: endsAt } = act;
  const entry = act.append({
    stream: id,
    kind: 'status.restored',
    capacity,
    cause: cause ?? null,
    body: { body: bodyId, mandate: mandateId, becomes, clause, endsAt: endsAt.toISOString() },
    ...(because === undefined ? {} : { commit: { because } }),
    disclosed: false,
  });
  await act.db.update(MandateStatusRow, { coalitionId, id }, { endsAt, version: entry.version });
  return entry;
}
