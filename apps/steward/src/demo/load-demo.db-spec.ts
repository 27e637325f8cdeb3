import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import type { CoalitionId, ProposalId } from '#kernel';
import { createLog, nestLog, readConfig, SignIn } from '#platform';
import { loadProposal } from '#proposals';
import { PrivateReading } from '#record';
import { testDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { AppModule, ENTITIES, MIGRATIONS } from '../../../api/src/app.module.js';
import { guestLinks, hasNoCoalition, loadDemo } from './load-demo.js';

let database: TestDatabase;
let folder: string;
let application: INestApplicationContext;

beforeAll(async () => {
  database = await testDatabase({ entities: ENTITIES, migrations: MIGRATIONS });
  folder = await mkdtemp(path.join(tmpdir(), 'quorate-demo-'));
  const log = createLog(() => undefined);
  application = await NestFactory.createApplicationContext(
    AppModule.forRoot(readConfig({ QUORATE_DATA: folder }), log, database.url),
    { logger: nestLog(log) },
  );
}, 120_000);

afterAll(async () => {
  await application.close();
  await database.close();
  await rm(folder, { recursive: true });
});

const count = async (table: string): Promise<number> => {
  const [row] = await database.dataSource.query(`SELECT count(*)::int AS count FROM ${table}`);
  return row.count;
};
const counts = async () =>
  Object.fromEntries(
    await Promise.all(
      [
        'sector',
        'organization',
        'person',
        'affiliation',
        'seat',
        'mandate',
        'proposal',
        'box',
        'ballot',
        'decision',
        'rotation',
        'turn_line',
        'dissent',
        'record_event',
        'account',
      ].map(async (table) => [table, await count(table)]),
    ),
  );

/** The languages in which proposals have a title. */
async function languagesOfProposals(): Promise<string[]> {
  const privacy = application.get(PrivateReading, { strict: false });
  const { manager } = database.dataSource;
  const keys: { coalitionId: CoalitionId; id: ProposalId }[] = await manager.query(
    'SELECT coalition_id AS "coalitionId", id FROM proposal',
  );
  const proposals = await Promise.all(
    keys.map(({ coalitionId, id }) => loadProposal(manager, coalitionId, id)),
  );
  const titles = proposals.flatMap((proposal) => privacy.open(proposal?.title ?? null) ?? []);
  return [...new Set(titles.map(({ lang }) => lang))].sort();
}

describe('the demonstration', () => {
  it('is loaded into an empty server, and what it loads is a living committee', async () => {
    expect(await hasNoCoalition(application)).toBe(true);
    const { slug } = await loadDemo(application);
    expect(await hasNoCoalition(application)).toBe(false);
    expect(slug).toBe('harbour');
    expect(await counts()).toMatchObject({
      sector: 5,
      organization: 12,
      person: 20,
      account: 20,
      affiliation: 19,
      seat: 11,
      mandate: 11,
      proposal: 7,
      box: 2,
      decision: 1,
      rotation: 2,
      dissent: 1,
    });
    const stages = await database.dataSource.query(
      'SELECT stage, count(*)::int FROM proposal GROUP BY stage ORDER BY stage',
    );
    expect(stages).toEqual([
      { stage: 'ADMITTED', count: 2 },
      { stage: 'AT_VOTE', count: 1 },
      { stage: 'DECIDED', count: 1 },
      { stage: 'DRAFT', count: 1 },
      { stage: 'SUBMITTED', count: 1 },
      { stage: 'WITHDRAWN', count: 1 },
    ]);
    expect(await database.dataSource.query('SELECT outcome FROM decision')).toEqual([{ outcome: 'PASSED' }]);
    expect(await languagesOfProposals()).toEqual(['ar', 'en', 'it']);
  }, 120_000);

  it('is loaded a second time without doubling anything', async () => {
    const before = await counts();
    await loadDemo(application);
    expect(await counts()).toEqual(before);
  }, 120_000);

  it('lets newcomers in by links that work once', async () => {
    const links = await guestLinks(application);
    expect(links.map(({ role }) => role)).toEqual([
      'a member of the steering committee',
      'the signatory of a partner',
      'the steward',
    ]);
    const signIn = application.get(SignIn, { strict: false });
    for (const { path: link } of links) {
      const secret = link.replace('/sign-in/', '');
      expect(await signIn.enter(secret, null, null)).toMatchObject({ accountId: expect.any(String) });
      expect(await signIn.enter(secret, null, null)).toMatchObject({ code: 'LINK_NOT_VALID' });
    }
  });
});
