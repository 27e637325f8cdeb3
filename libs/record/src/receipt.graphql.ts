import { ArgsType, Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { CoalitionId } from '#kernel';
import { Digest, UUID } from '#platform';
import { MaxLength } from 'class-validator';
import type { Acted } from './act.js';

const SLUG_CHARACTERS = 63;
import { Cosigned } from './witness.graphql.js';

export const ReceiptStatuses = {
  PENDING: 'PENDING',
  SEQUENCED: 'SEQUENCED',
  PUBLISHED: 'PUBLISHED',
} as const;
export type ReceiptStatus = keyof typeof ReceiptStatuses;

registerEnumType(ReceiptStatuses, {
  name: 'ReceiptStatus',
  description: 'How far the entry of an act is on its way into the published record.',
  valuesMap: {
    PENDING: { description: 'The act is committed; its entry has no place in the tree yet.' },
    SEQUENCED: { description: 'The entry has its place in the tree; no published checkpoint covers it yet.' },
    PUBLISHED: {
      description: 'A published checkpoint covers the entry: anyone can verify that it is there.',
    },
  },
});

/** What a receipt is read from; its other fields are looked up when they are asked for. */
export interface ReceiptRow {
  readonly coalitionId: CoalitionId;
  readonly eventId: string;
  readonly leafHash: string;
  readonly repeated: boolean;
}

@ObjectType('Receipt', { description: 'Proof that an act is in the record: keep it.' })
export class Receipt implements ReceiptRow {
  coalitionId!: CoalitionId;

  @Field(() => UUID, { description: 'The id of the entry that tells of the act.' })
  eventId!: string;

  @Field(() => Digest, {
    description: 'The leaf hash of the entry: SHA-256 over a zero byte and its bytes (RFC 6962).',
  })
  leafHash!: string;

  @Field(() => Boolean, { description: 'True when the same request had been carried out before.' })
  repeated!: boolean;

  @Field(() => ReceiptStatuses, { description: 'How far the entry is on its way into the published record.' })
  status?: ReceiptStatus;

  @Field(() => Int, {
    nullable: true,
    description: 'The place of the entry in the tree, from 0; null while it is pending.',
  })
  leafIndex?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'The signed checkpoint under which the entry is published; null until it is.',
  })
  checkpoint?: string | null;

  @Field(() => Cosigned, {
    description:
      'How far witnesses have cosigned that checkpoint; they take a moment longer than the checkpoint.',
  })
  cosigned?: Cosigned;

  @Field(() => [Digest], {
    nullable: true,
    description:
      'The hashes that lead from the entry to the root of the checkpoint, its sibling first; null until published.',
  })
  inclusionProof?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The whole proof as C2SP tlog-proof text, to be kept and checked offline; null until published.',
  })
  tlogProof?: string | null;
}

/** The receipt of a committed act. */
export function receiptOf({ coalitionId, entryId, leafHash, repeated }: Acted): ReceiptRow {
  return { coalitionId, eventId: entryId, leafHash: Buffer.from(leafHash).toString('base64'), repeated };
}

@ArgsType()
export class ReceiptArgs {
  @Field(() => String, { description: 'The short name of the coalition, as in the address of its record.' })
  @MaxLength(SLUG_CHARACTERS)
  coalition!: string;

  @Field(() => UUID, { description: 'The id of the entry, as the receipt of the act names it.' })
  entry!: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether to answer only when the entry is published, or after two seconds.',
  })
  wait!: boolean;
}
