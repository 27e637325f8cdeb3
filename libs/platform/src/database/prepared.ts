import { createHash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { EntityManager } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';

const names = new Map<string, string>();

/** A name by which every connection knows the statement again. */
function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = `quorate_${createHash('sha256').update(text).digest('hex').slice(0, 40)}`;
  names.set(text, name);
  return name;
}

/**
 * Runs a statement that PostgreSQL parses and plans once for each connection, on the connection of the running
 * transaction where there is one. For what runs often. The texts are kept, so they must be few and hold nothing that
 * a caller sent.
 *
 * @throws Error as the driver has it, not wrapped by TypeORM
 */
export async function queryPrepared<Row extends object>(
  db: EntityManager,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  const bound = [...values];
  db.dataSource.logger.logQuery(text, bound, db.queryRunner);
  const { rows } = await (await clientOf(db)).query<Row>({ name: nameOf(text), text, values: bound });
  return rows;
}

/** TypeORM does not say of what type its driver's connections and pool are. */
async function clientOf({ queryRunner, dataSource }: EntityManager): Promise<PoolClient | Pool> {
  return queryRunner
    ? ((await queryRunner.connect()) as PoolClient)
    : ((dataSource.driver as PostgresDriver).master as Pool);
}
