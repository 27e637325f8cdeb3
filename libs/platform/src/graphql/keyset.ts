import { isUuid } from '#kernel';
import { Fault } from '../fault.js';
import { DEFAULT_PAGE, Page, type PageRequest } from './page.js';

/** How a key's value is written in a cursor, and what a cursor may hold in its place. */
const KEY_TYPES = {
  timestamptz: (value: unknown) =>
    typeof value === 'string' &&
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(value) &&
    !Number.isNaN(Date.parse(value)),
  date: (value: unknown) =>
    typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)),
  uuid: (value: unknown) => typeof value === 'string' && isUuid(value),
  integer: (value: unknown) => Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31,
  bigint: (value: unknown) => typeof value === 'string' && /^-?\d{1,18}$/.test(value),
  text: (value: unknown) => typeof value === 'string' && !value.includes('\0'),
} as const;

/** One column by which a list is ordered. It is never null, and the columns together name one row. */
export interface KeyColumn<Row> {
  /** The SQL expression to compare, such as `box.opens_at`; never made of anything a caller sent. */
  readonly sql: string;
  /** Under which name the row has its value. */
  readonly property: keyof Row & string;
  readonly type: keyof typeof KEY_TYPES;
  readonly descending?: boolean;
}

/** The parts of a statement that select one page; `where` stands alone or behind AND. */
export interface PageSql {
  readonly where: string;
  readonly orderBy: string;
  readonly limit: string;
  readonly parameters: readonly unknown[];
}

const CURSOR_CHARACTERS = 2000;

function badCursor(): Fault {
  return new Fault('BAD_USER_INPUT', 'The cursor is not one that this list gave out.');
}

/** An order of rows in which every page begins behind a row's key, never at a count of rows. */
export class Keyset<Row extends object> {
  constructor(private readonly columns: readonly [KeyColumn<Row>, ...KeyColumn<Row>[]]) {}

  /**
   * The SQL of one page; one row more than asked for is read, to know whether the list goes on.
   *
   * @param firstParameter the number of the first free `$n` of the statement
   * @throws Fault BAD_USER_INPUT when a cursor is not one of this list
   */
  sql(request: PageRequest, firstParameter = 1): PageSql {
    const parameters: unknown[] = [];
    const bind = (value: unknown, type: string) => {
      parameters.push(value);
      return `$${firstParameter + parameters.length - 1}::${type}`;
    };
    const bounds = (['after', 'before'] as const).flatMap((side) => {
      const cursor = request[side] ?? null;
      return cursor === null ? [] : [this.#beyond(this.#read(cursor), side, bind)];
    });
    const backward = isBackward(request);
    const order = this.columns.map(
      ({ sql, descending = false }) => `${sql} ${descending === backward ? 'ASC' : 'DESC'}`,
    );
    return {
      where: bounds.length === 0 ? 'TRUE' : bounds.join(' AND '),
      orderBy: `ORDER BY ${order.join(', ')}`,
      limit: `LIMIT ${bind(sizeOf(request) + 1, 'bigint')}`,
      parameters,
    };
  }

  /** Makes the page of the rows that the statement gave. `count` runs only where the caller selects totalCount. */
  page(rows: readonly Row[], request: PageRequest, count?: () => Promise<number | null>): Page<Row> {
    const size = sizeOf(request);
    const isCut = rows.length > size;
    const kept = rows.slice(0, size);
    const backward = isBackward(request);
    return new Page(
      backward ? kept.reverse() : kept,
      (row) => this.cursor(row),
      backward
        ? { next: isGiven(request.before), previous: isCut }
        : { next: isCut, previous: isGiven(request.after) },
      count,
    );
  }

  /** The cursor of a row: base64url of the JSON of its key. */
  cursor(row: Row): string {
    const key = this.columns.map(({ property }) => {
      const value: unknown = row[property];
      return value instanceof Date ? value.toISOString() : value;
    });
    return Buffer.from(JSON.stringify(key)).toString('base64url');
  }

  #read(cursor: string): unknown[] {
    if (cursor.length > CURSOR_CHARACTERS) throw badCursor();
    const key = parseJson(Buffer.from(cursor, 'base64url').toString());
    const isKey =
      Array.isArray(key) &&
      key.length === this.columns.length &&
      this.columns.every(({ type }, place) => KEY_TYPES[type](key[place]));
    if (!isKey) throw badCursor();
    return key;
  }

  /** `a > $1 OR (a = $1 AND b > $2)`, each column in its own direction. */
  #beyond(
    key: readonly unknown[],
    side: 'after' | 'before',
    bind: (value: unknown, type: string) => string,
  ): string {
    const bound = this.columns.map(({ type }, place) => bind(key[place], type));
    const steps = this.columns.map(({ sql, descending = false }, place) => {
      const equal = this.columns.slice(0, place).map((column, at) => `${column.sql} = ${bound[at] ?? ''}`);
      const comparison = descending === (side === 'before') ? '>' : '<';
      return `(${[...equal, `${sql} ${comparison} ${bound[place] ?? ''}`].join(' AND ')})`;
    });
    // The first column alone bounds the index scan; PostgreSQL does not find that bound in the alternatives.
    const [{ sql, descending = false }] = this.columns;
    const bounding = `${sql} ${descending === (side === 'before') ? '>=' : '<='} ${bound[0] ?? ''}`;
    return steps.length === 1 ? steps.join('') : `(${bounding} AND (${steps.join(' OR ')}))`;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw badCursor();
    throw error;
  }
}

function isGiven(argument: unknown): boolean {
  return argument !== null && argument !== undefined;
}

function isBackward(request: PageRequest): boolean {
  return isGiven(request.last);
}

function sizeOf(request: PageRequest): number {
  return request.first ?? request.last ?? DEFAULT_PAGE;
}
