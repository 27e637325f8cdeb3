import { assemblyKinds, attendanceCheck, handoverCheck, remedyCheck, termCheck } from '#assembly';
import { charterCheck, decisionsKinds, removalCheck } from '#decisions';
import { proposalsKinds } from '#proposals';
import {
  drawCheck,
  remedyLotsCheck,
  rotationCheck,
  rotationKinds,
  sortitionCheck,
  type ProveSortition,
} from '#rotation';
import { recordKinds } from '#record';
import { erasureCheck, seenCheck, type EntryKinds, type RecordCheck } from '#transparency';
import { boxCheck, voteAttendanceCheck, votingKinds } from '#voting';

/**
 * What the modules recompute from a record, each a fresh check for one way through it.
 *
 * @param prove what proves lotteries over panels; null where no programs can be solved, as in a browser
 */
export function recordChecks(prove: ProveSortition | null): RecordCheck[] {
  const draws = drawCheck();
  return [
    boxCheck(draws),
    charterCheck(),
    termCheck(),
    attendanceCheck(),
    voteAttendanceCheck(),
    remedyCheck(),
    removalCheck(),
    handoverCheck(),
    draws,
    sortitionCheck(draws, prove),
    remedyLotsCheck(),
    rotationCheck(),
    erasureCheck(),
    seenCheck(),
  ];
}

/** The kinds of entries that the modules write; entries of other kinds are told of as unknown. */
export const RECORD_KINDS: EntryKinds = {
  ...recordKinds,
  ...assemblyKinds,
  ...rotationKinds,
  ...proposalsKinds,
  ...votingKinds,
  ...decisionsKinds,
};
