import { testDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { queryPrepared } from './prepared.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase({ entities: [], migrations: [] });
});

afterAll(() => database.close());

describe('a prepared statement', () => {
  it('is planned once for each connection', async () => {
    await database.dataSource.transaction(async (db) => {
      for (const n of [1, 2, 3]) {
        expect(await queryPrepared(db, 'SELECT $1::integer AS n', [n])).toEqual([{ n }]);
      }
      const planned = 'SELECT statement FROM pg_prepared_statements WHERE statement LIKE $1';
      expect(await db.query(planned, ['SELECT $1::integer%'])).toHaveLength(1);
    });
  });

  it('runs in the transaction that runs', async () => {
    const { manager } = database.dataSource;
    const xid = 'SELECT txid_current()::text AS id';
    const [first, second] = await database.dataSource.transaction(async (db) => [
      ...(await queryPrepared<{ id: string }>(db, xid, [])),
      ...(await db.query<{ id: string }[]>(xid)),
    ]);
    expect(first).toEqual(second);
    expect(await queryPrepared(manager, xid, [])).not.toEqual([first]);
  });

  it('fails with what PostgreSQL said, and leaves the connection usable', async () => {
    const { manager } = database.dataSource;
    for (let time = 0; time < 20; time += 1) {
      await expect(queryPrepared(manager, 'SELECT 1 / $1::integer AS n', [0])).rejects.toMatchObject({
        code: '22012',
      });
    }
    expect(await queryPrepared(manager, 'SELECT 1 / $1::integer AS n', [1])).toEqual([{ n: 1 }]);
  });
});
