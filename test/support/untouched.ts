import type { DataSource } from 'typeorm';

/** What servers write on their own while nobody acts: the tree of what was committed before, and who was seen. */
const OWN_WORK = [
  'record_leaf',
  'record_tile',
  'record_checkpoint',
  'record_pending',
  'record_head',
  'session',
];

/** How many rows each table holds that an act may write. */
export async function rowCounts(dataSource: DataSource): Promise<Readonly<Record<string, number>>> {
  const tables: { name: string }[] = await dataSource.query(
    `SELECT relname AS name FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> ALL ($1) ORDER BY relname`,
    [OWN_WORK],
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const [row]: { n: number }[] = await dataSource.query(`SELECT count(*)::int AS n FROM "${name}"`);
    counts[name] = row?.n ?? 0;
  }
  return counts;
}

/**
 * A sentence that a person understands: it begins large, or with the name of the field that it is about, ends with a
 * stop, and shows nothing of the machinery.
 */
export const A_SENTENCE =
  /^(?!.*(Error:|undefined|null|\[object|SELECT|INSERT|pg_|[a-z]+_[a-z]+_|stack))([A-Z]|input\.).{10,}\.$/;
