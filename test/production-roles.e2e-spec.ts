import { readFile } from 'node:fs/promises';
import request from 'supertest';
import { Committee } from './support/committee.js';
import { startTestServer, type TestServer } from './support/world.js';

describe('a server whose database role may not alter the record', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer(async ({ dataSource, url }) => {
      await dataSource.query(
        await readFile(new URL('../docker/postgres-roles.sql', import.meta.url), 'utf8'),
      );
      await dataSource.query(`ALTER ROLE quorate_api PASSWORD 'api'`);
      const address = new URL(url);
      address.username = 'quorate_api';
      address.password = 'api';
      return { DATABASE_URL: address.href };
    });
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
