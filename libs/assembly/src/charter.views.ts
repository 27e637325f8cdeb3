import type { CoalitionId } from '#kernel';
import type { Clause } from './charter.types.js';

/** Clauses as the schema shows them: seat classes are told their coalition, in which their sector is looked up. */
export function clausesIn(coalitionId: CoalitionId, clauses: readonly Clause[]): object[] {
  return clauses.map((clause) =>
    clause.topic === 'SEATS'
      ? { ...clause, classes: clause.classes.map((seatClass) => ({ ...seatClass, coalitionId })) }
      : clause,
  );
}
