import { Bodies, Seats } from '#assembly';
import { charterOf, committed, english } from '../../../test/support/committee.js';
import { Rotating } from '../../../test/support/rotating.js';
import { askCounted } from '../../../test/support/statements.js';

let rotating: Rotating;

beforeAll(async () => {
  rotating = await Rotating.seat('delta');
  committed(await rotating.plan());
});

afterAll(() => rotating.server.stop());

/** One more body with a rotation of Ana and Cy. */
async function another(): Promise<void> {
  const { app } = rotating.server;
  const body = { name: english('Working group'), zone: 'UTC', clauses: charterOf(2) };
  const { bodyId } = committed(await app.get(Bodies).establishBody(rotating.bySteward(), body)).result;
  const always = { beginsAt: null, endsAt: null };
  for (const name of ['Ana', 'Cy']) {
    const seat = {
      bodyId,
      label: english('A seat'),
      seatClass: 'member',
      sectorId: null,
      organizationId: null,
    };
    const created = await app.get(Seats).createSeat(rotating.bySteward(), { ...seat, ...always });
    const { seatId } = committed(created).result;
    const appointment = { seatId, personId: rotating.people[name]!, onBehalfOf: null, ...always };
    committed(await app.get(Seats).appoint(rotating.bySteward(), appointment));
  }
  committed(await rotating.plan({ bodyId, weights: [], leaveOpen: true }));
}

const QUERY = `{ coalition(slug: "delta") { bodies(first: 10) { nodes {
  rotations(first: 5) { nodes { isOptimal balances { sector { version } fewest most isOptimal } } }
} } } }`;

it('the proofs of many rotations take the same number of statements as those of one', async () => {
  const { statements: one } = await askCounted(rotating.server, QUERY, {});
  for (let n = 0; n < 3; n += 1) await another();
  const { statements: many, data } = await askCounted(rotating.server, QUERY, {});
  const rotations = data.coalition.bodies.nodes.flatMap(
    (body: { rotations: { nodes: { isOptimal: boolean }[] } }) => body.rotations.nodes,
  );
  expect(rotations).toHaveLength(4);
  expect(rotations.every(({ isOptimal }: { isOptimal: boolean }) => isOptimal)).toBe(true);
  expect(many.length).toBe(one.length);
});
