import { randomUUID } from 'node:crypto';
import { isRefusal, type CoalitionId, type PersonId, type Refusal } from '#kernel';
import { createLog, platformMigrations, Vault, WrappingKeys } from '#platform';
import { checkSealedHistory, decodeEntry, type Entry } from '#transparency';
import { testDatabase, type TestDatabase } from '../../../test/support/database.js';
import type { Act, Actor, Told } from './act.js';
import { Ledger } from './ledger.service.js';
import { LogQueries } from './log.queries.js';
import { recordMigrations } from './migrations/index.js';
import { eraseValues } from './privacy-erasure.js';
import { openSealed } from './sealed-heads.js';
import { RecordSignals } from './signals.js';

let database: TestDatabase;
let ledger: Ledger;
let signals: RecordSignals;
const vault = new Vault(WrappingKeys.forOnce());
const coalitionId = randomUUID() as CoalitionId;
const personId = randomUUID() as PersonId;

const actor = (): Actor => ({ coalitionId, personId, key: randomUUID(), request: null });
const PARTY = { role: 'party' };

function committed<Outcome>(outcome: Outcome): Exclude<Outcome, Refusal> {
  if (isRefusal(outcome)) throw new Error(outcome.because);
  return outcome as Exclude<Outcome, Refusal>;
}

/** A complaint: a confidential matter of this spec, whose state the ledger keeps by its sealed entries. */
async function complain(act: Act, id: string, words: string): Promise<Told<{ matter: string }>> {
  const { entry, version } = await act.seal({
    stream: id,
    kind: 'complaint.made',
    capacity: PARTY,
    body: { words },
  });
  await act.db.query('INSERT INTO complaint VALUES ($1, $2, $3, $4)', [coalitionId, id, version, 'MADE']);
  return { entry, result: { matter: id } };
}

async function answer(act: Act, id: string, version?: number): Promise<Told<{ matter: string }>> {
  const sealed = await act.seal({ stream: id, kind: 'complaint.answered', capacity: PARTY, body: {} });
  await act.db.query('UPDATE complaint SET version = $3, stage = $4 WHERE coalition_id = $1 AND id = $2', [
    coalitionId,
    id,
    version ?? sealed.version,
    'ANSWERED',
  ]);
  return { entry: sealed.entry, result: { matter: id } };
}

const make = (id: string, words = 'In confidence') =>
  ledger.act(actor(), { turnstile: id }, (act) => complain(act, id, words));
const reply = (id: string) => ledger.act(actor(), { turnstile: id }, (act) => answer(act, id));

const query = (sql: string, values: unknown[] = []) => database.dataSource.query(sql, values);

async function historyOf(id: string) {
  const opened = await openSealed(database.dataSource.manager, vault, { coalitionId, stream: id });
  return opened.map(({ bytes, leafHash, disclosure }) => ({
    entry: decodeEntry(bytes) as Entry,
    leafHash,
    disclosure,
  }));
}

/** What was disclosed, where nothing was erased. */
async function disclosedOf(id: string) {
  return (await historyOf(id)).map(({ disclosure, ...place }) => {
    if (!disclosure) throw new Error('It was erased.');
    return { ...place, disclosure };
  });
}

beforeAll(async () => {
  database = await testDatabase({ entities: [], migrations: [...platformMigrations, ...recordMigrations] });
  await query(`
    CREATE TABLE complaint (coalition_id uuid, id uuid, version integer NOT NULL, stage text NOT NULL,
      PRIMARY KEY (coalition_id, id));
    SELECT record_keep_sealed('complaint');`);
  signals = new RecordSignals(
    database.dataSource,
    createLog(() => undefined),
  );
  ledger = new Ledger(database.dataSource, signals, vault);
  await ledger.found(actor(), { slug: 'sealed', origin: 'spec.example/log/sealed' }, (act) => {
    act.admitSubject(personId);
    return complain(act, randomUUID(), 'The first');
  });
});

afterAll(async () => {
  await signals.onModuleDestroy();
  await database.close();
});

