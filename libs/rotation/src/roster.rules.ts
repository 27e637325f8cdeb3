import { sha256, toHex, utf8 } from '#transparency';
import type { MandateId, PersonId, SectorId } from '#kernel';
import type { Weighting } from './apportionment.rules.js';
import type { Member, SectorOrAll, Slot } from './rotation.types.js';
import type { DatedWeights } from './turn.types.js';

/** A mandate as rotations see it. */
export interface RosterMandate {
  readonly id: MandateId;
  readonly personId: PersonId;
  readonly sectorId: SectorId | null;
  readonly beginsAt: Date;
  readonly endsAt: Date | null;
}

interface RosterAbsence {
  readonly personId: PersonId;
  readonly from: Date;
  readonly until: Date | null;
}

/**
 * The order in which equals are taken: that of SHA-256(seed, id). It is drawn with the rotation's own id, does not
 * change when somebody joins, and a stranger can draw it again.
 */
export function inDrawnOrder<Item>(
  seed: string,
  items: readonly Item[],
  idOf: (item: Item) => string,
): Item[] {
  const drawn = items.map((item) => ({ item, key: toHex(sha256(utf8(`${seed}\n${idOf(item)}`))) }));
  return drawn.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ item }) => item);
}

/** The sectors of a rotation in their drawn order, with their weights; one for all people where none are weighted. */
export function sectorsOf(
  seed: string,
  weightings: readonly DatedWeights[],
): { readonly sectors: readonly SectorOrAll[]; readonly weightings: readonly Weighting[] } {
  const named = new Set(weightings.flatMap(({ weights }) => weights.map(({ sectorId }) => sectorId)));
  const sectors = inDrawnOrder(seed, [...named], (sector) => sector);
  if (sectors.length === 0) return { sectors: [null], weightings: [{ fromSlot: 0, weights: [1] }] };
  return {
    sectors,
    weightings: weightings.map(({ fromSlot, weights }) => ({
      fromSlot,
      weights: sectors.map((sector) => weights.find(({ sectorId }) => sectorId === sector)?.weight ?? 0),
    })),
  };
}

/** Who takes part, in the drawn order: each person with the spans of their mandates, those that touch as one. */
export function membersOf(
  seed: string,
  {
    mandates,
    absences,
    sectors,
  }: {
    readonly mandates: readonly RosterMandate[];
    readonly absences: readonly RosterAbsence[];
    readonly sectors: readonly SectorOrAll[];
  },
): Member[] {
  const regardless = sectors.length === 1 && sectors[0] === null;
  const members = new Map<
    string,
    { personId: PersonId; sectorId: SectorOrAll; present: { from: Date; until: Date | null }[] }
  >();
  for (const { personId, sectorId, beginsAt, endsAt } of mandates) {
    const sector = regardless ? null : sectorId;
    if (!sectors.includes(sector)) continue;
    const key = `${personId}/${sector ?? ''}`;
    const member = members.get(key) ?? { personId, sectorId: sector, present: [] };
    const last = member.present.at(-1);
    if (last?.until?.getTime() === beginsAt.getTime()) last.until = endsAt;
    else member.present.push({ from: beginsAt, until: endsAt });
    members.set(key, member);
  }
  const joined = [...members.values()].map((member) => ({
    ...member,
    away: absences.filter(({ personId }) => personId === member.personId),
  }));
  return inDrawnOrder(seed, joined, ({ personId, sectorId }) => `${personId}/${sectorId ?? ''}`);
}

/** Whether a person sits on the body for all of a time, by one mandate or by several without a break. */
export function sitsThrough(
  mandates: readonly RosterMandate[],
  personId: PersonId,
  { beginsAt, endsAt }: Slot,
): boolean {
  let until = beginsAt.getTime();
  const theirs = mandates.filter((mandate) => mandate.personId === personId);
  for (const mandate of theirs.toSorted((a, b) => a.beginsAt.getTime() - b.beginsAt.getTime())) {
    if (mandate.beginsAt.getTime() > until) break;
    until = Math.max(until, mandate.endsAt?.getTime() ?? Infinity);
  }
  return endsAt.getTime() <= until;
}

/** The mandate by which a person sits on the body when a turn begins; null for one who does not. */
export function mandateAt(
  mandates: readonly RosterMandate[],
  personId: PersonId | null,
  { beginsAt }: Slot,
): RosterMandate | null {
  const held = mandates.find(
    (mandate) =>
      mandate.personId === personId &&
      mandate.beginsAt <= beginsAt &&
      (mandate.endsAt === null || beginsAt < mandate.endsAt),
  );
  return held ?? null;
}
