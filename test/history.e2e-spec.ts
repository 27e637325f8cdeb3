import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Coalitions } from '#assembly';
import { globalId } from '#platform';
import { leafHash, toBase64, utf8, verifyProof } from '#transparency';
import { Committee, committed, english } from './support/committee.js';
import { logOverHttp, policyOf } from './support/log-reader.js';
import { startTestServer, type TestServer } from './support/world.js';

const MEMBERS = 4;

let server: TestServer;
let committee: Committee;
let beforeVoting: Date;
let boxId: string;

beforeAll(async () => {
  server = await startTestServer();
  committee = await Committee.seat(server, MEMBERS);
  await pause(20);
  beforeVoting = new Date();
  const box = await committee.box(60_000);
  boxId = globalId('Box', box.coalitionId, box.id);
  for (let n = 0; n < MEMBERS; n += 1) committed(await committee.vote(box, n));
  await committee.close(box);
  const count = 'SELECT count(*)::int AS entries FROM record_event WHERE coalition_id = $1';
  const [{ entries }] = await server.database.dataSource.query(count, [committee.coalitionId]);
  const served = () => fetch(`${server.url}/log/${committee.slug}/checkpoint`).then((got) => got.text());
  while (!(await served()).includes(`\n${entries}\n`)) await pause(20);
}, 120_000);

afterAll(() => server.stop());

async function ask(query: string, variables: object = {}) {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return JSON.parse(await response.text());
}

const ENTRIES = `query ($of: ID, $kind: String, $body: ID, $role: String, $since: DateTime, $until: DateTime,
    $first: Int, $after: String, $last: Int, $coalition: String!) {
  recordEntries(coalition: $coalition, of: $of, kind: $kind, body: $body, role: $role, since: $since,
    until: $until, first: $first, after: $after, last: $last) {
    nodes { index kind version at json }
    pageInfo { hasNextPage endCursor }
  }
}`;

interface FoundEntry {
  readonly index: number;
  readonly kind: string;
  readonly version: number;
  readonly at: string;
  readonly json: string;
}

