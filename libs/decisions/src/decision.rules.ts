import { beginOf } from '#assembly';
import { refuse, type DecisionId, type PersonId, type Refusal } from '#kernel';
import type { Box, Tally } from '#voting';
import type { Decision, DecisionNumbers, Dissent } from './decision.types.js';

/** Days in which electors of the vote may put a dissent beside the decision. */
export const DISSENT_DAYS = 14;
const DAY = 86_400_000;

/** What is asked for when a decision is recorded. */
export interface Recording {
  /** Null for the instant of the act, or from which the charter is amended. */
  readonly takesEffectAt: Date | null;
  readonly reviewAt: Date | null;
  readonly supersedes: DecisionId | null;
}

/** What a recording finds, on locked state. */
export interface RecordingState {
  readonly box: Pick<Box, 'bodyId' | 'tally' | 'amendment'>;
  /** True for a member of the body, or a steward. */
  readonly mayAct: boolean;
  /** True when a decision rests on this vote already. */
  readonly isRecorded: boolean;
  /** The decision to be superseded; null where none is named. */
  readonly superseded: Pick<Decision, 'bodyId' | 'outcome' | 'supersededBy'> | null;
}

/** Whether the vote may be sealed in a decision now. */
export function mayRecord(state: RecordingState, recording: Recording, now: Date): Refusal | null {
  if (!state.mayAct) {
    return refuse('NOT_OF_THIS_BODY', 'Only a member of the body, or a steward, records its decisions.');
  }
  if (!state.box.tally) {
    return refuse('VOTE_NOT_COUNTED', 'The vote is not counted yet; a decision rests on its count.');
  }
  if (state.isRecorded)
    return refuse('DECISION_RECORDED', 'The decision on this vote is recorded already; it is recorded once.');
  if (recording.takesEffectAt && state.box.amendment) {
    const because = 'When a charter changes was voted on with the change; leave the instant out.';
    return refuse('EFFECT_WAS_VOTED_ON', because);
  }
  if (recording.takesEffectAt && recording.takesEffectAt < now) {
    return refuse(
      'EFFECT_IN_THE_PAST',
      'A decision takes effect now or later; leave the instant out for now.',
    );
  }
  if (recording.reviewAt && recording.reviewAt <= effectOf(state.box, recording, now)) {
    return refuse(
      'REVIEW_BEFORE_EFFECT',
      'A review comes after the decision has taken effect; choose a later one.',
    );
  }
  return mayClaimToSupersede(state, state.box.tally);
}

function mayClaimToSupersede({ superseded, box }: RecordingState, tally: Tally): Refusal | null {
  if (!superseded) return null;
  if (!isBinding(tally.outcome)) {
    return refuse(
      'NOTHING_SUPERSEDES',
      'Only a decision that was taken supersedes another; this vote decided nothing new.',
    );
  }
  if (superseded.bodyId !== box.bodyId) {
    return refuse('OTHER_BODY', 'A body supersedes its own decisions, not those of another.');
  }
  return superseded.supersededBy
    ? refuse('ALREADY_SUPERSEDED', 'That decision is superseded already; supersede the one that did it.')
    : null;
}

/** When a decision takes effect: for a change of the charter, when the new version begins. */
export function effectOf(
  { amendment, tally }: Pick<Box, 'amendment' | 'tally'>,
  { takesEffectAt }: Pick<Recording, 'takesEffectAt'>,
  now: Date,
): Date {
  if (amendment && tally?.outcome === 'PASSED') return beginOf(amendment, now);
  return takesEffectAt ?? now;
}

/** True for an outcome by which something new holds. */
export function isBinding(outcome: Tally['outcome']): boolean {
  return outcome === 'PASSED' || outcome === 'ELECTED' || outcome === 'FUNDED';
}

/** What becomes of the proposal: objections, no quorum, a tie and open seats decide nothing and send it back. */
export function conclusionOf(outcome: Tally['outcome']): 'DECIDED' | 'SENT_BACK' {
  return isBinding(outcome) || outcome === 'REJECTED' ? 'DECIDED' : 'SENT_BACK';
}

/** The figures that a decision prints. */
export function numbersOf({ count, quorum, majority, outcome, electorate }: Tally): DecisionNumbers {
  const last = count.rounds.at(-1);
  return {
    entitled: String(electorate.entitled),
    recused: String(electorate.recused + electorate.setAside),
    cast: count.input.cast,
    valid: count.input.valid,
    quorumNeeded: quorum.needed,
    majorityNeeded: majority?.needed ?? null,
    votes: (last?.tallies ?? []).map(({ id, votes }) => ({ option: id, votes })),
    elected: isBinding(outcome) && count.outcome.kind === 'election' ? count.outcome.elected : [],
    funded: (isBinding(outcome) && count.outcome.kind === 'funding' ? count.outcome.funded : []).map(
      ({ id, cost }) => ({ option: id, cost }),
    ),
  };
}

/** Whether this person may put a dissent beside the decision. */
export function mayDissent(
  { decidedAt }: Pick<Decision, 'decidedAt'>,
  others: readonly Pick<Dissent, 'personId'>[],
  { by, wasElector, now }: { by: PersonId | null; wasElector: boolean; now: Date },
): Refusal | null {
  if (!wasElector)
    return refuse('NOT_ENTITLED', 'A dissent is stated by those who could vote on the matter.');
  const until = new Date(decidedAt.getTime() + DISSENT_DAYS * DAY);
  if (now >= until) {
    return refuse('DISSENT_TOO_LATE', `A dissent is stated within ${DISSENT_DAYS} days of the decision.`, {
      until,
    });
  }
  return others.some((dissent) => dissent.personId === by)
    ? refuse('DISSENT_STATED', 'You have stated your dissent already; what is stated stays as it is.')
    : null;
}
