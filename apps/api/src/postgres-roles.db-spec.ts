import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { CoalitionId, PersonId } from '#kernel';
import { createLog, migrateDatabase, readConfig, rolesScript } from '#platform';
import { Checkpoints, Ledger, Sequencer } from '#record';
import { DataSource } from 'typeorm';
import { testDatabase, type TestDatabase } from '../../../test/support/database.js';
import { AppModule, ENTITIES, MIGRATIONS } from './app.module.js';

const OURS = randomUUID() as CoalitionId;
const THEIRS = randomUUID() as CoalitionId;

let database: TestDatabase;
let folder: string;
let trespasses: string[];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quorate-roles-'));
  database = await testDatabase({ entities: ENTITIES, migrations: MIGRATIONS });
  const application = await NestFactory.createApplicationContext(
    AppModule.forRoot(
      readConfig({ QUORATE_DATA: folder }),
      createLog(() => undefined),
      database.serverUrl,
    ),
    { logger: false },
  );
  await found(application, OURS, 'ours');
  await found(application, THEIRS, 'theirs');
  trespasses = await trespass(application);
  await application.close();
  await addUnpublished();
});

afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

/** A coalition with one entry, published. */
async function found(
  application: INestApplicationContext,
  coalitionId: CoalitionId,
  slug: string,
): Promise<void> {
  const founderId = randomUUID() as PersonId;
  const actor = { coalitionId, personId: founderId, key: randomUUID(), request: null };
  await application.get(Ledger).found(actor, { slug, origin: `spec.example/log/${slug}` }, async (act) => {
    act.admitSubject(founderId);
    act.planDue({ kind: 'nothing', subject: founderId, at: act.now });
    const entry = act.append({
      stream: coalitionId,
      kind: 'coalition.founded',
      capacity: { role: 'founder' },
      body: { slug },
      commit: { name: slug },
      documents: [{ mediaType: 'text/plain', content: Buffer.from(slug) }],
    });
    await act.db.query(
      `INSERT INTO coalition (coalition_id, id, version, slug, name, founded_at) VALUES ($1, $1, 1, $2, '{}', $3)`,
      [coalitionId, slug, act.now],
    );
    return { entry, result: {} };
  });
  await application.get(Sequencer).run(coalitionId);
  await application.get(Checkpoints).publish(coalitionId);
}

/** What PostgreSQL answers an act of our coalition that writes into theirs. */
async function trespass(application: INestApplicationContext): Promise<string[]> {
  const actor = { coalitionId: OURS, personId: null, key: null, request: null };
  const statements = [
    'INSERT INTO due_act (coalition_id, id, kind, subject, due_at) VALUES ($1, gen_random_uuid(), $2, $1, now())',
    'UPDATE due_act SET coalition_id = $1, kind = $2',
  ];
  return Promise.all(
    statements.map(async (statement) => {
      const outcome = application.get(Ledger).act(actor, { streams: [OURS] }, async (act) => {
        await act.db.query(statement, [THEIRS, 'a trespass']);
        const entry = act.append({
          stream: OURS,
          kind: 'coalition.changed',
          capacity: { role: 'x' },
          body: {},
        });
        return { entry, result: {} };
      });
      return outcome.then(
        () => 'done',
        (error: unknown) => codeOf(error),
      );
    }),
  );
}

/** In each coalition an entry that no checkpoint covers yet, one that waits for its place, and a full tile. */
async function addUnpublished(): Promise<void> {
  await database.dataSource.query(`
    INSERT INTO record_event (coalition_id, id, stream, stream_version, kind, entry, leaf_hash, recorded_at)
    SELECT coalition_id, gen_random_uuid(), gen_random_uuid(), 1, 'thing.made', entry, sha256('\\x00'::bytea || entry), now()
    FROM record_log, unnest(ARRAY['placed', 'waiting']) AS made (what), convert_to(what, 'UTF8') AS new (entry);
    INSERT INTO record_leaf (coalition_id, leaf_index, event_id, leaf_hash, at, kind, role)
    SELECT coalition_id, 1, event_id, leaf_hash, recorded_at, kind, 'steward' FROM record_event WHERE entry = 'placed';
    INSERT INTO record_pending (coalition_id, event_id)
    SELECT coalition_id, event_id FROM record_event WHERE entry = 'waiting';
    INSERT INTO record_tile (coalition_id, level, idx, hashes)
    SELECT coalition_id, 0, 0, repeat('x', 8192)::bytea FROM record_log`);
}

