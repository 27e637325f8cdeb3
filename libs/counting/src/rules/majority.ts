import { isRefusal, type Refusal } from '#kernel';
import type { ChoiceBallot } from '../ballot.js';
import { choice, type ValuesOf } from '../parameters.js';
import { roundOf, say, type Decision, type Sentence } from '../result.js';
import { defineRule, type Election, type Finding } from '../rule.js';
import {
  BASES,
  QUORUM_PARAMETERS,
  checkQuorum,
  electorateUnknown,
  leastToReach,
  quorumOf,
  reaches,
  thresholdOf,
  weightOf,
  type YesNo,
} from '../threshold.js';

const PARAMETERS = {
  threshold: {
    type: 'fraction',
    min: '0',
    max: '1',
    meaning: 'The share of the base that must vote yes.',
  },
  strict: {
    type: 'flag',
    meaning: 'Whether more than that share is needed, not just that share.',
  },
  base: choice(BASES, 'What the share is a share of; a charter that names no base is refused.'),
  ...QUORUM_PARAMETERS,
} as const;

type MajorityElection = Election<ChoiceBallot, ValuesOf<typeof PARAMETERS>>;

/** More yes than no: yes is more than half of those who took a side. */
export const SIMPLE_MAJORITY = { threshold: '1/2', strict: true, base: 'decisive' } as const;
/** Yes from more than half of everybody entitled. */
export const ABSOLUTE_MAJORITY = { threshold: '1/2', strict: true, base: 'entitled' } as const;

function sumVotes(ballots: MajorityElection['ballots']): YesNo {
  const votes = { yes: 0n, no: 0n, abstain: 0n };
  for (const { ballot, weight } of ballots) votes[ballot.choice] += weight;
  return votes;
}

function explain(decision: Decision, facts: Sentence['args']): Sentence {
  switch (decision) {
    case 'PASSED':
      return say('majority.passed', '{yes} votes for, {needed} needed of {base}: passed.', facts);
    case 'TIED':
      return say('majority.tied', '{yes} votes for and {no} against: a tie, so nothing changes.', facts);
    default:
      return say('majority.rejected', '{yes} votes for, {needed} needed of {base}: rejected.', facts);
  }
}

function countMajority({ ballots, params, turnout }: MajorityElection): Finding | Refusal {
  const votes = sumVotes(ballots);
  const quorum = checkQuorum(quorumOf(params), turnout, votes.yes);
  if (isRefusal(quorum)) return quorum;
  const base = weightOf(params.base, votes, turnout);
  if (base === null) return electorateUnknown();

  const tallies = (['yes', 'no', 'abstain'] as const).map((id) => ({ id, votes: votes[id].toString() }));
  const threshold = thresholdOf(params.threshold, params.strict);
  const needed = leastToReach(threshold, base);
  const rounds = [roundOf({ n: 1, quota: needed?.toString() ?? null, tallies })];
  const found = (decision: Decision, explanation: Sentence): Finding => ({
    outcome: { kind: 'decision', decision },
    rounds,
    ties:
      decision === 'TIED'
        ? [{ round: 1, decided: 'decision', between: ['yes', 'no'], brokenBy: 'rule_step', chosen: ['no'] }]
        : [],
    explanation: [explanation],
  });
  if (!quorum.met) {
    const args = { counted: quorum.counted.toString(), needed: quorum.needed.toString() };
    return found(
      'NO_QUORUM',
      say(
        'quorum.missed',
        '{counted} took part and {needed} are needed: no quorum, nothing is decided.',
        args,
      ),
    );
  }
  const passed = reaches(votes.yes, threshold, base);
  const onTheLine = votes.yes > 0n && votes.yes * threshold.den === threshold.num * base;
  const decision = passed ? 'PASSED' : onTheLine && votes.yes === votes.no ? 'TIED' : 'REJECTED';
  return found(
    decision,
    explain(decision, {
      yes: votes.yes.toString(),
      no: votes.no.toString(),
      needed: needed?.toString() ?? '1',
      base: base.toString(),
    }),
  );
}

/** Yes or no by a share of a named base. Simple, absolute and qualified majorities differ by parameters only. */
export const majority = defineRule({
  id: 'majority',
  version: '1',
  text: { title: "The body's charter", section: 'majority and quorum' },
  ballot: 'choice',
  outcome: 'decision',
  parameters: PARAMETERS,
  ties: ['As many yes as no votes on the line of the threshold: the status quo stays, reported as TIED.'],
  count: countMajority,
});