describe('a sealed entry', () => {
  it('tells the log nothing but that and when something happened', async () => {
    const id = randomUUID();
    committed(await make(id, 'x'.repeat(5_000)));
    committed(await reply(id));
    const rows = await query('SELECT stream, stream_version AS version, kind, entry FROM record_event');
    const streams = rows.map(({ stream }: { stream: string }) => stream);
    expect(new Set(streams).size).toBe(rows.length);
    expect(streams).not.toContain(id);
    expect(new Set(rows.map(({ entry }: { entry: Buffer }) => entry.length)).size).toBe(1);
    for (const { entry, kind, version } of rows) {
      expect({ kind, version }).toEqual({ kind: 'sealed', version: 1 });
      expect(entry.toString()).not.toMatch(new RegExp(`${id}|complaint|party|xxx`));
    }
    const logs = new LogQueries(database.dataSource, vault);
    expect(await logs.history(coalitionId, id, { from: 1, count: 100, size: 1000 })).toEqual([]);
  });

  it('is stored in one of six sizes, of which each hides what is smaller', async () => {
    const [short, long] = [randomUUID(), randomUUID()];
    committed(await make(short, 'a'));
    committed(await make(long, 'a'.repeat(400)));
    const sizes = await query(
      'SELECT DISTINCT octet_length(sealed) AS size FROM record_private WHERE subject = ANY ($1::uuid[])',
      [[short, long]],
    );
    expect(sizes).toEqual([{ size: 12 + 32 + 1024 + 16 }]);
  });

  it('proves to the parties the whole history of their matter', async () => {
    const id = randomUUID();
    committed(await make(id, 'What happened'));
    committed(await reply(id));
    const history = await disclosedOf(id);
    expect(checkSealedHistory(history)).toBeNull();
    expect(history.map(({ disclosure }) => disclosure.content)).toMatchObject([
      { kind: 'complaint.made', stream: id, ver: 1, prev: null, body: { words: 'What happened' } },
      {
        kind: 'complaint.answered',
        stream: id,
        ver: 2,
        actor: { role: 'party', commit: expect.any(String) },
      },
    ]);
    expect(checkSealedHistory(history.slice(1))).toMatchObject({ code: 'SEALED_BROKEN' });
  });

  it('comes after the one before it, also when many act at once', async () => {
    const id = randomUUID();
    committed(await make(id));
    (await Promise.all(Array.from({ length: 8 }, () => reply(id)))).forEach(committed);
    expect(checkSealedHistory(await disclosedOf(id))).toBeNull();
    const versions = (await disclosedOf(id)).map(({ disclosure }) => disclosure.content.ver);
    expect(versions).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('can be erased as a whole matter, with its key', async () => {
    const id = randomUUID();
    committed(await make(id));
    const erasing = { ref: id, fields: null, basis: 'OBJECTION', reference: 'x', decidedBy: null } as const;
    await ledger.act(actor(), {}, async (act) => {
      const done = await eraseValues(act, erasing, PARTY);
      return isRefusal(done) ? done : { entry: done.entry, result: {} };
    });
    expect((await historyOf(id)).map(({ disclosure }) => disclosure)).toEqual([null]);
  });
});

describe('the database', () => {
  it('refuses a change of a confidential matter without its sealed entry', async () => {
    const id = randomUUID();
    committed(await make(id));
    const row = [coalitionId, randomUUID(), 1, 'MADE'];
    await expect(query('INSERT INTO complaint VALUES ($1, $2, $3, $4)', row)).rejects.toMatchObject({
      driverError: { constraint: 'complaint_has_its_entry' },
    });
    const leap = ledger.act(actor(), { turnstile: id }, (act) => answer(act, id, 3));
    await expect(leap).rejects.toThrow('steps by one');
    await expect(query('DELETE FROM complaint WHERE id = $1', [id])).rejects.toThrow('Nothing is deleted');
    await expect(query('DELETE FROM record_sealed WHERE stream = $1', [id])).rejects.toThrow('append-only');
  });
});
