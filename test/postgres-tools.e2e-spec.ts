import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { COMMANDS } from '../apps/steward/src/commands/index.js';
import { runLine } from '../apps/steward/src/spec-support/terminal.js';
import { Coalitions } from '#assembly';
import type { Box } from '#voting';
import { untilAllPublished } from './support/log-reader.js';
import { Committee, committed, english } from './support/committee.js';
import { emptyDatabase, type TestDatabase } from './support/database.js';
import { installedPostgres, startInstalled, type RunningPostgres } from './support/installed-postgres.js';
import { startTestServer, type TestServer } from './support/world.js';

const installed = installedPostgres();
const story = typeof installed === 'string' ? describe.skip : describe;

story(
  typeof installed === 'string'
    ? `backups by PostgreSQL's own programs (skipped: ${installed})`
    : `backups by the programs of PostgreSQL ${installed.major}, of a database of that version`,
  () => {
    let postgres: RunningPostgres;
    let folder: string;
    let data: string;
    let live: TestServer;
    let restored: TestDatabase;
    let committee: Committee;
    let box: Box;

    const at = (name: string) => path.join(folder, name);

    beforeAll(async () => {
      if (typeof installed === 'string') throw new Error(installed);
      postgres = await startInstalled(installed);
      postgres.use();
      folder = await mkdtemp(path.join(tmpdir(), 'quorate-backups-'));
      data = at('data');
      live = await startTestServer({ QUORATE_DATA: data });
      committee = await Committee.seat(live, 3);
      box = await committee.box(3_600_000);
      committed(await committee.vote(box, 0));
      await untilAllPublished(live, committee.slug);
      restored = await emptyDatabase();
    }, 300_000);

    afterAll(async () => {
      await live.stop();
      await restored.close();
      await rm(folder, { recursive: true });
      postgres.stop();
    });

    async function steward(database: TestDatabase, ...words: string[]) {
      const env = { DATABASE_URL: database.ownerUrl, QUORATE_DATA: data };
      const { exit, out } = await runLine([...words, '--json'], COMMANDS, env);
      const document = JSON.parse(out);
      return { exit, problem: document.problem, document };
    }

    /** A server on the restored database, with the keys and the published heads of the live one. */
    async function serving(work: (server: TestServer) => Promise<void>): Promise<void> {
      const settings = { DATABASE_URL: restored.serverUrl, QUORATE_DATA: data };
      const server = await startTestServer(() => Promise.resolve(settings));
      try {
        await work(server);
      } finally {
        await server.stop();
      }
    }

    async function rowsOf({ dataSource }: TestDatabase): Promise<Record<string, number>> {
      const tables: { name: string }[] = await dataSource.query(
        "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'",
      );
      const counted: Record<string, number> = {};
      for (const { name } of tables) {
        const [row] = await dataSource.query(`SELECT count(*)::int AS n FROM ${name}`);
        counted[name] = row.n;
      }
      return counted;
    }

    it('are written by the role that migrates it, while it is served', async () => {
      expect(await steward(live.database, 'backup', at('dump'))).toMatchObject({
        exit: 0,
        problem: undefined,
      });
      expect((await stat(at('dump'))).size).toBeGreaterThan(0);
    }, 120_000);

    it('come back into an empty database with every row, which says what the record says', async () => {
      expect(await steward(restored, 'restore', at('dump'))).toMatchObject({ exit: 0, problem: undefined });
      expect(await rowsOf(restored)).toEqual(await rowsOf(live.database));
      await serving(async ({ url }) => {
        expect((await fetch(`${url}/readyz`)).status).toBe(200);
        const verified = await steward(restored, 'verify', url, '--coalition', committee.slug, '--database');
        expect(verified.document).toMatchObject({ verified: true, database: { differences: [] } });
        expect(verified.document.database.compared).toMatchObject({ mandate: 3, ballot: 1, box_elector: 3 });
      });
    }, 120_000);

    it('are found out once the record has gone on: then they are read, and nothing is acted on or signed', async () => {
      committed(await committee.vote(box, 1));
      await untilAllPublished(live, committee.slug);
      const log = `${live.url}/log/${committee.slug}/`;
      expect(await steward(live.database, 'mirror', log, at('mirror'))).toMatchObject({ exit: 0 });
      await serving(async (old) => {
        expect((await fetch(`${old.url}/readyz`)).status).toBe(503);
        const named = { name: english('Too late') };
        const added = old.app.get(Coalitions).addSector(committee.actor(committee.founderId), named);
        await expect(added).rejects.toMatchObject({ code: 'RECORD_FROZEN' });
      });
    }, 120_000);

    it('get back what they lack from a mirror, and serve on', async () => {
      const policy = path.join(at('mirror'), 'policy');
      const mended = await steward(restored, 'restore', '--from-mirror', at('mirror'), '--policy', policy);
      expect(mended).toMatchObject({ exit: 0, problem: undefined });
      await serving(async ({ url }) => {
        expect((await fetch(`${url}/readyz`)).status).toBe(200);
        const log = `${url}/log/${committee.slug}/`;
        const prior = path.join(at('mirror'), 'checkpoint');
        const verified = await steward(restored, 'verify', log, '--policy', policy, '--prior', prior);
        expect(verified.document).toMatchObject({ verified: true, verdicts: [] });
      });
    }, 120_000);
  },
);
