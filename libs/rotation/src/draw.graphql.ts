import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { RemedyId } from '#assembly';
import type { BodyId, BoxId, CoalitionId, DecisionId, PersonId, SectorId } from '#kernel';
import { ActInput, connectionOf, DateTime, Node, PlainText, registerNoun, resultOf } from '#platform';
import { Receipt, type ReceiptRow } from '#record';
import { ArrayMaxSize, IsOptional, Matches, Max, Min } from 'class-validator';
import type { Draw, DrawId, DrawSecret, DrawSecretId, DrawSource, SortitionId } from './draw.types.js';

registerNoun('Draw', 'drw');
registerNoun('DrawSecret', 'dsc');

const MOST_LINES = 10_000;
/** Rounds until the year 2300 or so; what a column of four bytes holds. */
const LAST_ROUND = 2_147_483_647;
const MOST_SECTORS = 100;
/** The base64 of 32 bytes. */
const BYTES_32 = /^[A-Za-z0-9+/]{43}=$/;

const DrawSources = {
  DRAND: 'DRAND',
  RFC3797: 'RFC3797',
  COMMIT_REVEAL: 'COMMIT_REVEAL',
} as const satisfies Record<DrawSource, string>;
registerEnumType(DrawSources, {
  name: 'DrawSource',
  description: 'Where the chance of a draw comes from.',
  valuesMap: {
    DRAND: { description: 'A round of drand’s quicknet, verified by its signature.' },
    RFC3797: { description: 'Public numbers such as those of a lottery, by which RFC 3797 picks.' },
    COMMIT_REVEAL: { description: 'Secrets of two sectors or more, committed to by all and then revealed.' },
  },
});

@ObjectType('DrawSecret', {
  implements: () => [Node],
  description: 'The secret of one sector by which a draw is made: its digest first, then itself.',
})
export class DrawSecretObject extends Node implements DrawSecret {
  coalitionId!: CoalitionId;
  declare id: DrawSecretId;
  version!: number;
  drawId!: DrawId;
  sectorId!: SectorId;
  personId!: PersonId;

  @Field(() => String, { description: 'Base64 of SHA-256(draw id, sector id, secret).' })
  digest!: string;

  @Field(() => DateTime, { description: 'When it was committed to.' })
  committedAt!: Date;

  @Field(() => String, { nullable: true, description: 'Base64 of the 32 bytes; null until it is revealed.' })
  secret!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was revealed; null until then.' })
  revealedAt!: Date | null;
}

export const DrawSecretConnection = connectionOf(DrawSecretObject, 'DrawSecret');

@ObjectType('DrawSector', { description: 'A sector that commits to a secret for a draw.' })
export class DrawSectorObject {
  coalitionId!: CoalitionId;
  sectorId!: SectorId;

  @Field(() => String, {
    description: 'What stands before the 32 bytes of the secret when its digest is made, by SHA-256.',
  })
  prefix!: string;
}

@ObjectType('PoolPlace', {
  description:
    'Where the caller stands in a pool, with what proves it: the leaf is a hash of salt and person.',
})
export class PoolPlaceObject {
  @Field(() => String, { description: 'What stands for them in the pool, in hexadecimal digits.' })
  leaf!: string;

  @Field(() => String, { description: 'Base64 of the salt, known to nobody else but the coalition.' })
  salt!: string;

  @Field(() => String, { description: 'The person as the hash reads them.' })
  person!: string;

