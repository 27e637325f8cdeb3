import { setTimeout as pause } from 'node:timers/promises';
import { refuse } from '#kernel';
import { createLog, platformMigrations } from '#platform';
import { testDatabase, type TestDatabase } from '../../../test/support/database.js';
import { DueActs, MOOT } from './due-acts.service.js';
import { recordMigrations } from './migrations/index.js';

describe('due acts', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await testDatabase({ entities: [], migrations: [...platformMigrations, ...recordMigrations] });
  });

  afterAll(() => database.close());

  it('end with the look that is under way, so that it finds no closed connection', async () => {
    const { dataSource } = database;
    const lines: string[] = [];
    const dueActs = new DueActs(
      dataSource,
      createLog((line) => lines.push(line)),
    );
    const holder = dataSource.createQueryRunner();
    await holder.startTransaction();
    // Once this due act is done, the look for the next instant meets a table that is held.
    dueActs.handle('spec.hold', () => holder.query('LOCK TABLE due_act IN ACCESS EXCLUSIVE MODE'));
    await dataSource.query(
      `INSERT INTO due_act (coalition_id, id, kind, subject, due_at)
       VALUES (gen_random_uuid(), gen_random_uuid(), 'spec.hold', gen_random_uuid(), quorate_now())`,
    );
    dueActs.onApplicationBootstrap();
    while (!(await isWaiting())) await pause(10);

    let stopped = false;
    const stop = dueActs.onModuleDestroy().then(() => (stopped = true));
    await pause(50);
    expect({ stopped, waiting: await isWaiting() }).toEqual({ stopped: false, waiting: true });
    await holder.commitTransaction();
    await holder.release();
    await stop;
    expect(await isWaiting()).toBe(false);
    expect(lines).toEqual([]);
  });

  it('that cannot be carried out keep no other waiting, and are tried less and less often', async () => {
    const { dataSource } = database;
    const lines: string[] = [];
    const dueActs = new DueActs(
      dataSource,
      createLog((line) => lines.push(line)),
    );
    const tried = new Map<string, number>();
    const done = new Promise<void>((resolve) => {
      dueActs.handle('spec.good', () => {
        resolve();
        return Promise.resolve(MOOT);
      });
    });
    dueActs.handle('spec.bad', ({ id }) => {
      tried.set(id, (tried.get(id) ?? 0) + 1);
      return Promise.resolve(refuse('NOT_NOW', 'It cannot be done.'));
    });
    // More than one look takes up, and due for longer.
    await dataSource.query(
      `INSERT INTO due_act (coalition_id, id, kind, subject, due_at)
       SELECT gen_random_uuid(), gen_random_uuid(), 'spec.bad', gen_random_uuid(), quorate_now() - interval '1 hour'
       FROM generate_series(1, 60)
       UNION ALL
       SELECT gen_random_uuid(), gen_random_uuid(), 'spec.good', gen_random_uuid(), quorate_now()`,
    );
    dueActs.onApplicationBootstrap();
    await done;
    await pause(1_500);
    await dueActs.onModuleDestroy();
    expect(tried.size).toBe(60);
    expect(Math.max(...tried.values())).toBeLessThanOrEqual(3);
    expect(lines).toHaveLength([...tried.values()].reduce((sum, times) => sum + times, 0));
    expect(lines[0]).toContain('NOT_NOW');
  });

  async function isWaiting(): Promise<boolean> {
    const [row]: { waiting: boolean }[] = await database.dataSource.query(
      `SELECT EXISTS (SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%min(due_at)%'
          AND pid <> pg_backend_pid()) AS waiting`,
    );
    return row!.waiting;
  }
});