/** How PostgreSQL answers. A statement that reaches no row has done nothing. */
type Outcome = 'done' | 'nothing' | 'denied' | 'sealed' | 'no entry';

const OUTCOMES: Readonly<Record<string, Outcome>> = { 42501: 'denied', 23000: 'sealed', 23503: 'no entry' };

function codeOf(error: unknown): string {
  const { code } = (error as { driverError: { code: string } }).driverError;
  return OUTCOMES[code] ?? code;
}

/** Runs a statement as a role, within our coalition, and takes it back. */
async function attempt(role: string, statement: string): Promise<string> {
  const runner = database.dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    await runner.query("SELECT set_config('quorate.coalition', $1, true)", [OURS]);
    if (role !== 'superuser') await runner.query(`SET LOCAL ROLE ${role}`);
    const { affected } = await runner.query(statement, [], true);
    await runner.query('SET CONSTRAINTS ALL IMMEDIATE');
    return affected === 0 ? 'nothing' : 'done';
  } catch (error) {
    return codeOf(error);
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}

const SEALED = [
  'record_log',
  'record_event',
  'record_act',
  'record_leaf',
  'record_tile',
  'record_checkpoint',
  'record_doc',
];
const SERVING = ['quorate_app', 'quorate_sequencer', 'quorate_reader', 'quorate_privacy', 'quorate_api'];
const MIGHTY = ['quorate_owner', 'superuser'];

describe('what is sealed', () => {
  it.each(SERVING.flatMap((role) => SEALED.map((table) => [role, table])))(
    'denies %s to alter %s',
    async (role, table) => {
      expect(await attempt(role, `UPDATE ${table} SET coalition_id = coalition_id`)).toBe('denied');
      expect(await attempt(role, `DELETE FROM ${table}`)).toBe('denied');
      expect(await attempt(role, `TRUNCATE ${table} CASCADE`)).toBe('denied');
      expect(await attempt(role, `ALTER TABLE ${table} DISABLE TRIGGER USER`)).toBe('denied');
      expect(await attempt(role, `DROP TRIGGER record_sealed_row ON ${table}`)).toBe('denied');
      expect(await attempt(role, `ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`)).toBe('denied');
    },
  );

  it.each(MIGHTY.flatMap((role) => SEALED.map((table) => [role, table])))(
    'is refused to %s too, by the triggers of %s',
    async (role, table) => {
      expect(await attempt(role, `UPDATE ${table} SET coalition_id = coalition_id`)).toBe('sealed');
      expect(await attempt(role, `DELETE FROM ${table}`)).toBe('sealed');
      expect(await attempt(role, `TRUNCATE ${table} CASCADE`)).toBe('sealed');
    },
  );

  it.each(SEALED)(
    'is refused to a superuser who plays a replica: the triggers of %s fire always',
    async (table) => {
      const replica = `SET LOCAL session_replication_role = replica; DELETE FROM ${table}`;
      expect(await attempt('superuser', replica)).toBe('sealed');
      for (const role of [...SERVING, 'quorate_owner']) expect(await attempt(role, replica)).toBe('denied');
    },
  );

  it('falls only to who takes the triggers away: the owner and a superuser, whom the verifier then finds out', async () => {
    const disable = 'ALTER TABLE record_event DISABLE TRIGGER USER';
    expect(await attempt('quorate_owner', disable)).toBe('done');
    expect(await attempt('superuser', disable)).toBe('done');
  });
});

