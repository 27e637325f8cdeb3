import { ceil, floor, multiply, rational, type OrganizationId, type PersonId, type SectorId } from '#kernel';
import type { Provision, Provisions } from './provision.rules.js';
import type { Amount } from './provision.parameters.js';
import { EITHER_WAY, type Read } from './reading.rules.js';

/** A belonging of a seated person, on which caps look. Contested ones are read both ways until it is ruled. */
export interface Belonging {
  readonly organizationId: OrganizationId;
  /** The organization by whose name it and all related ones are known as one group. */
  readonly groupId: OrganizationId;
  /** What a ruling on it names; null for one that nobody contests. */
  readonly question: string | null;
}

/** A seat that is held, as caps see it. */
export interface Seated {
  readonly personId: PersonId;
  readonly seatClass: string;
  readonly sectorId: SectorId | null;
  readonly belongings: readonly Belonging[];
}

/** A body at an instant: its seats, by class, and who holds them. */
export interface Composition {
  readonly seats: readonly { readonly seatClass: string }[];
  readonly seated: readonly Seated[];
}

/** A group that holds more seats than the charter allows, or fewer. */
export interface Breach {
  readonly topic: 'CAP' | 'FLOOR' | 'BALANCE' | 'SEATING';
  readonly clause: string;
  /** The group: an organization, a sector, or the classes of seats that outnumber others. */
  readonly group: string;
  readonly holds: number;
  /** How many it may hold at most, or must hold at least. */
  readonly bound: number;
  /** Who they are. */
  readonly members: readonly PersonId[];
}

/** Every cap, floor and balance that a body breaches as it is. */
export function breachesOf(provisions: Provisions, body: Composition, read: Read): readonly Breach[] {
  return [
    ...provisions.on('CAP', read).flatMap((cap) => overCap(cap, body, read)),
    ...provisions.on('FLOOR', read).flatMap((clause) => underFloor(clause, body)),
    ...provisions.on('BALANCE', read).flatMap((balance) => outOfBalance(balance, body)),
  ];
}

/** Where fewer seats of some classes are held than the charter has at least. */
export function shortfallsOf(provisions: Provisions, { seated }: Composition, read: Read): readonly Breach[] {
  return provisions.on('SEATING', read).flatMap(({ classes, least: bound, clause }) => {
    const held = seated.filter(({ seatClass }) => classes?.includes(seatClass) ?? true);
    const [holds, group] = [held.length, classes?.join('; ') ?? ''];
    const members = held.map(({ personId }) => personId);
    return holds < bound ? [{ topic: 'SEATING', clause, group, holds, bound, members }] : [];
  });
}

/** The most seats of one group while the body is as large as this; null where the cap does not hold then. */
export function capOf(
  { most, of, rounding, classes, fromSeats, toSeats }: Provision<'CAP'>,
  body: Composition,
): number | null {
  const seats = body.seats.length;
  if (seats < fromSeats || (toSeats !== null && seats > toSeats)) return null;
  return resolve(most, { of, rounding }, withinClasses(body, classes));
}

function overCap(cap: Provision<'CAP'>, body: Composition, read: Read): Breach[] {
  const bound = capOf(cap, body);
  if (bound === null) return [];
  const { seated } = withinClasses(body, cap.classes);
  const groups = new Map<string, PersonId[]>();
  for (const one of seated) {
    for (const group of groupsOf(cap.by, one, read)) {
      groups.set(group, [...(groups.get(group) ?? []), one.personId]);
    }
  }
  return [...groups]
    .filter(([, members]) => members.length > bound)
    .map(([group, members]) => {
      return { topic: 'CAP', clause: cap.clause, group, holds: members.length, bound, members };
    });
}

function underFloor(
  { classes, least, of, rounding, clause, groups }: Provision<'FLOOR'>,
  body: Composition,
): Breach[] {
  const within = withinClasses(body, classes);
  const bound = resolve(least, { of, rounding }, within);
  return groups
    .map((group) => ({
      group,
      members: within.seated.filter(({ sectorId }) => sectorId === group).map(({ personId }) => personId),
    }))
    .filter(({ members }) => members.length < bound)
    .map(({ group, members }) => {
      return { topic: 'FLOOR', clause, group, holds: members.length, bound, members };
    });
}

function outOfBalance(
  { classes, notAbove, clause }: Provision<'BALANCE'>,
  { seated }: Composition,
): Breach[] {
  const members = seated
    .filter(({ seatClass }) => classes?.includes(seatClass) ?? true)
    .map(({ personId }) => personId);
  const holds = members.length;
  const bound = seated.filter(({ seatClass }) => notAbove.includes(seatClass)).length;
  const group = classes?.join('; ') ?? '';
  return holds > bound ? [{ topic: 'BALANCE', clause, group, holds, bound, members }] : [];
}

/** The groups to which a holder counts: each once. */
function groupsOf(
  by: Provision<'CAP'>['by'],
  { sectorId, belongings }: Seated,
  read: Read,
): ReadonlySet<string> {
  if (by === 'SECTOR') return new Set(sectorId === null ? [] : [sectorId]);
  const belongs = ({ question }: Belonging) => question === null || read(question, EITHER_WAY);
  const own = belongings.filter(belongs);
  return new Set(
    own.map(({ organizationId, groupId }) => (by === 'ORGANIZATION' ? organizationId : groupId)),
  );
}

function withinClasses({ seats, seated }: Composition, classes: readonly string[] | null): Composition {
  const isOf = ({ seatClass }: { readonly seatClass: string }) => classes?.includes(seatClass) ?? true;
  return { seats: seats.filter(isOf), seated: seated.filter(isOf) };
}

function resolve(
  { count, share }: Amount,
  { of, rounding }: { readonly of: 'SEATS' | 'FILLED'; readonly rounding: 'DOWN' | 'UP' },
  { seats, seated }: Composition,
): number {
  if (share === null) return count ?? 0;
  const exact = multiply(share, rational(BigInt(of === 'SEATS' ? seats.length : seated.length)));
  return Number(rounding === 'DOWN' ? floor(exact) : ceil(exact));
}
