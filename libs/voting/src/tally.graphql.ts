import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { CapStep, Inactive, LockedPair, Tie } from '#counting';
import { RuleParameterObject } from './rule-parameter.graphql.js';
import type { Box, Majority, Tally } from './voting.types.js';

export const TallyOutcomes = {
  PASSED: 'PASSED',
  REJECTED: 'REJECTED',
  SENT_BACK: 'SENT_BACK',
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
    PASSED: { description: 'The motion has the consent that the charter asks for.' },
    REJECTED: { description: 'The motion has not the consent that the charter asks for.' },
    SENT_BACK: { description: 'Objections, blocks or too much refusal send it back to deliberation.' },
    TIED: { description: 'A tie that nothing breaks: the status quo stays.' },
    NO_QUORUM: { description: 'Too few took part, so nothing is decided; this is no rejection.' },
    ELECTED: { description: 'Every place is filled.' },
    SEATS_OPEN: { description: 'A tie that the rule does not break leaves at least one place open.' },
    FUNDED: { description: 'The budget is allotted.' },
  },
});

const TieBreaks = { EARLIER_STAGE: 'earlier_stage', RULE_STEP: 'rule_step', LOT: 'lot' } as const;
registerEnumType(TieBreaks, {
  name: 'TieBreak',
  description: 'What broke a tie.',
  valuesMap: {
    EARLIER_STAGE: { description: 'An earlier stage of the count, in which the tied had different votes.' },
    RULE_STEP: { description: 'A later step of the counting rule.' },
    LOT: { description: 'The lot, which was drawn before the count.' },
  },
});

@ObjectType('OptionVotes', { description: 'The votes of one option in one round.' })
export class OptionVotes {
  @Field(() => String, { description: 'The id of the option; yes, no or abstain for a motion.' })
  option!: string;

  @Field(() => String, { description: 'Its votes as an exact number: a decimal, or n/d.' })
  votes!: string;
}

@ObjectType('VoteTransfer', { description: 'Votes that moved on in a round.' })
export class VoteTransfer {
  @Field(() => String, { description: 'The id of the option that they leave.' })
  from!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The id of the option to which they go; null where no option is left on the ballots.',
  })
  to!: string | null;

  @Field(() => String, { description: 'How many, as an exact number.' })
  votes!: string;
}

@ObjectType('InactiveVotes', { description: 'Votes that count for nobody any more, by the reason.' })
export class InactiveVotes implements Inactive {
  @Field(() => String, { description: 'Of ballots that name no option that is left.' })
  exhausted!: string;

  @Field(() => String, { description: 'Of ballots that mark several options in one place.' })
  overvotes!: string;

  @Field(() => String, { description: 'Of ballots that leave too many places empty.' })
  skipped!: string;

  @Field(() => String, { description: 'Of ballots that name an option twice.' })
  repeated!: string;
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

  @Field(() => [VoteTransfer], { description: 'The votes that moved on at its end.' })
  transfers!: readonly VoteTransfer[];

  @Field(() => InactiveVotes, { description: 'The votes that count for nobody any more.' })
  inactive!: Inactive;

  @Field(() => String, {
    description: 'What the rounding that the rule prescribes has lost, as an exact number.',
  })
  rounding!: string;
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

@ObjectType('LockedPair', { description: 'A comparison of two options that ranked pairs looked at.' })
export class LockedPairObject implements LockedPair {
  @Field(() => String, { description: 'The option that wins the comparison.' })
  winner!: string;

  @Field(() => String, { description: 'The option that loses it.' })
  loser!: string;

  @Field(() => String, { description: 'How strong it is, as an exact number.' })
  strength!: string;

  @Field(() => String, { description: 'The votes the other way, as an exact number.' })
  opposing!: string;

  @Field(() => Boolean, { description: 'False where it would have closed a circle.' })
  locked!: boolean;
}

@ObjectType('Tie', { description: 'Options that were equal where something hung on their order.' })
export class TieObject implements Tie {
  @Field(() => Int, { nullable: true, description: 'The round; null where it arose outside of rounds.' })
  round!: number | null;

  @Field(() => String, { description: 'What hung on it, such as seat, exclusion, surplus or purchase.' })
  decided!: string;

  @Field(() => [String], { description: 'The ids of the options.' })
  between!: readonly string[];

  @Field(() => TieBreaks, { nullable: true, description: 'What broke it; null where it stays open.' })
  brokenBy!: Tie['brokenBy'];

