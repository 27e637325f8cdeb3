import { testDatabase, type TestDatabase } from '../../../test/support/database.js';
import { ENTITIES, MIGRATIONS } from './app.module.js';

/** Tables that are no state of a coalition, each with the reason. */
const NOT_STATE: Readonly<Record<string, string>> = {
  database_right: 'what each database role may do',
  account: 'accounts belong to the server',
  account_person: 'joins accounts of the server to people',
  session: 'sessions belong to accounts',
  access_token: 'tokens belong to accounts',
  sign_in_link: 'links belong to accounts',
  sign_in_attempt: 'counts for the rate limit',
  schema_migration: 'which migrations ran',
  record_head: 'grows with the tree; checked against what was published',
  record_pending: 'the outbox of the sequencer',
  record_cosignature: 'what witnesses say of a checkpoint, the latest of each',
  record_witness_turn: 'which server asks the witnesses now',
  record_private: 'what may be erased',
  record_subject_key: 'what may be erased',
  due_act: 'what is still to be done',
  calendar_feed: 'secret addresses belong to those who opened them',
  sortition_work: 'it holds what a solver is at; what it found is on record once an act commits to it',
};

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase({ entities: ENTITIES, migrations: MIGRATIONS });
});

afterAll(async () => {
  await database.close();
});

interface Table {
  readonly name: string;
  /** The triggers of the ledger that are always enabled. */
  readonly walls: readonly string[];
  readonly leads_to_entry: boolean;
  readonly has_coalition: boolean;
  readonly key_begins_with_coalition: boolean;
}

const tables = (): Promise<Table[]> =>
  database.dataSource.query(`
    SELECT class.relname AS name,
      ARRAY(SELECT tgname::text FROM pg_trigger
            WHERE tgrelid = class.oid AND NOT tgisinternal AND tgenabled = 'A' AND tgname LIKE 'record\\_%'
            ORDER BY tgname) AS walls,
      EXISTS (SELECT FROM pg_constraint
              WHERE conrelid = class.oid AND contype = 'f' AND confrelid = 'record_event'::regclass
                AND condeferrable AND condeferred) AS leads_to_entry,
      EXISTS (SELECT FROM pg_attribute
              WHERE attrelid = class.oid AND attname = 'coalition_id' AND NOT attisdropped) AS has_coalition,
      EXISTS (SELECT FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
              WHERE conrelid = class.oid AND contype = 'p' AND attname = 'coalition_id') AS key_begins_with_coalition
    FROM pg_class class
    WHERE class.relnamespace = 'public'::regnamespace AND class.relkind IN ('r', 'p')
    ORDER BY class.relname`);

it('every table of a coalition’s state is kept or sealed by the ledger', async () => {
  const found = await tables();
  expect(found.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['ballot', 'box_elector', 'coalition', 'decision']),
  );
  for (const { name, walls, leads_to_entry } of found) {
    if (name in NOT_STATE) continue;
    const isKept =
      walls.includes('record_version') && walls.includes('record_sealed_table') && leads_to_entry;
    const isSealed = walls.includes('record_sealed_row') && walls.includes('record_sealed_table');
    expect({ name, guarded: isKept || isSealed }).toEqual({ name, guarded: true });
  }
});

it('every line that is written once leads to the entry that brought it', async () => {
  const lines = (await tables()).filter(
    ({ name, walls }) => walls.includes('record_sealed_row') && !name.startsWith('record_'),
  );
  expect(lines.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['box_elector', 'charter_version', 'co_sponsorship', 'proposal_text']),
  );
  for (const { name, leads_to_entry } of lines)
    expect({ name, leads_to_entry }).toEqual({ name, leads_to_entry: true });
});

it('every key of a coalition’s table begins with the coalition', async () => {
  for (const { name, has_coalition, key_begins_with_coalition } of await tables()) {
    if (!has_coalition) {
      expect({ name, reason: NOT_STATE[name] }).toEqual({ name, reason: expect.any(String) });
    } else {
      expect({ name, key_begins_with_coalition }).toEqual({ name, key_begins_with_coalition: true });
    }
  }
});

it('no exception is listed that is not there', async () => {
  const names = new Set((await tables()).map(({ name }) => name));
  expect(Object.keys(NOT_STATE).filter((name) => !names.has(name))).toEqual([]);
});
