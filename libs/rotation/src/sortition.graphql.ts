import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { BodyId, CoalitionId } from '#kernel';
import {
  ActInput,
  ChangeInput,
  connectionOf,
  DateTime,
  NestedInput,
  Node,
  PlainText,
  registerNoun,
  resultOf,
} from '#platform';
import { Receipt, type ReceiptRow } from '#record';
import { ArrayMaxSize, IsOptional, Max, Min } from 'class-validator';
import type { SortitionId } from './draw.types.js';
import type { HeldSortition, SortitionStage } from './held-sortition.types.js';
import type { Fairness, Lottery, MemberType, Quota } from './sortition.types.js';

registerNoun('Sortition', 'srt');

const MOST_PEOPLE = 10_000;
const MOST_QUOTAS = 200;
const MOST_FEATURES = 20;
const MOST_SEATS = 1_000;
const MOST_SECTORS = 100;
/** Rounds until the year 2300 or so; what a column of four bytes holds. */
const LAST_ROUND = 2_147_483_647;
const LONGEST_WORD = 100;

/** How chances are shared out, under the names of the API. */
export const Fairnesses = { LEXIMIN: 'leximin', MAXIMIN: 'maximin' } as const satisfies Record<
  string,
  Fairness
>;
registerEnumType(Fairnesses, {
  name: 'Fairness',
  description: 'How the chances of a lottery are shared out.',
  valuesMap: {
    LEXIMIN: { description: 'The least chance is as great as it can be, then the next least, and so on.' },
    MAXIMIN: { description: 'The least chance is as great as it can be; the others are as they come.' },
  },
});

export const SortitionStages = {
  SOLVING: 'SOLVING',
  SOLVED: 'SOLVED',
  INFEASIBLE: 'INFEASIBLE',
  FAILED: 'FAILED',
  COMMITTED: 'COMMITTED',
  DRAWN: 'DRAWN',
  WITHDRAWN: 'WITHDRAWN',
} as const satisfies Record<SortitionStage, string>;
registerEnumType(SortitionStages, {
  name: 'SortitionStage',
  description: 'What a sortition waits for, or how it ended.',
  valuesMap: {
    SOLVING: { description: 'The fairest lottery is being sought.' },
    SOLVED: { description: 'It is found and proved, and can be committed to.' },
    INFEASIBLE: { description: 'No panel keeps the quotas; a member of the body may accept others.' },
    FAILED: { description: 'The solver gave up, as its fault says.' },
    COMMITTED: { description: 'The lottery is on record, and waits for its source.' },
    DRAWN: { description: 'The panel is drawn.' },
    WITHDRAWN: { description: 'It was taken back before anything was committed to.' },
  },
});

@ObjectType('SortitionQuota', { description: 'How many places of a panel go to people of one kind.' })
export class SortitionQuotaObject implements Quota {
  @Field(() => String, { description: 'The feature, such as the ward.' })
  feature!: string;

  @Field(() => String, { description: 'The value of the feature, such as the name of a ward.' })
  value!: string;

  @Field(() => Int, { description: 'The least number of places.' })
  min!: number;

  @Field(() => Int, { description: 'The greatest number of places.' })
  max!: number;
}

@ObjectType('SortitionType', {
  description: 'People who are alike in every feature of the quotas: each has the same chance.',
})
export class SortitionTypeObject {
  @Field(() => [String], { description: 'Their values, in the order of the features.' })
  values!: readonly string[];

  @Field(() => [String], { description: 'The salted hashes that stand for them in the pool, sorted.' })
  leaves!: readonly string[];

  @Field(() => String, {
    nullable: true,
    description: 'The chance of each to be on the panel, such as 2/15; null until a lottery is on record.',
  })
  chance!: string | null;
}

@ObjectType('SortitionProgress', { description: 'How far the search for a lottery has come.' })
export class SortitionProgressObject {
  @Field(() => Int, { description: 'How many panels it knows.' })
  panels!: number;

  @Field(() => Int, { description: 'Of how many types the chance is settled.' })
  settled!: number;

  @Field(() => Int, { description: 'How many types there are.' })
  types!: number;
}

@ObjectType('QuotaConflict', {
  description: 'Why no panel keeps the quotas, and the least change that helps.',
})
export class QuotaConflictObject {
  @Field(() => String, { description: 'The conflict in words.' })
  because!: string;

  @Field(() => [SortitionQuotaObject], { description: 'Quotas that cannot be kept together.' })
  clashing!: readonly Quota[];

  @Field(() => [SortitionQuotaObject], {
    description: 'The quotas that would change, as they would be then.',
  })
  relaxed!: readonly Quota[];
}

@ObjectType('Sortition', {
  implements: () => [Node],
  description:
    'A panel that is drawn by quotas from a lottery in which the least chance is as great as it can be.',
})
export class SortitionObject extends Node implements HeldSortition {
  coalitionId!: CoalitionId;
  declare id: SortitionId;
  bodyId!: BodyId;
  types!: readonly MemberType[];
  lottery!: Lottery | null;

  @Field(() => Int, { description: 'How often it has changed; from 1.' })
  version!: number;

  @Field(() => String, { description: 'Where a charter or a decision has the words on which it rests.' })
  section!: string;

  @Field(() => Int, { description: 'How many people the panel has.' })
  seats!: number;

  @Field(() => Fairnesses, { description: 'How the chances are shared out.' })
  fairness!: Fairness;