  @Field(() => [String], { description: 'The ids of those that were chosen.' })
  chosen!: readonly string[];
}

@ObjectType('CapStep', { description: 'A place that a cap took from the option that had won it.' })
export class CapStepObject implements Omit<CapStep, 'cap'> {
  @Field(() => String, { description: 'The clause of the charter that caps.' })
  clause!: string;

  @Field(() => String, { description: 'The id of the option that is passed over.' })
  passedOver!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The id of the option that takes the place; null where it stays open.',
  })
  takenBy!: string | null;
}

@ObjectType('FundedProject', { description: 'A project that is paid.' })
export class FundedProject {
  @Field(() => String, { description: 'Its id.' })
  option!: string;

  @Field(() => String, { description: 'What it costs, as an exact number.' })
  cost!: string;
}

@ObjectType('CountedRule', { description: 'The rule by which a vote was counted.' })
export class CountedRuleObject {
  @Field(() => String, { description: 'Its name with the version, such as schulze@2011.' })
  name!: string;

  @Field(() => String, { description: 'The text that it follows.' })
  title!: string;

  @Field(() => String, { description: 'Where in that text.' })
  section!: string;

  @Field(() => [RuleParameterObject], { description: 'Every parameter, defaults filled in.' })
  parameters!: readonly RuleParameterObject[];
}

@ObjectType('TallyMajority', {
  description: 'The yes votes beside a share of the body that the charter asks for.',
})
export class TallyMajorityObject implements Majority {
  @Field(() => Boolean, { description: 'True when enough said yes.' })
  met!: boolean;

  @Field(() => String, { description: 'How many said yes.' })
  counted!: string;

  @Field(() => String, { description: 'How many had to.' })
  needed!: string;

  @Field(() => String, {
    description: 'Of how many: whoever is recused has left them where the clause says so.',
  })
  of!: string;

  @Field(() => String, { description: 'The section of the charter that asks for it.' })
  clause!: string;
}

@ObjectType('Tally', {
  description: 'The result of a vote, with what it was counted from and why it came out so.',
})
export class TallyObject {
  box!: Box;

  @Field(() => CountedRuleObject, { description: 'The rule by which it was counted.' })
  rule!: CountedRuleObject;

  @Field(() => TallyOutcomes, { description: 'How the vote came out.' })
  outcome!: Tally['outcome'];

  @Field(() => Boolean, { description: 'True when enough took part.' })
  quorumMet!: boolean;

  @Field(() => String, { description: 'How many counted for the quorum.' })
  quorumCounted!: string;

  @Field(() => String, { description: 'How many the charter asks for.' })
  quorumNeeded!: string;

  @Field(() => TallyMajorityObject, {
    nullable: true,
    description: 'The majority of the body; null where the charter asks for none.',
  })
  majority!: TallyMajorityObject | null;

  @Field(() => Int, { description: 'How many could vote; whoever was recused could not.' })
  entitled!: number;

  @Field(() => Int, { description: 'How many were recused, before the vote or while it was open.' })
  recused!: number;

  @Field(() => String, { description: 'The ballots that were counted, blank ones too.' })
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

  @Field(() => [PairwiseCount], {
    description: 'The strongest path between every pair of options; empty where the rule looks at none.',
  })
  paths!: readonly PairwiseCount[];

  @Field(() => [LockedPairObject], {
    description:
      'The comparisons in the order in which they were looked at; empty where the rule locks none.',
  })
  lockedPairs!: readonly LockedPair[];

  @Field(() => [TieObject], { description: 'The ties that were met, and how each was broken.' })
  ties!: readonly Tie[];

  @Field(() => [CapStepObject], { description: 'Who is passed over by a cap, and who takes the place.' })
  caps!: readonly CapStep[];

  @Field(() => Int, { description: 'The places that an open tie or a cap leaves empty.' })
  openSeats!: number;

  @Field(() => [FundedProject], {
    description:
      'The projects that are paid, in the order of their selection; empty where nothing is funded.',
  })
  funded!: readonly FundedProject[];

  @Field(() => String, { nullable: true, description: 'The money spent; null where nothing is funded.' })
  spent!: string | null;

  @Field(() => String, { nullable: true, description: 'The money left; null where nothing is funded.' })
  left!: string | null;

  @Field(() => [String], { description: 'Every step of the count in plain sentences.' })
  explanation!: string[];
}
