import type { Client } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner.js';

/** What a statement can be handed; all that the driver writes without fail. */
export type SqlValue =
  | string
  | number
  | boolean
  | Date
  | Uint8Array
  | null
  | undefined
  | readonly (string | number | boolean | Date | Uint8Array | null)[];

/** A statement that PostgreSQL plans once for each connection, and its values. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/** How a transaction ends: what came of it, and the statement that it ends with, if any. */
export interface Ending<Result> {
  readonly result: Result;
  readonly last: Statement | null;
}

/**
 * Runs a transaction whose first statement travels together with its beginning, and its last with its commit: each way
 * to the database that is saved is two system calls and a wait on both sides. Everything is rolled back when `work`
 * throws or any statement fails, the last one too: PostgreSQL commits nothing after a statement that failed.
 *
 * @param work is handed what the first statement read
 * @throws Error of the statement that failed, as the driver has it
 */
export async function transact<Result>(
  dataSource: DataSource,
  first: Statement,
  work: (db: EntityManager, rows: readonly object[]) => Promise<Ending<Result>>,
): Promise<Result> {
  const runner = new PipedRunner(dataSource.driver as PostgresDriver, 'master');
  const db = dataSource.createEntityManager(runner);
  Object.assign(runner, { manager: db });
  try {
    const { result, last } = await work(db, await runner.begin(first));
    await runner.end(last);
    return result;
  } catch (error) {
    await runner.undo();
    throw error;
  } finally {
    await runner.release();
  }
}

/** TypeORM's, which waits for each answer before it sends on, but for the two ends of its transaction. */
class PipedRunner extends PostgresQueryRunner {
  async begin(first: Statement): Promise<object[]> {
    const client = (await this.connect()) as Client;
    this.isTransactionActive = true;
    this.transactionDepth = 1;
    const [, { rows }] = await atOnce(client, () =>
      both(client.query('START TRANSACTION'), send(client, first)),
    );
    return rows;
  }

  async end(last: Statement | null): Promise<void> {
    const client = (await this.connect()) as Client;
    this.isTransactionActive = false;
    await atOnce(client, () => both(last && send(client, last), client.query('COMMIT')));
  }

  /** Rolls back where that is to be done. When the connection is lost, PostgreSQL does so by itself. */
  async undo(): Promise<void> {
    if (!this.isTransactionActive) return;
    await Promise.allSettled([this.rollbackTransaction()]);
  }
}

/** Lets what is sent meanwhile leave in one piece. */
function atOnce<Answers>(client: Client, sending: () => Answers): Answers {
  const { stream } = client.connection;
  stream.cork();
  try {
    return sending();
  } finally {
    stream.uncork();
  }
}

function send(client: Client, { name, text, values }: Statement) {
  return client.query<object>({ name, text, values: [...values] });
}

/** Waits for the answers to two statements that were sent one after the other; the first error is the cause of both. */
async function both<One, Two>(one: Promise<One> | null, two: Promise<Two>): Promise<[One | null, Two]> {
  const [first, second] = await Promise.allSettled([one, two]);
  if (first.status === 'rejected') throw first.reason;
  if (second.status === 'rejected') throw second.reason;
  return [first.value, second.value];
}
