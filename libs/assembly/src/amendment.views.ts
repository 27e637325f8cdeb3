import type { CoalitionId } from '#kernel';
import type { CharterAmendmentObject } from './amendment.graphql.js';
import { changesBetween } from './amendment.rules.js';
import type { CharterAmendment } from './amendment.types.js';
import { charterDigest } from './charter.rules.js';
import type { CharterVersion } from './charter.types.js';
import { clausesIn } from './charter.views.js';

/**
 * An amendment as the schema shows it: topic by topic against the version from which it starts.
 *
 * @param versions those that the charter has had, the first one first
 */
export function amendmentView(
  coalitionId: CoalitionId,
  { amends, clauses, beginsAt, transitional }: CharterAmendment,
  versions: readonly Pick<CharterVersion, 'digest' | 'clauses'>[],
): CharterAmendmentObject {
  const standing = versions.findLast(({ digest }) => digest === amends)?.clauses ?? [];
  return {
    amends,
    digest: charterDigest(clauses),
    beginsAt: beginsAt === null ? null : new Date(beginsAt),
    changes: changesBetween(standing, clauses).map(({ topic, before, after }) => ({
      topic,
      before: clausesIn(coalitionId, before),
      after: clausesIn(coalitionId, after),
    })),
    transitional,
  };
}
