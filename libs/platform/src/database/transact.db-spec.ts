import { testDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { transact, type Statement } from './transact.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase({ entities: [], migrations: [] });
  await database.dataSource.query(
    `CREATE TABLE said (word text PRIMARY KEY, heard text REFERENCES said DEFERRABLE INITIALLY DEFERRED)`,
  );
});

beforeEach(() => database.dataSource.query('TRUNCATE said'));

afterAll(() => database.close());

const say = (word: string, heard: string | null = null): Statement => ({
  name: 'say',
  text: 'INSERT INTO said (word, heard) VALUES ($1, $2) RETURNING word',
  values: [word, heard],
});
const divide = (by: number): Statement => ({ name: 'divide', text: 'SELECT 1 / $1::integer', values: [by] });

async function words(): Promise<string[]> {
  const rows: { word: string }[] = await database.dataSource.query('SELECT word FROM said ORDER BY word');
  return rows.map(({ word }) => word);
}

describe('a transaction whose ends travel with its first and last statement', () => {
  it('hands on what the first statement read, and commits with the last', async () => {
    const answer = await transact(database.dataSource, say('first'), async (db, rows) => {
      await db.query("INSERT INTO said VALUES ('second')");
      expect(await words()).toEqual([]);
      return { result: rows, last: say('third') };
    });
    expect(answer).toEqual([{ word: 'first' }]);
    expect(await words()).toEqual(['first', 'second', 'third']);
  });

  it('commits without a last statement', async () => {
    await transact(database.dataSource, say('only'), () => Promise.resolve({ result: null, last: null }));
    expect(await words()).toEqual(['only']);
  });

  it.each<[string, Statement, Statement]>([
    ['its first statement fails', divide(0), say('last')],
    ['its last statement fails', say('first'), divide(0)],
    ['what was put off to the commit fails', say('first'), say('last', 'nobody')],
  ])('keeps nothing when %s, and leaves the connections usable', async (_what, first, last) => {
    for (let time = 0; time < 12; time += 1) {
      const failed = transact(database.dataSource, first, async (db) => {
        await db.query("INSERT INTO said VALUES ('between')");
        return { result: null, last };
      });
      await expect(failed).rejects.toMatchObject({ code: expect.stringMatching(/^22012|23503$/) as string });
    }
    expect(await words()).toEqual([]);
    await transact(database.dataSource, say('again'), () => Promise.resolve({ result: null, last: null }));
    expect(await words()).toEqual(['again']);
  });

  it('keeps nothing when the work throws or is cut off', async () => {
    const thrown = new Error('no');
    const refused = transact(database.dataSource, say('first'), () => Promise.reject(thrown));
    await expect(refused).rejects.toBe(thrown);
    const cut = transact(database.dataSource, say('first'), async (db) => {
      const [own]: { pid: number }[] = await db.query('SELECT pg_backend_pid() AS pid');
      await database.dataSource.query('SELECT pg_terminate_backend($1)', [own?.pid]);
      await db.query('SELECT 1');
      return { result: null, last: say('last') };
    });
    await expect(cut).rejects.toThrow();
    expect(await words()).toEqual([]);
  });

  it('nests as TypeORM does, by a savepoint', async () => {
    await transact(database.dataSource, say('first'), async (db) => {
      const inner = db.transaction(async (nested) => {
        await nested.query("INSERT INTO said VALUES ('inner')");
        throw new Error('taken back');
      });
      await expect(inner).rejects.toThrow('taken back');
      return { result: null, last: say('last') };
    });
    expect(await words()).toEqual(['first', 'last']);
  });
});
