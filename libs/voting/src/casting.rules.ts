import { findRule, validateBallot, type Ballot } from '#counting';
import { refuse, type Refusal } from '#kernel';
import { countOption } from './tally.rules.js';
import type { CastState } from './voting.types.js';

/** What somebody wants to cast. */
export interface Casting {
  readonly ballot: Ballot;
  /** Why, in the elector's words; null where they say nothing. */
  readonly reason: string | null;
  /** The box's hash as the elector has read it: another one means that the ballot was meant for another box. */
  readonly boxHash: string;
}

/**
 * Whether this ballot may be cast now: a vote counts iff `opensAt <= now < closesAt`.
 *
 * Whoever would stop a proposal says why: an objection and a block need a reason.
 */
export function mayCast(
  state: CastState,
  { ballot, reason, boxHash: seen }: Casting,
  now: Date,
): Refusal | null {
  const { box, elector, isRecused, mandateEndsAt } = state;
  if (!elector) {
    return refuse(
      'NOT_ENTITLED',
      'You are not in the electorate of this box, which was frozen when it opened.',
    );
  }
  if (now < box.opensAt) {
    return refuse('BOX_NOT_OPEN', 'The box is not open yet; come back at its opening.', {
      opensAt: box.opensAt,
    });
  }
  if (box.closedAt || box.closesAt <= now) {
    return refuse('BOX_CLOSED', 'The box is closed; ballots are taken up to, and not at, its closing.', {
      closesAt: box.closesAt,
    });
  }
  if (isRecused) {
    return refuse(
      'RECUSED',
      'You are recused from this proposal, so you do not vote on it; what you cast before is not counted.',
    );
  }
  if (mandateEndsAt && mandateEndsAt <= now) {
    return refuse(
      'MANDATE_ENDED',
      'Your mandate has ended, and with it the right to vote here; a ballot you cast before stands.',
      {
        endedAt: mandateEndsAt,
      },
    );
  }
  if (seen !== box.boxHash) {
    return refuse(
      'OTHER_BOX',
      'The ballot was filled in for another box, or for other terms; read the box again, then vote.',
    );
  }
  const rule = findRule(box.rule);
  if (!rule)
    throw new Error(`The box was opened under the rule ${box.rule}, which this version does not have.`);
  return (
    validateBallot(rule, box.parameters, box.options.map(countOption), ballot) ?? mayStop(ballot, reason)
  );
}

function mayStop(ballot: Ballot, reason: string | null): Refusal | null {
  const stops =
    (ballot.kind === 'consent' && ballot.position === 'objection') ||
    (ballot.kind === 'blocks' && ballot.position === 'block');
  if (!stops || reason !== null) return null;
  return refuse('REASON_MISSING', 'Who would stop a proposal says why: write the reason beside it.');
}
