import fc from 'fast-check';
import { testDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { platformMigrations } from '../migrations/index.js';
import { Keyset } from './keyset.js';
import type { PageRequest } from './page.js';

interface Row {
  readonly rank: number;
  readonly at: Date;
  readonly id: string;
}

const list = new Keyset<Row>([
  { sql: 'rank', property: 'rank', type: 'integer', descending: true },
  { sql: 'at', property: 'at', type: 'timestamptz' },
  { sql: 'id', property: 'id', type: 'uuid' },
]);

describe('pages of a list in PostgreSQL', () => {
  let database: TestDatabase;
  let all: string[];

  beforeAll(async () => {
    database = await testDatabase({ entities: [], migrations: platformMigrations });
    await database.dataSource.query(`
      CREATE TABLE paged (id uuid PRIMARY KEY, rank integer NOT NULL, at timestamptz NOT NULL);
      INSERT INTO paged SELECT gen_random_uuid(), i % 4, timestamptz '2026-01-01 00:00:00.123Z' + (i % 7) * interval '1 ms'
      FROM generate_series(1, 60) i;
    `);
    const rows = await database.dataSource.query<Row[]>('SELECT id FROM paged ORDER BY rank DESC, at, id');
    all = rows.map(({ id }) => id);
  });
  afterAll(() => database.close());

  async function read(request: PageRequest) {
    const { where, orderBy, limit, parameters } = list.sql(request, 2);
    const rows = await database.dataSource.query<Row[]>(
      `SELECT id, rank, at FROM paged WHERE rank < $1 AND ${where} ${orderBy} ${limit}`,
      [100, ...parameters],
    );
    return list.page(rows, request);
  }

  it('give every row once and in order, from the beginning or from the end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 25 }), fc.boolean(), async (size, backward) => {
        const seen: string[] = [];
        let cursor: string | null = null;
        for (let isMore = true; isMore;) {
          const page = await read(backward ? { last: size, before: cursor } : { first: size, after: cursor });
          const ids = page.nodes.map(({ id }) => id);
          if (backward) seen.unshift(...ids);
          else seen.push(...ids);
          cursor = backward ? page.pageInfo.startCursor : page.pageInfo.endCursor;
          isMore = backward ? page.pageInfo.hasPreviousPage : page.pageInfo.hasNextPage;
        }
        expect(seen).toEqual(all);
      }),
      { numRuns: 20 },
    );
  });

  it('stay between two cursors', async () => {
    const { edges } = await read({ first: 60 });
    const [after, before] = [edges[9]?.cursor, edges[20]?.cursor];
    expect((await read({ first: 100, after, before })).nodes.map(({ id }) => id)).toEqual(all.slice(10, 20));
    expect((await read({ last: 3, after, before })).nodes.map(({ id }) => id)).toEqual(all.slice(17, 20));
  });
});
