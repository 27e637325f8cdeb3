import { ceil, floor, multiply, rational, refuse, refuseAll, type Rational, type Refusal } from '#kernel';
import type { Amount } from './provision.parameters.js';
import { Provisions, type Provision } from './provision.rules.js';
import type { ProvisionTopic } from './provision.topics.js';
import type { ProvisionClause } from './provision.types.js';
import { underEveryReading, type Read } from './reading.rules.js';

/** A seat of which a charter speaks: its class, and the sector for which that is kept, where there is one. */
interface PlannedSeat {
  readonly seatClass: string;
  readonly sectorId: string | null;
}

/**
 * Looks whether provisions ask for what no composition of the body could give: a cap that lets nobody in, or fewer of
 * a sector than the seats that are kept for it or than its floor, floors for more seats than there are, a balance of
 * a class with itself. What can be read in several ways must be possible in each, since each may be ruled to hold.
 *
 * @param seats the seats that the charter gives the body, each with its class and the sector for which it is kept
 */
export function checkAgainstComposition(
  clauses: readonly ProvisionClause<ProvisionTopic>[],
  seats: readonly PlannedSeat[],
): Refusal | null {
  const provisions = new Provisions(clauses);
  const { cases } = underEveryReading(new Map(), (read) => [
    ...capFaults(provisions, seats, read),
    ...floorFaults(provisions, seats, read),
    ...balanceFaults(provisions, read),
  ]);
  const lots = clauses.filter(drawsWithoutTime).map(({ source }) => {
    const because = 'A lot is drawn from a source that nobody knows yet: give each remedy a day or more.';
    return refuse('CHARTER_LOT_WITHOUT_TIME', because, { clause: source.section });
  });
  const faults = [...lots, ...cases.flatMap(({ answer }) => answer)];
  const different = new Map(faults.map((fault) => [fault.because, fault]));
  const [first, ...others] = different.values();
  return first ? refuseAll([first, ...others]) : null;
}

function capFaults(provisions: Provisions, seats: readonly PlannedSeat[], read: Read): Refusal[] {
  const floors = provisions.on('FLOOR', read);
  return provisions.on('CAP', read).flatMap((cap) => {
    const { classes, clause, fromSeats, toSeats } = cap;
    const holdsHere = seats.length >= fromSeats && (toSeats === null || seats.length <= toSeats);
    if (!holdsHere) return [];
    const own = within(seats, classes);
    const bound = Number((cap.rounding === 'UP' ? ceil : floor)(boundOf(cap.most, own.length)));
    if (bound < 1) return [wrong('This cap would let no group hold a single seat.', clause)];
    if (cap.by !== 'SECTOR') return [];
    const kept = mostOfOneSector(own);
    const because = `This cap lets a sector hold ${bound} seats, and ${kept} are kept for one.`;
    const above = floors
      .filter((it) => it.classes?.join(';') === classes?.join(';'))
      .filter((it) => Number(ceil(boundOf(it.least, own.length))) > bound);
    return [
      ...(kept > bound ? [wrong(because, clause)] : []),
      ...above.map((it) =>
        wrong(`A floor asks for more of a sector than the ${bound} it may hold.`, it.clause),
      ),
    ];
  });
}

function floorFaults(provisions: Provisions, seats: readonly PlannedSeat[], read: Read): Refusal[] {
  return provisions.on('FLOOR', read).flatMap(({ least, classes, groups, clause }) => {
    const there = within(seats, classes).length;
    const needed = groups.length * Number(ceil(boundOf(least, there)));
    const because = `These floors ask for ${needed} seats, and there are ${there}.`;
    return needed > there ? [wrong(because, clause)] : [];
  });
}

function balanceFaults(provisions: Provisions, read: Read): Refusal[] {
  return provisions.on('BALANCE', read).flatMap(({ classes, notAbove, clause }: Provision<'BALANCE'>) => {
    const isOverlapping = classes === null || classes.some((name) => notAbove.includes(name));
    return isOverlapping ? [wrong('A class of seats cannot be balanced against itself.', clause)] : [];
  });
}

/** True for a cap that may come to a lot, and leaves no time between naming its source and knowing it. */
function drawsWithoutTime({ topic, parameters }: ProvisionClause<ProvisionTopic>): boolean {
  const readingsOf = (name: string) =>
    parameters.flatMap((parameter) => (parameter.name === name ? parameter.readings : []));
  const isByLot = readingsOf('remedies').some((steps) => steps.split(';').includes('LOT'));
  return topic === 'CAP' && isByLot && readingsOf('graceDays').some((days) => Number(days) < 1);
}

function within(seats: readonly PlannedSeat[], classes: readonly string[] | null): readonly PlannedSeat[] {
  return seats.filter(({ seatClass }) => classes?.includes(seatClass) ?? true);
}

function wrong(because: string, clause: string): Refusal {
  return refuse('CHARTER_CAP_IMPOSSIBLE', because, { clause });
}

function mostOfOneSector(seats: readonly PlannedSeat[]): number {
  const kept = seats.flatMap(({ sectorId }) => sectorId ?? []);
  return Math.max(0, ...kept.map((sector) => kept.filter((other) => other === sector).length));
}

function boundOf({ count, share }: Amount, seats: number): Rational {
  return share === null ? rational(BigInt(count ?? 0)) : multiply(share, rational(BigInt(seats)));
}