async function find(wish: object) {
  const { data, errors } = await ask(ENTRIES, { coalition: committee.slug, first: 100, ...wish });
  if (errors) throw new Error(`${errors[0].extensions.code}: ${errors[0].message}`);
  return data.recordEntries as { nodes: FoundEntry[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
}

const bodyOf = () => globalId('Body', committee.coalitionId, committee.bodyId);
const kindsOf = ({ nodes }: { nodes: FoundEntry[] }) => nodes.map(({ kind }) => kind);

describe('the record is searched', () => {
  it('by nothing, and tells all of it in the order in which it happened', async () => {
    const { nodes } = await find({});
    expect(nodes.length).toBeGreaterThan(20);
    expect(nodes.map(({ at }) => at)).toEqual(nodes.map(({ at }) => at).sort());
    expect(new Set(nodes.map(({ index }) => index)).size).toBe(nodes.length);
  });

  it('by what happened', async () => {
    expect(kindsOf(await find({ kind: 'ballot.cast' }))).toEqual(Array(MEMBERS).fill('ballot.cast'));
    expect(kindsOf(await find({ kind: 'no.such_kind' }))).toEqual([]);
  });

  it('by the thing that it happened to', async () => {
    const found = await find({ of: boxId });
    expect(kindsOf(found)).toEqual(['box.opened', 'box.closed', 'box.counted']);
    expect(found.nodes.map(({ version }) => version)).toEqual([1, 2, 3]);
  });

  it('by the body that it names', async () => {
    const kinds = new Set(kindsOf(await find({ body: bodyOf() })));
    expect([...kinds].sort()).toEqual([
      'body.established',
      'box.opened',
      'mandate.began',
      'proposal.drafted',
      'seat.created',
    ]);
  });

  it('by the capacity in which somebody acted', async () => {
    const { nodes } = await find({ role: 'elector' });
    expect(nodes).toHaveLength(MEMBERS);
    for (const { json } of nodes) expect(JSON.parse(json).actor.role).toBe('elector');
  });

  it('by time, the end not included', async () => {
    const all = (await find({})).nodes;
    const early = await find({ until: beforeVoting.toISOString() });
    const late = await find({ since: beforeVoting.toISOString() });
    expect([...early.nodes, ...late.nodes].map(({ index }) => index)).toEqual(all.map(({ index }) => index));
    expect(kindsOf(early)).not.toContain('ballot.cast');
    const exact = await find({ since: all[5]!.at, until: all[5]!.at });
    expect(exact.nodes).toEqual([]);
  });

  it('by several of these at once', async () => {
    const kinds = kindsOf(await find({ body: bodyOf(), since: beforeVoting.toISOString(), role: 'steward' }));
    expect(kinds).not.toContain('seat.created');
    for (const kind of kinds) expect(kind).toMatch(/^(box|proposal)\./);
  });

  it('page by page, without one twice or left out, and from its end', async () => {
    const all = (await find({})).nodes.map(({ index }) => index);
    const paged: number[] = [];
    for (let after: string | null = null; ;) {
      const { nodes, pageInfo } = await find({ first: 7, after });
      paged.push(...nodes.map(({ index }) => index));
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(paged).toEqual(all);
    const latest = await find({ first: null, last: 3 });
    expect(latest.nodes.map(({ index }) => index)).toEqual(all.slice(-3));
  });

  it.each([
    ['a coalition that is not there', { coalition: 'nowhere' }, 'NOT_FOUND'],
    ['a thing that is none', { of: 'box_nonsense' }, 'NOT_FOUND'],
    ['a page that is too large', { first: 101 }, 'BAD_USER_INPUT'],
  ])('and %s is refused', async (_what, wish, code) => {
    await expect(find(wish)).rejects.toThrow(code);
  });

  it('of another coalition’s thing it says that it is not there', async () => {
    const stranger = await Committee.seat(server, 1);
    const of = globalId('Body', stranger.coalitionId, stranger.bodyId);
    await expect(find({ of })).rejects.toThrow('NOT_FOUND');
  });
});

it('a body tells which charter was in force on a day', async () => {
  const query = `query ($id: ID!, $day: DateTime!) {
    node(id: $id) { ... on Body { charter { number digest } charterAsOf(instant: $day) { number digest } } }
  }`;
  const asOf = async (day: Date) => (await ask(query, { id: bodyOf(), day: day.toISOString() })).data.node;
  const now = await asOf(beforeVoting);
  expect(now.charterAsOf).toEqual(now.charter);
  expect(now.charter.number).toBe(1);
  expect((await asOf(new Date(0))).charterAsOf).toBeNull();
});

describe('the receipt of an act', () => {
  const RECEIPT = `query ($coalition: String!, $entry: UUID!, $wait: Boolean!) {
    receipt(coalition: $coalition, entry: $entry, wait: $wait) { status leafIndex leafHash tlogProof }
  }`;
  const receiptOf = async (entry: string, wait: boolean) =>
    (await ask(RECEIPT, { coalition: committee.slug, entry, wait })).data.receipt;

  it('is asked for by its entry, and waited for until it is published', async () => {
    const sector = await server.app
      .get(Coalitions)
      .addSector(committee.actor(committee.founderId), { name: english('Neighbours') });
    const { entryId, leafHash } = committed(sector);
    const waited = await receiptOf(entryId, true);
    expect(waited).toMatchObject({ status: 'PUBLISHED', leafHash: toBase64(leafHash) });
    expect(await receiptOf(randomUUID(), true)).toBeNull();
  });

  it('is saved as a file that proves the entry without the server', async () => {
    const [entry] = (await find({ kind: 'ballot.cast' })).nodes;
    const log = `${server.url}/log/${committee.slug}/`;
    const response = await fetch(`${log}proof/${entry!.index}`);
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="${committee.slug}-${entry!.index}.tlog-proof"`,
    );
    const policy = await policyOf(logOverHttp(server.url, committee.slug));
    const proof = await response.text();
    expect(verifyProof(proof, leafHash(utf8(entry!.json)), policy)).toMatchObject({ index: entry!.index });
    for (const absent of ['999999', '01', '-1', 'x', '']) {
      expect((await fetch(`${log}proof/${absent}`)).status).toBe(404);
    }
  });
});
