import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { CoalitionId, Id } from '#kernel';
import { Access, inOrderOf, loader, type GraphqlContext } from '#platform';
import { formatProof } from '#transparency';
import { Cosignatures, type CosignedLog } from './cosignatures.service.js';
import { LogQueries, type EntryPlace, type PublishedLog } from './log.queries.js';
import { Receipt, ReceiptArgs, type ReceiptRow, type ReceiptStatus } from './receipt.graphql.js';
import { Receipts } from './receipts.service.js';
import type { Cosigned } from './witness.graphql.js';
import { WitnessPolicy } from './witness-policy.js';

interface EntryKey {
  readonly coalitionId: CoalitionId;
  readonly entryId: string;
}

@Resolver(() => Receipt)
export class ReceiptResolver {
  constructor(
    private readonly logs: LogQueries,
    private readonly cosignatures: Cosignatures,
    private readonly witnesses: WitnessPolicy,
    private readonly receipts: Receipts,
  ) {}

  @Access('public')
  @Query(() => Receipt, {
    nullable: true,
    description: 'The receipt of an act by the id of its entry; null when there is none.',
  })
  async receipt(@Args() { coalition, entry, wait }: ReceiptArgs): Promise<ReceiptRow | null> {
    const log = await this.logs.bySlug(coalition);
    const leafHash = log && (await this.logs.leafHash(log.coalitionId, entry));
    if (!leafHash) return null;
    const { coalitionId } = log;
    if (wait) await this.receipts.published({ coalitionId, entryId: entry as Id<'Entry'>, repeated: true });
    return {
      coalitionId,
      eventId: entry,
      leafHash: Buffer.from(leafHash).toString('base64'),
      repeated: true,
    };
  }

  @ResolveField()
  async status(@Parent() receipt: ReceiptRow, @Context() context: GraphqlContext): Promise<ReceiptStatus> {
    const index = await this.leafIndex(receipt, context);
    if (index === null) return 'PENDING';
    return (await this.published(receipt, context)) ? 'PUBLISHED' : 'SEQUENCED';
  }

  @ResolveField()
  async leafIndex(@Parent() receipt: ReceiptRow, @Context() context: GraphqlContext): Promise<number | null> {
    const places = loader<EntryKey, EntryPlace | null>(
      context,
      'entryPlace',
      (keys) => this.placesOf(keys),
      (key) => key.entryId,
    );
    const place = await places.load({ coalitionId: receipt.coalitionId, entryId: receipt.eventId });
    return place?.leafIndex ?? null;
  }

  @ResolveField()
  async checkpoint(
    @Parent() receipt: ReceiptRow,
    @Context() context: GraphqlContext,
  ): Promise<string | null> {
    return (await this.proving(receipt, context))?.note ?? null;
  }

  @ResolveField()
  async cosigned(@Parent() receipt: ReceiptRow, @Context() context: GraphqlContext): Promise<Cosigned> {
    return (await this.proving(receipt, context))?.cosigned ?? this.witnesses.weigh([]);
  }

  @ResolveField()
  async inclusionProof(
    @Parent() receipt: ReceiptRow,
    @Context() context: GraphqlContext,
  ): Promise<string[] | null> {
    const proof = await this.proof(receipt, context);
    return proof?.hashes.map((hash) => Buffer.from(hash).toString('base64')) ?? null;
  }

  @ResolveField()
  async tlogProof(@Parent() receipt: ReceiptRow, @Context() context: GraphqlContext): Promise<string | null> {
    const proof = await this.proof(receipt, context);
    return proof && formatProof({ ...proof, extra: null });
  }

  private async proof(receipt: ReceiptRow, context: GraphqlContext) {
    const log = await this.proving(receipt, context);
    const index = await this.leafIndex(receipt, context);
    if (!log?.note || index === null) return null;
    const hashes = await this.logs.inclusionProof(receipt.coalitionId, index, log.size);
    return { index, hashes, checkpoint: log.note };
  }

  /** The log under its last checkpoint; null while that does not cover the entry. */
  private async published(receipt: ReceiptRow, context: GraphqlContext): Promise<PublishedLog | null> {
    const index = await this.leafIndex(receipt, context);
    const logs = loader<CoalitionId, PublishedLog | null>(context, 'publishedLog', (ids) =>
      Promise.all(ids.map((id) => this.logs.byCoalition(id))),
    );
    const log = await logs.load(receipt.coalitionId);
    return log && index !== null && index < log.size ? log : null;
  }

  /** The log under the checkpoint that proves the entry; null while none is published. */
  private async proving(receipt: ReceiptRow, context: GraphqlContext): Promise<CosignedLog | null> {
    const index = await this.leafIndex(receipt, context);
    const log = await this.published(receipt, context);
    if (!log || index === null) return null;
    const proving = loader<{ log: PublishedLog; index: number }, CosignedLog>(
      context,
      'provingLog',
      (keys) => Promise.all(keys.map((key) => this.cosignatures.proving(key.log, key.index))),
      (key) => `${key.log.coalitionId} ${key.index}`,
    );
    return proving.load({ log, index });
  }

  private async placesOf(keys: readonly EntryKey[]): Promise<(EntryPlace | null)[]> {
    const coalitions = new Set(keys.map((key) => key.coalitionId));
    const places = await Promise.all(
      [...coalitions].map((coalitionId) =>
        this.logs.places(
          coalitionId,
          keys.flatMap((key) => (key.coalitionId === coalitionId ? [key.entryId] : [])),
        ),
      ),
    );
    const found = places.flat();
    return inOrderOf(
      keys.map((key) => key.entryId),
      found,
      (place) => place.id,
    );
  }
}