  @Field(() => [SortitionQuotaObject], { description: 'The quotas as they were accepted last.' })
  quotas!: readonly Quota[];

  @Field(() => DateTime, { description: 'When pool and quotas were put on record.' })
  preparedAt!: Date;

  @Field(() => [String], {
    nullable: true,
    description: 'The salted hashes of the people on the panel, in the drawn order; null until it is drawn.',
  })
  panel!: readonly string[] | null;

  @Field(() => DateTime, { nullable: true, description: 'When the panel was drawn; null until then.' })
  drawnAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was taken back; null unless it was.' })
  withdrawnAt!: Date | null;
}

export const SortitionConnection = connectionOf(SortitionObject, 'Sortition');

@InputType({ description: 'How many places of a panel go to people of one kind.' })
export class SortitionQuotaInput implements Quota {
  @Field(() => String, { description: 'The feature, such as the ward.' })
  @PlainText({ max: LONGEST_WORD })
  feature!: string;

  @Field(() => String, { description: 'The value of the feature; the record shows it, so it names nobody.' })
  @PlainText({ max: LONGEST_WORD })
  value!: string;

  @Field(() => Int, { description: 'The least number of places.' })
  min!: number;

  @Field(() => Int, { description: 'The greatest number of places.' })
  max!: number;
}

@InputType({ description: 'A value of one feature.' })
export class FeatureInput {
  @Field(() => String, { description: 'The feature.' })
  @PlainText({ max: LONGEST_WORD })
  feature!: string;

  @Field(() => String, { description: 'Its value.' })
  @PlainText({ max: LONGEST_WORD })
  value!: string;
}

@InputType({ description: 'People who have the same values.' })
export class PeopleAlikeInput {
  @Field(() => [FeatureInput], { description: 'Their values of the features that the quotas name.' })
  @ArrayMaxSize(MOST_FEATURES)
  @NestedInput(() => FeatureInput)
  features!: FeatureInput[];

  @Field(() => [ID], { description: 'The people; the record shows a salted hash of each.' })
  @ArrayMaxSize(MOST_PEOPLE)
  people!: string[];
}

@InputType({ description: 'The panel to draw by quotas.' })
export class PrepareSortitionInput extends ActInput {
  @Field(() => ID, { description: 'The body for which is drawn.' })
  bodyId!: string;

  @Field(() => String, { description: 'Where a charter or a decision has the words on which it rests.' })
  @PlainText({ max: LONGEST_WORD })
  section!: string;

  @Field(() => Int, { description: 'How many people the panel has.' })
  @Max(MOST_SEATS)
  seats!: number;

  @Field(() => Fairnesses, { defaultValue: 'leximin', description: 'How the chances are shared out.' })
  fairness!: Fairness;

  @Field(() => [SortitionQuotaInput], {
    description: 'The quotas; of each feature they name every value that somebody in the pool has.',
  })
  @ArrayMaxSize(MOST_QUOTAS)
  @NestedInput(() => SortitionQuotaInput)
  quotas!: SortitionQuotaInput[];

  @Field(() => [PeopleAlikeInput], { description: 'Who can be drawn, each once, by their values.' })
  @ArrayMaxSize(MOST_PEOPLE)
  @NestedInput(() => PeopleAlikeInput)
  pool!: PeopleAlikeInput[];
}

@InputType({ description: 'A sortition whose quotas no panel keeps.' })
export class AcceptRelaxationInput extends ChangeInput {
  @Field(() => ID, { description: 'The sortition; expectedVersion is its version.' })
  sortitionId!: string;
}

@InputType({ description: 'A sortition to take back.' })
export class WithdrawSortitionInput extends ChangeInput {
  @Field(() => ID, { description: 'The sortition; expectedVersion is its version.' })
  sortitionId!: string;
}

@InputType({ description: 'The lottery to put on record, with its one future source.' })
export class CommitSortitionInput extends ChangeInput {
  @Field(() => ID, { description: 'The sortition; expectedVersion is its version.' })
  sortitionId!: string;

  @Field(() => Int, { nullable: true, description: 'The round of drand’s quicknet.' })
  @IsOptional()
  @Min(1)
  @Max(LAST_ROUND)
  sourceRound?: number | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'The sectors that each commit to a secret, two or more; with sealedBy and sourceAt.',
  })
  @IsOptional()
  @ArrayMaxSize(MOST_SECTORS)
  sectors?: string[] | null;

  @Field(() => DateTime, { nullable: true, description: 'Until when the sectors commit to their secrets.' })
  @IsOptional()
  sealedBy?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'The instant until which secrets are revealed.' })
  @IsOptional()
  sourceAt?: Date | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The decision of the body that lets the same be drawn once more; the first draw stays.',
  })
  @IsOptional()
  decisionId?: string | null;
}

@ObjectType('SortitionChanged', {
  description: 'A sortition was prepared, committed to, changed or withdrawn.',
})
export class SortitionChanged {
  @Field(() => SortitionObject, { description: 'The sortition.' })
  sortition!: HeldSortition;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

export const PrepareSortitionResult = resultOf('PrepareSortitionResult', SortitionChanged);
export const AcceptRelaxationResult = resultOf('AcceptRelaxationResult', SortitionChanged);
export const CommitSortitionResult = resultOf('CommitSortitionResult', SortitionChanged);
export const WithdrawSortitionResult = resultOf('WithdrawSortitionResult', SortitionChanged);
