import { randomUUID } from 'node:crypto';
import type { CoalitionId } from '#kernel';
import { Vault } from '#platform';
import { auditWithin, Sequencer, type KeptTable } from '#record';
import { provingSortition, rotationTables } from '#rotation';
import { verifyRecord } from '#transparency';
import { RECORD_KINDS, recordChecks } from '../../apps/steward/src/record-checks.js';
import { moveClock } from './database.js';
import { logOverHttp, policyOf, untilAllPublished } from './log-reader.js';
import { rowCounts } from './untouched.js';
import { signedIn } from './voters.js';
import type { TestServer } from './world.js';

/** A round of drand as the network published it, and what it signed. */
export const ROUND = 1000;
export const SIGNATURE =
  'b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39';

const DRAW = `draw { id source sourceRound sourceAt sealedBy ofPeople pool drawn output settledAt
  missing { id } sectors { prefix sector { id } } myPlace { leaf salt person place } peopleDrawn { id }
  sortition { stage panel members { id } } }`;
const REFUSAL = '... on Refusal { code because clause }';
/** What stories read of a sortition. */
export const SORTITION = `id version stage seats fairness features section fault withdrawnAt
  quotas { feature value min max } types { values leaves chance } progress { panels settled types }
  conflict { because clashing { feature value } relaxed { feature value min max } }
  draw { id pool drawn ofPeople sourceRound sectors { prefix sector { id } } sortition { id } } panel drawnAt members { id } body { id }`;

const changing = (act: string, input: string) => `mutation ($input: ${input}!) {
  ${act}(input: $input) { ... on SortitionChanged { sortition { ${SORTITION} } receipt { status } } ${REFUSAL} }
}`;

/** The acts on draws as documents, by the names of the acts. */
export const DRAWING = {
  commitDraw: `mutation ($input: CommitDrawInput!) {
    commitDraw(input: $input) { ... on DrawChanged { ${DRAW} receipt { status } } ${REFUSAL} }
  }`,
  settleDraw: `mutation ($input: SettleDrawInput!) {
    settleDraw(input: $input) { ... on DrawChanged { ${DRAW} receipt { status } } ${REFUSAL} }
  }`,
  commitSecret: `mutation ($input: CommitSecretInput!) {
    commitSecret(input: $input) {
      ... on DrawSecretChanged { secret { id digest secret sector { id } committer { name } draw { id } } }
      ${REFUSAL}
    }
  }`,
  revealSecret: `mutation ($input: RevealSecretInput!) {
    revealSecret(input: $input) { ... on DrawSecretChanged { secret { id secret revealedAt } } ${REFUSAL} }
  }`,
  prepareSortition: changing('prepareSortition', 'PrepareSortitionInput'),
  acceptRelaxation: changing('acceptRelaxation', 'AcceptRelaxationInput'),
  commitSortition: changing('commitSortition', 'CommitSortitionInput'),
  withdrawSortition: changing('withdrawSortition', 'WithdrawSortitionInput'),
} as const;

/** What a person is answered who signs in now and acts; throws where the answer has errors. */
export async function actAs(server: TestServer, email: string, act: keyof typeof DRAWING, input: object) {
  const browser = await signedIn(server, email);
  const answer = await browser.ask(DRAWING[act], { input: { idempotencyKey: randomUUID(), ...input } });
  const { data, errors } = JSON.parse(await answer.text());
  if (errors) throw new Error(JSON.stringify(errors));
  return data[act];
}

/** What a stranger finds who verifies everything that the server has published. */
export async function strangerFinds(server: TestServer, slug: string) {
  await untilAllPublished(server, slug);
  const fetchBytes = logOverHttp(server.url, slug);
  return verifyRecord({
    fetchBytes,
    policy: await policyOf(fetchBytes),
    prior: [],
    checks: recordChecks(provingSortition()),
    kinds: RECORD_KINDS,
  });
}

/** Where the rows of these tables differ from the record; of draws and sortitions unless told. */
export async function auditRotation(
  { app, database }: TestServer,
  coalitionId: CoalitionId,
  tables: readonly KeptTable[] = rotationTables,
) {
  await app.get(Sequencer).run(coalitionId);
  const { differences } = await database.dataSource.transaction((db) =>
    auditWithin(db, { coalitionId, vault: app.get(Vault), tables, unrecorded: {}, signed: null }),
  );
  return differences.filter(({ table }) => tables.some((kept) => kept.table === table));
}

/** How many rows each table holds that an act may write; signing in leaves rows of its own. */
export async function rowsOfActs({ database }: TestServer): Promise<Readonly<Record<string, number>>> {
  return { ...(await rowCounts(database.dataSource)), sign_in_link: 0 };
}

/** Moves the clock to an instant. */
export async function moveClockTo({ database }: TestServer, instant: number): Promise<void> {
  await moveClock(database.dataSource, 0);
  const [{ now }]: [{ now: Date }] = await database.dataSource.query('SELECT quorate_now() AS now');
  await moveClock(database.dataSource, instant - now.getTime());
}
