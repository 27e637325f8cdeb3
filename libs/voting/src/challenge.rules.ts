import type { ChallengeTerms, ConflictKind } from '#assembly';
import { compare, rational, refuse, type PersonId, type Refusal } from '#kernel';
import type { ChallengeOpinion, Consequence, InterestChallenge } from './challenge.types.js';
import type { Box, Tally } from './voting.types.js';

const DAY = 86_400_000;

/** What a challenge is raised against, read on locked state. */
export interface ChallengedVote {
  readonly box: Pick<Box, 'closesAt'>;
  /** The clause that the charter of the vote has on the interest; null where it has none. */
  readonly terms: ChallengeTerms | null;
  /** Whether the caller may challenge: a member of the body, an elector of the vote, or a steward. */
  readonly mayAct: boolean;
  /** Whether the challenged person could vote in the box. */
  readonly isElector: boolean;
  readonly isRecused: boolean;
  readonly others: readonly Pick<InterestChallenge, 'personId' | 'ruling'>[];
  /** How many members could rule on it. */
  readonly uninvolved: number;
}

/** Whether somebody may claim that a person voted, or may vote, on what the charter keeps them out of. */
export function mayChallenge(
  { box, terms, mayAct, isElector, isRecused, others, uninvolved }: ChallengedVote,
  { personId, interest }: { readonly personId: PersonId; readonly interest: ConflictKind },
  now: Date,
): Refusal | null {
  if (!mayAct) {
    return refuse('NOT_OF_THIS_BODY', 'Only a member, an elector of the vote or a steward challenges in it.');
  }
  if (!terms) {
    const because = `The charter of this vote keeps nobody out of it for an interest of this kind (${interest}).`;
    return refuse('NO_SUCH_CONFLICT', because);
  }
  const { clause, days } = terms;
  if (!isElector) {
    return refuse('NOT_ENTITLED', 'This person has no vote in this box, so nothing of theirs is counted.', {
      clause,
    });
  }
  if (isRecused)
    return refuse('ALREADY_RECUSED', 'This person is recused from this matter already.', { clause });
  const until = new Date(box.closesAt.getTime() + days * DAY);
  if (now >= until) {
    const because = `An interest is challenged within ${days} days of the close; bring a new proposal instead.`;
    return refuse('CHALLENGE_TOO_LATE', because, { clause, until });
  }
  if (others.some((other) => other.personId === personId && other.ruling === null)) {
    return refuse('ALREADY_CHALLENGED', 'A challenge of this person waits for its ruling already.', {
      clause,
    });
  }
  if (uninvolved > 0) return null;
  return refuse('NOBODY_TO_RULE', 'Everybody else in the body is recused or involved: nobody could rule.', {
    clause,
  });
}

/** Who is asked to rule, and what stands. */
export interface RulingState {
  readonly challenge: Pick<InterestChallenge, 'ruling' | 'clause'>;
  readonly box: Pick<Box, 'closesAt' | 'countedAt'>;
  /** The members who are not involved. */
  readonly uninvolved: readonly PersonId[];
  readonly opinions: readonly Pick<ChallengeOpinion, 'personId' | 'isUpheld'>[];
}

/** Whether somebody may say now what they hold of a challenge: a member who is neither party to it nor recused. */
export function mayRule(
  { challenge: { ruling, clause }, box, uninvolved, opinions }: RulingState,
  by: PersonId | null,
  now: Date,
): Refusal | null {
  if (ruling !== null)
    return refuse('CHALLENGE_RULED', 'This challenge has been ruled on already.', { clause });
  if (by === null || !uninvolved.includes(by)) {
    return refuse(
      'INVOLVED',
      'Only members who neither raised it, nor are meant, nor are recused rule on it.',
      {
        clause,
      },
    );
  }
  if (opinions.some(({ personId }) => personId === by)) {
    return refuse('OPINION_STATED', 'You have ruled on this challenge already.', { clause });
  }
  if (box.countedAt !== null || now < box.closesAt) return null;
  return refuse('VOTE_NOT_COUNTED', 'The vote is closed and not counted yet: wait for the count.', {
    clause,
  });
}

/**
 * What the members who are not involved have ruled: upheld by more than the charter’s share of them, dismissed as soon
 * as so many cannot come together any more, and nothing yet before.
 */
export function rulingOf(
  opinions: RulingState['opinions'],
  uninvolved: readonly PersonId[],
  { upheldBy }: Pick<ChallengeTerms, 'upheldBy'>,
): InterestChallenge['ruling'] {
  const stated = opinions.filter(({ personId }) => uninvolved.includes(personId));
  const upheld = stated.filter(({ isUpheld }) => isUpheld).length;
  const reaches = (count: number) =>
    uninvolved.length > 0 && compare(rational(BigInt(count), BigInt(uninvolved.length)), upheldBy) > 0;
  if (reaches(upheld)) return 'UPHELD';
  return reaches(upheld + uninvolved.length - stated.length) ? null : 'DISMISSED';
}

/** Whether a vote came out otherwise: another outcome, or others who are elected or paid. */
export function cameOutOtherwise(before: Tally, after: Tally): boolean {
  return JSON.stringify(resultOf(before)) !== JSON.stringify(resultOf(after));
}

/** What follows from a challenge that is upheld after the count. */
export function consequenceOf(
  before: Tally,
  after: Tally,
  { ifItMatters }: Pick<ChallengeTerms, 'ifItMatters'>,
): Consequence {
  return cameOutOtherwise(before, after) ? ifItMatters : 'STANDS';
}

function resultOf({ outcome, count }: Tally): unknown {
  switch (count.outcome.kind) {
    case 'decision':
      return [outcome];
    case 'election':
      return [outcome, count.outcome.elected];
    case 'funding':
      return [outcome, count.outcome.funded];
  }
}

/** Refuses what would build on a vote that by a ruling is to be held again. */
export function mayBuildOn(
  challenges: readonly Pick<InterestChallenge, 'follows' | 'clause'>[],
): Refusal | null {
  const rerun = challenges.find(({ follows }) => follows === 'RERUN');
  if (!rerun) return null;
  const because = 'By a ruling on a challenge this vote is to be held again: nothing is built on it.';
  return refuse('VOTE_TO_BE_RERUN', because, { clause: rerun.clause });
}
