import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { BodyId, CoalitionId } from '#kernel';
import { ActInput, connectionOf, DateTime, Node, PlainText, registerNoun, resultOf } from '#platform';
import { Receipt, type ReceiptRow } from '#record';
import { ArrayMaxSize, IsOptional, Matches, Max, Min } from 'class-validator';
import type { Draw, DrawId, DrawSource } from './draw.types.js';

registerNoun('Draw', 'drw');

const MOST_LINES = 10_000;
/** Rounds until the year 2300 or so; what a column of four bytes holds. */
const LAST_ROUND = 2_147_483_647;

const DrawSources = { DRAND: 'DRAND', RFC3797: 'RFC3797' } as const satisfies Record<DrawSource, string>;
registerEnumType(DrawSources, {
  name: 'DrawSource',
  description: 'Where the chance of a draw comes from.',
  valuesMap: {
    DRAND: { description: 'A round of drand’s quicknet, verified by its signature.' },
    RFC3797: { description: 'Public numbers such as those of a lottery, by which RFC 3797 picks.' },
  },
});

@ObjectType('Draw', {
  implements: () => [Node],
  description:
    'A draw that anybody can draw again: committed to before its source exists, then settled once.',
})
export class DrawObject extends Node implements Draw {
  coalitionId!: CoalitionId;
  declare id: DrawId;
  bodyId!: BodyId;
  version!: number;

  @Field(() => String, { description: 'Where a charter or a decision has the words on which it rests.' })
  section!: string;

  @Field(() => DrawSources, { description: 'Where the chance comes from.' })
  source!: DrawSource;

  @Field(() => Int, { nullable: true, description: 'The round; null unless the source is drand.' })
  sourceRound!: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'What the public numbers are; null unless they are the source.',
  })
  sourceName!: string | null;

  @Field(() => DateTime, { description: 'The instant before which nobody knows the source.' })
  sourceAt!: Date;

  @Field(() => [String], { description: 'What is drawn from, sorted.' })
  pool!: readonly string[];

  @Field(() => DateTime, { description: 'When the pool and the source were put on record.' })
  committedAt!: Date;

  @Field(() => String, { nullable: true, description: 'What the source gave; null until it is settled.' })
  output!: string | null;

  @Field(() => [String], {
    nullable: true,
    description: 'The whole pool in the drawn order; null until it is settled.',
  })
  drawn!: readonly string[] | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was settled; null until then.' })
  settledAt!: Date | null;
}

export const DrawConnection = connectionOf(DrawObject, 'Draw');

@InputType({
  description: 'The draw to commit to, with either a round of drand or public numbers as its source.',
})
export class CommitDrawInput extends ActInput {
  @Field(() => ID, { description: 'The body for which is drawn.' })
  bodyId!: string;

  @Field(() => String, { description: 'Where a charter or a decision has the words on which it rests.' })
  @PlainText({ max: 100 })
  section!: string;

  @Field(() => [String], {
    description: 'Each that can be drawn, once: ids of options, or salted hashes of people, never names.',
  })
  @ArrayMaxSize(MOST_LINES)
  @Matches(/^[\w-]{1,200}$/, { each: true })
  pool!: string[];

  @Field(() => Int, { nullable: true, description: 'The round of drand’s quicknet.' })
  @IsOptional()
  @Min(1)
  @Max(LAST_ROUND)
  sourceRound?: number | null;

  @Field(() => String, { nullable: true, description: 'What the public numbers are.' })
  @IsOptional()
  @PlainText({ max: 200 })
  sourceName?: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'The instant before which nobody knows these numbers.',
  })
  @IsOptional()
  sourceAt?: Date | null;
}

@InputType({ description: 'What the source of a draw gave.' })
export class SettleDrawInput extends ActInput {
  @Field(() => ID, { description: 'The draw.' })
  drawId!: string;

  @Field(() => String, {
    description: 'The signature of the round in hexadecimal digits, or the numbers: "9319; 2 5 12 8 10".',
  })
  @PlainText({ max: 1000 })
  output!: string;
}

@ObjectType('DrawChanged', { description: 'A draw was committed to or settled.' })
export class DrawChanged {
  @Field(() => DrawObject, { description: 'The draw.' })
  draw!: Draw;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

export const CommitDrawResult = resultOf('CommitDrawResult', DrawChanged);
export const SettleDrawResult = resultOf('SettleDrawResult', DrawChanged);
