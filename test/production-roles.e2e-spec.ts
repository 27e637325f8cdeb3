import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import request from 'supertest';
import { testDatabase } from './support/database.js';
import { Committee } from './support/committee.js';
import { buildServer, failServerProcess } from './support/server-process.js';
import { startTestServer, type TestServer } from './support/world.js';
import { ENTITIES, MIGRATIONS } from '../apps/api/src/app.module.js';

describe('a server whose database role may not alter the record', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer({ NODE_ENV: 'production', SMTP_URL: 'smtp://127.0.0.1:9' });
  });

  afterAll(() => server.stop());

  it('is ready', async () => {
    await request(server.url).get('/readyz').expect(200, { ready: true, failing: [] });
  });

  it('acts, orders the entries and publishes a checkpoint over them', async () => {
    const { slug } = await Committee.seat(server, 3);
    const [{ entries }] = await server.database.dataSource.query(
      'SELECT count(*)::int AS entries FROM record_event',
    );
    expect(entries).toBeGreaterThan(3);
    let size = 0;
    while (size < entries) {
      const { text, status } = await request(server.url).get(`/log/${slug}/checkpoint`);
      size = status === 200 ? Number(text.split('\n')[1]) : 0;
    }
    expect(size).toBe(entries);
  });
});

it.each(['url', 'ownerUrl'] as const)(
  'a server in production whose role might alter the record does not start (%s)',
  async (mighty) => {
    buildServer();
    const database = await testDatabase({ entities: ENTITIES, migrations: MIGRATIONS });
    const folder = await mkdtemp(path.join(tmpdir(), 'quorate-roles-'));
    const { exitCode, output } = await failServerProcess({
      NODE_ENV: 'production',
      PORT: '0',
      DATABASE_URL: database[mighty],
      QUORATE_DATA: folder,
    });
    expect(output.trim()).toMatch(
      /^The database role "\w+" might alter the record \([\w ]+\); name a role in DATABASE_URL that may not, such as quorate_api of docker\/postgres-roles\.sql\.$/m,
    );
    expect(exitCode).toBe(1);
    await database.close();
    await rm(folder, { recursive: true });
  },
  60_000,
);
