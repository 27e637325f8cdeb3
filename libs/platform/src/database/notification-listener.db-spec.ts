import { setTimeout as pause } from 'node:timers/promises';
import { testDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { NotificationListener } from './notification-listener.js';

/** A subscriber that keeps what it was told, and lets a test wait for more. */
class Ear {
  readonly told: string[] = [];
  #wake: () => void = () => undefined;

  heard(payload: string): void {
    this.told.push(payload);
    this.#wake();
  }

  connected(): void {
    this.told.push('(connected)');
    this.#wake();
  }

  async until(count: number): Promise<string[]> {
    while (this.told.length < count) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.told;
  }
}

describe('the listening connection', () => {
  let database: TestDatabase;
  let listener: NotificationListener;
  let reported: unknown[];

  beforeEach(async () => {
    database = await testDatabase({ entities: [], migrations: [] });
    reported = [];
    listener = new NotificationListener(database.url, (error) => reported.push(error), {
      first: 5,
      last: 20,
    });
  });

  afterEach(async () => {
    await listener.stop();
    await database.close();
  });

  const say = (channel: string, payload: string) =>
    database.dataSource.query('SELECT pg_notify($1, $2)', [channel, payload]);

  const cut = () =>
    database.dataSource.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );

  it('tells a subscriber that it stands, and then what is said on its channel', async () => {
    const [one, other] = [new Ear(), new Ear()];
    await listener.subscribe('one', one);
    await listener.start();
    await listener.subscribe('Other "channel"', other);
    await say('one', 'a');
    await say('Other "channel"', 'b');
    await say('nobody', 'c');
    expect(await one.until(2)).toEqual(['(connected)', 'a']);
    expect(await other.until(2)).toEqual(['(connected)', 'b']);
  });

  it('hears only what is committed', async () => {
    const ear = new Ear();
    await listener.subscribe('acts', ear);
    await listener.start();
    await database.dataSource
      .transaction(async (db) => {
        await db.query("SELECT pg_notify('acts', 'rolled back')");
        throw new Error('roll back');
      })
      .catch(() => undefined);
    await say('acts', 'committed');
    expect(await ear.until(2)).toEqual(['(connected)', 'committed']);
  });

  it('tells nothing to one who has left', async () => {
    const [stays, leaves] = [new Ear(), new Ear()];
    await listener.start();
    await listener.subscribe('acts', stays);
    const leave = await listener.subscribe('acts', leaves);
    leave();
    await say('acts', 'a');
    expect(await stays.until(2)).toEqual(['(connected)', 'a']);
    expect(leaves.told).toEqual(['(connected)']);
  });

  it('connects again when it is cut, says so to everyone, and hears again', async () => {
    const [one, other] = [new Ear(), new Ear()];
    await listener.subscribe('one', one);
    await listener.subscribe('other', other);
    await listener.start();
    await cut();
    await Promise.all([one.until(2), other.until(2)]);
    await say('one', 'after');
    expect(await one.until(3)).toEqual(['(connected)', '(connected)', 'after']);
    expect(other.told).toEqual(['(connected)', '(connected)']);
    expect(reported).not.toHaveLength(0);
  });

  it('keeps trying through an outage of the database', async () => {
    const ear = new Ear();
    await listener.subscribe('acts', ear);
    await listener.start();
    await database.outage(async () => {
      while (reported.length < 4) await pause(5);
    });
    await ear.until(2);
    await say('acts', 'after');
    expect(await ear.until(3)).toEqual(['(connected)', '(connected)', 'after']);
  });

  it('starts while the database is away, and stands when it is back', async () => {
    const ear = new Ear();
    await listener.subscribe('acts', ear);
    await database.outage(() => listener.start());
    expect(await ear.until(1)).toEqual(['(connected)']);
    expect(reported).not.toHaveLength(0);
  });

  it('stops for good', async () => {
    const ear = new Ear();
    await listener.subscribe('acts', ear);
    await listener.start();
    await listener.stop();
    await say('acts', 'unheard');
    await pause(50);
    expect(ear.told).toEqual(['(connected)']);
    const [row] = await database.dataSource.query(
      'SELECT count(*)::int AS others FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    expect(row).toEqual({ others: 0 });
  });
});
