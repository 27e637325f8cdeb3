import { exactText, type Rational } from '#kernel';
import type { ProvisionClause } from '../../../../test/support/provide.js';
import { reckon, type Counts, type Turnout } from '../denominator.rules.js';
import { Provisions } from '../provision.rules.js';
import type { ProvisionTopic } from '../provision.topics.js';
import { first } from './provisions.js';

/** What a charter says on a topic, with shares as text; of what is unclear, the first reading. */
export function says(clauses: readonly ProvisionClause[], topic: ProvisionTopic): object[] {
  return new Provisions(clauses).on(topic, first).map((provision) => plain(provision));
}

/** The words on which the provisions of a topic rest. */
export function wordsOn(clauses: readonly ProvisionClause[], topic: ProvisionTopic): string {
  return clauses
    .filter((clause) => clause.topic === topic)
    .map(({ source }) => source.text)
    .join(' ');
}

/** How many a charter asks for of something, in a body of so many. */
export function takes(
  clauses: readonly ProvisionClause[],
  what: string,
  counts: Partial<Counts> & { readonly seats: number },
  turnout: Turnout = { present: 0, yes: 0, no: 0 },
): number {
  const found = new Provisions(clauses).on('DENOMINATOR', first).find(({ of }) => of === what);
  if (!found) throw new Error(`The charter says nothing of ${what}.`);
  const all = { filled: counts.seats, recused: 0, alternates: 0, ...counts };
  return reckon(found, all, turnout).needed;
}

/** How many votes remove somebody from a body of so many. */
export function removes(clauses: readonly ProvisionClause[], seats: number): number {
  const [removal] = new Provisions(clauses).on('REMOVAL', first);
  if (!removal) throw new Error('The charter has nobody removed.');
  const asked = { strict: false, least: 0, allBut: 0, recused: 'STAY' } as const;
  const counts = { seats, filled: seats, recused: 0, alternates: 0 };
  return reckon({ ...asked, ...removal }, counts, { present: seats, yes: seats, no: 0 }).needed;
}

function plain(provision: object): object {
  return Object.fromEntries(
    Object.entries(provision).map(([name, value]) => [
      name,
      isShare(value) ? exactText(value) : amount(value),
    ]),
  );
}

function amount(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('share' in value) || !('count' in value)) return value;
  return isShare(value.share) ? exactText(value.share) : value.count;
}

function isShare(value: unknown): value is Rational {
  return typeof value === 'object' && value !== null && 'num' in value && 'den' in value;
}
