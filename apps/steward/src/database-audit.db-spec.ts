import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { People, PersonalData } from '#assembly';
import { isRefusal, type CoalitionId, type PersonId } from '#kernel';
import { createLog, readConfig, Vault } from '#platform';
import { auditWithin, Checkpoints, Ledger, Sequencer, type AuditReport, type KeptTable } from '#record';
import {
  bodyOf,
  cosign,
  formatSignatureLine,
  formatVerifierKey,
  noteSigner,
  SIGNATURE_TYPE,
  TILE_WIDTH,
} from '#transparency';
import type { QueryRunner } from 'typeorm';
import { testDatabase, type TestDatabase } from '../../../test/support/database.js';
import { AppModule, ENTITIES, MIGRATIONS } from '../../api/src/app.module.js';
import { loadDemo } from './demo/load-demo.js';
import { KEPT_TABLES, UNRECORDED_TABLES } from './kept-tables.js';

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
      FOR found IN SELECT conrelid::regclass AS name, conname FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND contype = 'u' AND conrelid::regclass::text NOT LIKE 'record%' LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', found.name, found.conname);
      END LOOP;
      FOR found IN SELECT indexrelid::regclass AS name FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
        WHERE relnamespace = 'public'::regnamespace AND indisunique AND NOT indisprimary
          AND relname NOT LIKE 'record%' LOOP
        EXECUTE format('DROP INDEX %s', found.name);
      END LOOP;
    END $$`);
}, 240_000);

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
  await addWhatTheDemoLacks(application);
  return application;
}

/** Something erased, something sealed, a full tile of the tree, and a witness. */
async function addWhatTheDemoLacks(application: INestApplicationContext): Promise<void> {
  const [{ id: stewardId }]: [{ id: PersonId }] = await database.dataSource.query(
    'SELECT id FROM person WHERE steward ORDER BY id LIMIT 1',
  );
  const actor = () => ({ coalitionId, personId: stewardId, key: randomUUID(), request: null });
  const registering = { name: 'Soon gone', email: 'gone@example.org', steward: false };
  const registered = await application.get(People).registerPerson(actor(), registering);
  if (isRefusal(registered)) throw new Error(registered.because);
  const of = { noun: 'Person', id: registered.result.personId };
  const why = { basis: 'OBJECTION', reference: 'Letter', decisionId: null } as const;
  await application.get(PersonalData).erase(actor(), { of, fields: null, ...why });
  const matter = randomUUID();
  await application.get(Ledger).act(actor(), { turnstile: matter }, async (act) => {
    const party = { role: 'party' };
    const { entry } = await act.seal({ stream: matter, kind: 'matter.opened', capacity: party, body: {} });
    for (let n = 0; n < TILE_WIDTH; n += 1) {
      act.append({ stream: act.newId<'Note'>(), kind: 'note.taken', capacity: party, body: { n } });
    }
    return { entry, result: {} };
  });
  await application.get(Sequencer).run(coalitionId);
  await application.get(Checkpoints).publish(coalitionId);
  const [{ size, note }] = await database.dataSource.query(
    'SELECT size, note FROM record_checkpoint WHERE coalition_id = $1 ORDER BY size DESC LIMIT 1',
    [coalitionId],
  );
  const witness = noteSigner(
    'witness.example',
    SIGNATURE_TYPE.cosignature,
    generateKeyPairSync('ed25519').privateKey,
  );
  const time = 1_795_436_000;
  const line = formatSignatureLine(cosign(bodyOf(note), witness, time));
  await database.dataSource.query(
    `INSERT INTO record_cosignature (coalition_id, size, witness_key, line, cosigned_at)
     VALUES ($1, $2, $3, $4, to_timestamp($5))`,
    [coalitionId, size, formatVerifierKey(witness.key), line, time],
  );
}

function compare(tables: readonly KeptTable[]): Promise<AuditReport> {
  const others = KEPT_TABLES.filter((kept) => !tables.includes(kept)).map(({ table }) => [table, 'not now']);
  const unrecorded =
    tables.length > 0 ? UNRECORDED_TABLES : { ...UNRECORDED_TABLES, ...Object.fromEntries(others) };
  return auditWithin(runner.manager, { coalitionId, vault, tables, unrecorded, signed: null });
}

/** Changes rows, compares, and takes the changes back. Returns how many differences were found in each table. */
async function after(
  change: () => Promise<void>,
  tables: readonly KeptTable[] = KEPT_TABLES,
): Promise<Map<string, number>> {
  await runner.query('SAVEPOINT untouched');
  try {
    await change();
    const found = new Map<string, number>();
    for (const { table } of (await compare(tables)).differences)
      found.set(table, (found.get(table) ?? 0) + 1);
    return found;
  } finally {
    await runner.query('ROLLBACK TO SAVEPOINT untouched');
  }
}

/** Another value of the same type, as SQL. */
const OTHERWISE: Readonly<Record<string, (column: string) => string>> = {
  uuid: () => 'gen_random_uuid()',
  _uuid: (column) => `${column} || gen_random_uuid()`,
  int2: (column) => `${column} + 1`,
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

async function otherwiseOf(table: string, column: string): Promise<string> {
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

it('refuses a table, and a column, of which nobody has said how it follows from the record', async () => {
  const [kept, ...others] = KEPT_TABLES;
  const columns = Object.fromEntries(Object.entries(kept!.columns).filter(([column]) => column !== 'name'));
  expect((await compare([{ ...kept!, columns }, ...others])).differences).toEqual([
    { table: kept!.table, row: 'column name', because: 'Nobody has said how it follows from the record.' },
  ]);
  expect((await compare(others)).differences).toContainEqual({
    table: kept!.table,
    row: 'the whole table',
    because: 'Nobody has said how it follows from the record.',
  });
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

/** Where the first row of a table stands that fits; null where none does. */
async function placeOf(table: string, condition: string): Promise<string | null> {
  const [first]: { place: string }[] = await runner.query(
    `SELECT ctid::text AS place FROM "${table}" WHERE coalition_id = $1 AND ${condition} ORDER BY ctid LIMIT 1`,
    [coalitionId],
  );
  return first?.place ?? null;
}

/** The tables and columns that are changed behind the record's back; each round changes one column of every table. */
async function columnsToChange(names: readonly string[], left: (place: string) => boolean) {
  const columns = new Map<string, string[]>();
  for (const name of names) {
    columns.set(
      name,
      [...(await typesOf(name)).keys()].filter((column) => !left(`${name}.${column}`)),
    );
  }
  return columns;
}

/**
 * Changes each column, of every table one at a time: in a row where it holds something, and in one where it does not.
 * Returns the columns of which somebody took no notice, and the tables of which there was a row.
 */
async function unnoticed(
  columns: ReadonlyMap<string, readonly string[]>,
  tables?: readonly KeptTable[],
): Promise<{ tried: Set<string>; missed: string[] }> {
  const tried = new Set<string>();
  const missed: string[] = [];
  const rounds = Math.max(...[...columns.values()].map(({ length }) => length));
  for (let round = 0; round < rounds; round += 1) {
    const changed = new Map<string, number>();
    const found = await after(async () => {
      for (const [table, names] of columns) {
        const column = names[round];
        if (column !== undefined) changed.set(table, await change(table, column));
      }
    }, tables);
    for (const [table, rows] of changed) {
      if (rows > 0) tried.add(table);
      if ((found.get(table) ?? 0) < rows) missed.push(`${table}.${columns.get(table)![round]!}`);
    }
  }
  return { tried, missed };
}

/** Returns how many rows there were to change. */
async function change(table: string, column: string): Promise<number> {
  const places = [
    await placeOf(table, `"${column}" IS NOT NULL`),
    await placeOf(table, `"${column}" IS NULL`),
  ];
  const there = places.filter((place) => place !== null);
  if (there.length === 0) return 0;
  const otherwise = await otherwiseOf(table, column);
  await runner.query(`UPDATE "${table}" SET "${column}" = ${otherwise} WHERE ctid = ANY ($1::tid[])`, [
    there,
  ]);
  return there.length;
}

const KEPT = KEPT_TABLES.map(({ table }) => table);
const UNSAID = new Set(
  KEPT_TABLES.flatMap(({ table, unsaid }) => Object.keys(unsaid ?? {}).map((column) => `${table}.${column}`)),
);

/** The tables of which the demonstration has rows. */
async function filledTables(): Promise<string[]> {
  const filled: string[] = [];
  for (const table of KEPT) if ((await placeOf(table, 'true')) !== null) filled.push(table);
  return filled;
}

describe('a row of state that was changed behind the record’s back', () => {
  let filled: string[];

  beforeAll(async () => {
    filled = await filledTables();
  });

  it('is named whatever column it is, and of every table of which there are rows', async () => {
    const columns = await columnsToChange(KEPT, (place) => UNSAID.has(place));
    const { tried, missed } = await unnoticed(columns);
    expect(missed).toEqual([]);
    expect([...tried].sort()).toEqual(filled.sort());
    expect(filled).toEqual(
      expect.arrayContaining([
        ...[
          'coalition',
          'sector',
          'organization',
          'person',
          'affiliation',
          'body',
          'charter_version',
          'seat',
        ],
        ...[
          'mandate',
          'proposal',
          'proposal_text',
          'co_sponsorship',
          'box',
          'box_elector',
          'box_draw_secret',
        ],
        ...['ballot', 'decision', 'dissent'],
      ]),
    );
  }, 300_000);

  it('is missed when it was taken out', async () => {
    const found = await after(async () => {
      for (const table of filled) {
        await runner.query(`DELETE FROM "${table}" WHERE ctid = $1::tid`, [await placeOf(table, 'true')]);
      }
    });
    expect(filled.filter((table) => !found.has(table))).toEqual([]);
  }, 60_000);

  it('is named when it was put in beside another', async () => {
    const several = filled.filter((table) => table !== 'coalition'); // of which there is one
    const found = await after(async () => {
      for (const table of several) await putIn(table);
    });
    expect(several.filter((table) => !found.has(table))).toEqual([]);
  }, 60_000);
});

/** Copies the first row of a table to another place of its key. */
async function putIn(table: string): Promise<void> {
  const columns = [...(await typesOf(table)).keys()];
  const [key]: { name: string }[] = await runner.query(
    `SELECT attname AS name FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[cardinality(conkey)]
     WHERE conrelid = $1::regclass AND contype = 'p'`,
    [table],
  );
  const values: string[] = [];
  for (const column of columns)
    values.push(column === key?.name ? await otherwiseOf(table, column) : `"${column}"`);
  await runner.query(
    `INSERT INTO "${table}" SELECT ${values.join(', ')} FROM "${table}" WHERE ctid = $1::tid`,
    [await placeOf(table, 'true')],
  );
}

/** Columns of the record's own tables that are not compared; the report names them. */
const LEFT_OUT = [
  'record_act.key',
  'record_act.digest',
  'record_act.result',
  'record_checkpoint.published_at',
  'record_cosignature.received_at',
  'record_head.frozen',
  'record_private.disclosed',
];
/** Changes that are the same as taking the row out, of what leaves no gap; see below. */
const AS_IF_TAKEN_OUT = [
  'record_act.coalition_id',
  'record_cosignature.coalition_id',
  'record_subject_key.coalition_id',
  'record_subject_key.subject',
];
/** What hangs together: one of them says of another that it was changed. */
const TREE = ['record_log', 'record_event', 'record_leaf', 'record_head', 'record_checkpoint'];
/** Of which rows are there for moments only. */
const FLEETING = ['record_pending', 'record_witness_turn'];

describe('a row of the record’s own tables that was changed by who rules the database', () => {
  let own: string[];

  beforeAll(async () => {
    const tables: { name: string }[] = await runner.query(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
         AND relname LIKE 'record\\_%' AND relname <> ALL ($1) ORDER BY 1`,
      [[...FLEETING, ...TREE]],
    );
    own = tables.map(({ name }) => name);
  });

  it('is named whatever column it is', async () => {
    const columns = await columnsToChange(own, (place) => LEFT_OUT.includes(place));
    const { tried, missed } = await unnoticed(columns, []);
    expect(missed.sort()).toEqual(AS_IF_TAKEN_OUT);
    expect([...tried].sort()).toEqual(own);
  }, 300_000);

  it('is missed when it was taken out', async () => {
    const found = await after(async () => {
      for (const table of own) {
        await runner.query(`DELETE FROM ${table} WHERE ctid = $1::tid`, [await placeOf(table, 'true')]);
      }
    }, []);
    const missed = own.filter((table) => !found.has(table));
    // An answer to a repeated request and the word of a witness leave no gap; a key is missed by what it seals.
    expect(missed).toEqual(['record_act', 'record_cosignature', 'record_subject_key']);
  });

  it('is missed by what it seals when it was a key', async () => {
    const found = await after(async () => {
      await runner.query('DELETE FROM record_subject_key WHERE subject = $1', [coalitionId]);
    }, []);
    expect(found.has('record_private')).toBe(true);
  });

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
    ['record_leaf', 'at'],
    ['record_leaf', 'kind'],
    ['record_leaf', 'role'],
    ['record_leaf', 'body'],
    ['record_head', 'size'],
    ['record_head', 'frontier'],
    ['record_checkpoint', 'size'],
    ['record_checkpoint', 'root'],
    ['record_checkpoint', 'note'],
    ['record_log', 'slug'],
  ])('is named in %s, whose %s was changed', async (table, column) => {
    const found = await after(async () => expect(await change(table, column)).toBeGreaterThan(0), []);
    expect(found.has(table)).toBe(true);
  });

  it('is missed when it was taken out of the tree', async () => {
    const table = 'record_leaf';
    const found = await after(async () => {
      await runner.query(`DELETE FROM ${table} WHERE ctid = $1::tid`, [await placeOf(table, 'true')]);
    }, []);
    expect(found.has(table)).toBe(true);
  });

  it('is missed by its place when it was an entry', async () => {
    const found = await after(async () => {
      await runner.query('DELETE FROM record_event WHERE ctid = $1::tid', [
        await placeOf('record_event', 'true'),
      ]);
    }, []);
    expect([...found.keys()]).toEqual(expect.arrayContaining(['record_leaf']));
  });

  it('is named when it waits for a place in the tree and is no entry', async () => {
    const found = await after(async () => {
      await runner.query('INSERT INTO record_pending VALUES ($1, 1000000)', [coalitionId]);
    }, []);
    expect([...found.keys()]).toEqual(['record_pending']);
  });
});
