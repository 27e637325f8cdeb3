import { Injectable } from '@nestjs/common';
import {
  isRefusal,
  refuse,
  type BodyId,
  type CoalitionId,
  type MandateId,
  type MultilingualText,
  type OrganizationId,
  type PersonId,
  type Refusal,
  type SeatId,
  type SectorId,
} from '#kernel';
import { Fault, notFound, loadRow } from '#platform';
import type { Act, Acted, Actor } from '#record';
import { DataSource } from 'typeorm';
import { SeatRow } from './assembly.entity.js';
import type { Mandate, Seat } from './assembly.types.js';
import { hasSectors, ORGANIZATIONS } from './coalition.queries.js';
import { endWithin } from './ending.service.js';
import { checkEnd } from './register.rules.js';
import { Register, STEWARD } from './register.service.js';
import { Remedies } from './remedy.service.js';
import { MANDATES, mandatesNotOver, SEATS, seatsOfBody } from './seat.queries.js';
import { checkSeat, mayAbolish } from './seat.rules.js';
import { scheduledEndOf } from './seating.queries.js';
import { Seating, standing } from './seating.service.js';
import { heldOverOn } from './term.queries.js';

export interface CreateSeat {
  readonly bodyId: BodyId;
  readonly label: MultilingualText;
  readonly seatClass: string;
  readonly sectorId: SectorId | null;
  /** The organization that fills the seat with one of its people, where there is one. */
  readonly organizationId: OrganizationId | null;
  /** Null for the instant of the act. */
  readonly beginsAt: Date | null;
  readonly endsAt: Date | null;
}

export interface Appoint {
  readonly seatId: SeatId;
  readonly personId: PersonId;
  /** Null for the organization that the seat delegates to, if any. */
  readonly onBehalfOf: OrganizationId | null;
  /** Null for the instant of the act. */
  readonly beginsAt: Date | null;
  /** Null for as long as the charter and the seat allow. */
  readonly endsAt: Date | null;
  /** The mandate of this seat for whose remainder it is; null for a term of its own. */
  readonly replaces?: MandateId | null;
}

export interface EndMandate {
  readonly mandateId: MandateId;
  readonly expectedVersion: number;
  /** Null for the instant of the act. */
  readonly endsAt: Date | null;
  readonly because: string;
}

export interface AbolishSeat {
  readonly seatId: SeatId;
  readonly expectedVersion: number;
  /** Null for the instant of the act. */
  readonly endsAt: Date | null;
  readonly because: string;
}

/** The seats of a body and who holds them. Acts that may collide on a body take turns by the body's lock. */
@Injectable()
export class Seats {
  constructor(
    private readonly register: Register,
    private readonly seating: Seating,
    private readonly remedies: Remedies,
    private readonly dataSource: DataSource,
  ) {}

  /** Creates a seat of a class that the charter names and has room for. Throws NOT_FOUND for an absent subject. */
  async createSeat(actor: Actor, command: CreateSeat): Promise<Acted<{ seatId: SeatId }> | Refusal> {
    const { bodyId, label, seatClass, sectorId, organizationId, endsAt } = command;
    return this.register.keep(actor, { streams: [bodyId] }, async (act) => {
      const { db, coalitionId } = act;
      const organization = organizationId && (await loadRow(db, ORGANIZATIONS, coalitionId, organizationId));
      const isKnown = sectorId === null || (await hasSectors(db, coalitionId, [sectorId]));
      if ((organizationId && !organization) || !isKnown) throw notFound();
      const { charter } = await standing(act, bodyId);
      const seats = await seatsOfBody(db, coalitionId, bodyId);
      const seat = { seatClass, sectorId, organizationId, beginsAt: command.beginsAt ?? act.now, endsAt };
      const refusal = checkSeat({ charter, seats, organization }, seat);
      if (refusal) return refusal;
      const seatId = act.newId<'Seat'>();
      const entry = act.append({
        stream: seatId,
        kind: 'seat.created',
        capacity: STEWARD,
        rule: charter.digest,
        body: {
          body: bodyId,
          seatClass,
          sector: sectorId,
          organization: organizationId,
          beginsAt: seat.beginsAt.toISOString(),
          endsAt: endsAt?.toISOString() ?? null,
        },
        commit: { label },
      });
      await db.insert(SeatRow, { coalitionId, id: seatId, version: entry.version, bodyId, label, ...seat });
      return { entry, result: { seatId } };
    });
  }

