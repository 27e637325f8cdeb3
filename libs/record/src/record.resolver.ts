import { Inject } from '@nestjs/common';
import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { isRefusal } from '#kernel';
import {
  Access,
  CONFIG,
  Digest,
  Fault,
  gatheredBy,
  loader,
  parseGlobalId,
  type Config,
  type GraphqlContext,
} from '#platform';
import { decodeEntry } from '#transparency';
import { Cosignatures } from './cosignatures.service.js';
import {
  LogQueries,
  type Disclosure,
  type EntryErasure,
  type PublishedEntry,
  type PublishedLog,
} from './log.queries.js';
import {
  ConsistencyArgs,
  EntryArgs,
  entryObject,
  HistoryArgs,
  InclusionArgs,
  LogArgs,
  RecordCheckpoint,
  RecordDisclosure,
  RecordDocument,
  RecordEntry,
} from './record.graphql.js';

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

@Resolver(() => RecordEntry)
export class RecordResolver {
  constructor(
    private readonly logs: LogQueries,
    private readonly cosignatures: Cosignatures,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Access('public')
  @Query(() => RecordCheckpoint, {
    nullable: true,
    description: 'The last published checkpoint of a coalition’s record; null before the first.',
  })
  async recordCheckpoint(@Args() { coalition }: LogArgs): Promise<RecordCheckpoint | null> {
    const published = await this.logs.bySlug(coalition);
    const log = published && (await this.cosignatures.shown(published));
    if (!log?.root || log.note === null) return null;
    const { origin, size, root, note, slug, cosigned } = log;
    return { origin, size, root: base64(root), note, cosigned, url: `${this.config.origin}/log/${slug}/` };
  }

  @Access('public')
  @Query(() => RecordEntry, {
    nullable: true,
    description: 'A published entry by its place in the tree; null beyond it.',
  })
  async recordEntry(@Args() { coalition, index }: EntryArgs): Promise<RecordEntry | null> {
    const log = await this.logs.bySlug(coalition);
    if (!log || index >= log.size) return null;
    const [entry] = await this.logs.entries(log.coalitionId, index, 1);
    return entry ? entryObject(entry) : null;
  }

  @Access('public')
  @Query(() => [RecordEntry], { description: 'The published history of one thing, oldest first.' })
  async recordHistory(@Args() { of, fromVersion, first }: HistoryArgs): Promise<RecordEntry[]> {
    const key = parseGlobalId(of);
    const log = key && (await this.logs.byCoalition(key.coalitionId));
    if (!log) return [];
    const entries = await this.logs.history(log.coalitionId, key.id, {
      from: fromVersion,
      count: first,
      size: log.size,
    });
    return entries.map(entryObject);
  }

  @Access('public')
  @Query(() => [Digest], {
    description:
      'The hashes that lead from an entry to the root of a published tree, its sibling first (RFC 6962).',
  })
  async inclusionProof(@Args() { coalition, index, size }: InclusionArgs): Promise<string[]> {
    const log = await this.published(coalition, size);
    if (index >= size) throw new Fault('BAD_USER_INPUT', 'index: must be below size.');
    return (await this.logs.inclusionProof(log.coalitionId, index, size)).map(base64);
  }

  @Access('public')
  @Query(() => [Digest], {
    description: 'The hashes that prove that a later published tree begins with an earlier one (RFC 6962).',
  })
  async consistencyProof(@Args() { coalition, from, to }: ConsistencyArgs): Promise<string[]> {
    const log = await this.published(coalition, to);
    if (from > to) throw new Fault('BAD_USER_INPUT', 'from: must not be above to.');
    return (await this.logs.consistencyProof(log.coalitionId, from, to)).map(base64);
  }

  @ResolveField()
  async documents(@Parent() { row }: RecordEntry): Promise<RecordDocument[]> {
    const entry = decodeEntry(row.bytes);
    const log = await this.logs.byCoalition(row.coalitionId);
    if (isRefusal(entry) || !log) return [];
    return entry.docs.map(({ sha256, size, mediaType }) => ({
      sha256,
      size,
      mediaType,
      url: `${this.config.origin}/log/${log.slug}/docs/${Buffer.from(sha256, 'base64').toString('hex')}`,
    }));
  }

  @ResolveField()
  async disclosures(
    @Parent() { row }: RecordEntry,
    @Context() context: GraphqlContext,
  ): Promise<RecordDisclosure[]> {
    const disclosed = loader<PublishedEntry, Disclosure[]>(
      context,
      `disclosures:${row.coalitionId}`,
      async (rows) => {
        const ids = rows.map((entry) => entry.id);
        return gatheredBy(ids, await this.logs.disclosures(row.coalitionId, ids), (found) => found.entryId);
      },
      (entry) => entry.id,
    );
    return (await disclosed.load(row)).map(({ field, value, salt }) => ({
      field,
      value,
      salt: base64(salt),
    }));
  }

  @ResolveField()
  erasures(@Parent() { row }: RecordEntry, @Context() context: GraphqlContext): Promise<EntryErasure[]> {
    return loader<PublishedEntry, EntryErasure[]>(
      context,
      `erasures:${row.coalitionId}`,
      async (rows) => {
        const ids = rows.map((entry) => entry.id);
        return gatheredBy(ids, await this.logs.erasures(row.coalitionId, ids), (found) => found.entryId);
      },
      (entry) => entry.id,
    ).load(row);
  }

  private async published(slug: string, size: number): Promise<PublishedLog> {
    const log = await this.logs.bySlug(slug);
    if (!log || size > log.size) {
      throw new Fault(
        'BAD_USER_INPUT',
        `There is no published tree of ${size} entries in the record ${slug}.`,
      );
    }
    return log;
  }
}
