import { holds, overlap, refuse, type OrganizationId, type PersonId, type Refusal } from '#kernel';
import type { Body, Dated, Mandate, Organization, Seat } from './assembly.types.js';
import { monthsLater } from './calendar.rules.js';
import { clauseOf, seatClassOf } from './charter.rules.js';
import type { CharterVersion } from './charter.types.js';
import { checkSpan, spanOf } from './register.rules.js';

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

/** The seat as a new mandate finds it. */
export interface SeatToFill {
  readonly seat: Dated & Pick<Seat, 'id' | 'seatClass' | 'organizationId'>;
  readonly charter: Charter;
  readonly zone: Body['zone'];
  /** The mandates of the body, of this seat and of others. */
  readonly mandates: readonly (Dated & Pick<Mandate, 'seatId' | 'personId'>)[];
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

/** When a mandate of this appointment ends and on whose behalf it is held; or why there can be none. */
export function grantMandate(
  { seat, charter, zone, mandates, affiliatedWith }: SeatToFill,
  { personId, beginsAt, endsAt, onBehalfOf }: Appointment,
): Pick<Mandate, 'endsAt' | 'onBehalfOf'> | Refusal {
  const term = checkTerm({ seat, charter, zone }, { beginsAt, endsAt });
  if ('refused' in term) return term;
  const span = spanOf({ beginsAt, endsAt: term.endsAt });
  const overlapping = mandates.filter((mandate) => overlap(spanOf(mandate), span));
  const taken = overlapping.find((mandate) => mandate.seatId === seat.id);
  if (taken) {
    const because = 'Somebody holds this seat at that time: end that mandate first, or begin when it ends.';
    return refuse('SEAT_TAKEN', because, { freeFrom: taken.endsAt });
  }
  if (overlapping.some((mandate) => mandate.personId === personId)) {
    return refuse('PERSON_ALREADY_SEATED', 'This person holds another seat of the body at that time.');
  }
  return (
    checkDelegation(seat, onBehalfOf, affiliatedWith) ?? {
      ...term,
      onBehalfOf: onBehalfOf ?? seat.organizationId,
    }
  );
}

function checkTerm(
  { seat, charter, zone }: Pick<SeatToFill, 'seat' | 'charter' | 'zone'>,
  { beginsAt, endsAt }: Dated,
): { readonly endsAt: Date | null } | Refusal {
  const clause = clauseOf(charter, 'SEATS').source.section;
  const months = seatClassOf(charter, seat.seatClass)?.termMonths ?? null;
  const termEnd = months === null ? null : monthsLater(beginsAt, months, zone);
  const end = endsAt ?? earlier(termEnd, seat.endsAt);
  const reversed = checkSpan({ beginsAt, endsAt });
  if (reversed) return reversed;
  if (!holds(spanOf(seat), beginsAt) || isLater(end, seat.endsAt)) {
    return refuse('SEAT_NOT_IN_EXISTENCE', 'The seat does not exist for the whole time of this mandate.', {
      existsFrom: seat.beginsAt,
      existsUntil: seat.endsAt,
    });
  }
  if (termEnd === null || !isLater(end, termEnd)) return { endsAt: end };
  const because = `A term of this seat lasts ${months ?? 0} months at most: it would end on ${termEnd.toISOString()}.`;
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
