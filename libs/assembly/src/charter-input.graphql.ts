import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { Fault, LanguageTag, NestedInput, PlainText } from '#platform';
import { ArrayMaxSize, IsOptional, Max, Min } from 'class-validator';
import { QUORUM_COUNT, THRESHOLD_BASE } from './charter.graphql.js';
import type {
  Clause,
  ClauseSource,
  QuorumCount,
  RuleParameter,
  Share,
  ThresholdBase,
} from './charter.types.js';
import { readOptionalId, readWords } from './inputs.js';

const MOST_SEATS = 10_000;
const LONGEST_WORDS = 4_000;

@InputType({ description: 'The words that a clause rests on.' })
export class ClauseSourceInput implements ClauseSource {
  @Field(() => String, { description: 'The words.' })
  @PlainText({ max: LONGEST_WORDS })
  text!: string;

  @Field(() => String, { description: 'Where in the charter they stand, such as 3.2; refusals name it.' })
  @PlainText({ max: 100 })
  section!: string;

  @Field(() => LanguageTag, { description: 'The language of the words.' })
  lang!: string;
}

@InputType({ isAbstract: true })
abstract class ClauseInputFields {
  @Field(() => ClauseSourceInput, { description: 'The words that the clause rests on.' })
  @NestedInput(() => ClauseSourceInput)
  source!: ClauseSourceInput;

  @Field(() => Int, {
    defaultValue: 1,
    description: 'Of two clauses on one topic the one with the greater number holds.',
  })
  @Min(1)
  @Max(1000)
  precedence!: number;
}

@InputType({ description: 'A fraction.' })
export class ShareInput implements Share {
  @Field(() => Int, { description: 'The numerator.' })
  num!: number;

  @Field(() => Int, { description: 'The denominator.' })
  den!: number;
}

@InputType({ description: 'A kind of seats that a body has.' })
export class SeatClassInput {
  @Field(() => String, { description: 'What the class is called; seats name it.' })
  @PlainText({ max: 100 })
  name!: string;

  @Field(() => Int, { description: 'How many seats of this class the body has.' })
  @Max(MOST_SEATS)
  seats!: number;

  @Field(() => ID, {
    nullable: true,
    description: 'The sector to which all its seats belong, where there is one.',
  })
  sectorId?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many calendar months a mandate lasts at most; no limit when it is left out.',
  })
  @IsOptional()
  @Max(1200)
  termMonths?: number | null;
}

@InputType({ description: 'Which seats the body has.' })
export class SeatsClauseInput extends ClauseInputFields {
  @Field(() => [SeatClassInput], { description: 'The classes of seats.' })
  @ArrayMaxSize(50)
  @NestedInput(() => SeatClassInput)
  classes!: SeatClassInput[];
}

@InputType({ description: 'The fewest who must take part: a share, a number, or both.' })
export class QuorumClauseInput extends ClauseInputFields {
  @Field(() => ShareInput, { nullable: true, description: 'A share of the entitled.' })
  @IsOptional()
  @NestedInput(() => ShareInput)
  shareOfEntitled?: ShareInput | null;

  @Field(() => Int, { nullable: true, description: 'A number.' })
  count?: number | null;

  @Field(() => QUORUM_COUNT, { defaultValue: 'CAST', description: 'Who counts.' })
  countedBy!: QuorumCount;
}

@InputType({ description: 'How much consent a motion needs.' })
export class ThresholdClauseInput extends ClauseInputFields {
  @Field(() => ShareInput, { description: 'The share that must vote yes.' })
  @NestedInput(() => ShareInput)
  share!: ShareInput;

  @Field(() => Boolean, { description: 'True when more than the share is needed, not just the share.' })
  strict!: boolean;

  @Field(() => THRESHOLD_BASE, { description: 'What it is a share of.' })
  base!: ThresholdBase;
}

@InputType({ description: 'One parameter of a counting rule.' })
export class CharterParameterInput implements RuleParameter {
  @Field(() => String, { description: 'Its name in the counting rule.' })
  @PlainText({ max: 100 })
  name!: string;

  @Field(() => String, { description: 'Its value as text.' })
  @PlainText({ max: 100 })
  value!: string;
}

@InputType({ description: 'By which rule choices between options and elections are counted.' })
export class ElectionClauseInput extends ClauseInputFields {
  @Field(() => String, { description: 'The counting rule, such as schulze@2011.' })
  @PlainText({ max: 100 })
  rule!: string;

