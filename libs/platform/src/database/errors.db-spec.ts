import pg from 'pg';
import { testDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { connectionProblem, isForeignKeyViolation, isRetryable, isUniqueViolation } from './errors.js';

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('It did not fail.');
}

async function connect(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  await client.connect();
  await client.end();
}

describe('an error of the database', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await testDatabase({ entities: [], migrations: [] });
    await database.dataSource.query(
      'CREATE TABLE seat (holder int CONSTRAINT one_seat_each UNIQUE, body int NOT NULL); INSERT INTO seat VALUES (1, 1), (2, 1)',
    );
  });

  afterAll(() => database.close());

  it('is a unique violation of its constraint and of no other', async () => {
    const error = await failureOf(database.dataSource.query('INSERT INTO seat VALUES (1, 2)'));
    expect(isUniqueViolation(error)).toBe(true);
    expect(isUniqueViolation(error, 'one_seat_each')).toBe(true);
    expect(isUniqueViolation(error, 'seat_pkey')).toBe(false);
    expect(isRetryable(error)).toBe(false);
    expect(connectionProblem(error)).toBeNull();
  });

  it('is no unique violation where another rule was broken', async () => {
    expect(
      isUniqueViolation(await failureOf(database.dataSource.query('INSERT INTO seat VALUES (3, NULL)'))),
    ).toBe(false);
  });

  it('is a violation of a foreign key where the row that is referred to is missing, and only there', async () => {
    await database.dataSource.query(
      'CREATE TABLE hall (id int PRIMARY KEY); CREATE TABLE chair (hall int REFERENCES hall)',
    );
    const error = await failureOf(database.dataSource.query('INSERT INTO chair VALUES (9)'));
    expect(isForeignKeyViolation(error)).toBe(true);
    expect(isUniqueViolation(error)).toBe(false);
    const other = await failureOf(database.dataSource.query('INSERT INTO seat VALUES (1, 1)'));
    expect(isForeignKeyViolation(other)).toBe(false);
  });

  it('is retryable when two transactions could not be put in an order', async () => {
    const race = async (reads: number, writes: number) =>
      database.dataSource.transaction('SERIALIZABLE', async (db) => {
        await db.query('SELECT sum(body) FROM seat WHERE holder = $1', [reads]);
        await db.query('SELECT pg_sleep(0.1)');
        await db.query('UPDATE seat SET body = body + 1 WHERE holder = $1', [writes]);
      });
    const outcomes = await Promise.allSettled([race(1, 2), race(2, 1)]);
    const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(failed).toHaveLength(1);
    expect(isRetryable(failed[0]?.reason)).toBe(true);
  });

  it('is retryable after a deadlock', async () => {
    const lockBoth = async (first: number, second: number) =>
      database.dataSource.transaction(async (db) => {
        await db.query("SET LOCAL deadlock_timeout = '50ms'");
        await db.query('SELECT FROM seat WHERE holder = $1 FOR UPDATE', [first]);
        await db.query('SELECT pg_sleep(0.1)');
        await db.query('SELECT FROM seat WHERE holder = $1 FOR UPDATE', [second]);
      });
    const outcomes = await Promise.allSettled([lockBoth(1, 2), lockBoth(2, 1)]);
    const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(failed).toHaveLength(1);
    expect(isRetryable(failed[0]?.reason)).toBe(true);
  });

  it.each<[string, (url: URL) => void, string]>([
    [
      'nothing listens',
      (url) => (url.port = '1'),
      'The database does not answer: nothing listens at its address.',
    ],
    [
      'the password is wrong',
      (url) => (url.password = 'x'),
      'The database refuses the password of this user.',
    ],
    [
      'the name is wrong',
      (url) => (url.pathname = '/none'),
      'The database server has no database of this name.',
    ],
    [
      'the host is unknown',
      (url) => (url.hostname = 'no-such-host.invalid'),
      'The host of the database is unknown.',
    ],
  ])('says in one sentence that %s', async (_what, spoil, sentence) => {
    const url = new URL(database.url);
    spoil(url);
    const problem = connectionProblem(await failureOf(connect(url.href)));
    if (url.hostname.endsWith('.invalid')) {
      expect([sentence, 'The host of the database cannot be looked up at the moment.']).toContain(problem);
    } else {
      expect(problem).toBe(sentence);
    }
  });

  it('says in one sentence that there are too many clients', async () => {
    const role = `crowd_${process.pid}`;
    await database.dataSource.query(`CREATE ROLE ${role} LOGIN PASSWORD 'crowd' CONNECTION LIMIT 0`);
    const url = new URL(database.url);
    url.username = role;
    url.password = 'crowd';
    expect(connectionProblem(await failureOf(connect(url.href)))).toBe('The database has too many clients.');
    await database.dataSource.query(`DROP ROLE ${role}`);
  });

  it('says in one sentence that its operator has closed it', async () => {
    const closed = await testDatabase({ entities: [], migrations: [] });
    await closed.outage(async () => {
      expect(connectionProblem(await failureOf(connect(closed.url)))).toBe(
        'The database takes no connections at the moment.',
      );
    });
    await closed.close();
  });

  it('says in one sentence that a statement or a lock took too long', async () => {
    const slow = database.dataSource.transaction(async (db) => {
      await db.query('SET LOCAL statement_timeout = 20');
      await db.query('SELECT pg_sleep(5)');
    });
    expect(connectionProblem(await failureOf(slow))).toBe(
      'The database stopped a statement that took too long.',
    );
    const blocked = database.dataSource.transaction(async (holder) => {
      await holder.query('LOCK TABLE seat');
      await database.dataSource.transaction(async (db) => {
        await db.query('SET LOCAL lock_timeout = 20');
        await db.query('SELECT FROM seat');
      });
    });
    expect(connectionProblem(await failureOf(blocked))).toBe(
      'The database is busy: a lock was not free in time.',
    );
  });

  it('says in one sentence that the connection was cut between two statements of a transaction', async () => {
    const cut = database.dataSource.transaction(async (db) => {
      const [{ pid }] = await db.query('SELECT pg_backend_pid() AS pid');
      await database.dataSource.query('SELECT pg_terminate_backend($1, 5000)', [pid]);
      await new Promise((resolve) => setTimeout(resolve, 50));
      await db.query('SELECT 1');
    });
    expect(connectionProblem(await failureOf(cut))).toBe('The database closed the connection.');
  });

  it('says in one sentence that the connection was cut', async () => {
    const cut = database.dataSource.query('SELECT pg_terminate_backend(pg_backend_pid())');
    expect(connectionProblem(await failureOf(cut))).toMatch(
      /^The database (is shutting down|closed the connection)\.$/,
    );
  });

  it.each([null, undefined, 'text', new Error('of another kind'), { code: '23505' }])(
    'is nothing that is none: %p',
    (error) => {
      expect(connectionProblem(error)).toBeNull();
      expect(isRetryable(error)).toBe(false);
      expect(isUniqueViolation(error)).toBe(false);
    },
  );
});
