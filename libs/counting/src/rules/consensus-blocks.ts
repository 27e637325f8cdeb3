import type { BlocksBallot } from '../ballot.js';
import { decide, sumBy, talliesOf } from '../deciding.js';
import type { ValuesOf } from '../parameters.js';
import { say } from '../result.js';
import { defineRule, type Election } from '../rule.js';
import { QUORUM_PARAMETERS, reaches, thresholdOf } from '../threshold.js';

const PARAMETERS = {
  blocks: {
    type: 'integer',
    min: 0,
    max: 1000,
    meaning: 'How many blocks the consensus bears: 0 for unanimity, 1 for consensus minus one.',
  },
  standAsides: {
    type: 'fraction',
    min: '0',
    max: '1',
    default: '1',
    meaning: 'The largest share of the valid ballots that may stand aside.',
  },
  ...QUORUM_PARAMETERS,
} as const;

type BlocksElection = Election<BlocksBallot, ValuesOf<typeof PARAMETERS>>;

function countBlocks({ ballots, params, turnout }: BlocksElection) {
  const sums = sumBy(['agree', 'reservation', 'stand_aside', 'block'], ballots, ({ position }) => position);
  const yes = sums.agree + sums.reservation;
  const tallies = talliesOf(sums);
  const facts = {
    yes: yes.toString(),
    blocks: sums.block.toString(),
    aside: sums.stand_aside.toString(),
    bearable: params.blocks,
  };
  const verdict = (decision: 'PASSED' | 'REJECTED' | 'SENT_BACK', key: string, text: string) =>
    decide({ decision, tallies, yes, sentence: say(key, text, facts) }, params, turnout);
  if (sums.block > BigInt(params.blocks)) {
    return verdict(
      'SENT_BACK',
      'blocks.blocked',
      'Blocks: {blocks}, and at most {bearable} may be borne: back to deliberation.',
    );
  }
  if (reaches(sums.stand_aside, thresholdOf(params.standAsides, true), turnout.valid)) {
    return verdict(
      'SENT_BACK',
      'blocks.aside',
      'Standing aside: {aside}, which are too many: back to deliberation.',
    );
  }
  return yes > 0n
    ? verdict(
        'PASSED',
        'blocks.passed',
        'Agreeing: {yes}; blocks: {blocks}, and up to {bearable} may be borne: passed.',
      )
    : verdict('REJECTED', 'blocks.nobody', 'Nobody agrees: rejected.');
}

/** Consensus that bears a number of blocks; more of them send the proposal back. */
export const consensusBlocks = defineRule({
  id: 'consensus-blocks',
  version: '1',
  text: { title: "The body's charter, after consensus decision-making", section: 'consensus minus N' },
  ballot: 'blocks',
  outcome: 'decision',
  parameters: PARAMETERS,
  ties: [],
  count: countBlocks,
});
