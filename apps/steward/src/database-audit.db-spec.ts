import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { CoalitionId } from '#kernel';
import { createLog, readConfig, Vault } from '#platform';
import { auditWithin, Sequencer, type AuditReport, type KeptTable } from '#record';
import type { QueryRunner } from 'typeorm';
import { testDatabase, type TestDatabase } from '../../../test/support/database.js';
import { AppModule, ENTITIES, MIGRATIONS } from '../../api/src/app.module.js';
import { loadDemo } from './demo/load-demo.js';
import { KEPT_TABLES } from './kept-tables.js';

let database: TestDatabase;
let folder: string;
let vault: Vault;
let runner: QueryRunner;
let coalitionId: CoalitionId;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quorate-audit-'));
  database = await testDatabase({ entities: ENTITIES, migrations: MIGRATIONS });
  const application = await demoIn(database.serverUrl);
  vault = application.get(Vault, { strict: false });
  await application.close();
  runner = database.dataSource.createQueryRunner();
  await runner.startTransaction();
  // What a superuser can do: without triggers, foreign keys and checks in the way.
  await runner.query(`
    SET LOCAL session_replication_role = replica;
    DO $$
    DECLARE found record;
    BEGIN
      FOR found IN SELECT oid::regclass AS name FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' LOOP
        EXECUTE format('ALTER TABLE %s DISABLE TRIGGER ALL', found.name);
      END LOOP;
      FOR found IN SELECT conrelid::regclass AS name, conname FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'x') LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.name, found.conname);
      END LOOP;
    END $$`);
}, 120_000);

afterAll(async () => {
  await runner.rollbackTransaction();
  await runner.release();
  await database.close();
  await rm(folder, { recursive: true });
});

/** The demonstration coalition with votes that are over, decisions and dissents. */
async function demoIn(url: string): Promise<INestApplicationContext> {
  const log = createLog(() => undefined);
  const application = await NestFactory.createApplicationContext(
    AppModule.forRoot(readConfig({ QUORATE_DATA: folder }), log, url),
    { logger: false },
  );
  await loadDemo(application);
  const [found]: { coalition_id: CoalitionId }[] = await database.dataSource.query(
    'SELECT coalition_id FROM record_log',
  );
  coalitionId = found!.coalition_id;
  await application.get(Sequencer).run(coalitionId);
  return application;
}

function compare(tables: readonly KeptTable[]): Promise<AuditReport> {
  return auditWithin(runner.manager, { coalitionId, vault, tables, signed: null });
}

/** Runs a statement that changes a row of a table, compares, and takes the statement back. */
async function after(
  table: string,
  statement: string,
  parameters: unknown[] = [],
): Promise<AuditReport['differences']> {
  await runner.query('SAVEPOINT untouched');
  try {
    const [, touched] = await runner.query(statement, parameters);
    expect(touched).toBe(1);
    return (await compare(KEPT_TABLES.filter((kept) => kept.table === table))).differences;
  } finally {
    await runner.query('ROLLBACK TO SAVEPOINT untouched');
  }
}

/** Another value of the same type, as SQL. */
const OTHERWISE: Readonly<Record<string, (column: string) => string>> = {
  uuid: () => 'gen_random_uuid()',
  int4: (column) => `coalesce(${column}, 0) + 1`,
  int8: (column) => `${column} + 1000000`,
  bool: (column) => `NOT ${column}`,
  text: (column) => `coalesce(${column}, '') || 'x'`,
  timestamptz: (column) => `coalesce(${column}, now()) + interval '1 millisecond'`,
  jsonb: () => `'{"changed": true}'`,
  bytea: (column) => `set_byte(${column}, 0, get_byte(${column}, 0) # 1)`,
};

async function typesOf(table: string): Promise<Map<string, string>> {
  const columns: { name: string; type: string }[] = await runner.query(
    `SELECT attname AS name, typname AS type FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped`,
    [table],
  );
  return new Map(columns.map(({ name, type }) => [name, type]));
}

async function otherwise(table: string, column: string): Promise<string> {
  const type = (await typesOf(table)).get(column) ?? '';
  const change = OTHERWISE[type];
  if (!change) throw new Error(`${table}.${column} is of type ${type}`);
  return change(`"${column}"`);
}

