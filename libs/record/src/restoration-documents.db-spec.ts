import { randomUUID } from 'node:crypto';
import type { CoalitionId, PersonId } from '#kernel';
import { createLog, platformMigrations, Vault, WrappingKeys } from '#platform';
import { sha256, toBase64, utf8 } from '#transparency';
import { testDatabase, type TestDatabase } from '../../../test/support/database.js';
import type { Act } from './act.js';
import { Ledger } from './ledger.service.js';
import { recordMigrations } from './migrations/index.js';
import { restoreDocuments } from './restoration-documents.js';
import { RecordSignals } from './signals.js';

let database: TestDatabase;
let ledger: Ledger;
let signals: RecordSignals;
const vault = new Vault(WrappingKeys.forOnce());
const coalitionId = randomUUID() as CoalitionId;
const personId = randomUUID() as PersonId;
const mediaType = 'text/plain';

/** An entry of its own subject, under whose key its document is sealed. */
function noteWith(act: Act, content: Uint8Array) {
  const stream = act.newId<'Note'>();
  const entry = act.append({
    stream,
    kind: 'note.taken',
    capacity: { role: 'clerk' },
    body: {},
    commit: { words: 'Words.' },
    documents: [{ mediaType, content, erasable: true }],
    about: stream,
  });
  return { entry, result: { stream } };
}

const restore = (stream: string, content: Uint8Array) =>
  database.dataSource.transaction((db) => {
    const sha = toBase64(sha256(content));
    const named = { kind: 'note.taken', stream, version: 1, sha256: sha, mediaType, isErasable: true };
    return restoreDocuments(db, { coalitionId, vault }, [named], () => Promise.resolve(content));
  });

const storedOf = (stream: string): Promise<{ field: string }[]> =>
  database.dataSource.query(
    "SELECT field, sealed FROM record_private WHERE stream = $1 AND field LIKE 'docs/%'",
    [stream],
  );

beforeAll(async () => {
  database = await testDatabase({ entities: [], migrations: [...platformMigrations, ...recordMigrations] });
  signals = new RecordSignals(
    database.dataSource,
    createLog(() => undefined),
  );
  ledger = new Ledger(database.dataSource, signals, vault);
});

afterAll(async () => {
  await signals.onModuleDestroy();
  await database.close();
});

it('words that a backup had before they got their place stay as they are sealed, under the one key of their subject', async () => {
  const content = utf8('What somebody said.');
  const founded = await ledger.found(
    { coalitionId, personId, key: randomUUID(), request: null },
    { slug: 'restoring', origin: 'spec.example/log/restoring' },
    (act) => {
      act.admitSubject(personId);
      return Promise.resolve(noteWith(act, content));
    },
  );
  if (!('result' in founded)) throw new Error('The coalition was not founded.');
  const { stream } = founded.result;
  const before = await storedOf(stream);
  expect(before).toHaveLength(1);
  await restore(stream, content);
  expect(await storedOf(stream)).toEqual(before);
});
