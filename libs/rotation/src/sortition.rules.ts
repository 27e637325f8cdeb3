import { refuse, type Refusal } from '#kernel';
import type { Conflict } from './sortition-conflict.js';
import type { Bound, MemberType, PoolMember, Quota, Sortition, SortitionProblem } from './sortition.types.js';

/** What a sortition rests on where no charter says more. */
const CLAUSE = 'Sortition: the quotas that were published before the draw';

/** Where in what was handed in the fault lies: the index of somebody in the pool, or of a quota; null for neither. */
interface Faulty {
  readonly person: number | null;
  readonly quota: number | null;
}

/** Why a sortition cannot be held. */
export type SortitionRefusal = Refusal<string, Faulty>;

/**
 * Puts the people of a pool into types and checks that the quotas speak of them. Neither the order of the people nor
 * that of the quotas' lines changes what is drawn.
 */
export function sortitionOf(
  pool: readonly PoolMember[],
  quotas: readonly Quota[],
  seats: number,
): Sortition | SortitionRefusal {
  const features = [...new Set(quotas.map(({ feature }) => feature))].sort();
  const refused = poolFault(pool, seats) ?? quotaFault(quotas, seats) ?? membersFault(pool, quotas, features);
  if (refused) return refused;
  const groups = new Map<string, { values: string[]; members: string[] }>();
  for (const { id, features: of } of pool) {
    const values = features.map((feature) => of[feature] ?? '');
    const key = JSON.stringify(values);
    const group = groups.get(key) ?? { values, members: [] };
    group.members.push(id);
    groups.set(key, group);
  }
  const types = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => sorted(group));
  const inOrder = [...quotas].sort((a, b) => (textOf(a) < textOf(b) ? -1 : 1));
  return { seats, features, quotas: inOrder, types };
}

function sorted({ values, members }: MemberType): MemberType {
  return { values, members: [...members].sort() };
}

/** The sortition as a program asks for it; its bounds are in the order of the quotas. */
export function problemOf({ seats, features, quotas, types }: Sortition): SortitionProblem {
  const bounds = quotas.map(({ feature, value, min, max }): Bound => {
    const at = features.indexOf(feature);
    const counted = [...types.keys()].filter((type) => types[type]?.values[at] === value);
    return { types: counted, min, max };
  });
  return { seats, sizes: types.map(({ members }) => members.length), bounds };
}

/** A conflict among quotas in words, with the quotas that it names. */
export interface QuotaConflict {
  readonly because: string;
  readonly clashing: readonly Quota[];
  /** The quotas of the least change that helps, as they would be then. */
  readonly relaxed: readonly Quota[];
}

/** Which quotas cannot be kept together and which least change would help. The change is nobody's but the body's. */
export function conflictIn({ quotas }: Sortition, { clashing, relaxed }: Conflict): QuotaConflict {
  const together = clashing.flatMap((index) => quotas[index] ?? []);
  const changed = relaxed.flatMap(({ bound, min, max }) => {
    const quota = quotas[bound];
    return quota ? [{ quota, after: { ...quota, min, max } }] : [];
  });
  const named = together.map((quota) => `${textOf(quota)} ${rangeOf(quota)}`);
  const changes = changed.map(
    ({ quota, after }) => `${textOf(quota)} from ${rangeOf(quota)} to ${rangeOf(after)}`,
  );
  const what = `The pool has no panel that keeps these quotas together: ${named.join(', ')}.`;
  return {
    because: `${what} The least change that helps: ${changes.join(', ')}.`,
    clashing: together,
    relaxed: changed.map(({ after }) => after),
  };
}

/** Refuses quotas that cannot be kept together. */
export function quotasInfeasible(sortition: Sortition, conflict: Conflict): Refusal {
  const { because, ...facts } = conflictIn(sortition, conflict);
  return refuse('QUOTAS_INFEASIBLE', because, { clause: CLAUSE, ...facts });
}

const textOf = ({ feature, value }: Quota): string => `${feature} ${value}`;
const rangeOf = ({ min, max }: Pick<Quota, 'min' | 'max'>): string => `${min}-${max}`;

function poolFault(pool: readonly PoolMember[], seats: number): SortitionRefusal | null {
  if (pool.length === 0) {
    return no('POOL_EMPTY', 'Nobody stands in the pool; list the people who can be drawn.');
  }
  const ids = new Set<string>();
  for (const [person, { id }] of pool.entries()) {
    if (ids.has(id)) {
      return no('PERSON_TWICE', `${id} stands twice in the pool; list everybody once.`, { person });
    }
    ids.add(id);
  }
  if (!Number.isInteger(seats) || seats < 1) return no('SEATS_INVALID', 'A panel has one seat or more.');
  return seats <= pool.length
    ? null
    : no('POOL_TOO_SMALL', `${pool.length} people cannot fill ${seats} seats; widen the pool.`);
}

function quotaFault(quotas: readonly Quota[], seats: number): SortitionRefusal | null {
  const seen = new Set<string>();
  for (const [at, quota] of quotas.entries()) {
    const { feature, value, min, max } = quota;
    const key = JSON.stringify([feature, value]);
    if (seen.has(key)) {
      return no('QUOTA_TWICE', `The quotas name ${textOf(quota)} twice; keep one line.`, { quota: at });
    }
    seen.add(key);
    if (!Number.isInteger(min) || !Number.isInteger(max) || min < 0 || max < min || min > seats) {
      const because = `The quota of ${textOf(quota)} is not a range of whole numbers up to ${seats}: ${rangeOf(quota)}.`;
      return no('QUOTA_INVALID', because, { quota: at });
    }
  }
  return null;
}

function membersFault(
  pool: readonly PoolMember[],
  quotas: readonly Quota[],
  features: readonly string[],
): SortitionRefusal | null {
  const known = new Map(features.map((feature) => [feature, new Set<string>()]));
  for (const { feature, value } of quotas) known.get(feature)?.add(value);
  for (const [person, { id, features: of }] of pool.entries()) {
    for (const [feature, values] of known) {
      const value = of[feature];
      if (value === undefined) {
        const because = `The quotas name ${feature}, and the pool does not say it of ${id}.`;
        return no('UNKNOWN_FEATURE', because, {
          quota: quotas.findIndex((quota) => quota.feature === feature),
        });
      }
      if (!values.has(value)) {
        const because = `The quotas do not name ${feature} ${value}, which ${id} has.`;
        return no('UNKNOWN_CATEGORY', because, { person });
      }
    }
  }
  const at = quotas.findIndex(
    ({ feature, value, min }) => min > 0 && !pool.some(({ features: of }) => of[feature] === value),
  );
  const unmet = quotas[at];
  return unmet
    ? no('UNKNOWN_CATEGORY', `The quotas name ${textOf(unmet)}, which nobody in the pool has.`, { quota: at })
    : null;
}

function no(code: string, because: string, at: Partial<Faulty> = {}): SortitionRefusal {
  return refuse(code, because, { clause: CLAUSE, person: null, quota: null, ...at });
}