it('finds nothing in tables that were left as they are, and says what it did not compare', async () => {
  const { compared, differences, notCompared } = await compare(KEPT_TABLES);
  expect(differences).toEqual([]);
  const counts = new Map(compared.map(({ what, count }) => [what, count]));
  for (const what of [
    'entries',
    'leaves',
    'committed values',
    'documents',
    'ballot',
    'decision',
    'dissent',
  ]) {
    expect(counts.get(what)).toBeGreaterThan(0);
  }
  expect(notCompared).toContain(
    'The answers that are kept for repeated requests, beyond the entry that they name.',
  );
}, 60_000);

it('every column of every kept table is compared, or the module says why not', async () => {
  for (const { table, columns, unsaid } of KEPT_TABLES) {
    const told = ['coalition_id', 'id', 'version', 'entry_stream', 'entry_version', ...Object.keys(columns)];
    const there = await typesOf(table);
    const untold = [...there.keys()].filter((name) => !told.includes(name) && !(name in (unsaid ?? {})));
    const absent = [...Object.keys(columns), ...Object.keys(unsaid ?? {})].filter((name) => !there.has(name));
    expect({ table, untold, absent }).toEqual({ table, untold: [], absent: [] });
  }
});

const tried = new Set<string>();
const COLUMNS = KEPT_TABLES.flatMap(({ table, columns }) =>
  Object.keys(columns).map((column) => [table, column] as const),
);

it.each(COLUMNS)(
  'names %s.%s when it was changed behind the record’s back',
  async (table, column) => {
    const [first]: { place: string }[] = await runner.query(
      `SELECT ctid::text AS place FROM "${table}" WHERE coalition_id = $1 LIMIT 1`,
      [coalitionId],
    );
    if (!first) return;
    tried.add(table);
    const change = await otherwise(table, column);
    const found = await after(table, `UPDATE "${table}" SET "${column}" = ${change} WHERE ctid = $1::tid`, [
      first.place,
    ]);
    expect(found.filter((difference) => difference.table === table)).not.toEqual([]);
  },
  60_000,
);

it('tries the tables of which the demonstration has rows, and those are most', () => {
  expect([...tried]).toEqual(
    expect.arrayContaining([
      ...['coalition', 'sector', 'organization', 'person', 'affiliation', 'body', 'charter_version', 'seat'],
      ...['mandate', 'proposal', 'proposal_text', 'co_sponsorship', 'box', 'box_elector', 'ballot'],
      ...['decision', 'dissent'],
    ]),
  );
});

const FIRST = (table: string) => `(SELECT ctid FROM ${table} ORDER BY ctid LIMIT 1)`;

it.each([
  ['record_event', 'entry'],
  ['record_event', 'leaf_hash'],
  ['record_event', 'id'],
  ['record_event', 'kind'],
  ['record_event', 'recorded_at'],
  ['record_event', 'stream'],
  ['record_event', 'stream_version'],
  ['record_leaf', 'leaf_hash'],
  ['record_leaf', 'event_id'],
  ['record_head', 'size'],
  ['record_head', 'frontier'],
  ['record_checkpoint', 'size'],
  ['record_checkpoint', 'root'],
  ['record_checkpoint', 'note'],
  ['record_doc', 'sha256'],
  ['record_doc', 'content'],
  ['record_doc', 'media_type'],
  ['record_private', 'sealed'],
  ['record_private', 'field'],
  ['record_private', 'stream_version'],
  ['record_subject_key', 'key'],
  ['record_act', 'entry_id'],
  ['record_act', 'actor'],
])('names the row of %s whose %s was changed', async (table, column) => {
  const change = await otherwise(table, column);
  const found = await after(table, `UPDATE ${table} SET ${column} = ${change} WHERE ctid = ${FIRST(table)}`);
  expect(found.filter((difference) => difference.table === table)).not.toEqual([]);
});

it.each([
  'ballot',
  'box_elector',
  'charter_version',
  'co_sponsorship',
  'dissent',
  'mandate',
  'record_leaf',
  'record_doc',
  'record_private',
])('misses a row that was taken out of %s', async (table) => {
  const found = await after(table, `DELETE FROM ${table} WHERE ctid = ${FIRST(table)}`);
  expect(found.filter((difference) => difference.table === table)).not.toEqual([]);
});

it('misses an entry that was taken out, by the place that it had', async () => {
  const found = await after('record_event', `DELETE FROM record_event WHERE ctid = ${FIRST('record_event')}`);
  expect(found.map(({ table }) => table)).toEqual(expect.arrayContaining(['record_leaf']));
});
