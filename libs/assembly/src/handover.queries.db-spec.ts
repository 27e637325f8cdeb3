import { globalId } from '#platform';
import { charterOf, Committee, committed } from '../../../test/support/committee.js';
import { askCounted } from '../../../test/support/statements.js';
import { startTestServer, type TestServer } from '../../../test/support/world.js';
import { Seats } from './seat.service.js';

let server: TestServer;
let committee: Committee;

beforeAll(async () => {
  server = await startTestServer();
  committee = await Committee.seat(server, 4, {
    slug: 'keys',
    clauses: [
      ...charterOf(4),
      {
        topic: 'HANDOVER',
        precedence: 1,
        source: { text: 'The words of 9.', section: '9', lang: 'en' },
        parameters: [{ name: 'items', readings: ['accounts;papers'] }],
      },
    ],
  });
});

afterAll(() => server.stop());

async function endMandate(n: number): Promise<void> {
  const { mandateId } = committee.members[n]!;
  const end = { mandateId, expectedVersion: 1, endsAt: null, because: 'They resign.' };
  committed(await server.app.get(Seats).endMandate(committee.actor(committee.founderId), end));
}

const QUERY = `query ($id: ID!) { node(id: $id) { ... on Body {
  handovers(first: 10) { nodes {
    stage leaving { person { name } } coming { id } seat { seatClass }
    items { item dueAt isOverdue handedOver { note } received { by { id } } }
  } }
  mandates(first: 10) { nodes { handover { stage } } }
} } }`;

it('a list of handovers takes the same number of statements for one as for four', async () => {
  const id = globalId('Body', committee.coalitionId, committee.bodyId);
  await endMandate(0);
  const { statements: one } = await askCounted(server, QUERY, { id });
  for (const n of [1, 2, 3]) await endMandate(n);
  const { statements: four, data } = await askCounted(server, QUERY, { id });
  expect(data.node.handovers.nodes).toHaveLength(4);
  expect(four.length).toBe(one.length);
});
