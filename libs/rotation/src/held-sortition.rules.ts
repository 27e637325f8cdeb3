import { refuse, type Refusal } from '#kernel';
import type { HeldSortition, SortitionStage, SortitionWork } from './held-sortition.types.js';
import type { Conflict } from './sortition-conflict.js';
import { quotasInfeasible } from './sortition.rules.js';
import type { Lottery, Quota, Sortition } from './sortition.types.js';

/** How often a solver may give up before nobody tries again. */
export const MOST_FAILURES = 3;
const CLAUSE = 'Sortition, phase 1: pool, quotas and lottery are on record before the source exists';

/** A sortition with what its solver is at. */
export interface Standing {
  readonly sortition: HeldSortition;
  readonly work: Pick<SortitionWork, 'answer' | 'failures' | 'fault'>;
}

/** What a sortition waits for, or how it ended. */
export function stageOf({ sortition, work }: Standing): SortitionStage {
  if (sortition.withdrawnAt !== null) return 'WITHDRAWN';
  if (sortition.panel !== null) return 'DRAWN';
  if (sortition.lottery !== null) return 'COMMITTED';
  if (work.answer !== null) return 'lottery' in work.answer ? 'SOLVED' : 'INFEASIBLE';
  return work.failures < MOST_FAILURES ? 'SOLVING' : 'FAILED';
}

/** What the rules of sortitions read: features, quotas and types of what is held, whose members are leaves. */
export function sortitionIn({
  seats,
  quotas,
  types,
}: Pick<HeldSortition, 'seats' | 'quotas' | 'types'>): Sortition {
  return { seats, features: featuresOf(quotas), quotas, types };
}

/** The features that quotas speak of, sorted: what the values of a type stand for. */
export function featuresOf(quotas: readonly Quota[]): string[] {
  return [...new Set(quotas.map(({ feature }) => feature))].sort();
}

/** The lottery that may be committed to, or why there is none: it is being sought, impossible, or was committed to. */
export function lotteryToCommit(standing: Standing): Lottery | Refusal {
  const { sortition, work } = standing;
  if (work.answer !== null && stageOf(standing) === 'SOLVED' && 'lottery' in work.answer) {
    return work.answer.lottery;
  }
  if (work.answer !== null && stageOf(standing) === 'INFEASIBLE' && 'conflict' in work.answer) {
    return quotasInfeasible(sortitionIn(sortition), work.answer.conflict);
  }
  return notNow(standing);
}

/** The quotas after the least change that helps, or why they are not to be changed. */
export function quotasToAccept(standing: Standing): Quota[] | Refusal {
  const { sortition, work } = standing;
  if (stageOf(standing) !== 'INFEASIBLE' || work.answer === null || !('conflict' in work.answer)) {
    return notNow(standing);
  }
  return relaxedBy(sortition.quotas, work.answer.conflict);
}

/** The quotas with the changes of a conflict. */
export function relaxedBy(quotas: readonly Quota[], { relaxed }: Pick<Conflict, 'relaxed'>): Quota[] {
  return quotas.map((quota, index) => {
    const change = relaxed.find(({ bound }) => bound === index);
    return change ? { ...quota, min: change.min, max: change.max } : { ...quota };
  });
}

/** Refuses to take back what is on record as committed to, and what was taken back before. */
export function mayWithdraw(standing: Standing): Refusal | null {
  const stage = stageOf(standing);
  return stage === 'COMMITTED' || stage === 'DRAWN' || stage === 'WITHDRAWN' ? notNow(standing) : null;
}

/** What everybody is told who holds no mandate of the body and accepts other quotas. */
export function membersAccept(): Refusal {
  const because = 'Only whoever holds a mandate of the body accepts other quotas. Ask one of them.';
  return no('NOT_A_MEMBER', because);
}

function notNow(standing: Standing): Refusal {
  const stage = stageOf(standing);
  switch (stage) {
    case 'SOLVING':
      return no(
        'SORTITION_NOT_SOLVED',
        'The fairest lottery is still being sought; try again when it is found.',
      );
    case 'FAILED': {
      const because = `The solver gave up: ${standing.work.fault ?? ''} Withdraw this and ask with fewer types or as maximin.`;
      return no('SORTITION_NOT_SOLVED', because);
    }
    case 'SOLVED':
      return no('QUOTAS_FEASIBLE', 'The quotas can be kept as they are; commit to the lottery.');
    case 'INFEASIBLE':
      return no('QUOTAS_INFEASIBLE', 'No panel keeps the quotas; a member of the body may accept others.');
    case 'COMMITTED':
    case 'DRAWN':
      return no('SORTITION_COMMITTED', 'Its lottery is on record, and stays. Prepare another sortition.');
    case 'WITHDRAWN':
      return no('SORTITION_WITHDRAWN', 'It was taken back. Prepare another sortition.');
  }
}

function no(code: string, because: string): Refusal {
  return refuse(code, because, { clause: CLAUSE });
}
