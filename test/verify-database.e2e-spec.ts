import { CONFIG, type Config } from '#platform';
import { COMMANDS } from '../apps/steward/src/commands/index.js';
import { runLine } from '../apps/steward/src/spec-support/terminal.js';
import { untilAllPublished } from './support/log-reader.js';
import { Committee, committed } from './support/committee.js';
import { startTestServer, type TestServer } from './support/world.js';

let server: TestServer;
let committee: Committee;

beforeAll(async () => {
  server = await startTestServer();
  committee = await Committee.seat(server, 3);
  const box = await committee.box(3_600_000);
  committed(await committee.vote(box, 0));
}, 60_000);

afterAll(() => server.stop());

const query = <Row>(sql: string): Promise<Row[]> => server.database.dataSource.query(sql);

/** What the operator's `steward verify --database` says when all that is committed has been published. */
async function verify(...args: string[]) {
  await untilAllPublished(server, committee.slug);
  const { dataDir } = server.app.get<Config>(CONFIG);
  const env = { DATABASE_URL: server.database.serverUrl, QUORATE_DATA: dataDir };
  return runLine(['verify', server.url, '--coalition', committee.slug, '--database', ...args], COMMANDS, env);
}

it('an operator finds the tables to say what the record says, by the server’s own role', async () => {
  const { exit, out, err } = await verify('--json');
  expect({ exit, err }).toEqual({ exit: 0, err: '' });
  const { verified, database } = JSON.parse(out);
  expect({ verified, differences: database.differences }).toEqual({ verified: true, differences: [] });
  expect(database.compared).toMatchObject({ mandate: 3, ballot: 1, box_elector: 3 });
  const text = await verify();
  expect(text.out).toMatch(/^VERIFIED: /);
  expect(text.out).toContain('database');
  expect(text.out).not.toContain('nobody but its operator can look');
});

it.each([
  [
    'a seat that was made longer',
    'mandate',
    "ends_at = begins_at + interval '99 years'",
    /, ends_at: It holds /,
  ],
  [
    'a role that was given away',
    'person',
    'steward = NOT steward',
    /, steward: It holds (true|false), and the record says/,
  ],
  ['a ballot that was turned round', 'ballot', `ballot = '{"kind": "choice", "choice": "no"}'`, /, ballot: /],
  ['a copy beside an entry', 'record_event', "kind = 'thing.made'", /, kind: It holds thing\.made/],
])('%s by whoever rules the database is named', async (_what, table, change, sentence) => {
  const { manager } = server.database.dataSource;
  await query(`ALTER TABLE ${table} DISABLE TRIGGER ALL`);
  const [kept] = await query<Record<string, unknown>>(
    `SELECT to_jsonb(kept) AS row FROM ${table} kept LIMIT 1`,
  );
  await manager.query(`UPDATE ${table} kept SET ${change} WHERE to_jsonb(kept) = $1`, [kept?.row]);
  const { exit, out } = await verify();
  expect(exit).toBe(1);
  expect(out).toMatch(/^REFUSED:\n {2}DATABASE at /);
  expect(out).toContain(`DATABASE at ${table}, `);
  expect(out).toMatch(sentence);
});
