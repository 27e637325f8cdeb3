import { ArgsType, Field, ID } from '@nestjs/graphql';
import { connectionOf, DateTime, PageArgs } from '#platform';
import { IsOptional, MaxLength } from 'class-validator';
import { RecordEntry } from './record.graphql.js';

const SLUG_CHARACTERS = 63;
const NAME_CHARACTERS = 255;

export const RecordEntryConnection = connectionOf(RecordEntry);

@ArgsType()
export class RecordEntriesArgs extends PageArgs {
  @Field(() => String, { description: 'The short name of the coalition, as in the address of its record.' })
  @MaxLength(SLUG_CHARACTERS)
  coalition!: string;

  @Field(() => ID, { nullable: true, description: 'Only entries that tell of this thing.' })
  @IsOptional()
  of?: string | null;

  @Field(() => String, { nullable: true, description: 'Only entries of this kind, such as ballot.cast.' })
  @IsOptional()
  @MaxLength(NAME_CHARACTERS)
  kind?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only entries that name this body.' })
  @IsOptional()
  body?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Only acts in this capacity, such as member, elector or steward.',
  })
  @IsOptional()
  @MaxLength(NAME_CHARACTERS)
  role?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'Only acts at this instant or later.' })
  @IsOptional()
  since?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Only acts before this instant.' })
  @IsOptional()
  until?: Date | null;
}