const STATEMENTS: readonly [statement: string, answers: readonly Outcome[]][] = [
  // app, sequencer, reader, privacy, api, owner, superuser
  ['SELECT entry FROM record_event', ['done', 'done', 'done', 'denied', 'denied', 'done', 'done']],
  ['SELECT stream FROM record_event', ['done', 'done', 'denied', 'denied', 'denied', 'done', 'done']],
  ['SELECT FROM public_entry', ['denied', 'denied', 'done', 'denied', 'denied', 'done', 'done']],
  ['SELECT FROM record_private', ['done', 'denied', 'denied', 'done', 'denied', 'done', 'done']],
  ['SELECT FROM account', ['nothing', 'denied', 'denied', 'nothing', 'denied', 'nothing', 'nothing']],
  ['SELECT FROM coalition', ['done', 'denied', 'denied', 'denied', 'denied', 'done', 'done']],
  [
    `INSERT INTO record_leaf SELECT coalition_id, 2, event_id, leaf_hash, recorded_at, kind, 'steward' FROM record_event
     WHERE entry = 'waiting' AND coalition_id = '${OURS}'`,
    ['denied', 'done', 'denied', 'denied', 'denied', 'done', 'done'],
  ],
  [
    `INSERT INTO record_checkpoint VALUES ('${OURS}', 2, sha256('root'), 'forged')`,
    ['denied', 'done', 'denied', 'denied', 'denied', 'done', 'done'],
  ],
  ['DELETE FROM record_pending', ['denied', 'done', 'denied', 'denied', 'denied', 'done', 'done']],
  ['UPDATE record_head SET size = 0', ['denied', 'done', 'denied', 'denied', 'denied', 'done', 'done']],
  [
    'UPDATE record_private SET disclosed = disclosed',
    ['denied', 'denied', 'denied', 'denied', 'denied', 'sealed', 'sealed'],
  ],
  // Only together with the entry that says on which ground.
  ['DELETE FROM record_private', ['denied', 'denied', 'denied', 'sealed', 'denied', 'sealed', 'sealed']],
  ['DELETE FROM record_subject_key', ['denied', 'denied', 'denied', 'sealed', 'denied', 'sealed', 'sealed']],
  ['DELETE FROM session', ['nothing', 'denied', 'denied', 'nothing', 'denied', 'nothing', 'nothing']],
  ['DELETE FROM due_act', ['denied', 'denied', 'denied', 'denied', 'denied', 'done', 'done']],
  [
    "UPDATE coalition SET slug = 'others'",
    ['sealed', 'denied', 'denied', 'denied', 'denied', 'sealed', 'sealed'],
  ],
  [
    'UPDATE coalition SET version = version + 1',
    ['no entry', 'denied', 'denied', 'denied', 'denied', 'no entry', 'no entry'],
  ],
  ['DELETE FROM coalition', ['denied', 'denied', 'denied', 'denied', 'denied', 'sealed', 'sealed']],
  [
    "UPDATE record_log SET origin = origin || '/2'",
    ['denied', 'denied', 'denied', 'denied', 'denied', 'sealed', 'sealed'],
  ],
  // Once the log is frozen, a compromised key can be left behind, by who migrates.
  [
    "UPDATE record_head SET frozen = 'stolen'; UPDATE record_log SET origin = origin || '/2'",
    ['denied', 'denied', 'denied', 'denied', 'denied', 'done', 'done'],
  ],
  ['UPDATE schema_migration SET id = id', ['denied', 'denied', 'denied', 'denied', 'denied', 'done', 'done']],
  [
    'UPDATE database_right SET rights = rights',
    ['denied', 'denied', 'denied', 'denied', 'denied', 'done', 'done'],
  ],
  ['CREATE TABLE more (n int)', ['denied', 'denied', 'denied', 'denied', 'denied', 'done', 'done']],
  [
    'CREATE OR REPLACE FUNCTION record_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$',
    ['denied', 'denied', 'denied', 'denied', 'denied', 'done', 'done'],
  ],
];

describe('each role', () => {
  it.each(
    STATEMENTS.flatMap(([statement, answers]) =>
      [...SERVING, ...MIGHTY].map((role, n) => [role, statement, answers[n]] as const),
    ),
  )('%s: %s', async (role, statement, answer) => {
    expect(await attempt(role, statement)).toBe(answer);
  });
});

