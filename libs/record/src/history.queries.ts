import { Injectable } from '@nestjs/common';
import { Keyset, type Connection, type PageRequest } from '#platform';
import { DataSource } from 'typeorm';
import {
  ENTRY_COLUMNS,
  toEntry,
  type EntryRow,
  type PublishedEntry,
  type PublishedLog,
} from './log.queries.js';

/** Which entries are looked for; what is left out does not narrow the search. */
export interface EntryWish {
  /** The id of the thing that they tell of. */
  readonly stream?: string | null;
  readonly kind?: string | null;
  /** The id of the body that they name. */
  readonly bodyId?: string | null;
  /** In what capacity somebody acted. */
  readonly role?: string | null;
  /** At this instant or later. */
  readonly since?: Date | null;
  /** Before this instant. */
  readonly until?: Date | null;
}

/** Where an entry stands in the tree. */
interface Placed {
  readonly index: number;
}

/** Finds published entries by what they tell. */
@Injectable()
export class HistoryQueries {
  constructor(private readonly dataSource: DataSource) {}

  /** One page of the entries that fit, in the order of the record, as `show` shows them: one statement, whatever is asked for. */
  async entries<Shown extends Placed>(
    { coalitionId, size }: PublishedLog,
    wish: EntryWish,
    page: PageRequest,
    show: (entry: PublishedEntry) => Shown,
  ): Promise<Connection<Shown>> {
    const parameters: unknown[] = [coalitionId, size];
    const conditions = (Object.keys(CONDITIONS) as (keyof EntryWish)[]).flatMap((member) => {
      const value = wish[member] ?? null;
      return value === null ? [] : [CONDITIONS[member](`$${parameters.push(value)}`)];
    });
    const order = oldestFirst<Shown>();
    const { where, orderBy, limit, parameters: bounds } = order.sql(page, parameters.length + 1);
    const rows: EntryRow[] = await this.dataSource.query(
      `SELECT ${ENTRY_COLUMNS}
       FROM record_leaf leaf
       JOIN record_event event ON event.coalition_id = leaf.coalition_id AND event.event_id = leaf.event_id
       WHERE ${[FIND, ...conditions, where].join(' AND ')} ${orderBy} ${limit}`,
      [...parameters, ...bounds],
    );
    return order.page(
      rows.map((row) => show(toEntry(coalitionId, row))),
      page,
    );
  }
}

const FIND = 'leaf.coalition_id = $1 AND leaf.leaf_index < $2';

const CONDITIONS: Readonly<Record<keyof EntryWish, (parameter: string) => string>> = {
  // What a sealed entry tells of is hidden, also from whoever guesses.
  stream: (id) => `event.stream = ${id} AND event.kind <> 'sealed'`,
  kind: (kind) => `leaf.kind = ${kind}`,
  bodyId: (id) => `leaf.body = ${id}`,
  role: (role) => `leaf.role = ${role}`,
  since: (instant) => `leaf.at >= ${instant}`,
  until: (instant) => `leaf.at < ${instant}`,
};

function oldestFirst<Row extends Placed>(): Keyset<Row> {
  return new Keyset<Row>([{ sql: 'leaf.leaf_index', property: 'index', type: 'integer' }]);
}
