import type { MandateId, OrganizationId, PersonId } from '#kernel';
import { monthsLater } from '../calendar.rules.js';
import type { Seated } from '../cap.rules.js';
import type { BodyRules } from '../eligibility.types.js';
import { Provisions } from '../provision.rules.js';
import type { ProvisionClause } from '../../../../test/support/provide.js';
import type { Read } from '../reading.rules.js';
import type { Tenure } from '../term.types.js';

export { provide } from '../../../../test/support/provide.js';

/** A body's rules: versions of its charter, each from a day on. */
export function rulesOf(
  versions: Readonly<Record<string, readonly ProvisionClause[]>>,
  rulings: Readonly<Record<string, string>> = {},
): BodyRules {
  const rulebook = Object.entries(versions).map(([from, clauses]) => {
    return { beginsAt: day(from), provisions: new Provisions(clauses) };
  });
  return { rulebook, rulings: new Map(Object.entries(rulings)), zone: 'UTC' };
}

/** The begin of a day in UTC. */
export function day(text: string): Date {
  return new Date(`${text}T00:00:00Z`);
}

let made = 0;

/** A mandate of two years unless its days say otherwise; `until` null for one that goes on. */
export function tenure(from: string, until: string | null, more: Partial<Tenure> = {}): Tenure {
  made += 1;
  return {
    mandateId: `mandate ${made}` as MandateId,
    seatClass: 'elected',
    onBehalfOf: null,
    beginsAt: day(from),
    endsAt: until === null ? null : day(until),
    scheduledEnd: monthsLater(day(from), 24, 'UTC'),
    serves: 'FULL_TERM',
    endReason: null,
    ...more,
  };
}

/** Takes the first of several readings. */
export const first: Read = (_, [reading]) => reading.value;

/** Somebody who sits, with the organizations that they belong to. */
export function seated(person: string, organizations: readonly string[], seatClass = 'elected'): Seated {
  const belongings = organizations.map((name) => {
    return { organizationId: name as OrganizationId, groupId: name as OrganizationId, question: null };
  });
  return { personId: person as PersonId, seatClass, sectorId: null, belongings };
}

/** So many seats of one class. */
export function seatsOf(count: number, seatClass = 'elected') {
  return Array.from({ length: count }, () => ({ seatClass }));
}