describe('the second wall of tenancy', () => {
  it.each([
    [`UPDATE coalition SET version = version + 1 WHERE coalition_id = '${THEIRS}'`, 'nothing'],
    [`UPDATE due_act SET done_at = due_at WHERE coalition_id = '${THEIRS}'`, 'nothing'],
    [`INSERT INTO record_subject_key VALUES ('${THEIRS}', '${randomUUID()}', sha256('key'))`, 'denied'],
    [`INSERT INTO account_person VALUES ('${THEIRS}', '${randomUUID()}', '${randomUUID()}')`, 'denied'],
    [`UPDATE due_act SET coalition_id = '${THEIRS}'`, 'denied'],
  ])('keeps what is written within our coalition out of theirs: %s', async (statement, answer) => {
    expect(await attempt('quorate_app', statement)).toBe(answer);
  });

  it('keeps an act to its own coalition', async () => {
    expect(trespasses).toEqual(['denied', 'denied']);
    expect(await database.dataSource.query("SELECT FROM due_act WHERE kind = 'a trespass'")).toEqual([]);
  });

  it('is round every table of a coalition', async () => {
    const open = await database.dataSource.query(`
      SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'coalition_id'
      WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND (NOT relrowsecurity OR (
        SELECT count(*) FROM pg_policy WHERE polrelid = pg_class.oid AND polname LIKE 'tenancy\\_%') <> 4)`);
    expect(open).toEqual([]);
  });

  it('shows the reader what is published, and no more', async () => {
    const runner = database.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query('SET LOCAL ROLE quorate_reader');
    const published = await runner.query('SELECT slug, leaf_index::int FROM public_entry ORDER BY slug');
    const entries = await runner.query(
      'SELECT count(*)::int AS n FROM (SELECT entry FROM record_event) AS seen',
    );
    await runner.rollbackTransaction();
    await runner.release();
    expect(published).toEqual([
      { slug: 'ours', leaf_index: 0 },
      { slug: 'theirs', leaf_index: 0 },
    ]);
    expect(entries).toEqual([{ n: 2 }]);
  });
});

describe('the script', () => {
  const rights = () =>
    database.dataSource.query(
      `SELECT relname, relowner::regrole::text, relacl::text[], relrowsecurity FROM pg_class
       WHERE relnamespace = 'public'::regnamespace ORDER BY relname`,
    );

  it('changes nothing when it runs again', async () => {
    const before = await rights();
    await database.dataSource.query(rolesScript());
    expect(await rights()).toEqual(before);
  });

  it('makes the owner’s what a database held before it had roles, with the same rights', async () => {
    const wanted = await rights();
    await database.dataSource.query(`
      DO $$ DECLARE kept regclass; BEGIN
        FOR kept IN SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' LOOP
          EXECUTE format('ALTER TABLE %s OWNER TO CURRENT_USER', kept);
          EXECUTE format('REVOKE ALL ON %s FROM quorate_app, quorate_sequencer, quorate_reader, quorate_privacy', kept);
        END LOOP;
      END $$`);
    await database.dataSource.query(rolesScript());
    const asSets = (rows: { relname: string; relacl: string[] | null }[]) =>
      rows.map((row) => ({ ...row, relacl: row.relacl?.map((acl) => acl.split('/')[0]).sort() ?? null }));
    const found = asSets(await rights());
    expect(found.filter(({ relname }) => relname.startsWith('record_'))).toEqual(
      asSets(wanted).filter(({ relname }) => relname.startsWith('record_')),
    );
  });

  it('lets a migration from nothing run as the owner, to whom everything then belongs', async () => {
    const empty = await testDatabase({ entities: [], migrations: [] });
    await empty.dataSource.query(rolesScript());
    expect(await migrateDatabase(empty.ownerUrl, MIGRATIONS)).toHaveLength(MIGRATIONS.length);
    const owners = await empty.dataSource.query(
      `SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'`,
    );
    expect(owners).toEqual([{ tableowner: 'quorate_owner' }]);
    await empty.close();
  });
});

it('who signs in as the server may become sequencer and privacy, and nobody mightier', async () => {
  const server = await new DataSource({ type: 'postgres', url: database.serverUrl }).initialize();
  expect(await server.query('SELECT current_user AS role')).toEqual([{ role: 'quorate_app' }]);
  for (const role of ['quorate_sequencer', 'quorate_privacy', 'quorate_app']) {
    await server.query(`SET ROLE ${role}`);
    expect(await server.query('SELECT current_user AS role')).toEqual([{ role }]);
  }
  for (const role of ['quorate_owner', 'quorate_migrate']) {
    await expect(server.query(`SET ROLE ${role}`)).rejects.toMatchObject({ driverError: { code: '42501' } });
  }
  await server.destroy();
});
