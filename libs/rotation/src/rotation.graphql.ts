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
import type { RecurrenceUnit } from './local-time.js';
import type { RotatingRole } from './rotation.types.js';
import { MOST_TURNS } from './terms.rules.js';
import type { DatedWeights, Rotation, RotationId } from './turn.types.js';

registerNoun('Rotation', 'rot');

const MOST_SECTORS = 50;
const LONGEST_SECTION = 100;

export const RotatingRoles = {
  CHAIR: 'CHAIR',
  FACILITATOR: 'FACILITATOR',
  NOTE_TAKER: 'NOTE_TAKER',
  SPOKESPERSON: 'SPOKESPERSON',
} as const satisfies Record<RotatingRole, string>;
registerEnumType(RotatingRoles, {
  name: 'RotatingRole',
  description: 'A role that goes round.',
  valuesMap: {
    CHAIR: { description: 'Chairs the body.' },
    FACILITATOR: { description: 'Facilitates its meetings.' },
    NOTE_TAKER: { description: 'Takes notes.' },
    SPOKESPERSON: { description: 'Speaks for the body.' },
  },
});

const RecurrenceUnits = { DAY: 'DAY', WEEK: 'WEEK', MONTH: 'MONTH', YEAR: 'YEAR' } as const satisfies Record<
  RecurrenceUnit,
  string
>;
registerEnumType(RecurrenceUnits, {
  name: 'RecurrenceUnit',
  description: 'In what the length of turns is counted, as a calendar counts it.',
  valuesMap: {
    DAY: { description: 'Days: from one local time to the same on another day.' },
    WEEK: { description: 'Weeks.' },
    MONTH: { description: 'Months: the day is the month’s last where the month is shorter.' },
    YEAR: { description: 'Years: 29 February is the 28th in other years.' },
  },
});

@ObjectType('SectorShare', { description: 'What a sector gets of the turns of a rotation.' })
export class SectorShareObject {
  @Field(() => Int, { description: 'Its weight; 0 for a sector that gets no turns any more.' })
  weight!: number;

  @Field(() => String, { description: 'Turns due to it over the whole rotation, as an exact number.' })
  due!: string;

  @Field(() => Int, { description: 'Turns that it has in the plan, those that it had included.' })
  planned!: number;

  @Field(() => Int, { description: 'Turns that have begun and were not missed.' })
  served!: number;

  @Field(() => String, {
    description:
      'How far it is behind for the turns that have begun, as an exact number; negative when ahead.',
  })
  lag!: string;
}

@ObjectType('TurnBalance', {
  description:
    'How evenly turns are shared between the people of a sector, and whether they could be more evenly.',
})
export class TurnBalanceObject {
  @Field(() => Int, {
    nullable: true,
    description:
      'The fewest turns among those who sit to the end, in the count that evens out joining and leaving; null for none.',
  })
  fewest!: number | null;

  @Field(() => Int, { nullable: true, description: 'The most turns among them; null for none.' })
  most!: number | null;

  @Field(() => Boolean, {
    description:
      'True where no other plan is more even: no chain of turns that are not fixed, each moved to somebody who is free for it, leads to one who has two fewer.',
  })
  isOptimal!: boolean;
}

@ObjectType('Rotation', {
  implements: () => [Node],
  description: 'The turns of one role in one body, and the terms by which they are given.',
})
export class RotationObject extends Node implements Omit<Rotation, 'turns'> {
  coalitionId!: CoalitionId;
  declare id: RotationId;
  bodyId!: BodyId;
  weightings!: readonly DatedWeights[];

  @Field(() => Int, { description: 'How often it has changed; from 1.' })
  version!: number;

  @Field(() => RotatingRoles, { description: 'The role.' })
  role!: RotatingRole;

  @Field(() => String, { description: 'The IANA time zone of its turns.' })
  zone!: string;

  @Field(() => String, { description: 'When the first turn begins, as a local time of the zone.' })
  startsAt!: string;

  @Field(() => Int, { description: 'After how many units the next turn begins.' })
  every!: number;

  @Field(() => RecurrenceUnits, { description: 'The unit in which the length of turns is counted.' })
  unit!: RecurrenceUnit;

  @Field(() => Int, { description: 'How many turns apart two turns of one person should be.' })
  spacing!: number;

