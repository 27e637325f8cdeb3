import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Tally } from './voting.types.js';

export const TallyOutcomes = {
  PASSED: 'PASSED',
  REJECTED: 'REJECTED',
  TIED: 'TIED',
  NO_QUORUM: 'NO_QUORUM',
  ELECTED: 'ELECTED',
  SEATS_OPEN: 'SEATS_OPEN',
  FUNDED: 'FUNDED',
} as const satisfies Record<Tally['outcome'], string>;
registerEnumType(TallyOutcomes, {
  name: 'TallyOutcome',
  description: 'How a vote came out.',
  valuesMap: {
    PASSED: { description: 'The motion has the majority that the charter asks for.' },
    REJECTED: { description: 'The motion has not the majority that the charter asks for.' },
    TIED: { description: 'As many for as against on the line of the threshold: the status quo stays.' },
    NO_QUORUM: { description: 'Too few took part, so nothing is decided; this is no rejection.' },
    ELECTED: { description: 'Every place is filled.' },
    SEATS_OPEN: { description: 'A tie that the rule does not break leaves at least one place open.' },
    FUNDED: { description: 'The budget is allotted.' },
  },
});

@ObjectType('OptionVotes', { description: 'The votes of one option in one round.' })
export class OptionVotes {
  @Field(() => String, { description: 'The id of the option; yes, no or abstain for a motion.' })
  option!: string;

  @Field(() => String, { description: 'Its votes as an exact number: a decimal, or n/d.' })
  votes!: string;
}

@ObjectType('TallyRound', { description: 'One round of a count.' })
export class TallyRound {
  @Field(() => Int, { description: 'Its number, from 1.' })
  n!: number;

  @Field(() => String, {
    nullable: true,
    description: 'The votes that were needed in it; null where the rule has no such number.',
  })
  quota!: string | null;

  @Field(() => [OptionVotes], { description: 'The votes of each option that was still in the count.' })
  tallies!: OptionVotes[];

  @Field(() => [String], { description: 'The options elected in it.' })
  elected!: readonly string[];

  @Field(() => [String], { description: 'The options eliminated in it.' })
  eliminated!: readonly string[];
}

@ObjectType('PairwiseCount', { description: 'How many ballots place one option above another.' })
export class PairwiseCount {
  @Field(() => String, { description: 'The option that is placed above.' })
  over!: string;

  @Field(() => String, { description: 'The option that is placed below.' })
  under!: string;

  @Field(() => String, { description: 'The votes as an exact number.' })
  votes!: string;
}

@ObjectType('Tally', {
  description: 'The result of a vote, with what it was counted from and why it came out so.',
})
export class TallyObject {
  tally!: Tally;

  @Field(() => TallyOutcomes, { description: 'How the vote came out.' })
  outcome!: Tally['outcome'];

  @Field(() => Boolean, { description: 'True when enough took part.' })
  quorumMet!: boolean;

  @Field(() => String, { description: 'How many counted for the quorum.' })
  quorumCounted!: string;

  @Field(() => String, { description: 'How many the charter asks for.' })
  quorumNeeded!: string;

  @Field(() => String, { description: 'The ballots that were cast, blank ones too.' })
  cast!: string;

  @Field(() => String, { description: 'The ballots that say something about the options.' })
  valid!: string;

  @Field(() => [String], {
    description: 'The options that won a place, in the order of election; empty for a motion.',
  })
  elected!: readonly string[];

  @Field(() => [[String]], {
    description: 'The options from first to last; those of one inner list are tied.',
  })
  ranking!: readonly (readonly string[])[];

  @Field(() => [TallyRound], { description: 'The rounds of the count.' })
  rounds!: TallyRound[];

  @Field(() => [PairwiseCount], {
    description: 'Every pair of options compared; empty where the rule compares none.',
  })
  pairwise!: PairwiseCount[];

  @Field(() => [String], { description: 'Every step of the count in plain sentences.' })
  explanation!: string[];
}
