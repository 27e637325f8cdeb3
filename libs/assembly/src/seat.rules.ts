import {
  holds,
  overlap,
  refuse,
  type MandateId,
  type OrganizationId,
  type PersonId,
  type Refusal,
} from '#kernel';
import type { Body, Dated, Mandate, Organization, Seat } from './assembly.types.js';
import { monthsLater } from './calendar.rules.js';
import { clauseOf, seatClassOf } from './charter.rules.js';
import type { CharterVersion } from './charter.types.js';
import { checkSpan, spanOf } from './register.rules.js';
import type { GrantedTerm } from './term.types.js';

type Charter = Pick<CharterVersion, 'clauses'>;

/** The body as a new seat finds it. */
export interface SeatPlan {
  readonly charter: Charter;
  /** All seats that the body has had. */
  readonly seats: readonly Pick<Seat, 'seatClass' | 'beginsAt' | 'endsAt'>[];
  /** The organization that is to fill the seat, where there is one. */
  readonly organization: Pick<Organization, 'sectorId'> | null;
}

/** Whether the charter knows a seat like this one and has room for it at every instant of its span. */
export function checkSeat(
  { charter, seats, organization }: SeatPlan,
  seat: Dated & Pick<Seat, 'seatClass' | 'sectorId'>,
): Refusal | null {
  const clause = clauseOf(charter, 'SEATS').source.section;
  const seatClass = seatClassOf(charter, seat.seatClass);
  if (!seatClass) {
    return refuse('SEAT_CLASS_UNKNOWN', `The charter knows no seats of the class ${seat.seatClass}.`, {
      clause,
    });
  }
  const reversed = checkSpan(seat);
  if (reversed) return reversed;
  const isOfSector = seatClass.sectorId === null || seatClass.sectorId === seat.sectorId;
  if (!isOfSector || (organization && seat.sectorId !== null && organization.sectorId !== seat.sectorId)) {
    const because =
      'The seat belongs to another sector than its class or the organization that is to fill it.';
    return refuse('SEAT_OF_ANOTHER_SECTOR', because, { clause });
  }
  const peers = seats.filter((peer) => peer.seatClass === seatClass.name);
  if (mostAtOnce(peers, seat) < seatClass.seats) return null;
  const because = `The body has ${seatClass.seats} seats of the class ${seatClass.name}, and all of them exist.`;
  return refuse('SEAT_CLASS_FULL', because, { clause, seats: seatClass.seats });
}

/** How many of the others exist at once, at most, while this one does. */
function mostAtOnce(others: readonly Dated[], during: Dated): number {
  const present = others.filter((other) => overlap(spanOf(other), spanOf(during)));
  const instants = [during, ...present].map(({ beginsAt }) => beginsAt);
  const counts = instants
    .filter((at) => holds(spanOf(during), at))
    .map((at) => present.filter((other) => holds(spanOf(other), at)).length);
  return Math.max(0, ...counts);
}

/** Whether a seat may end at an instant: nobody is to begin on it then or later. */
export function mayAbolish(mandates: readonly Pick<Mandate, 'beginsAt'>[], endsAt: Date): Refusal | null {
  const promised = mandates.find(({ beginsAt }) => beginsAt >= endsAt);
  if (!promised) return null;
  const because = 'Somebody is to begin on this seat then or later: end that mandate first.';
  return refuse('SEAT_PROMISED', because, { beginsAt: promised.beginsAt });
}

/** The seat as a new mandate finds it. */
export interface SeatToFill {
  readonly seat: Dated & Pick<Seat, 'id' | 'seatClass' | 'organizationId'>;
  readonly charter: Charter;
  readonly zone: Body['zone'];
  /** What the charter provides on the term; null where it is silent and the class alone says how long one lasts. */
  readonly term: GrantedTerm | null;
  /** The mandates of the body, of this seat and of others. */
  readonly mandates: readonly (Dated &
    Pick<Mandate, 'id' | 'seatId' | 'personId' | 'termEndsAt' | 'holdover'>)[];
  /** The organizations to which the person belongs when the mandate begins. */
  readonly affiliatedWith: readonly OrganizationId[];
}

/** What is asked for when somebody is appointed. */
export interface Appointment {
  readonly personId: PersonId;
  readonly beginsAt: Date;
  /** Null for as long as the charter and the seat allow. */
  readonly endsAt: Date | null;
  /** Null for the organization that the seat delegates to, if any. */
  readonly onBehalfOf: OrganizationId | null;
}

/** A mandate as it may be given. */
export interface Granted extends Pick<
  Mandate,
  'endsAt' | 'onBehalfOf' | 'termEndsAt' | 'termEvent' | 'holdover'
