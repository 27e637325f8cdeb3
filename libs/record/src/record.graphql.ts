import { ArgsType, Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { DateTime, Digest, ErasedObject, UUID, WebAddress } from '#platform';
import { Max, MaxLength, Min } from 'class-validator';
import type { PublishedEntry } from './log.queries.js';
import { Cosigned } from './witness.graphql.js';

const SLUG_CHARACTERS = 63;
const MOST_ENTRIES = 100;

@ObjectType('RecordCheckpoint', { description: 'The signed head of a coalition’s record.' })
export class RecordCheckpoint {
  @Field(() => String, { description: 'Which record it is; also the name of the key that signs it.' })
  origin!: string;

  @Field(() => Int, { description: 'How many entries the record has.' })
  size!: number;

  @Field(() => Digest, { description: 'The root of the tree over all entries (RFC 6962).' })
  root!: string;

  @Field(() => String, {
    description: 'The checkpoint as a C2SP signed note, with its cosignatures: what a verifier wants.',
  })
  note!: string;

  @Field(() => Cosigned, { description: 'How far its witnesses have cosigned it.' })
  cosigned!: Cosigned;

  @Field(() => WebAddress, { description: 'Where the record is served as C2SP tiles.' })
  url!: string;
}

@ObjectType('RecordDocument', { description: 'A document that an entry names by its digest.' })
export class RecordDocument {
  @Field(() => Digest, { description: 'The SHA-256 of its bytes.' })
  sha256!: string;

  @Field(() => Int, { description: 'Its size in bytes.' })
  size!: number;

  @Field(() => String, { description: 'Its media type.' })
  mediaType!: string;

  @Field(() => WebAddress, { description: 'Where it is served.' })
  url!: string;
}

@ObjectType('RecordDisclosure', { description: 'A value that an entry commits to and that anybody may see.' })
export class RecordDisclosure {
  @Field(() => String, { description: 'The name of the field.' })
  field!: string;

  @Field(() => String, { description: 'The value as canonical JSON.' })
  value!: string;

  @Field(() => Digest, { description: 'The salt that, with the value, gives the commitment in the entry.' })
  salt!: string;
}

@ObjectType('RecordErasure', {
  description: 'Something that an entry committed to or named, and that was erased.',
})
export class RecordErasure extends ErasedObject {
  @Field(() => String, { description: 'The name of the field; docs/ and a SHA-256 for a document.' })
  field!: string;
}

@ObjectType('RecordEntry', { description: 'One line of the record. It is never altered.' })
export class RecordEntry {
  row!: PublishedEntry;

  @Field(() => UUID, { description: 'The id of the entry.' })
  id!: string;

  @Field(() => Int, { description: 'Its place in the tree, from 0.' })
  index!: number;

  @Field(() => String, { description: 'What happened, in the past tense: ballot.cast.' })
  kind!: string;

  @Field(() => Int, { description: 'Which version of its subject it made, from 1.' })
  version!: number;

  @Field(() => DateTime, { description: 'The instant of the act.' })
  at!: Date;

  @Field(() => Digest, { description: 'The leaf hash: SHA-256 over a zero byte and the bytes (RFC 6962).' })
  leafHash!: string;

  @Field(() => String, {
    description: 'The entry itself: its canonical JSON (RFC 8785), byte for byte the leaf.',
  })
  json!: string;

  @Field(() => [RecordDocument], { description: 'The documents that it names.' })
  documents?: RecordDocument[];

  @Field(() => [RecordDisclosure], { description: 'What it commits to and has been disclosed.' })
  disclosures?: RecordDisclosure[];

  @Field(() => [RecordErasure], {
    description: 'What it commits to or names and was erased, with the ground.',
  })
  erasures?: RecordErasure[];
}

/** A published entry as the schema shows it. */
export function entryObject(row: PublishedEntry): RecordEntry {
  const { id, index, kind, version, at } = row;
  return {
    row,
    id,
    index,
    kind,
    version,
    at,
    leafHash: row.leafHash.toString('base64'),
    json: row.bytes.toString('utf8'),
  };
}

@ArgsType()
export class LogArgs {
  @Field(() => String, { description: 'The short name of the coalition, as in the address of its record.' })
  @MaxLength(SLUG_CHARACTERS)
  coalition!: string;
}

@ArgsType()
export class EntryArgs extends LogArgs {
  @Field(() => Int, { description: 'The place of the entry in the tree, from 0.' })
  @Min(0)
  index!: number;
}

@ArgsType()
export class InclusionArgs extends EntryArgs {
  @Field(() => Int, {
    description: 'The size of the tree in which it is proved, at most the published size.',
  })
  @Min(1)
  size!: number;
}

@ArgsType()
export class ConsistencyArgs extends LogArgs {
  @Field(() => Int, { description: 'The size of the earlier tree, at least 1.' })
  @Min(1)
  from!: number;

  @Field(() => Int, { description: 'The size of the later tree, at most the published size.' })
  @Min(1)
  to!: number;
}

@ArgsType()
export class HistoryArgs {
  @Field(() => ID, { description: 'The id of the thing whose history is wanted.' })
  of!: string;

  @Field(() => Int, { defaultValue: 1, description: 'The version from which to read, from 1.' })
  @Min(1)
  fromVersion!: number;

  @Field(() => Int, { defaultValue: 20, description: 'How many entries, 1 to 100.' })
  @Min(1)
  @Max(MOST_ENTRIES)
  first!: number;
}
