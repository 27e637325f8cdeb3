import { moveClock, testDatabase, type TestDatabase } from '../../../test/support/database.js';
import { databaseNow } from './clock.js';
import { platformMigrations } from './migrations/index.js';

describe('the clock of the database', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await testDatabase({ entities: [], migrations: platformMigrations });
  });

  afterAll(() => database.close());

  it('tells whole milliseconds, and the present one', async () => {
    const [row] = await database.dataSource.query(
      `SELECT quorate_now() = date_trunc('milliseconds', quorate_now()) AS whole,
              quorate_now() BETWEEN clock_timestamp() - interval '1 second' AND clock_timestamp() AS present`,
    );
    expect(row).toEqual({ whole: true, present: true });
  });

  it('moves on inside a transaction, so that it can be read after a lock was waited for', async () => {
    await database.dataSource.transaction(async (db) => {
      const before = await databaseNow(db);
      await db.query('SELECT pg_sleep(0.005)');
      const after = await databaseNow(db);
      expect(after.getTime()).toBeGreaterThan(before.getTime());
    });
  });

  it('can be moved by a test, again and again', async () => {
    const day = 24 * 60 * 60 * 1000;
    const start = await databaseNow(database.dataSource);
    await moveClock(database.dataSource, day);
    await moveClock(database.dataSource, day);
    const later = await databaseNow(database.dataSource);
    const moved = later.getTime() - start.getTime();
    expect(moved).toBeGreaterThanOrEqual(2 * day);
    expect(moved).toBeLessThan(2.5 * day);
  });
});