> {
  /** The mandates, held over by now, that end when this one begins. */
  readonly succeeds: readonly MandateId[];
}

/** When a mandate of this appointment ends and on whose behalf it is held; or why there can be none. */
export function grantMandate(
  { seat, charter, zone, term: provided, mandates, affiliatedWith }: SeatToFill,
  { personId, beginsAt, endsAt, onBehalfOf }: Appointment,
): Granted | Refusal {
  const term = checkTerm({ seat, charter, zone, term: provided }, { beginsAt, endsAt });
  if ('refused' in term) return term;
  const span = spanOf({ beginsAt, endsAt: term.endsAt });
  const concerned = mandates.filter((one) => one.seatId === seat.id || one.personId === personId);
  const succeeds = concerned.filter((one) => isHeldOverAt(one, beginsAt)).map(({ id }) => id);
  const overlapping = concerned.filter(
    (mandate) => !succeeds.includes(mandate.id) && overlap(spanOf(mandate), span),
  );
  const taken = overlapping.find((mandate) => mandate.seatId === seat.id);
  if (taken) {
    const because = 'Somebody holds this seat at that time: end that mandate first, or begin when it ends.';
    return refuse('SEAT_TAKEN', because, { freeFrom: taken.endsAt ?? taken.termEndsAt });
  }
  if (overlapping.some((mandate) => mandate.personId === personId)) {
    return refuse('PERSON_ALREADY_SEATED', 'This person holds another seat of the body at that time.');
  }
  return (
    checkDelegation(seat, onBehalfOf, affiliatedWith) ?? {
      ...term,
      onBehalfOf: onBehalfOf ?? seat.organizationId,
      succeeds,
    }
  );
}

/** True for a mandate whose term is over at an instant, and whose holder goes on until there is a successor. */
export function isHeldOverAt(
  { termEndsAt, holdover, endsAt }: Pick<Mandate, 'termEndsAt' | 'holdover' | 'endsAt'>,
  at: Date,
): boolean {
  return holdover && termEndsAt !== null && termEndsAt <= at && (endsAt === null || at < endsAt);
}

/** The term that is granted: a class’s months and what the charter provides besides both bound it. */
function checkTerm(
  { seat, charter, zone, term }: Pick<SeatToFill, 'seat' | 'charter' | 'zone' | 'term'>,
  { beginsAt, endsAt }: Dated,
): Omit<Granted, 'onBehalfOf' | 'succeeds'> | Refusal {
  const months = seatClassOf(charter, seat.seatClass)?.termMonths ?? null;
  const byMonths = months === null ? null : monthsLater(beginsAt, months, zone);
  const termEnd = earlier(byMonths, term?.endsAt ?? null);
  const isProvided = term !== null && termEnd?.getTime() === term.endsAt?.getTime();
  const clause = isProvided ? term.clause : clauseOf(charter, 'SEATS').source.section;
  const end = endsAt ?? earlier(termEnd, seat.endsAt);
  const reversed = checkSpan({ beginsAt, endsAt });
  if (reversed) return reversed;
  if (!holds(spanOf(seat), beginsAt) || isLater(end, seat.endsAt)) {
    return refuse('SEAT_NOT_IN_EXISTENCE', 'The seat does not exist for the whole time of this mandate.', {
      existsFrom: seat.beginsAt,
      existsUntil: seat.endsAt,
    });
  }
  if (termEnd === null || !isLater(end, termEnd)) {
    const holdover = term?.holdover ?? false;
    const held = { termEndsAt: end, termEvent: term?.event ?? null, holdover };
    return { ...held, endsAt: holdover ? seat.endsAt : end };
  }
  const because = `A term of this seat that begins then is over on ${termEnd.toISOString()} at the latest.`;
  return refuse('TERM_TOO_LONG', because, { clause, latestEnd: termEnd });
}

function checkDelegation(
  seat: Pick<Seat, 'organizationId'>,
  onBehalfOf: OrganizationId | null,
  affiliatedWith: readonly OrganizationId[],
): Refusal | null {
  const spokenFor = onBehalfOf ?? seat.organizationId;
  if (seat.organizationId !== null && spokenFor !== seat.organizationId) {
    return refuse('SEAT_OF_ANOTHER_ORGANIZATION', 'This seat is filled by another organization.');
  }
  if (spokenFor === null || affiliatedWith.includes(spokenFor)) return null;
  const because = 'The person does not belong to the organization for which they would speak at that time.';
  return refuse('NOT_AFFILIATED', because, { organization: spokenFor });
}

/** Null stands for no end, which is later than any. */
function isLater(a: Date | null, b: Date | null): boolean {
  return b !== null && (a === null || a > b);
}

function earlier(a: Date | null, b: Date | null): Date | null {
  return isLater(a, b) ? b : a;
}