  /** Gives a seat to a person for a time. Throws NOT_FOUND when the seat or the person is absent. */
  async appoint(actor: Actor, command: Appoint): Promise<Acted<{ mandateId: MandateId }> | Refusal> {
    const seat = await this.#seat(actor.coalitionId, command.seatId);
    const places = { seats: [seat.id], people: [command.personId] };
    const mayEnd = await heldOverOn(this.dataSource.manager, actor.coalitionId, places);
    const streams = [seat.bodyId, command.personId, ...mayEnd];
    return this.register.keep(actor, { streams }, async (act) => {
      const terms = { capacity: STEWARD, filledBy: null, replaces: command.replaces ?? null, mayEnd };
      const replaced = await this.#replaced(act, seat, command.replaces ?? null);
      if (isRefusal(replaced)) return replaced;
      const beginsAt = command.beginsAt ?? act.now;
      const endsAt = command.endsAt ?? replaced?.endsAt ?? null;
      const appointment = { ...command, beginsAt, endsAt };
      const seated = await this.seating.seat(act, seat, { appointment, terms });
      if (isRefusal(seated)) return seated;
      const { entry, mandateId } = seated;
      return { entry, result: { mandateId } };
    });
  }

  /** Ends a mandate before its term, now or at a later instant. Throws NOT_FOUND when it is absent. */
  async endMandate(
    actor: Actor,
    { mandateId, expectedVersion, endsAt, because }: EndMandate,
  ): Promise<Acted<{ mandateId: MandateId }> | Refusal> {
    const expected = { stream: mandateId, version: expectedVersion };
    const before = await loadRow(this.dataSource.manager, MANDATES, actor.coalitionId, mandateId);
    if (!before) throw notFound();
    const streams = [mandateId, before.bodyId];
    return this.register.keep(actor, { streams, expected }, async (act) => {
      const { db, coalitionId } = act;
      const mandate = await loadRow(db, MANDATES, coalitionId, mandateId);
      if (!mandate) throw notFound();
      const end = endsAt ?? act.now;
      const refusal = checkEnd(mandate, end, act.now);
      if (refusal) return refusal;
      const entry = await endWithin(act, mandate, {
        endsAt: end,
        reason: 'EARLY',
        capacity: STEWARD,
        because,
      });
      await this.remedies.reviewVacancy(act, mandate.bodyId, { at: end, cause: entry });
      return { entry, result: { mandateId } };
    });
  }

  /**
   * Ends a seat, now or at a later instant, and with it the mandate of whoever holds it then. Refuses where somebody
   * is to begin on it later (`SEAT_PROMISED`). Throws NOT_FOUND when it is absent.
   */
  async abolishSeat(actor: Actor, command: AbolishSeat): Promise<Acted<{ seatId: SeatId }> | Refusal> {
    const { seatId, expectedVersion, because } = command;
    const { bodyId } = await this.#seat(actor.coalitionId, seatId);
    const { manager } = this.dataSource;
    const before = (await mandatesNotOver(manager, actor.coalitionId, bodyId, new Date(0))).map(
      ({ id }) => id,
    );
    const streams = [seatId, bodyId, ...before];
    const expected = { stream: seatId, version: expectedVersion };
    return this.register.keep(actor, { streams, expected }, async (act) => {
      const { db, coalitionId, now } = act;
      const seat = await this.#seat(coalitionId, seatId);
      const endsAt = command.endsAt ?? now;
      const held = (await mandatesNotOver(db, coalitionId, bodyId, endsAt)).filter(
        (mandate) => mandate.seatId === seatId,
      );
      const refused = checkEnd(seat, endsAt, now) ?? mayAbolish(held, endsAt);
      if (refused) return refused;
      const entry = act.append({
        stream: seatId,
        kind: 'seat.abolished',
        capacity: STEWARD,
        body: { body: bodyId, endsAt: endsAt.toISOString() },
        commit: { because },
      });
      await db.update(SeatRow, { coalitionId, id: seatId }, { endsAt, version: entry.version });
      for (const mandate of held) {
        if (!before.includes(mandate.id))
          throw new Fault('CONFLICT', 'Somebody was seated since: try again.');
        await endWithin(act, mandate, { endsAt, reason: 'SEAT_ABOLISHED', capacity: STEWARD, cause: entry });
      }
      await this.remedies.reviewVacancy(act, bodyId, { at: endsAt, cause: entry });
      return { entry, result: { seatId } };
    });
  }

  /** When the term ends of the mandate whose remainder is to be served; null for no such mandate. */
  async #replaced(
    { db, coalitionId }: Act,
    seat: Seat,
    replaces: MandateId | null,
  ): Promise<Pick<Mandate, 'endsAt'> | null | Refusal> {
    if (replaces === null) return null;
    const mandate = await loadRow(db, MANDATES, coalitionId, replaces);
    if (!mandate) throw notFound();
    if (mandate.seatId !== seat.id) {
      return refuse(
        'REMAINDER_OF_ANOTHER_SEAT',
        'Only what is left of a mandate of this seat can be served.',
      );
    }
    return { endsAt: await scheduledEndOf(db, coalitionId, replaces) };
  }

  /** Read before the lock, to know which body to lock: a seat never changes its body, class or organization. */
  async #seat(coalitionId: CoalitionId, seatId: SeatId): Promise<Seat> {
    const seat = await loadRow(this.dataSource.manager, SEATS, coalitionId, seatId);
    if (!seat) throw notFound();
    return seat;
  }
}
