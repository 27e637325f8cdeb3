import { isRefusal, type Refusal } from '#kernel';
import type { ValuesOf } from './parameters.js';
import { roundOf, say, type Decision, type Sentence, type Tally } from './result.js';
import type { Finding, Turnout } from './rule.js';
import { checkQuorum, quorumOf, type QUORUM_PARAMETERS } from './threshold.js';

/** What a rule on one proposal found, before the quorum is looked at. */
export interface Verdict {
  readonly decision: Decision;
  readonly sentence: Sentence;
  readonly tallies: readonly Tally[];
  /** The weight that says yes, for a quorum of yes votes. */
  readonly yes: bigint;
}

/** Adds weights up by an answer; every answer of the list has a sum. */
export function sumBy<Answer extends string, Content>(
  answers: readonly Answer[],
  ballots: readonly { readonly ballot: Content; readonly weight: bigint }[],
  answerOf: (ballot: Content) => Answer,
): Readonly<Record<Answer, bigint>> {
  const sums = new Map<Answer, bigint>(answers.map((answer) => [answer, 0n]));
  for (const { ballot, weight } of ballots) {
    const answer = answerOf(ballot);
    sums.set(answer, (sums.get(answer) ?? 0n) + weight);
  }
  // Every answer has just been given a sum.
  return Object.fromEntries(sums) as Record<Answer, bigint>;
}

export function talliesOf<Answer extends string>(sums: Readonly<Record<Answer, bigint>>): Tally[] {
  return Object.entries<bigint>(sums).map(([id, votes]) => ({ id, votes: votes.toString() }));
}

/** The result of a rule on one proposal. Without a quorum nothing is decided, whatever the votes say. */
export function decide(
  verdict: Verdict,
  params: ValuesOf<typeof QUORUM_PARAMETERS>,
  turnout: Turnout,
): Finding | Refusal {
  const quorum = checkQuorum(quorumOf(params), turnout, verdict.yes);
  if (isRefusal(quorum)) return quorum;
  const args = { counted: quorum.counted.toString(), needed: quorum.needed.toString() };
  const missed = say(
    'quorum.missed',
    '{counted} took part and {needed} are needed: no quorum, nothing is decided.',
    args,
  );
  const reached = say('quorum.reached', '{counted} took part and {needed} are needed: a quorum.', args);
  return {
    outcome: { kind: 'decision', decision: quorum.met ? verdict.decision : 'NO_QUORUM' },
    rounds: [roundOf({ n: 1, tallies: verdict.tallies })],
    explanation: quorum.met ? [...(quorum.needed > 0n ? [reached] : []), verdict.sentence] : [missed],
  };
}
