import { seenCheck, toBase64, verifyRecord, type Policy } from '#transparency';
import type { Box } from '#voting';
import { Committee } from './support/committee.js';
import { logOverHttp, openedBy, policyOf, readEntries } from './support/log-reader.js';
import type { Browser } from './support/sign-in-server.js';
import { CAST, castInput, publishedBy, signedIn } from './support/voters.js';
import { startTestServer, type TestServer } from './support/world.js';

let server: TestServer;
let committee: Committee;
let members: Browser[];
let box: Box;
let policy: Policy;

beforeAll(async () => {
  server = await startTestServer();
  committee = await Committee.seat(server, 3);
  box = await committee.box(3_600_000);
  members = await Promise.all(committee.members.map(({ email }) => signedIn(server, email)));
  policy = await policyOf(log());
}, 60_000);

afterAll(() => server.stop());

const log = () => logOverHttp(server.url, committee.slug);

/** The checkpoint that a careful client has verified. */
async function seen() {
  const { size, root } = openedBy(policy, await log()('checkpoint'));
  return { size, root: toBase64(root) };
}

it('a ballot tells which checkpoint its elector had verified, and strangers hold the record to it', async () => {
  const seenCheckpoint = await seen();
  const input = { ...castInput(box, 'YES'), seenCheckpoint };
  const { leafIndex } = await publishedBy(members[0]!, input);
  const entries = await readEntries(log(), policy);
  expect(entries[leafIndex]?.entry.body).toMatchObject({ box: box.id, seen: seenCheckpoint });
  const verification = await verifyRecord({
    fetchBytes: log(),
    policy,
    prior: [],
    checks: [seenCheck()],
  });
  expect(verification).toMatchObject({ verdicts: [], reports: [{ checked: 1 }] });
});

it('a ballot need not tell it', async () => {
  const { leafIndex } = await publishedBy(members[1]!, castInput(box, 'YES'));
  expect((await readEntries(log(), policy))[leafIndex]?.entry.body).not.toHaveProperty('seen');
});

it.each([
  ['another root', async () => ({ ...(await seen()), root: toBase64(new Uint8Array(32)) })],
  ['a size that was never published', async () => ({ ...(await seen()), size: 1_000_000 })],
])('a ballot that rests on %s is not taken, and its elector is told what it means', async (_, wrong) => {
  const input = { ...castInput(box, 'NO'), seenCheckpoint: await wrong() };
  const { castBallot } = await members[2]!.data(CAST, { input });
  expect(castBallot).toMatchObject({
    code: 'CHECKPOINT_CONTRADICTED',
    because: expect.stringMatching(/proves that two histories were shown/),
  });
});