  @Field(() => Int, { description: 'How many turns ahead are published whenever one begins.' })
  notice!: number;

  @Field(() => String, { description: 'Where the charter or a decision has the words on which it rests.' })
  section!: string;

  @Field(() => DateTime, { description: 'When it was planned.' })
  plannedAt!: Date;

  @Field(() => String, {
    description:
      'How far any sector may be from its due at any moment while somebody of each is free: 1 - 1/(2k - 2).',
  })
  deviationBound?: string;
}

export const RotationConnection = connectionOf(RotationObject, 'Rotation');

@InputType({ description: 'How many turns a sector gets, in proportion to the others.' })
export class SectorWeightInput {
  @Field(() => ID, { description: 'The sector.' })
  sectorId!: string;

  @Field(() => Int, { description: 'A whole number from 1 to 1000.' })
  weight!: number;
}

@InputType({ description: 'The turns of a role to plan.' })
export class PlanRotationInput extends ActInput {
  @Field(() => ID, { description: 'The body.' })
  bodyId!: string;

  @Field(() => RotatingRoles, { description: 'The role.' })
  role!: RotatingRole;

  @Field(() => String, { description: 'When the first turn begins, as a local time: 2026-05-01T09:00.' })
  @PlainText({ max: 40 })
  startsAt!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The IANA time zone, such as Europe/Rome; the body’s own when it is left out.',
  })
  @IsOptional()
  @PlainText({ max: 100 })
  zone?: string | null;

  @Field(() => Int, { defaultValue: 1, description: 'After how many units the next turn begins.' })
  every!: number;

  @Field(() => RecurrenceUnits, { description: 'The unit in which the length of turns is counted.' })
  unit!: RecurrenceUnit;

  @Field(() => Int, { description: `How many turns to plan, at most ${MOST_TURNS}.` })
  turns!: number;

  @Field(() => [SectorWeightInput], {
    defaultValue: [],
    description: 'The sectors that take part; leave it out for turns without regard to sectors.',
  })
  @ArrayMaxSize(MOST_SECTORS)
  @NestedInput(() => SectorWeightInput)
  weights!: SectorWeightInput[];

  @Field(() => Int, {
    defaultValue: 2,
    description: 'How many turns apart two turns of one person should be; 2 for never twice in a row.',
  })
  @Max(50)
  spacing!: number;

  @Field(() => Int, {
    defaultValue: 2,
    description: 'How many turns ahead are published whenever one begins.',
  })
  @Max(MOST_TURNS)
  notice!: number;

  @Field(() => String, { description: 'Where the charter or a decision has the words on which it rests.' })
  @PlainText({ max: LONGEST_SECTION })
  section!: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether turns that nobody can take may stay open; otherwise such a plan is refused.',
  })
  leaveOpen!: boolean;
}

@InputType({ description: 'Turns to publish.' })
export class PublishTurnsInput extends ChangeInput {
  @Field(() => ID, { description: 'The rotation; expectedVersion is its version.' })
  rotationId!: string;

  @Field(() => Int, { description: 'How many of the turns that are not published yet, the next ones first.' })
  @Min(1)
  @Max(MOST_TURNS)
  count!: number;
}

@InputType({ description: 'A rotation to plan anew, as far as it is not published.' })
export class ReplanRotationInput extends ChangeInput {
  @Field(() => ID, { description: 'The rotation; expectedVersion is its version.' })
  rotationId!: string;

  @Field(() => [SectorWeightInput], {
    nullable: true,
    description:
      'Other weights from the first turn that is planned anew; those that hold when it is left out.',
  })
  @ArrayMaxSize(MOST_SECTORS)
  @IsOptional()
  @NestedInput(() => SectorWeightInput)
  weights?: SectorWeightInput[] | null;
}

@ObjectType('RotationChanged', { description: 'The turns of a rotation were planned, published or changed.' })
export class RotationChanged {
  @Field(() => RotationObject, { description: 'The rotation.' })
  rotation!: Rotation;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

export const PlanRotationResult = resultOf('PlanRotationResult', RotationChanged);
export const PublishTurnsResult = resultOf('PublishTurnsResult', RotationChanged);
export const ReplanRotationResult = resultOf('ReplanRotationResult', RotationChanged);
