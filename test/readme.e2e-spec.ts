import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { guestLinks, loadDemo } from '../apps/steward/src/demo/load-demo.js';
import { startTestServer, type TestServer } from './support/world.js';

const README = readFileSync(path.join(import.meta.dirname, '../README.md'), 'utf8');

/** The operations of the tour by name, as they stand in the README. */
const TOUR = new Map(
  [...README.matchAll(/```graphql\n(.*?)```/gs)].map(([, operation = '']) => [
    /(?:query|mutation) (\w+)/.exec(operation)?.[1] ?? '',
    operation,
  ]),
);

let server: TestServer;
let cookie = '';

beforeAll(async () => {
  server = await startTestServer();
  await loadDemo(server.app);
}, 60_000);

afterAll(async () => {
  await server.stop();
});

/** Sends an operation as a client would; what it answers is read by `part`. */
async function send(query: string, variables: Record<string, unknown> = {}): Promise<unknown> {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(cookie === '' ? {} : { cookie }) },
    body: JSON.stringify({ query, variables }),
  });
  const answer: unknown = await response.json();
  expect(part(answer, 'errors')).toBeUndefined();
  cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
  return part(answer, 'data');
}

const tour = (name: string, variables?: Record<string, unknown>) => send(TOUR.get(name) ?? '', variables);

/** The part of an answer under a path such as `decisions.nodes.0.outcome`. */
function part(answer: unknown, names: string): unknown {
  return names
    .split('.')
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | null | undefined)?.[name], answer);
}

const list = (answer: unknown, names: string) => part(answer, names) as unknown[];

describe('the tour of the README', () => {
  let body: unknown;
  let box: unknown;

  it('has the operations that are run here, and no others', () => {
    expect([...TOUR.keys()]).toEqual([
      'WhoDecides',
      'WhoLeadsNext',
      'WhatWasDecided',
      'WhatIsAtVote',
      'Vote',
      'MayTheyBeSeatedAgain',
      'TheRecord',
    ]);
  });

  it('shows who decides and by which rules', async () => {
    const answer = await tour('WhoDecides');
    expect(part(answer, 'coalition.name.text')).toBe('Coalizione del Quartiere del Porto');
    expect(part(answer, 'coalition.sectors.nodes')).toHaveLength(5);
    const committee = part(answer, 'coalition.bodies.nodes.0');
    expect(list(committee, 'charter.clauses').length).toBeGreaterThanOrEqual(6);
    for (const mandate of list(committee, 'mandates.nodes')) {
      expect(part(mandate, 'person.name')).toEqual(expect.any(String));
    }
    body = part(committee, 'id');
  });

  it('shows who leads next, each from another sector and with the reason', async () => {
    const rotations = list(await tour('WhoLeadsNext', { body }), 'node.rotations.nodes');
    expect(rotations.map((rotation) => part(rotation, 'role')).sort()).toEqual(['CHAIR', 'FACILITATOR']);
    for (const rotation of rotations) {
      const turns = list(rotation, 'turns.nodes');
      expect(turns.map((turn) => part(turn, 'state'))).toEqual(['PUBLISHED', 'PUBLISHED', 'PUBLISHED']);
      expect(new Set(turns.map((turn) => part(turn, 'holder.person.name'))).size).toBe(3);
      for (const turn of turns) {
        expect(part(turn, 'explanationText.lang')).toBe('fr');
        expect(part(turn, 'explanationText.text')).toMatch(/de retard, .*\n.*Tours avant celui-ci/);
      }
    }
  });

  it('shows what was decided, why, and who disagreed', async () => {
    const decision = part(await tour('WhatWasDecided'), 'decisions.nodes.0');
    expect(decision).toMatchObject({ outcome: 'PASSED', numbers: { cast: '10' } });
    expect(part(decision, 'dissents.0.statement.text')).toMatch(/\w/);
    expect(part(decision, 'box.ballots.nodes')).toHaveLength(3);
    expect(list(decision, 'box.tally.explanation').join(' ')).toMatch(/quorum/);
  });

  it('shows what is at vote, and nothing of its ballots', async () => {
    const answer = await tour('WhatIsAtVote', { body });
    const open = list(answer, 'proposals.nodes').find((proposal) => part(proposal, 'stage') === 'AT_VOTE');
    box = list(open, 'boxes').find((candidate) => part(candidate, 'stage') === 'OPEN');
    expect(box).toMatchObject({ tally: null });
  });

  it('takes the ballot of a member who has signed in, and changes it', async () => {
    const [member] = await guestLinks(server.app);
    const token = member?.path.split('/').at(-1);
    await send('mutation ($token: String!) { signIn(input: { token: $token }) { __typename } }', { token });
    const variables = () => ({ box: part(box, 'id'), hash: part(box, 'boxHash'), key: randomUUID() });
    expect(part(await tour('Vote', variables()), 'castBallot')).toMatchObject({
      box: { stage: 'OPEN', myBallot: { text: 'tram-depot > as-it-is = hall-three', version: 1 } },
      receipt: { status: 'PUBLISHED' },
    });
    const again = await tour('Vote', variables());
    expect(part(again, 'castBallot.box.myBallot.version')).toBe(2);
  });

  it('says whether a holder may be seated again, and which mandates count', async () => {
    const asked = `query ($body: ID!) { node(id: $body) { ... on Body {
      mandates(first: 1) { nodes { endsAt person { id } seat { id } } } } } }`;
    const mandate = part(await send(asked, { body }), 'node.mandates.nodes.0');
    const answer = await tour('MayTheyBeSeatedAgain', {
      person: part(mandate, 'person.id'),
      seat: part(mandate, 'seat.id'),
      at: part(mandate, 'endsAt'),
    });
    expect(part(answer, 'eligibility')).toMatchObject({
      answer: 'YES',
      obstacles: [],
      limits: [{ clause: '1.3', run: 1, counted: [{ why: 'COUNTS' }] }],
    });
  });

  it('shows the record of a decision to anybody', async () => {
    cookie = '';
    const decisions = await send('{ decisions(coalition: "harbour", first: 1) { nodes { id } } }');
    const answer = await tour('TheRecord', { decision: part(decisions, 'decisions.nodes.0.id') });
    expect(part(answer, 'recordCheckpoint.note')).toContain(part(answer, 'recordCheckpoint.root'));
    const entry = part(answer, 'recordHistory.0');
    expect(JSON.parse(String(part(entry, 'json')))).toMatchObject({
      kind: 'decision.recorded',
      body: { outcome: 'PASSED' },
    });
    expect(part(entry, 'disclosures.0.field')).toBe('rationale');
  });
});
