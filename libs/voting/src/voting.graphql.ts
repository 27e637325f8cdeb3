import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Ballot } from '#counting';
import type { MultilingualText } from '#kernel';
import {
  ActInput,
  ChangeInput,
  connectionOf,
  DateTime,
  Digest,
  NestedInput,
  Node,
  PlainText,
  registerNoun,
  resultOf,
  TextField,
  TextInput,
  type LocalizedTextInput,
} from '#platform';
import { Receipt, type ReceiptRow } from '#record';
import { ArrayMaxSize, Equals, IsOptional, Max, Min } from 'class-validator';
import type { Box, BoxOption, BoxStage, CastBallot, Question, Tally } from './voting.types.js';

registerNoun('Box', 'box');
registerNoun('Ballot', 'blt');

const MOST_OPTIONS = 200;
const MOST_SEATS = 100;
const OPTION_NAME = 300;

export const Questions = { MOTION: 'MOTION', CHOICE: 'CHOICE', ELECTION: 'ELECTION' } as const;
registerEnumType(Questions, {
  name: 'Question',
  description: 'What a vote asks.',
  valuesMap: {
    MOTION: { description: 'Yes or no to a text.' },
    CHOICE: { description: 'Which one of several options.' },
    ELECTION: { description: 'Which people for the seats.' },
  },
});

const BoxStages = { ANNOUNCED: 'ANNOUNCED', OPEN: 'OPEN', CLOSED: 'CLOSED', COUNTED: 'COUNTED' } as const;
registerEnumType(BoxStages, {
  name: 'BoxStage',
  description: 'Where a vote stands.',
  valuesMap: {
    ANNOUNCED: { description: 'Its terms are fixed; ballots are taken from the opening on.' },
    OPEN: { description: 'Ballots are taken and can be changed.' },
    CLOSED: { description: 'No ballot is taken any more; the count is due.' },
    COUNTED: { description: 'The result is known.' },
  },
});

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

@ObjectType('BoxOption', { description: 'One thing that can be chosen in a vote.' })
export class BoxOptionObject {
  @Field(() => String, { description: 'By which ballots and counts name it; unique in its box.' })
  id!: string;

  @TextField('Its name.')
  name!: MultilingualText;
}

@ObjectType('RuleParameter', { description: 'One parameter of a counting rule, frozen with the box.' })
export class RuleParameterObject {
  @Field(() => String, { description: 'The name of the parameter.' })
  name!: string;

  @Field(() => String, { description: 'Its value as text.' })
  value!: string;
}

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

@ObjectType('Ballot', {
  implements: () => [Node],
  description: 'One elector’s ballot in a vote whose ballots are published at its close.',
})
export class BallotObject extends Node {
  row!: CastBallot;

  @Field(() => Int, { description: 'How often it was cast and changed.' })
  version!: number;

  @Field(() => String, {
    description: 'Yes, no or abstain; the ranking; or whatever the rule takes, as one line of text.',
  })
  text!: string;

  @Field(() => Boolean, { description: 'True for a ballot without a mark.' })
  isBlank!: boolean;
}

export const BallotConnection = connectionOf(BallotObject, 'Ballot');

@ObjectType('Box', {
  implements: () => [Node],
  description: 'A vote: who may vote, on what, by which rule, until when. Its terms never change.',
})
export class BoxObject
  extends Node
  implements Pick<Box, 'question' | 'rule' | 'seats' | 'entitled' | 'boxHash'>
{
  @Field(() => Int, { description: 'Its version in the record.' })
  version!: number;

  @Field(() => Questions, { description: 'What is asked.' })
  question!: Question;

  @Field(() => String, { description: 'The counting rule with its version, such as schulze@2011.' })
  rule!: string;

  @Field(() => [RuleParameterObject], { description: 'The parameters of the rule, defaults filled in.' })
  ruleParameters?: RuleParameterObject[];

  @Field(() => [BoxOptionObject], { description: 'What can be chosen; empty for a motion.' })
  options!: BoxOption[];

  @Field(() => Int, { description: 'How many places are filled.' })
  seats!: number;

  @Field(() => Int, { description: 'How many may vote.' })
  entitled!: number;

  @Field(() => Digest, { description: 'The hash of all its terms; a ballot repeats it.' })
  boxHash!: string;

  @Field(() => DateTime, { description: 'From when on ballots are taken.' })
  opensAt!: Date;

  @Field(() => DateTime, { description: 'The first instant at which none is taken any more.' })
  closesAt!: Date;

  @Field(() => BoxStages, { description: 'Where it stands now.' })
  stage?: BoxStage;

  @Field(() => TallyObject, {
    nullable: true,
    description: 'The result; null until it is counted, for everybody.',
  })
  tally!: TallyObject | null;
}

@InputType({ description: 'One thing that can be chosen.' })
export class BoxOptionInput {
  @Field(() => String, {
    description: 'Letters, digits, dot, dash and underscore, at most 64; unique in the box.',
  })
  @PlainText({ max: 64 })
  id!: string;

  @TextInput('Its name.', { max: OPTION_NAME })
  name!: LocalizedTextInput[];
}

