import { randomUUID } from 'node:crypto';
import { isRefusal, refuse, type CoalitionId, type PersonId, type Refusal } from '#kernel';
import { createLog, platformMigrations, Vault, WrappingKeys } from '#platform';
import { moveClock, testDatabase, type TestDatabase } from '../../../test/support/database.js';
import type { Act, Acted, Actor, NewEntry, Told } from './act.js';
import { Ledger } from './ledger.service.js';
import { LogQueries } from './log.queries.js';
import { recordMigrations } from './migrations/index.js';
import { Sequencer } from './sequencer.service.js';
import { RecordSignals } from './signals.js';

let database: TestDatabase;
let ledger: Ledger;
let signals: RecordSignals;
const vault = new Vault(WrappingKeys.forOnce());
let coalitionId: CoalitionId;
const personId = randomUUID() as PersonId;

const actor = (overrides: Partial<Actor> = {}): Actor => ({
  coalitionId,
  personId,
  key: randomUUID(),
  request: { act: 'test' },
  ...overrides,
});

const entry = (stream: string, overrides: Partial<NewEntry> = {}): NewEntry => ({
  stream,
  kind: 'thing.changed',
  capacity: { role: 'member' },
  body: { colour: 'blue' },
  ...overrides,
});

/** A thing of this spec: a state row that the ledger keeps. */
async function make(act: Act, stream: string = act.newId<'Thing'>()): Promise<Told<{ thing: string }>> {
  const made = act.append(entry(stream, { kind: 'thing.made' }));
  await act.db.query('INSERT INTO thing (coalition_id, id, version, colour) VALUES ($1, $2, $3, $4)', [
    act.coalitionId,
    stream,
    made.version,
    'red',
  ]);
  return { entry: made, result: { thing: stream } };
}

async function paint(act: Act, stream: string, version?: number): Promise<Told<{ thing: string }>> {
  const changed = act.append(entry(stream));
  await act.db.query('UPDATE thing SET colour = $4, version = $3 WHERE coalition_id = $1 AND id = $2', [
    act.coalitionId,
    stream,
    version ?? changed.version,
    'blue',
  ]);
  return { entry: changed, result: { thing: stream } };
}

const made = async () => committed(await ledger.act(actor(), {}, (act) => make(act))).result.thing;

function committed<Outcome>(outcome: Outcome): Exclude<Outcome, Refusal> {
  if (isRefusal(outcome)) throw new Error(outcome.because);
  return outcome as Exclude<Outcome, Refusal>;
}

const count = async (table: string) => {
  const [row]: { n: number }[] = await database.dataSource.query(`SELECT count(*)::int AS n FROM ${table}`);
  return row!.n;
};

beforeAll(async () => {
  database = await testDatabase({ entities: [], migrations: [...platformMigrations, ...recordMigrations] });
  await database.dataSource.query(`
    CREATE TABLE thing (coalition_id uuid, id uuid, version integer NOT NULL, colour text, PRIMARY KEY (coalition_id, id));
    SELECT record_keep('thing');
    CREATE TABLE thing_line (coalition_id uuid, n integer, entry_stream uuid NOT NULL, entry_version integer NOT NULL);
    SELECT record_keep_line('thing_line');`);
  signals = new RecordSignals(
    database.dataSource,
    createLog(() => undefined),
  );
  ledger = new Ledger(database.dataSource, signals, vault);
  coalitionId = randomUUID() as CoalitionId;
  await ledger.found(actor({ personId: null }), { slug: 'spec', origin: 'spec.example/log/spec' }, (act) => {
    act.admitSubject(personId);
    return make(act, coalitionId);
  });
});

afterAll(async () => {
  await signals.onModuleDestroy();
  await database.close();
});

