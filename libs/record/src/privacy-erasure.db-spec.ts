import { randomUUID } from 'node:crypto';
import { isRefusal, type CoalitionId, type PersonId } from '#kernel';
import { createLog, platformMigrations, Vault, WrappingKeys } from '#platform';
import { testDatabase, type TestDatabase } from '../../../test/support/database.js';
import type { Act, Actor, Told } from './act.js';
import { Ledger } from './ledger.service.js';
import { recordMigrations } from './migrations/index.js';
import { eraseValues } from './privacy-erasure.js';
import { openValue, sealedValue } from './privacy-values.js';
import { RecordSignals } from './signals.js';

let database: TestDatabase;
let ledger: Ledger;
let signals: RecordSignals;
const vault = new Vault(WrappingKeys.forOnce());
const coalitionId = randomUUID() as CoalitionId;
const personId = randomUUID() as PersonId;
const CLERK = { role: 'clerk' };

const actor = (): Actor => ({ coalitionId, personId, key: randomUUID(), request: null });
const query = (sql: string, values: unknown[] = []) => database.dataSource.query(sql, values);

/** An entry of its own subject, with words that are sealed under somebody's key. */
function note(act: Act, about: string | null, words: string): Told<{ note: string }> {
  const stream = act.newId<'Note'>();
  const entry = act.append({
    stream,
    kind: 'note.taken',
    capacity: CLERK,
    body: {},
    commit: { words },
    about,
  });
  return { entry, result: { note: stream } };
}

const erasing = (ref: string) =>
  ({ ref, fields: null, basis: 'OBJECTION', reference: 'x', decidedBy: null }) as const;

const take = (about: string, words: string) =>
  ledger.act(actor(), {}, (act) => Promise.resolve(note(act, about, words)));

const erase = (ref: string, meanwhile: () => Promise<void> = () => Promise.resolve()) =>
  ledger.act(actor(), {}, async (act) => {
    const done = await eraseValues(act, erasing(ref), CLERK);
    if (isRefusal(done)) return done;
    await meanwhile();
    return { entry: done.entry, result: {} };
  });

/** What can be read of all that is sealed under a subject's key; null for what no key opens. */
async function readable(subject: string): Promise<(string | null)[]> {
  const sealed = sealedValue({
    coalition: 'place.coalition_id',
    stream: 'place.stream',
    version: 'place.stream_version',
    field: 'words',
  });
  const rows: { sealed: Buffer | null }[] = await query(
    `SELECT ${sealed} AS sealed FROM record_private place WHERE subject = $1 ORDER BY stream`,
    [subject],
  );
  return rows.map((row) => openValue<string>(vault, row.sealed as never));
}

const keysOf = (subject: string): Promise<{ key: Buffer }[]> =>
  query('SELECT key FROM record_subject_key WHERE subject = $1', [subject]);

/** Whether an act has to wait for a lock before it is done. */
async function waits(act: Promise<unknown>): Promise<boolean> {
  const seen = { isDone: false };
  const done = () => (seen.isDone = true);
  act.then(done, done);
  while (!seen.isDone) {
    const waiting: unknown[] = await query(
      "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    if (waiting.length > 0) return true;
  }
  return false;
}

beforeAll(async () => {
  database = await testDatabase({ entities: [], migrations: [...platformMigrations, ...recordMigrations] });
  signals = new RecordSignals(
    database.dataSource,
    createLog(() => undefined),
  );
  ledger = new Ledger(database.dataSource, signals, vault);
  await ledger.found(actor(), { slug: 'erasing', origin: 'spec.example/log/erasing' }, (act) => {
    act.admitSubject(personId);
    return Promise.resolve(note(act, null, 'The first'));
  });
});

afterAll(async () => {
  await signals.onModuleDestroy();
  await database.close();
});

describe('an erasure and an act that seals something of the same person', () => {
  it('take turns: what is sealed while the key is being destroyed lies under a new one', async () => {
    const subject = randomUUID();
    await take(subject, 'before');
    const [old] = await keysOf(subject);
    let taken: Promise<unknown> = Promise.resolve();
    await erase(subject, async () => {
      taken = take(subject, 'meanwhile');
      expect(await waits(taken)).toBe(true);
    });
    await taken;
    expect(await readable(subject)).toEqual(['meanwhile']);
    expect((await keysOf(subject))[0]!.key).not.toEqual(old!.key);
  });

  it('take turns: an erasure waits for what is being sealed, and takes it along with the key', async () => {
    const subject = randomUUID();
    await take(subject, 'before');
    let erased: Promise<unknown> = Promise.resolve();
    await database.dataSource.transaction(async (db) => {
      await ledger.actWithin(db, actor(), {}, (act) => Promise.resolve(note(act, subject, 'meanwhile')));
      erased = erase(subject);
      expect(await waits(erased)).toBe(true);
    });
    expect(await erased).toMatchObject({ result: {} });
    expect(await readable(subject)).toEqual([]);
    expect(await keysOf(subject)).toEqual([]);
  });

  it('leave each value readable or erased, in whatever order they come', async () => {
    const subjects = Array.from({ length: 4 }, () => randomUUID());
    await Promise.all(subjects.map((subject) => take(subject, 'before')));
    await Promise.all(
      Array.from({ length: 120 }, (_, n) => {
        const subject = subjects[n % subjects.length]!;
        return n % 6 < 2 ? erase(subject) : take(subject, `note ${n}`);
      }),
    );
    for (const subject of subjects) {
      const words = await readable(subject);
      expect(words).not.toContain(null);
      expect((await keysOf(subject)).length).toBe(Math.min(words.length, 1));
    }
  });
});

describe('the database', () => {
  it('refuses a value under a key that is not there', async () => {
    const subject = randomUUID();
    await take(subject, 'a word');
    const orphan = query(
      `INSERT INTO record_private (coalition_id, stream, stream_version, field, subject, sealed, disclosed)
       SELECT coalition_id, stream, stream_version, 'other', $2, sealed, disclosed FROM record_private WHERE subject = $1`,
      [subject, randomUUID()],
    );
    await expect(orphan).rejects.toMatchObject({
      driverError: { constraint: 'record_private_has_its_key' },
    });
  });
});
