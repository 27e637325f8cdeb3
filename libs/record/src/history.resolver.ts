import { Args, Query, Resolver } from '@nestjs/graphql';
import type { CoalitionId } from '#kernel';
import { Access, notFound, parseGlobalId, type Connection } from '#platform';
import { RecordEntriesArgs, RecordEntryConnection } from './history.graphql.js';
import { HistoryQueries } from './history.queries.js';
import { LogQueries } from './log.queries.js';
import { entryObject, RecordEntry } from './record.graphql.js';

@Resolver(() => RecordEntry)
export class HistoryResolver {
  constructor(
    private readonly logs: LogQueries,
    private readonly history: HistoryQueries,
  ) {}

  @Access('public')
  @Query(() => RecordEntryConnection, {
    description:
      'The published entries of a coalition’s record that fit all that is asked for, oldest first.',
  })
  async recordEntries(
    @Args() { coalition, of, kind, body, role, since, until, ...page }: RecordEntriesArgs,
  ): Promise<Connection<RecordEntry>> {
    const log = await this.logs.bySlug(coalition);
    if (!log) throw notFound();
    const idOf = (id: string | null | undefined) => (id ? idIn(log.coalitionId, id) : null);
    const wish = { stream: idOf(of), kind, bodyId: idOf(body), role, since, until };
    return this.history.entries(log, wish, page, entryObject);
  }
}

/** The id of a thing of this coalition. Throws NOT_FOUND for one of another. */
function idIn(coalitionId: CoalitionId, text: string): string {
  const key = parseGlobalId(text);
  if (key?.coalitionId !== coalitionId) throw notFound();
  return key.id;
}