describe('an act', () => {
  it('commits its rows together with its entry, which names the one before it', async () => {
    const thing = await made();
    await ledger.act(actor(), { streams: [thing] }, (act) => paint(act, thing));
    const rows: { entry: Buffer; leaf_hash: Buffer }[] = await database.dataSource.query(
      'SELECT entry, leaf_hash FROM record_event WHERE stream = $1 ORDER BY stream_version',
      [thing],
    );
    const [first, second] = rows.map((row) => JSON.parse(row.entry.toString()) as Record<string, unknown>);
    expect(first).toMatchObject({ kind: 'thing.made', ver: 1, prev: null, log: 'spec.example/log/spec' });
    expect(second).toMatchObject({
      kind: 'thing.changed',
      ver: 2,
      prev: rows[0]!.leaf_hash.toString('base64'),
    });
  });

  it('names its actor by a pseudonym that differs from stream to stream', async () => {
    const [one, two] = [await made(), await made()];
    const rows: { entry: Buffer }[] = await database.dataSource.query(
      'SELECT entry FROM record_event WHERE stream = ANY($1)',
      [[one, two]],
    );
    const names = rows.map(
      (row) => (JSON.parse(row.entry.toString()) as { actor: { commit: string } }).actor.commit,
    );
    expect(names.every((name) => Buffer.from(name, 'base64').length === 32)).toBe(true);
    expect(new Set(names).size).toBe(2);
    expect(rows.some((row) => row.entry.includes(personId))).toBe(false);
  });

  it('leaves nothing behind when a rule says no', async () => {
    const before = await count('record_event');
    const outcome = await ledger.act(actor(), {}, async (act) => {
      await make(act);
      return refuse('NOT_TODAY', 'It is not the day for it.');
    });
    expect(outcome).toMatchObject({ code: 'NOT_TODAY' });
    expect(await count('record_event')).toBe(before);
  });

  it('leaves nothing behind when it throws', async () => {
    const before = await count('thing');
    await expect(
      ledger.act(actor(), {}, async (act): Promise<Told> => {
        await make(act);
        throw new Error('broken');
      }),
    ).rejects.toThrow('broken');
    expect(await count('thing')).toBe(before);
  });

  it('keeps what it commits to apart from the entry, under a salt', async () => {
    const stream = randomUUID();
    const acted = committed(
      await ledger.act(actor(), {}, async (act) => {
        const told = act.append(entry(stream, { kind: 'thing.made', commit: { name: 'Ana' } }));
        await act.db.query('INSERT INTO thing VALUES ($1, $2, 1, NULL)', [coalitionId, stream]);
        return { entry: told, result: {} };
      }),
    );
    const [row]: { entry: Buffer }[] = await database.dataSource.query(
      'SELECT entry FROM record_event WHERE id = $1',
      [acted.entryId],
    );
    expect(row!.entry.includes('Ana')).toBe(false);
    const kept = await new LogQueries(database.dataSource, vault).disclosures(coalitionId, [acted.entryId]);
    expect(kept).toEqual([
      { entryId: acted.entryId, field: 'name', salt: expect.any(Buffer), value: '"Ana"' },
    ]);
    const [stored]: { sealed: Buffer }[] = await database.dataSource.query(
      'SELECT sealed FROM record_private WHERE stream = $1',
      [stream],
    );
    expect(stored!.sealed.includes('Ana')).toBe(false);
  });

  it('answers the absent subject and the absent coalition alike', async () => {
    const absent = ledger.act(actor(), { streams: [randomUUID()] }, (act) => make(act));
    await expect(absent).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const elsewhere = ledger.act(actor({ coalitionId: randomUUID() as CoalitionId }), {}, (act) => make(act));
    await expect(elsewhere).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('refuses a caller who has seen another version', async () => {
    const thing = await made();
    const locks = { streams: [thing], expected: { stream: thing, version: 2 } };
    await expect(ledger.act(actor(), locks, (act) => paint(act, thing))).rejects.toMatchObject({
      code: 'CONFLICT',
    });
  });

  it('is refused while the record is frozen', async () => {
    await database.dataSource.query("UPDATE record_head SET frozen = 'forked'");
    try {
      await expect(ledger.act(actor(), {}, (act) => make(act))).rejects.toMatchObject({
        code: 'RECORD_FROZEN',
      });
    } finally {
      await database.dataSource.query('UPDATE record_head SET frozen = NULL');
    }
  });

  it('never writes an entry before the last one of its subject, even when the host clock was set back', async () => {
    const thing = await made();
    await moveClock(database.dataSource, -3_600_000);
    try {
      const times: Date[] = [];
      await ledger.act(actor(), { streams: [thing] }, (act) => {
        times.push(act.now);
        return paint(act, thing);
      });
      const rows: { recorded_at: Date }[] = await database.dataSource.query(
        'SELECT recorded_at FROM record_event WHERE stream = $1 ORDER BY stream_version',
        [thing],
      );
      expect(times[0]).toEqual(rows[0]!.recorded_at);
    } finally {
      await moveClock(database.dataSource, 3_600_000);
    }
  });
});

describe('an idempotency key', () => {
  it('answers the same receipt for the same request', async () => {
    const same = actor();
    const first = committed(await ledger.act(same, {}, (act) => make(act)));
    const before = await count('record_event');
    const second = committed(await ledger.act(same, {}, (act) => make(act)));
    expect(second).toMatchObject({ entryId: first.entryId, result: first.result, repeated: true });
    expect(Buffer.from(second.leafHash).equals(Buffer.from(first.leafHash))).toBe(true);
    expect(await count('record_event')).toBe(before);
  });

  it('is refused for another request', async () => {
    const same = actor();
    await ledger.act(same, {}, (act) => make(act));
    const other = ledger.act({ ...same, request: { act: 'other' } }, {}, (act) => make(act));
    await expect(other).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('carries an act out once when ten requests arrive together', async () => {
    const same = actor();
    const before = await count('thing');
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => ledger.act(same, {}, (act) => make(act))),
    );
    expect(new Set(outcomes.map((outcome) => committed(outcome).entryId)).size).toBe(1);
    expect(await count('thing')).toBe(before + 1);
  });
});

describe('the database itself', () => {
  it.each([
    ['a row without its entry', 'INSERT INTO thing VALUES ($1, gen_random_uuid(), 1, NULL)'],
    [
      'a change without its entry',
      "UPDATE thing SET colour = 'grey', version = version + 1 WHERE coalition_id = $1",
    ],
    ['a change without a step of the version', "UPDATE thing SET colour = 'grey' WHERE coalition_id = $1"],
    ['a version that skips one', 'UPDATE thing SET version = version + 2 WHERE coalition_id = $1'],
    ['a deletion', 'DELETE FROM thing WHERE coalition_id = $1'],
    ['a line without its entry', 'INSERT INTO thing_line VALUES ($1, 1, gen_random_uuid(), 1)'],
    ['a changed entry', "UPDATE record_event SET kind = 'x' WHERE coalition_id = $1"],
    ['a deleted entry', 'DELETE FROM record_event WHERE coalition_id = $1'],
  ])('refuses %s', async (_what, sql) => {
    const attempt: Promise<unknown> = database.dataSource.query(sql, [coalitionId]);
    await expect(attempt).rejects.toMatchObject({ driverError: { code: expect.stringMatching(/^23/) } });
  });

  it('refuses to empty the record, even for a replica', async () => {
    await refusesInReplica('TRUNCATE record_event CASCADE');
    await refusesInReplica('DELETE FROM record_event');
    await refusesInReplica('TRUNCATE thing CASCADE');
  });

  async function refusesInReplica(sql: string): Promise<void> {
    const attempt = database.dataSource.transaction(async (db) => {
      await db.query("SET LOCAL session_replication_role = 'replica'");
      await db.query(sql);
    });
    await expect(attempt).rejects.toMatchObject({ driverError: { code: '23000' } });
  }

  it('refuses an entry of a coalition that has no log, even for a replica', async () => {
    const attempt = database.dataSource.transaction(async (db) => {
      await db.query("SET LOCAL session_replication_role = 'replica'");
      await db.query(
        `INSERT INTO record_event (coalition_id, id, stream, stream_version, kind, entry, leaf_hash, recorded_at)
         VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, 'x', '\\x00', sha256('\\x0000'), now())`,
      );
    });
    await expect(attempt).rejects.toMatchObject({ driverError: { code: '23503' } });
  });

  it('refuses an entry whose leaf hash is not its own', async () => {
    await expect(
      database.dataSource.query(
        `INSERT INTO record_event (coalition_id, id, stream, stream_version, kind, entry, leaf_hash, recorded_at)
         VALUES ($1, gen_random_uuid(), gen_random_uuid(), 1, 'x', '\\x00', sha256('other'), now())`,
        [coalitionId],
      ),
    ).rejects.toThrow(/record_event_leaf_hash/);
  });
});

describe('acts at once', () => {
  it('run again by themselves after a deadlock', async () => {
    const [one, two] = [await made(), await made()];
    let tries = 0;
    const crosswise = (first: string, second: string) =>
      ledger.act(actor(), {}, async (act) => {
        tries += 1;
        for (const id of [first, second]) {
          await act.db.query('SELECT FROM thing WHERE coalition_id = $1 AND id = $2 FOR UPDATE', [
            coalitionId,
            id,
          ]);
          await act.db.query('SELECT pg_sleep(0.1)');
        }
        return make(act);
      });
    const outcomes = await Promise.all([crosswise(one, two), crosswise(two, one)]);
    expect(outcomes.map((outcome) => isRefusal(outcome))).toEqual([false, false]);
    expect(tries).toBe(3);
  });

  it('take turns on one subject and leave no gap in its versions', async () => {
    const thing = await made();
    await Promise.all(
      Array.from({ length: 20 }, () => ledger.act(actor(), { streams: [thing] }, (act) => paint(act, thing))),
    );
    const rows: { stream_version: number }[] = await database.dataSource.query(
      'SELECT stream_version FROM record_event WHERE stream = $1 ORDER BY stream_version',
      [thing],
    );
    expect(rows.map((row) => row.stream_version)).toEqual(Array.from({ length: 21 }, (_, n) => n + 1));
  });

  it('that begin the same subject are one after the other behind a turnstile', async () => {
    const stream = randomUUID();
    const outcomes: Acted[] = await Promise.all(
      Array.from({ length: 20 }, async () =>
        committed(
          await ledger.act(actor(), { newcomer: stream, turnstile: stream }, async (act) => {
            const rows: unknown[] = await act.db.query(
              'SELECT FROM thing WHERE coalition_id = $1 AND id = $2',
              [coalitionId, stream],
            );
            return rows.length === 0 ? make(act, stream) : paint(act, stream);
          }),
        ),
      ),
    );
    expect(new Set(outcomes.map((outcome) => outcome.entryId)).size).toBe(20);
    const [row]: { version: number }[] = await database.dataSource.query(
      'SELECT version FROM thing WHERE id = $1',
      [stream],
    );
    expect(row).toEqual({ version: 20 });
  });

  it('of 32 writers are sequenced by three sequencers without gap, each stream in its order', async () => {
    const things = await Promise.all(Array.from({ length: 32 }, () => made()));
    const sequencers = Array.from({ length: 3 }, () => new Sequencer(database.dataSource));
    const writing = Promise.all(
      things.map(async (thing) => {
        for (let n = 0; n < 10; n += 1)
          await ledger.act(actor(), { streams: [thing] }, (act) => paint(act, thing));
      }),
    );
    let isWriting = true;
    const sequencing = sequencers.map(async (sequencer) => {
      while (isWriting) await sequencer.run(coalitionId);
    });
    await writing;
    isWriting = false;
    await Promise.all(sequencing);
    await sequencers[0]!.run(coalitionId);

    expect(await count('record_leaf')).toBe(await count('record_event'));
    expect(await count('record_pending')).toBe(0);
    const [row]: { first: string; last: string; n: string; size: string; jumps: string }[] = await database
      .dataSource.query(`
      SELECT min(leaf_index) AS first, max(leaf_index) AS last, count(DISTINCT leaf_index) AS n,
             (SELECT size FROM record_head) AS size,
             (SELECT count(*) FROM (
                SELECT leaf_index < lag(leaf_index) OVER (PARTITION BY stream ORDER BY stream_version) AS back
                FROM record_leaf JOIN record_event USING (coalition_id, event_id)) AS s WHERE back) AS jumps
      FROM record_leaf`);
    expect(row).toMatchObject({ first: '0', jumps: '0', n: row!.size, last: String(Number(row!.size) - 1) });
  });
});
