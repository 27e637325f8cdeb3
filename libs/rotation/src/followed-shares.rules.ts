import { isRefusal } from '#kernel';
import { ChairmanAssignment, deviationBound } from './apportionment.rules.js';
import { sectorsOf } from './roster.rules.js';
import type { TurnEntryLine } from './rotation.entries.js';
import type { DatedWeights } from './turn.types.js';

/** A rotation's turns as they stand, with the weights by which its sectors share them. */
export interface FollowedShares {
  readonly id: string;
  readonly weightings: readonly DatedWeights[];
  readonly lines: readonly TurnEntryLine[];
}

/** What came out when the sectors' shares were computed again. */
export interface SharesFound {
  readonly faults: readonly string[];
  /** Why the bound is not kept, where the record has a reason for it; null where it is kept or no reason is told. */
  readonly excused: string | null;
}

/**
 * Computes the sectors' shares again: the lag in each reason, the sector of each turn of a plan, and that no sector is
 * further from its due than the bound at any moment, unless an earlier turn says why.
 *
 * @param planned the turns whose reasons tell how their sectors stand now
 * @param isFirst whether nothing was planned before: then every turn's sector follows from the rule
 */
export function checkShares(
  { id, weightings, lines }: FollowedShares,
  planned: ReadonlySet<number>,
  isFirst: boolean,
): SharesFound {
  const { sectors, weightings: weighted } = sectorsOf(id, weightings);
  const assignment = ChairmanAssignment.begin(weighted, lines.length);
  if (isRefusal(assignment)) return { faults: ['has weights that no plan can be made of'], excused: null };
  const bound = deviationBound(sectors.length);
  const faults: string[] = [];
  let [reason, excused]: [string | null, string | null] = [null, null];
  for (const line of lines) {
    assignment.advance();
    const turn = `turn ${line.slot + 1}`;
    const isCounted = line.holder !== null && line.state !== 'MISSED';
    const sector = isCounted ? sectors.findIndex((one) => one === line.sector) : -1;
    const isAble = (place: number) => !line.reason.passedOver.includes(sectors[place] ?? null);
    if (isFirst && (assignment.choose(isAble) ?? -1) !== sector) {
      faults.push(`gives ${turn} to another sector than the one whose turn it is`);
    }
    if (sector >= 0) {
      const { lag, parts } = line.reason;
      const isTold = parts === assignment.measure && lag === assignment.lag(sector);
      if (planned.has(line.slot) && !isTold) faults.push(`tells another lag for ${turn} than its sector has`);
      assignment.give(sector);
    }
    reason ??= reasonAt(line, weightings);
    if (assignment.furthest() * bound.den <= assignment.measure * bound.num) continue;
    if (reason === null)
      faults.push(`leaves a sector further from its due than ${bound.num}/${bound.den} at ${turn}`);
    else excused ??= reason;
  }
  return { faults, excused };
}

/** Why sectors may be further from their dues than the bound from a turn on, as far as the record tells; else null. */
function reasonAt(
  { slot, holder, cause, reason }: TurnEntryLine,
  weightings: readonly DatedWeights[],
): string | null {
  const turn = `turn ${slot + 1}`;
  if (cause !== 'PLANNED') return `${turn} went another way than planned`;
  if (holder === null) return `${turn} is open`;
  if (reason.passedOver.length > 0) return `${turn} passed over a sector that had nobody free`;
  return weightings.some(({ fromSlot }) => fromSlot === slot && slot > 0)
    ? `the weights changed at ${turn}`
    : null;
}
