import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { Fault, NestedInput, PlainText } from '#platform';
import { ArrayMaxSize, IsOptional, Max } from 'class-validator';
import { CAP_GROUP, QUORUM_COUNT, THRESHOLD_BASE } from './charter.graphql.js';
import { MethodsClauseInput, readMethods } from './charter-methods.graphql.js';
import type { Cap, CapGroup, Clause, QuorumCount, Share, ThresholdBase } from './charter.types.js';
import { clauseBase, ClauseInputFields } from './clause.graphql.js';
import { readOptionalId, readWords } from './inputs.js';
import { ProvisionClauseInput, readProvision } from './provision.graphql.js';

const MOST_SEATS = 10_000;

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

@InputType({ description: 'A cap on those whom one vote elects.' })
export class CapInput implements Cap {
  @Field(() => CAP_GROUP, { description: 'By what the elected are counted.' })
  by!: CapGroup;

  @Field(() => Int, { description: 'How many of one such group may be elected at most.' })
  @Max(MOST_SEATS)
  most!: number;
}

@InputType({ description: 'How many of those whom a vote elects may come from one sector or organization.' })
export class CapsClauseInput extends ClauseInputFields {
  @Field(() => [CapInput], { description: 'The caps; an election holds all of them.' })
  @ArrayMaxSize(2)
  @NestedInput(() => CapInput)
  caps!: CapInput[];
}

@InputType({ description: 'How many witnesses must have cosigned the record before a decision is final.' })
export class FinalityClauseInput extends ClauseInputFields {
  @Field(() => Int, { description: 'How many; at least one.' })
  witnesses!: number;
}

@InputType({ description: 'How much consent a change of the charter needs.' })
export class AmendmentClauseInput extends ThresholdClauseInput {}

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

  @Field(() => MethodsClauseInput, {
    nullable: true,
    description: 'By which methods the body may decide.',
  })
  @IsOptional()
  @NestedInput(() => MethodsClauseInput)
  methods?: MethodsClauseInput;

  @Field(() => SecondingClauseInput, { nullable: true, description: 'Who must stand behind a proposal.' })
  @IsOptional()
  @NestedInput(() => SecondingClauseInput)
  seconding?: SecondingClauseInput;

  @Field(() => VotingPeriodClauseInput, { nullable: true, description: 'How long a vote may be open.' })
  @IsOptional()
  @NestedInput(() => VotingPeriodClauseInput)
  votingPeriod?: VotingPeriodClauseInput;

  @Field(() => CapsClauseInput, {
    nullable: true,
    description: 'How many of those whom a vote elects may come from one sector or organization.',
  })
  @IsOptional()
  @NestedInput(() => CapsClauseInput)
  caps?: CapsClauseInput;

  @Field(() => FinalityClauseInput, {
    nullable: true,
    description: 'How many witnesses must have cosigned the record before a decision is final.',
  })
  @IsOptional()
  @NestedInput(() => FinalityClauseInput)
  finality?: FinalityClauseInput;

  @Field(() => AmendmentClauseInput, {
    nullable: true,
    description: 'How much consent a change of the charter needs; left out, as much as any motion.',
  })
  @IsOptional()
  @NestedInput(() => AmendmentClauseInput)
  amendment?: AmendmentClauseInput;

  @Field(() => ProvisionClauseInput, {
    nullable: true,
    description: 'Who may sit, for how long, beside whom, and what follows.',
  })
  @IsOptional()
  @NestedInput(() => ProvisionClauseInput)
  provision?: ProvisionClauseInput;
}

/** The clause that an input states, in plain data and with its texts in NFC. Throws NOT_FOUND for a foreign sector. */
export function readClause({
  seats,
  quorum,
  threshold,
  methods,
  seconding,
  votingPeriod,
  caps,
  finality,
  amendment,
  provision,
}: ClauseInput): Clause {
  if (seats) {
    const classes = seats.classes.map(({ name, seats: number, sectorId, termMonths = null }) => ({
      name: readWords(name),
      seats: number,
      sectorId: readOptionalId('Sector', sectorId),
      termMonths,
    }));
    return { topic: 'SEATS', ...clauseBase(seats), classes };
  }
  if (quorum) {
    const { shareOfEntitled: share, count = null, countedBy } = quorum;
    return { topic: 'QUORUM', ...clauseBase(quorum), share: share ? plain(share) : null, count, countedBy };
  }
  if (threshold) {
    const { share, strict, base: of } = threshold;
    return { topic: 'THRESHOLD', ...clauseBase(threshold), share: plain(share), strict, base: of };
  }
  if (methods) return readMethods(methods);
  if (seconding) {
    const { coSponsors, sectors } = seconding;
    return { topic: 'SECONDING', ...clauseBase(seconding), coSponsors, sectors };
  }
  if (votingPeriod) {
    const { shortestHours, longestDays } = votingPeriod;
    return { topic: 'VOTING_PERIOD', ...clauseBase(votingPeriod), shortestHours, longestDays };
  }
  if (caps) {
    return { topic: 'CAPS', ...clauseBase(caps), caps: caps.caps.map(({ by, most }) => ({ by, most })) };
  }
  if (finality) return { topic: 'FINALITY', ...clauseBase(finality), witnesses: finality.witnesses };
  if (amendment) {
    const { share, strict, base: of } = amendment;
    return { topic: 'AMENDMENT', ...clauseBase(amendment), share: plain(share), strict, base: of };
  }
  if (provision) return readProvision(provision);
  throw new Fault('BAD_USER_INPUT', 'A clause is on one topic.');
}

function plain({ num, den }: Share): Share {
  return { num, den };
}