  @Field(() => Int, { nullable: true, description: 'The place in the drawn order, from 1; null until then.' })
  place!: number | null;
}

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
  decisionId!: DecisionId | null;
  remedyId!: RemedyId | null;
  sortitionId!: SortitionId | null;
  boxId!: BoxId | null;
  sectors!: readonly SectorId[] | null;
  missing!: readonly SectorId[] | null;

  @Field(() => String, { description: 'Where a charter or a decision has the words on which it rests.' })
  section!: string;

  @Field(() => DrawSources, { description: 'Where the chance comes from.' })
  source!: DrawSource;

  @Field(() => Int, {
    nullable: true,
    description: 'The round of drand, or the one that stands in for secrets; null for public numbers.',
  })
  sourceRound!: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'What the public numbers are; null unless they are the source.',
  })
  sourceName!: string | null;

  @Field(() => DateTime, {
    description: 'The instant before which nobody knows the source; secrets are revealed until then.',
  })
  sourceAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Until when sectors commit to their secrets; null unless these are the source.',
  })
  sealedBy!: Date | null;

  @Field(() => Boolean, { description: 'Whether the pool is of people, each behind a salted hash.' })
  ofPeople!: boolean;

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
  description: 'The draw to commit to, from either options or people, with one source.',
})
export class CommitDrawInput extends ActInput {
  @Field(() => ID, { description: 'The body for which is drawn.' })
  bodyId!: string;

  @Field(() => String, { description: 'Where a charter or a decision has the words on which it rests.' })
  @PlainText({ max: 100 })
  section!: string;

  @Field(() => [String], {
    nullable: true,
    description: 'Each that can be drawn, once, by ids such as those of options; never names.',
  })
  @IsOptional()
  @ArrayMaxSize(MOST_LINES)
  @Matches(/^[\w-]{1,200}$/, { each: true })
  pool?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'The people who can be drawn, each once; the record shows a salted hash of each.',
  })
  @IsOptional()
  @ArrayMaxSize(MOST_LINES)
  people?: string[] | null;

  @Field(() => Int, { nullable: true, description: 'The round of drand’s quicknet.' })
  @IsOptional()
  @Min(1)
  @Max(LAST_ROUND)
  sourceRound?: number | null;

  @Field(() => String, { nullable: true, description: 'What the public numbers are.' })
  @IsOptional()
  @PlainText({ max: 200 })
  sourceName?: string | null;

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

  @Field(() => DateTime, {
    nullable: true,
    description:
      'The instant before which nobody knows the public numbers, or until which secrets are revealed.',
  })
  @IsOptional()
  sourceAt?: Date | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The decision of the body that lets the same be drawn once more; the first draw stays.',
  })
  @IsOptional()
  decisionId?: string | null;
}

@InputType({ description: 'What the source of a draw gave.' })
export class SettleDrawInput extends ActInput {
  @Field(() => ID, { description: 'The draw.' })
  drawId!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The signature of the round in hexadecimal digits, or the numbers: "9319; 2 5 12 8 10". Left out where all secrets are revealed.',
  })
  @IsOptional()
  @PlainText({ max: 1000 })
  output?: string | null;
}

@InputType({ description: 'The digest of a secret.' })
export class CommitSecretInput extends ActInput {
  @Field(() => ID, { description: 'The draw.' })
  drawId!: string;

  @Field(() => String, {
    description: 'Base64 of the SHA-256 of the prefix of the caller’s sector and 32 random bytes.',
  })
  @Matches(BYTES_32)
  digest!: string;
}

@InputType({ description: 'A secret that the caller committed to.' })
export class RevealSecretInput extends ActInput {
  @Field(() => ID, { description: 'The secret.' })
  secretId!: string;

  @Field(() => String, { description: 'Base64 of the 32 bytes.' })
  @Matches(BYTES_32)
  secret!: string;
}

@ObjectType('DrawChanged', { description: 'A draw was committed to or settled.' })
export class DrawChanged {
  @Field(() => DrawObject, { description: 'The draw.' })
  draw!: Draw;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

@ObjectType('DrawSecretChanged', { description: 'A secret was committed to or revealed.' })
export class DrawSecretChanged {
  @Field(() => DrawSecretObject, { description: 'The secret.' })
  secret!: DrawSecret;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

export const CommitDrawResult = resultOf('CommitDrawResult', DrawChanged);
export const SettleDrawResult = resultOf('SettleDrawResult', DrawChanged);
export const CommitSecretResult = resultOf('CommitSecretResult', DrawSecretChanged);
export const RevealSecretResult = resultOf('RevealSecretResult', DrawSecretChanged);
