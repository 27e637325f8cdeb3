import { Injectable } from '@nestjs/common';
import type { CoalitionId } from '#kernel';
import { DataSource, getMetadataArgsStorage, type EntityManager } from 'typeorm';
import { queryPrepared } from '../database/prepared.js';
import { gatheredBy, inOrderOf, loader, type GraphqlContext } from './context.js';
import type { Keyset } from './keyset.js';
import type { Connection, PageRequest } from './page.js';

/** Where a row is: its coalition and its own identifier. */
export interface RowKey {
  readonly coalitionId: CoalitionId;
  readonly id: string;
}

/** How the rows of one noun are read: from which table, and what is selected of it. */
export interface Table<Row extends RowKey> {
  readonly name: string;
  readonly select: string;
  /** Its name among the loaders of a request, where another reading of the same rows has the table's. */
  readonly as?: string;
  /**
   * Which rows a caller may see, as SQL over the ids of the people that the caller is; all of them when left out. What a
   * caller may not see is absent: from rows, lists and totals alike.
   */
  readonly seenBy?: (people: string) => string;
  /** Only there for the compiler: what a row is. */
  readonly row?: Row;
}

/**
 * Says how rows are read: each column of the entity under its property's name.
 *
 * @param computed properties that no column holds, as SQL over the table's columns
 */
export function table<Stored extends RowKey, Computed extends object = object>(
  entity: new () => Stored,
  computed?: Readonly<Record<keyof Computed & string, string>>,
): Table<Stored & Computed> {
  const ancestry = ancestryOf(entity);
  const metadata = getMetadataArgsStorage();
  const name = metadata.filterTables(ancestry)[0]?.name;
  if (name === undefined) throw new Error(`${entity.name} is no entity with a table of its own.`);
  const stored = metadata
    .filterColumns(ancestry)
    .map(({ propertyName, options }) => `${name}."${options.name ?? propertyName}" AS "${propertyName}"`);
  const more = Object.entries<string>(computed ?? {}).map(([property, sql]) => `${sql} AS "${property}"`);
  return { name, select: [...stored, ...more].join(', ') };
}

/** The class and those that it extends, itself first. */
function ancestryOf(entity: new () => object): (new () => object)[] {
  const parent = Object.getPrototypeOf(entity) as (new () => object) | null;
  return parent?.prototype === undefined ? [entity] : [entity, ...ancestryOf(parent)];
}

/** A list that hangs on a parent: the seats of a body, the affiliations of a person. */
export interface List<Row extends RowKey> {
  /** Its name among the loaders of a request. */
  readonly name: string;
  readonly of: Table<Row>;
  /** The column that holds the parent's id. */
  readonly parent: string;
  readonly order: Keyset<Row>;
  /** What else the rows of the list have in common, as SQL. */
  readonly where?: string;
}

/** Reads one row inside an act; null when the coalition has none of this id. */
export async function loadRow<Row extends RowKey>(
  db: EntityManager,
  of: Table<Row>,
  coalitionId: CoalitionId,
  id: Row['id'],
): Promise<Row | null> {
  const [row] = await readRows(db, of, [{ coalitionId, id }]);
  return row ?? null;
}

/** As `loadRow`, and null as well where this person may not see it. */
export async function loadSeen<Row extends RowKey>(
  db: EntityManager,
  of: Table<Row>,
  { coalitionId, id }: { readonly coalitionId: CoalitionId; readonly id: Row['id'] },
  personId: string | null,
): Promise<Row | null> {
  const [row] = await readRows(db, of, [{ coalitionId, id }], personId === null ? [] : [personId]);
  return row ?? null;
}

/** @param people the people that the caller is; left out where the caller is an act, which sees everything */
function readRows<Row extends RowKey>(
  db: EntityManager,
  of: Table<Row>,
  keys: readonly RowKey[],
  people?: readonly string[],
): Promise<Row[]> {
  const { name, select } = of;
  const seen = people && seenBy(of, people, 3);
  return queryPrepared<Row>(
    db,
    `SELECT ${select} FROM ${name}
     WHERE (${name}.coalition_id, ${name}.id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[]))${seen?.sql ?? ''}`,
    [...placesOf(keys), ...(seen?.parameters ?? [])],
  );
}

/** What leaves out the rows that a caller may not see, with the parameter that it takes, which has this number. */
function seenBy<Row extends RowKey>(
  of: Table<Row>,
  people: readonly string[],
  place: number,
): { readonly sql: string; readonly parameters: readonly [readonly string[]] | readonly [] } {
  if (!of.seenBy) return { sql: '', parameters: [] };
  return { sql: ` AND (${of.seenBy(`$${place}::uuid[]`)})`, parameters: [people] };
}

