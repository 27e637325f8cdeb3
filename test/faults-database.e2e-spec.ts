import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { Committee } from './support/committee.js';
import type { Browser } from './support/sign-in-server.js';
import { rowCounts } from './support/untouched.js';
import { CAST, castBy, castInput, publishedBy, signedIn, type BoxToVoteIn } from './support/voters.js';
import { startTestServer, type TestServer } from './support/world.js';

/** What a caller is told when the database cannot serve, whatever is wrong with it. */
const CANNOT_ANSWER = 'The server cannot answer now. Try again in a minute.';

describe('a vote that meets a database', () => {
  let server: TestServer;
  let committee: Committee;
  let member: Browser;
  let box: BoxToVoteIn;

  beforeAll(async () => {
    server = await startTestServer();
    committee = await Committee.seat(server, 2);
    box = await committee.box(3_600_000);
    member = await signedIn(server, committee.members[0]!.email);
  });

  afterAll(() => server.stop());

  const sql = (statement: string) => server.database.dataSource.query(statement);
  const counts = () => rowCounts(server.database.dataSource);
  const get = async (path: string) => (await fetch(server.url + path)).status;

  /** Expects the one masked answer, behind which nothing of the machinery shows. */
  async function expectUnavailable(response: Response): Promise<void> {
    const text = await response.text();
    const { data, errors } = JSON.parse(text);
    expect(data?.castBallot).toBeUndefined();
    expect(errors).toMatchObject([{ message: CANNOT_ANSWER, extensions: { code: 'UNAVAILABLE' } }]);
    expect(text).not.toMatch(/postgres|disk|connection|record_|ECONN|stack|terminat/i);
  }

  /** The ballot that failed is sent again with its key: it is carried out now, for the first time. */
  async function expectCarriedOut(input: object, before: Readonly<Record<string, number>>): Promise<void> {
    expect(await counts()).toEqual(before);
    expect(await castBy(member, input)).toMatchObject({ repeated: false });
    expect((await counts()).record_event).toBe((before.record_event ?? 0) + 1);
    expect((await publishedBy(member, input)).repeated).toBe(true);
  }

  it('that goes away in the middle of it is unavailable, half-writes nothing, and comes back', async () => {
    const input = castInput(box, 'YES');
    const before = await counts();
    // Whoever holds the gate keeps the ballot in the middle of its transaction.
    const holder = new pg.Client({ connectionString: server.database.url });
    holder.on('error', () => undefined); // it is cut like all the others
    await holder.connect();
    await holder.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [box.id]);
    const casting = member.ask(CAST, { input });
    await untilWaiting(holder);

    await server.database.outage(async () => {
      await expectUnavailable(await casting);
      await expectUnavailable(await member.ask(CAST, { input }));
      expect(await get('/readyz')).toBe(503);
      expect(await get('/healthz')).toBe(200);
    });
    while ((await get('/readyz')) !== 200) await pause(20);
    await expectCarriedOut(input, before);
  });

  it.each([
    ['when the entry is written', 'CREATE TRIGGER full_disk BEFORE INSERT ON record_event'],
    [
      'when it is committed',
      'CREATE CONSTRAINT TRIGGER full_disk AFTER INSERT ON record_event DEFERRABLE INITIALLY DEFERRED',
    ],
  ])(
    'whose disk is full %s is unavailable, half-writes nothing, and goes on when there is room',
    async (_when, trigger) => {
      const input = castInput(box, 'NO');
      const before = await counts();
      await sql(`CREATE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$`);
      await sql(`${trigger} FOR EACH ROW EXECUTE FUNCTION disk_is_full()`);
      try {
        await expectUnavailable(await member.ask(CAST, { input }));
        expect(await get('/healthz')).toBe(200);
        const { viewer } = await member.data('{ viewer { email } }');
        expect(viewer.email).toBe(committee.members[0]!.email);
      } finally {
        await sql('DROP TRIGGER full_disk ON record_event; DROP FUNCTION disk_is_full()');
      }
      await expectCarriedOut(input, before);
    },
  );

  it('that takes too long over it is unavailable, and half-writes nothing', async () => {
    const input = castInput(box, 'ABSTAIN');
    const before = await counts();
    await sql(`CREATE FUNCTION too_slow() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_sleep(30); RETURN NEW; END $$`);
    await sql('CREATE TRIGGER slow BEFORE INSERT ON record_event FOR EACH ROW EXECUTE FUNCTION too_slow()');
    const casting = member.ask(CAST, { input });
    await cancelSleeper();
    await expectUnavailable(await casting);
    await sql('DROP TRIGGER slow ON record_event; DROP FUNCTION too_slow()');
    await expectCarriedOut(input, before);
  });

  /** Waits until some connection waits for a gate. */
  async function untilWaiting(client: pg.Client): Promise<void> {
    const waiting = `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
    while ((await client.query(waiting)).rowCount === 0) await pause(10);
  }

  /** Cancels the statement that sleeps, as its time limit would. */
  async function cancelSleeper(): Promise<void> {
    const cancel = `SELECT pg_cancel_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event = 'PgSleep'`;
    while ((await sql(cancel)).length === 0) await pause(10);
  }
});
