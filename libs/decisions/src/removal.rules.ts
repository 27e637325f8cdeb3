import { reckon, type Provision } from '#assembly';
import { refuse, type BodyId, type MandateId, type Refusal } from '#kernel';
import type { Box } from '#voting';
import type { Decision } from './decision.types.js';

const DAY = 86_400_000;

/** A decision that is to remove holders, and the vote on which it rests. */
export interface RemovalState {
  readonly decision: Pick<Decision, 'bodyId' | 'outcome' | 'supersededBy' | 'takesEffectAt' | 'numbers'>;
  readonly box: Pick<Box, 'roster' | 'closesAt'>;
  /** When the proposal was submitted, and others could be heard on it. */
  readonly submittedAt: Date;
  /** True when the decision removed holders before. */
  readonly isDone: boolean;
}

/** Whom it is to remove, beside all who hold seats of the body. */
export interface Removed {
  readonly bodyId: BodyId;
  readonly mandates: readonly MandateId[];
  readonly holding: readonly MandateId[];
}

/**
 * Whether a decision removes these holders under a clause of the charter of their body: it was taken by those whom the
 * clause names, by the share that it takes, after others could be heard, and it says whom.
 */
export function mayRemove(
  clause: Provision<'REMOVAL'>,
  { decision, box, submittedAt, isDone }: RemovalState,
  { bodyId, mandates, holding }: Removed,
  now: Date,
): Refusal | null {
  const no = (code: string, because: string, facts: object = {}) =>
    refuse(code, because, { clause: clause.clause, ...facts });
  if (isDone)
    return no('ALREADY_REMOVED', 'This decision has removed holders already: it takes another one.');
  if (decision.bodyId !== (clause.decidedBy ?? bodyId)) {
    return no(
      'REMOVAL_BY_OTHERS',
      `The charter has ${clause.by} remove holders: this decision is another body’s.`,
    );
  }
  if (decision.outcome !== 'PASSED' || decision.supersededBy !== null || decision.takesEffectAt > now) {
    return no(
      'DECISION_NOT_IN_EFFECT',
      'A decision removes holders when it has passed, and while it is in effect.',
    );
  }
  if (box.closesAt.getTime() - submittedAt.getTime() < clause.feedbackDays * DAY) {
    return no(
      'TOO_SOON_TO_REMOVE',
      `Others are heard for ${clause.feedbackDays} days before the vote is over.`,
    );
  }
  const { yes, needed } = carriedBy(clause, decision, box);
  if (yes < needed) {
    return no('TOO_FEW_TO_REMOVE', `It takes ${needed} votes, and ${yes} were for it.`, { yes, needed });
  }
  const isAll = mandates.length === holding.length && holding.every((id) => mandates.includes(id));
  const isAllowed =
    clause.whom === 'ALL' ? isAll : mandates.length === 1 || (clause.whom === 'EITHER' && isAll);
  if (isAllowed) return null;
  const whom = { ONE: 'one holder', ALL: 'all who hold seats', EITHER: 'one holder or all' }[clause.whom];
  return no('REMOVAL_OF_OTHERS', `One decision removes ${whom}.`);
}

/** How many votes were for it, and how many it takes. */
function carriedBy(
  { clause, share, base }: Provision<'REMOVAL'>,
  { numbers }: RemovalState['decision'],
  { roster }: RemovalState['box'],
): { readonly yes: number; readonly needed: number } {
  const votes = (option: string) => Number(numbers.votes.find((one) => one.option === option)?.votes ?? 0);
  const turnout = { present: Number(numbers.cast), yes: votes('yes'), no: votes('no') };
  const asked = {
    of: 'a removal',
    kind: 'MAJORITY',
    strict: false,
    least: 0,
    allBut: 0,
    recused: 'STAY',
  } as const;
  const { needed } = reckon({ ...asked, clause, share, base }, roster, turnout);
  return { yes: turnout.yes, needed };
}