  @Field(() => [CharterParameterInput], {
    defaultValue: [],
    description: 'Its parameters; what is not named has its default.',
  })
  @ArrayMaxSize(50)
  @NestedInput(() => CharterParameterInput)
  parameters!: CharterParameterInput[];
}

@InputType({ description: 'Who must stand behind a proposal before the body takes it up.' })
export class SecondingClauseInput extends ClauseInputFields {
  @Field(() => Int, { description: 'How many besides the proposer.' })
  coSponsors!: number;

  @Field(() => Int, { description: 'From how many different sectors.' })
  sectors!: number;
}

@InputType({ description: 'How long a vote may be open.' })
export class VotingPeriodClauseInput extends ClauseInputFields {
  @Field(() => Int, { description: 'Hours that it is open at least.' })
  shortestHours!: number;

  @Field(() => Int, { description: 'Days that it is open at most.' })
  longestDays!: number;
}

@InputType({ isOneOf: true, description: 'One clause of a charter, named by its topic.' })
export class ClauseInput {
  @Field(() => SeatsClauseInput, { nullable: true, description: 'Which seats the body has.' })
  @IsOptional()
  @NestedInput(() => SeatsClauseInput)
  seats?: SeatsClauseInput;

  @Field(() => QuorumClauseInput, { nullable: true, description: 'The fewest who must take part.' })
  @IsOptional()
  @NestedInput(() => QuorumClauseInput)
  quorum?: QuorumClauseInput;

  @Field(() => ThresholdClauseInput, { nullable: true, description: 'How much consent a motion needs.' })
  @IsOptional()
  @NestedInput(() => ThresholdClauseInput)
  threshold?: ThresholdClauseInput;

  @Field(() => ElectionClauseInput, {
    nullable: true,
    description: 'By which rule choices and elections are counted.',
  })
  @IsOptional()
  @NestedInput(() => ElectionClauseInput)
  election?: ElectionClauseInput;

  @Field(() => SecondingClauseInput, { nullable: true, description: 'Who must stand behind a proposal.' })
  @IsOptional()
  @NestedInput(() => SecondingClauseInput)
  seconding?: SecondingClauseInput;

  @Field(() => VotingPeriodClauseInput, { nullable: true, description: 'How long a vote may be open.' })
  @IsOptional()
  @NestedInput(() => VotingPeriodClauseInput)
  votingPeriod?: VotingPeriodClauseInput;
}

/** The clause that an input states, in plain data and with its texts in NFC. Throws NOT_FOUND for a foreign sector. */
export function readClause({
  seats,
  quorum,
  threshold,
  election,
  seconding,
  votingPeriod,
}: ClauseInput): Clause {
  if (seats) {
    const classes = seats.classes.map(({ name, seats: number, sectorId, termMonths = null }) => ({
      name: readWords(name),
      seats: number,
      sectorId: readOptionalId('Sector', sectorId),
      termMonths,
    }));
    return { topic: 'SEATS', ...base(seats), classes };
  }
  if (quorum) {
    const { shareOfEntitled: share, count = null, countedBy } = quorum;
    return { topic: 'QUORUM', ...base(quorum), share: share ? plain(share) : null, count, countedBy };
  }
  if (threshold) {
    const { share, strict, base: of } = threshold;
    return { topic: 'THRESHOLD', ...base(threshold), share: plain(share), strict, base: of };
  }
  if (election) {
    const parameters = election.parameters.map(({ name, value }) => ({
      name: readWords(name),
      value: readWords(value),
    }));
    return { topic: 'ELECTION', ...base(election), rule: readWords(election.rule), parameters };
  }
  if (seconding) {
    const { coSponsors, sectors } = seconding;
    return { topic: 'SECONDING', ...base(seconding), coSponsors, sectors };
  }
  if (votingPeriod) {
    const { shortestHours, longestDays } = votingPeriod;
    return { topic: 'VOTING_PERIOD', ...base(votingPeriod), shortestHours, longestDays };
  }
  throw new Fault('BAD_USER_INPUT', 'A clause is on one topic.');
}

function base({ source, precedence }: ClauseInputFields) {
  const { text, section, lang } = source;
  return { source: { text: readWords(text), section: readWords(section), lang }, precedence };
}

function plain({ num, den }: Share): Share {
  return { num, den };
}
