import { asDocument } from './draw.entries.js';
import type { HeldSortition } from './held-sortition.types.js';
import type { Lottery, MemberType, Quota } from './sortition.types.js';

/** The kinds of entries that sortitions write. */
export const SORTITION_PREPARED = 'sortition.prepared';
export const QUOTAS_RELAXED = 'sortition.relaxed';
export const SORTITION_COMMITTED = 'sortition.committed';
export const SORTITION_DRAWN = 'sortition.drawn';
export const SORTITION_WITHDRAWN = 'sortition.withdrawn';

/** The quotas as a document of the record. */
export function quotasDocument(quotas: readonly Quota[]) {
  return asDocument(quotas.map(({ feature, value, min, max }) => ({ feature, value, min, max })));
}

/** The types with the leaves of their people as a document of the record. */
export function typesDocument(types: readonly MemberType[]) {
  return asDocument(types.map(({ values, members }) => ({ values: [...values], members: [...members] })));
}

/** The lottery with its proof as a document of the record. */
export function lotteryDocument({ fairness, panels, excluded, stages }: Lottery) {
  return asDocument({
    fairness,
    panels: panels.map(({ panel, weight }) => ({ panel: [...panel], weight })),
    excluded: [...excluded],
    stages: stages.map(({ level, prices, fixed }) => ({ level, prices: [...prices], fixed: [...fixed] })),
  });
}

/** What the entry of a prepared sortition says. */
export function preparedBody(
  {
    bodyId,
    section,
    seats,
    fairness,
    types,
  }: Pick<HeldSortition, 'bodyId' | 'section' | 'seats' | 'fairness' | 'types'>,
  digests: { readonly quotas: string; readonly types: string },
) {
  const size = types.reduce((sum, { members }) => sum + members.length, 0);
  return { body: bodyId, section, seats, fairness, ...digests, size };
}
