/** Whatever can run one SQL statement: a TypeORM data source, entity manager or query runner. */
export interface Queryable {
  query(sql: string, parameters?: unknown[]): Promise<unknown>;
}

/**
 * Reads the one clock that rules are handed: the database's, in whole milliseconds.
 *
 * Inside an act it is read after the subject's lock, so that the order of instants is the order of acts.
 */
export async function databaseNow(database: Queryable): Promise<Date> {
  const [row] = (await database.query('SELECT quorate_now() AS now')) as { now: Date }[];
  if (row === undefined) throw new Error('The database told no time.');
  return row.now;
}