@InputType({ description: 'A proposal to put to the vote.' })
export class OpenBoxInput extends ChangeInput {
  @Field(() => ID, { description: 'The admitted proposal; expectedVersion is its version.' })
  proposalId!: string;

  @Field(() => [BoxOptionInput], {
    defaultValue: [],
    description: 'What can be chosen; leave it out for a motion.',
  })
  @ArrayMaxSize(MOST_OPTIONS)
  @NestedInput(() => BoxOptionInput)
  options!: BoxOptionInput[];

  @Field(() => Int, {
    defaultValue: 1,
    description: 'How many places are filled; 1 unless it is an election.',
  })
  @Min(1)
  @Max(MOST_SEATS)
  seats!: number;

  @Field(() => DateTime, { nullable: true, description: 'When it opens; left out, it opens at once.' })
  @IsOptional()
  opensAt?: Date | null;

  @Field(() => DateTime, { description: 'The first instant at which no ballot is taken any more.' })
  closesAt!: Date;
}

@ObjectType('BoxOpened', { description: 'The proposal is put to the vote.' })
export class BoxOpened {
  @Field(() => BoxObject, { description: 'The vote with its frozen terms.' })
  box!: BoxObject;

  @Field(() => Receipt, { description: 'The proof that it is in the record.' })
  receipt!: ReceiptRow;
}

export const OpenBoxResult = resultOf('OpenBoxResult', BoxOpened);

const YesNo = { YES: 'YES', NO: 'NO', ABSTAIN: 'ABSTAIN' } as const;
registerEnumType(YesNo, {
  name: 'YesNo',
  description: 'An answer to a motion.',
  valuesMap: {
    YES: { description: 'For it.' },
    NO: { description: 'Against it.' },
    ABSTAIN: { description: 'Taking part without taking a side.' },
  },
});

@InputType({ description: 'The place of some options in a ranking.' })
export class PlaceInput {
  @Field(() => [String], { description: 'The ids of the options in this place; several are ranked equal.' })
  @ArrayMaxSize(MOST_OPTIONS)
  options!: string[];
}

@InputType({ description: 'Points for one option.' })
export class PointsInput {
  @Field(() => String, { description: 'The id of the option.' })
  option!: string;

  @Field(() => Int, { description: 'The score, or the votes bought for it.' })
  points!: number;
}

@InputType({
  isOneOf: true,
  description: 'A ballot: exactly the one form that the rule of the box takes, or a blank one.',
})
export class BallotInput {
  @Field(() => YesNo, { nullable: true, description: 'The answer to a motion.' })
  choice?: keyof typeof YesNo;

  @Field(() => [PlaceInput], {
    nullable: true,
    description: 'The options from best to worst; those left out are unranked.',
  })
  @IsOptional()
  @ArrayMaxSize(MOST_OPTIONS)
  @NestedInput(() => PlaceInput)
  ranking?: PlaceInput[];

  @Field(() => [String], { nullable: true, description: 'The ids of the options that are approved of.' })
  @IsOptional()
  @ArrayMaxSize(MOST_OPTIONS)
  approved?: string[];

  @Field(() => [PointsInput], { nullable: true, description: 'The score of each option that is rated.' })
  @IsOptional()
  @ArrayMaxSize(MOST_OPTIONS)
  @NestedInput(() => PointsInput)
  scores?: PointsInput[];

  @Field(() => Boolean, {
    nullable: true,
    description: 'True for a ballot without a mark: it counts for turnout only.',
  })
  @IsOptional()
  @Equals(true, { message: '$property must be true; leave it out otherwise' })
  blank?: boolean;
}

@InputType({ description: 'A ballot to cast, or to put in the place of the one cast before.' })
export class CastBallotInput extends ActInput {
  @Field(() => ID, { description: 'The vote.' })
  boxId!: string;

  @Field(() => Digest, {
    description: 'The box’s hash as you have read it: the ballot is for these terms and no others.',
  })
  boxHash!: string;

  @Field(() => BallotInput, { description: 'The ballot.' })
  @NestedInput(() => BallotInput)
  ballot!: BallotInput;
}

@ObjectType('BallotCast', { description: 'The ballot is in the box.' })
export class BallotCast {
  @Field(() => BoxObject, { description: 'The vote.' })
  box!: BoxObject;

  @Field(() => Receipt, {
    description: 'The proof that the ballot is in the record; its content stays sealed until the close.',
  })
  receipt!: ReceiptRow;
}

export const CastBallotResult = resultOf('CastBallotResult', BallotCast);

/** What a ballot input says, in the words of the counting library. */
export function readBallot(input: BallotInput): Ballot {
  if (input.choice) {
    return {
      kind: 'choice',
      choice: { YES: 'yes', NO: 'no', ABSTAIN: 'abstain' }[input.choice] as 'yes' | 'no' | 'abstain',
    };
  }
  if (input.ranking) return { kind: 'ranking', ranking: input.ranking.map((place) => place.options) };
  if (input.approved) return { kind: 'approval', approved: input.approved };
  if (input.scores) {
    return { kind: 'scores', scores: input.scores.map(({ option, points }) => ({ option, score: points })) };
  }
  return { kind: 'blank' };
}
