import { isRefusal, type Refusal } from '#kernel';
import type { ChoiceBallot } from '../ballot.js';
import { decide, sumBy, talliesOf } from '../deciding.js';
import { choice, type ValuesOf } from '../parameters.js';
import { say, type Decision, type Sentence, type Tie } from '../result.js';
import { defineRule, type Election, type Finding } from '../rule.js';
import {
  BASES,
  type Base,
  electorateUnknown,
  leastToReach,
  QUORUM_PARAMETERS,
  reaches,
  thresholdOf,
  weightOf,
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

/** A tie changes nothing; whether the chair has a casting vote is for the charter, after the count. */
const STATUS_QUO: Tie = {
  round: 1,
  decided: 'decision',
  between: ['yes', 'no'],
  brokenBy: 'rule_step',
  chosen: ['no'],
};

/** What each base is, as a sentence names it. */
const BASE_NAMES: Readonly<Record<Base, string>> = {
  cast: 'cast',
  valid: 'valid',
  decisive: 'for or against',
  present: 'of those present',
  entitled: 'of those entitled',
};

function explain(decision: Decision, facts: Sentence['args']): Sentence {
  if (facts['base'] === '0') {
    return say(
      'majority.nobody',
      '{yes|vote|votes} for, of 0 votes {what}: of nothing there is no share, so it is rejected.',
      facts,
    );
  }
  switch (decision) {
    case 'PASSED':
      return say(
        'majority.passed',
        '{yes|vote|votes} for, of {base|vote|votes} {what}; {needed} are needed: passed.',
        facts,
      );
    case 'TIED':
      return say('majority.tied', '{yes|vote|votes} for and {no} against: a tie, so nothing changes.', facts);
    default:
      return say(
        'majority.rejected',
        '{yes|vote|votes} for, of {base|vote|votes} {what}; {needed} are needed: rejected.',
        facts,
      );
  }
}

function countMajority({ ballots, params, turnout }: MajorityElection): Finding | Refusal {
  const votes = sumBy(['yes', 'no', 'abstain'], ballots, ({ choice: answer }) => answer);
  const base = weightOf(params.base, votes, turnout);
  if (base === null) return electorateUnknown();
  const threshold = thresholdOf(params.threshold, params.strict);
  const needed = leastToReach(threshold, base)?.toString() ?? '1';
  const passed = reaches(votes.yes, threshold, base);
  const onTheLine = votes.yes > 0n && votes.yes * threshold.den === threshold.num * base;
  const decision = passed ? 'PASSED' : onTheLine && votes.yes === votes.no ? 'TIED' : 'REJECTED';
  const facts = {
    yes: votes.yes.toString(),
    no: votes.no.toString(),
    needed,
    base: base.toString(),
    what: BASE_NAMES[params.base],
  };
  const verdict = {
    decision,
    sentence: explain(decision, facts),
    tallies: talliesOf(votes),
    yes: votes.yes,
  } as const;
  const finding = decide(verdict, params, turnout);
  if (isRefusal(finding)) return finding;
  const tied = finding.outcome.kind === 'decision' && finding.outcome.decision === 'TIED';
  return { ...finding, ties: tied ? [STATUS_QUO] : [] };
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