const peopleOf = ({ principal }: GraphqlContext): readonly string[] => [...principal.persons.values()];

function placesOf(keys: readonly RowKey[]): [string[], string[]] {
  return [keys.map(({ coalitionId }) => coalitionId), keys.map(({ id }) => id)];
}

const textOf = ({ coalitionId, id }: RowKey) => `${coalitionId}/${id}`;

/** Reads for the fields of a request: however many parents ask for the same thing, it is one statement. */
@Injectable()
export class Reading {
  constructor(private readonly dataSource: DataSource) {}

  /** One row; null when it is absent. */
  row<Row extends RowKey>(context: GraphqlContext, of: Table<Row>, key: RowKey): Promise<Row | null> {
    const batch = async (keys: readonly RowKey[]) =>
      inOrderOf(
        keys.map(textOf),
        await readRows(this.dataSource.manager, of, keys, peopleOf(context)),
        textOf,
      );
    return loader<RowKey, Row | null>(context, `row of ${of.as ?? of.name}`, batch, textOf).load(key);
  }

  /** The rows of a coalition by their ids, in that order; what is absent is left out. */
  async rows<Row extends RowKey>(
    context: GraphqlContext,
    of: Table<Row>,
    {
      coalitionId,
      ids,
    }: { readonly coalitionId: RowKey['coalitionId']; readonly ids: readonly RowKey['id'][] },
  ): Promise<Row[]> {
    const rows = await Promise.all(ids.map((id) => this.row(context, of, { coalitionId, id })));
    return rows.filter((row) => row !== null);
  }

  /** One page of a parent's list. */
  page<Row extends RowKey>(
    context: GraphqlContext,
    list: List<Row>,
    parent: RowKey,
    request: PageRequest,
  ): Promise<Connection<Row>> {
    const { first, after, last, before } = request;
    const name = `${list.name} ${JSON.stringify([first, after, last, before])}`;
    const people = peopleOf(context);
    const batch = (parents: readonly RowKey[]) => this.#pages(list, { parents, people }, request);
    return loader<RowKey, Connection<Row>>(context, name, batch, textOf).load(parent);
  }

  /** The same page of each parent's list. Totals are counted only when they are asked for, all at once. */
  async #pages<Row extends RowKey>(
    list: List<Row>,
    asked: Asked,
    request: PageRequest,
  ): Promise<Connection<Row>[]> {
    const { of, order } = list;
    const { parents, people } = asked;
    const seen = seenBy(of, people, 3);
    const { where, orderBy, limit, parameters } = order.sql(request, 3 + seen.parameters.length);
    const rows = await queryPrepared<Row & { parentPlace: number }>(
      this.dataSource.manager,
      `SELECT parent.place::integer AS "parentPlace", child.* FROM ${PARENTS} CROSS JOIN LATERAL (
         SELECT ${of.select}, row_number() OVER (${orderBy}) AS "childPlace" FROM ${of.name}
         WHERE ${hangsOn(list)}${seen.sql} AND ${where} ${orderBy} ${limit}
       ) child ORDER BY parent.place, child."childPlace"`,
      [...placesOf(parents), ...seen.parameters, ...parameters],
    );
    let counted: Promise<Map<number, number>> | undefined;
    const places = parents.map((_, index) => index + 1);
    return gatheredBy(places, rows, ({ parentPlace }) => parentPlace).map((children, index) =>
      order.page(children, request, async () => {
        counted ??= this.#count(list, asked);
        return (await counted).get(index + 1) ?? 0;
      }),
    );
  }

  async #count<Row extends RowKey>(
    list: List<Row>,
    { parents, people }: Asked,
  ): Promise<Map<number, number>> {
    const seen = seenBy(list.of, people, 3);
    const rows = await this.dataSource.query<{ place: number; children: number }[]>(
      `SELECT parent.place::integer, count(*)::integer AS children FROM ${PARENTS}
       JOIN ${list.of.name} ON ${hangsOn(list)}${seen.sql} GROUP BY parent.place`,
      [...placesOf(parents), ...seen.parameters],
    );
    return new Map(rows.map(({ place, children }) => [place, children]));
  }
}

/** Whose lists are read, and for which people. */
interface Asked {
  readonly parents: readonly RowKey[];
  readonly people: readonly string[];
}

const PARENTS = 'unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS parent (coalition_id, id, place)';

function hangsOn<Row extends RowKey>({ of, parent, where = 'TRUE' }: List<Row>): string {
  const { name } = of;
  return `${name}.coalition_id = parent.coalition_id AND ${name}.${parent} = parent.id AND ${where}`;
}
