import { refuse } from '#kernel';
import type { GradeBallot } from '../ballot.js';
import { decide } from '../deciding.js';
import type { ValuesOf } from '../parameters.js';
import { say, type Decision } from '../result.js';
import { defineRule, type Election } from '../rule.js';
import { QUORUM_PARAMETERS, reaches, thresholdOf } from '../threshold.js';

/** From whole-hearted endorsement, 1, to the strongest refusal, 8. */
const LEVELS = 8;

const PARAMETERS = {
  level: {
    type: 'integer',
    min: 1,
    max: LEVELS,
    meaning: 'The lowest level that still supports the proposal.',
  },
  share: {
    type: 'fraction',
    min: '0',
    max: '1',
    meaning: 'The share of the valid ballots that must stand at that level or above.',
  },
  lowest: {
    type: 'fraction',
    min: '0',
    max: '1',
    meaning: 'The largest share of the valid ballots that may stand at the two lowest levels.',
  },
  ...QUORUM_PARAMETERS,
} as const;

type GradientsElection = Election<GradeBallot, ValuesOf<typeof PARAMETERS>>;

/** The less favourable of the two grades in the middle; null without any. */
function lowerMedian(counts: readonly bigint[]): number | null {
  const total = counts.reduce((sum, weight) => sum + weight, 0n);
  let below = 0n;
  for (const [at, weight] of counts.entries()) {
    below += weight;
    if (2n * below > total) return at + 1;
  }
  return null;
}

function countGradients({ ballots, params, turnout }: GradientsElection) {
  const counts = Array.from({ length: LEVELS }, () => 0n);
  for (const { ballot, weight } of ballots)
    counts[ballot.level - 1] = (counts[ballot.level - 1] ?? 0n) + weight;
  const sum = (part: readonly bigint[]) => part.reduce((total, weight) => total + weight, 0n);
  const supporting = sum(counts.slice(0, params.level));
  const opposing = sum(counts.slice(-2));
  const supported = reaches(supporting, thresholdOf(params.share, false), turnout.valid);
  const opposed = reaches(opposing, thresholdOf(params.lowest, true), turnout.valid);
  const decision: Decision = !supported ? 'REJECTED' : opposed ? 'SENT_BACK' : 'PASSED';
  const facts = {
    supporting: supporting.toString(),
    opposing: opposing.toString(),
    level: params.level,
    median: lowerMedian(counts) ?? 0,
  };
  const text =
    facts.median === 0
      ? 'Nobody stands at any level'
      : '{supporting} stand at level {level} or better, {opposing} at the two lowest; the lower median is {median}';
  const sentence = {
    PASSED: () => say('gradients.passed', `${text}: passed.`, facts),
    REJECTED: () => say('gradients.rejected', `${text}: too little support, rejected.`, facts),
    SENT_BACK: () => say('gradients.sent_back', `${text}: too much refusal, back to deliberation.`, facts),
  }[decision]();
  const tallies = counts.map((votes, at) => ({ id: String(at + 1), votes: votes.toString() }));
  return decide({ decision, sentence, tallies, yes: supporting }, params, turnout);
}

/** Gradients of agreement: never a mean, but how many stand where. */
export const gradients = defineRule({
  id: 'gradients',
  version: 'kaner-8',
  text: {
    title: "S. Kaner, Facilitator's Guide to Participatory Decision-Making",
    section: 'gradients of agreement, 8 levels',
  },
  ballot: 'grade',
  outcome: 'decision',
  parameters: PARAMETERS,
  ties: ['Two grades in the middle: the lower one is the median. It is reported and decides nothing.'],
  check: ({ ballot }) =>
    Number.isInteger(ballot.level) && ballot.level >= 1 && ballot.level <= LEVELS
      ? null
      : refuse('OFF_SCALE', `The level must be a whole number from 1 to ${LEVELS}.`),
  count: countGradients,
});
