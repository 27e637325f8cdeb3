import type { MandateId, OrganizationId } from '#kernel';
import { DAY_MS, daysLater, isWithinMonths } from './calendar.rules.js';
import type { Provision } from './provision.rules.js';
import type { Tenure } from './term.types.js';

type Limit = Provision<'LIMIT'>;

/** Whether a mandate counts towards a limit, and why or why not. */
export type Counting =
  | 'COUNTS'
  | 'OTHER_CLASS'
  | 'OTHER_DELEGATION'
  | 'EXEMPT_CLASS'
  | 'SHORT_SERVICE'
  | 'PART_TERM'
  | 'BEFORE_THE_LIMIT';

export interface Counted {
  readonly mandateId: MandateId;
  readonly why: Counting;
}

/** The seat that a person is to have, as limits see it. */
export interface Wanted {
  readonly seatClass: string;
  readonly onBehalfOf: OrganizationId | null;
  readonly beginsAt: Date;
}

/** The mandates of a person, added up as a limit says. */
export interface Added {
  readonly counted: readonly Counted[];
  /** How many that count lie in an unbroken row up to the instant at which the wanted mandate begins. */
  readonly run: number;
  /** When that row is broken at the earliest; null where there is none or its end is not known. */
  readonly runBrokenAt: Date | null;
  readonly lifetime: number;
}

/**
 * Adds up a person's mandates.
 *
 * @param limitAt the limit in force at an instant: whether a mandate counts follows the one at its begin (and the
 *   limit of today where there was none yet, unless today's leaves those out)
 * @param tenures all mandates of the person that are known, in any order
 */
export function addUp(
  limit: Limit,
  limitAt: (instant: Date) => Limit | null,
  { tenures, wanted, zone }: { tenures: readonly Tenure[]; wanted: Wanted; zone: string },
): Added {
  const judged = tenures
    .map((tenure) => ({ tenure, why: judge(limit, limitAt(tenure.beginsAt), { tenure, wanted, zone }) }))
    .sort((a, b) => b.tenure.beginsAt.getTime() - a.tenure.beginsAt.getTime());
  const inScope = judged.filter(({ why }) => why !== 'OTHER_CLASS' && why !== 'OTHER_DELEGATION');
  let run = 0;
  let runEnd: Date | null = null;
  const begins = wanted.beginsAt.getTime();
  let reachedBack = begins;
  for (const { tenure, why } of inScope) {
    if (tenure.beginsAt.getTime() >= begins) continue;
    const end = endOf(limit, tenure, wanted.beginsAt);
    if (reachedBack - end.getTime() >= limit.gapDays * DAY_MS) break;
    if (why === 'COUNTS') run += 1;
    runEnd ??= end;
    reachedBack = tenure.beginsAt.getTime();
  }
  return {
    counted: judged.map(({ tenure: { mandateId }, why }) => ({ mandateId, why })),
    run,
    runBrokenAt: runEnd && daysLater(runEnd, limit.gapDays),
    lifetime: inScope.filter(({ why }) => why === 'COUNTS').length,
  };
}

/** When a mandate ends as the limit sees it; one that has no end yet lasts until the wanted one begins. */
function endOf({ runBy }: Limit, { endsAt, scheduledEnd }: Tenure, wantedAt: Date): Date {
  const served = endsAt ?? scheduledEnd ?? wantedAt;
  return runBy === 'NOMINAL_TERM' && scheduledEnd && scheduledEnd > served ? scheduledEnd : served;
}

function judge(
  limit: Limit,
  limitThen: Limit | null,
  { tenure, wanted, zone }: { tenure: Tenure; wanted: Wanted; zone: string },
): Counting {
  if (limit.scope === 'CLASS' && tenure.seatClass !== wanted.seatClass) return 'OTHER_CLASS';
  if (limit.scope === 'DELEGATION' && tenure.onBehalfOf !== wanted.onBehalfOf) return 'OTHER_DELEGATION';
  if (!limitThen && limit.earlierTerms === 'DO_NOT_COUNT') return 'BEFORE_THE_LIMIT';
  const { exemptClasses, exemptMonths, partTerms } = limitThen ?? limit;
  if (exemptClasses.includes(tenure.seatClass)) return 'EXEMPT_CLASS';
  const end = tenure.endsAt ?? tenure.scheduledEnd;
  if (exemptMonths !== null && end && isWithinMonths(tenure.beginsAt, end, exemptMonths, zone)) {
    return 'SHORT_SERVICE';
  }
  return tenure.serves === 'REMAINDER' && partTerms === 'DO_NOT_COUNT' ? 'PART_TERM' : 'COUNTS';
}
