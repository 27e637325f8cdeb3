import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { PoolClient } from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import { uuidFromBytes, type CoalitionId, type PersonId } from '#kernel';
import { transact, type Statement } from '#platform';
import { Ledger } from '#record';
import { canonicalize } from '#transparency';

/** Writes to measure: so many by each of so many writers at once, each writer to a subject of its own. */
export interface Writes {
  readonly ask: 'write';
  /**
   * `act`: through the ledger, with an entry. `plain`: the same transaction without one. `piped`: that one with its
   * first and last statement sent as the ledger sends them.
   */
  readonly how: 'act' | 'plain' | 'piped';
  readonly writers: number;
  readonly times: number;
  readonly coalitionId: CoalitionId;
  readonly personId: PersonId;
}

/**
 * The same state twice: behind the wall that asks for an entry, and without it. The plain transaction, too, locks its
 * subject, reads the clock and keeps an idempotency key, as every service must whose callers try again.
 */
export const ACT_TABLES = `
CREATE TABLE bench_told (
  coalition_id uuid NOT NULL, id uuid NOT NULL, version integer NOT NULL, choice jsonb NOT NULL,
  at timestamptz NOT NULL, PRIMARY KEY (coalition_id, id)
) WITH (fillfactor = 80);
SELECT record_keep('bench_told');
CREATE TABLE bench_plain (
  coalition_id uuid NOT NULL, id uuid NOT NULL, version integer NOT NULL, choice jsonb NOT NULL,
  at timestamptz NOT NULL, PRIMARY KEY (coalition_id, id)
) WITH (fillfactor = 80);
CREATE TABLE bench_key (
  coalition_id uuid NOT NULL, actor uuid NOT NULL, key uuid NOT NULL, digest bytea NOT NULL, result jsonb NOT NULL,
  PRIMARY KEY (coalition_id, actor, key)
);
SELECT quorate_settle_rights();
ALTER TABLE bench_plain DISABLE ROW LEVEL SECURITY;
ALTER TABLE bench_key DISABLE ROW LEVEL SECURITY;`;

const CHOICE = { kind: 'choice', choice: 'yes' };

export async function write(app: NestFastifyApplication, writes: Writes): Promise<void> {
  const [ledger, dataSource] = [app.get(Ledger), app.get(DataSource)];
  await Promise.all(
    Array.from({ length: writes.writers }, async () => {
      const subject = uuidFromBytes(randomBytes(16));
      for (let time = 0; time < writes.times; time += 1) {
        if (writes.how === 'act') await told(ledger, writes, subject);
        else await untold(dataSource, writes, subject);
      }
    }),
  );
}

async function told(ledger: Ledger, { coalitionId, personId }: Writes, id: string): Promise<void> {
  const actor = { coalitionId, personId, key: randomUUID(), request: { act: 'bench', input: { id } } };
  await ledger.act(actor, { newcomer: id }, async (act) => {
    const known = await load(act.db, 'bench_told', coalitionId, id, '');
    const entry = act.append({
      stream: id,
      kind: 'ballot.cast',
      capacity: { role: 'elector', seat: id, organization: null },
      rule: 'YnA5bGFjZWhvbGRlciBvZiBhIGJveCBoYXNoIDMyIGI=',
      body: { box: coalitionId, elector: personId },
      commit: { ballot: CHOICE },
      disclosed: false,
    });
    await save(act.db, 'bench_told', known, [
      coalitionId,
      id,
      entry.version,
      JSON.stringify(CHOICE),
      act.now,
    ]);
    return { entry, result: { id } };
  });
}

async function untold(
  dataSource: DataSource,
  { how, coalitionId, personId }: Writes,
  id: string,
): Promise<void> {
  const key = randomUUID();
  const digest = createHash('sha256')
    .update(canonicalize({ act: 'bench', input: { id } }))
    .digest();
  const begin = { ...BEGIN_PLAIN, values: [coalitionId, personId, key] };
  const keep = { ...KEEP_KEY, values: [coalitionId, personId, key, digest, JSON.stringify({ id })] };
  const change = async (db: EntityManager, begun: Begun | undefined) => {
    const known = await load(db, 'bench_plain', coalitionId, id, 'FOR UPDATE');
    const version = (known?.version ?? 0) + 1;
    await save(db, 'bench_plain', known, [coalitionId, id, version, JSON.stringify(CHOICE), begun?.now]);
  };
  if (how === 'piped') {
    await transact(dataSource, begin, async (db, [begun]) => {
      await change(db, begun as Begun | undefined);
      return { result: null, last: keep };
    });
    return;
  }
  await dataSource.transaction(async (db) => {
    const [begun] = await prepared<Begun>(db, begin);
    await change(db, begun);
    await prepared(db, keep);
  });
}

interface Begun {
  readonly now: Date;
}

async function load(db: EntityManager, table: string, coalitionId: string, id: string, lock: string) {
  const rows = await db.query<{ version: number }[]>(
    `SELECT version, choice FROM ${table} WHERE coalition_id = $1 AND id = $2 ${lock}`,
    [coalitionId, id],
  );
  return rows[0];
}

async function save(db: EntityManager, table: string, known: object | undefined, values: unknown[]) {
  await db.query(
    known
      ? `UPDATE ${table} SET version = $3, choice = $4, at = $5 WHERE coalition_id = $1 AND id = $2`
      : `INSERT INTO ${table} (coalition_id, id, version, choice, at) VALUES ($1, $2, $3, $4, $5)`,
    values,
  );
}

/** Runs a statement that PostgreSQL plans once for each connection, as the ledger does. */
async function prepared<Row extends object>(
  db: EntityManager,
  { name, text, values }: Statement,
): Promise<Row[]> {
  const client = (await db.queryRunner?.connect()) as PoolClient | undefined;
  if (!client) throw new Error('There is no transaction.');
  return (await client.query<Row>({ name, text, values: [...values] })).rows;
}

const BEGIN_PLAIN = {
  name: 'bench_begin',
  text: `SELECT quorate_now() AS now, kept.digest, kept.result FROM (SELECT) AS one
    LEFT JOIN bench_key kept ON kept.coalition_id = $1 AND kept.actor = $2 AND kept.key = $3`,
};

const KEEP_KEY = {
  name: 'bench_keep_key',
  text: 'INSERT INTO bench_key (coalition_id, actor, key, digest, result) VALUES ($1, $2, $3, $4, $5)',
};
