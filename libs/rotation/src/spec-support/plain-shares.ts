import { add, compare, divide, floor, multiply, rational, subtract, ZERO, type Rational } from '#kernel';
import type { Planning } from '../rotation.types.js';
import type { MemberStint } from '../stints.rules.js';

/** A sector's slot, how it stood then, and who was passed over. */
export interface Share {
  readonly place: number;
  readonly lag: { readonly lag: number; readonly parts: number };
  readonly passedOver: readonly number[];
}

const fraction = (num: number, den = 1): Rational => rational(BigInt(num), BigInt(den));
const isAtLeast = (a: Rational, b: Rational) => compare(a, b) >= 0;
/** Tijdeman's rule as it stands in his paper, slot by slot. */
export function sectorsBySlot(
  { slots, sectors, weightings, fixed, previous }: Planning,
  stints: readonly (readonly MemberStint[])[],
): Share[] {
  const parts = 2 * sectors.length - 2;
  const bound = parts > 0 ? fraction(parts - 1, parts) : ZERO;
  const least = fraction(1, Math.max(1, parts));
  const had = sectors.map(() => 0);
  const weightsAt = (slot: number) => weightings.findLast(({ fromSlot }) => fromSlot <= slot)!.weights;
  const total = (weights: readonly number[]) => weights.reduce((sum, weight) => sum + weight, 0);
  const shareOf = (sector: number, slot: number) =>
    fraction(weightsAt(slot)[sector]!, total(weightsAt(slot)));
  const dues: Rational[][] = [];
  const due = (sector: number, slot: number): Rational => {
    for (let next = dues.length; next <= slot; next += 1) {
      dues.push(sectors.map((_, place) => add(dues.at(-1)?.[place] ?? ZERO, shareOf(place, next))));
    }
    return dues[slot]![sector]!;
  };
  const lagOf = (sector: number, slot: number) => subtract(due(sector, slot), fraction(had[sector]!));
  /** Counted from the slot at which the sector had its last turn; of one that is late even then, by its share. */
  const deadlineFrom = (sector: number, slot: number) => {
    const late = slot < 0 ? fraction(-1) : subtract(lagOf(sector, slot), bound);
    if (isAtLeast(late, ZERO)) return slot - Number(floor(divide(late, shareOf(sector, slot))));
    let at = slot + 1;
    while (!isAtLeast(lagOf(sector, at), bound)) at += 1;
    return at;
  };
  const deadlines = sectors.map((_, sector) => deadlineFrom(sector, -1));
  const isAble = (slot: number) => (sector: number) => stints[sector]!.some(({ free }) => free[slot] === 1);
  const choose = (slot: number, may: (sector: number) => boolean): number => {
    const able = sectors.map((_, sector) => sector).filter(may);
    const candidates = able.filter((sector) => isAtLeast(lagOf(sector, slot), least));
    const [urgent] = candidates.toSorted((a, b) => deadlines[a]! - deadlines[b]!);
    return urgent ?? able.toSorted((a, b) => compare(lagOf(b, slot), lagOf(a, slot)))[0] ?? -1;
  };
  const mayTake = (sector: number, slot: number) => {
    if (!isAtLeast(lagOf(sector, slot), least)) return false;
    return (
      parts === 0 ||
      slots.every((_, until) => {
        const fallDue = sectors.map((_one, other) => {
          const beyond = subtract(subtract(lagOf(other, until), bound), fraction(other === sector ? 1 : 0));
          return isAtLeast(beyond, ZERO) ? Number(floor(beyond)) + 1 : 0;
        });
        return until < slot || total(fallDue) <= until - slot;
      })
    );
  };
  const measure = weightings
    .map(({ weights }) => total(weights) / weights.reduce(divisor))
    .reduce((all, one) => (all / divisor(all, one)) * one);
  return slots.map((_, slot): Share => {
    const given = fixed.get(slot);
    const told = given ?? previous.get(slot);
    const before = told?.personId ? sectors.indexOf(told.sectorId) : -1;
    const can = isAble(slot);
    const isKept = before >= 0 && can(before) && mayTake(before, slot);
    const place = given || isKept ? before : choose(slot, can);
    const passedOver: number[] = [];
    const nextAfter = () => choose(slot, (sector) => !passedOver.includes(sector));
    for (let next = nextAfter(); !given && next >= 0 && next !== place && !can(next); next = nextAfter()) {
      passedOver.push(next);
    }
    const lag = place < 0 ? 0 : Number(floor(multiply(lagOf(place, slot), fraction(measure))));
    if (place >= 0) {
      had[place]! += 1;
      deadlines[place] = deadlineFrom(place, slot);
    }
    return { place, lag: { lag, parts: measure }, passedOver };
  });
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
