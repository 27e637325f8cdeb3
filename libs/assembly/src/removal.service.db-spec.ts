import { loadRow } from '#platform';
import { Removals } from './removal.service.js';
import { MANDATES } from './seat.queries.js';
import { committed, refusalOf, World } from './spec-support/world.js';

let world: World;

beforeAll(async () => {
  world = await World.begin();
});

afterAll(() => world.endVerified());

/** A seat that an organization fills or nobody does, and who holds it. */
async function seated(isDelegated: boolean) {
  const organizationId = await world.organization(await world.sector());
  const personId = await world.person();
  const open = { beginsAt: null, endsAt: null };
  committed(await world.people.affiliate(world.actor(), { personId, organizationId, ...open }));
  const seatId = await world.seat(await world.body(), isDelegated ? { organizationId } : {});
  const appointed = await world.seats.appoint(world.actor(), { seatId, personId, onBehalfOf: null, ...open });
  return { organizationId, personId, ...committed(appointed).result };
}

const withdraw = (mandateId: Awaited<ReturnType<typeof seated>>['mandateId'], by = world.founderId) =>
  world
    .get(Removals)
    .withdrawHolder(world.actor(by), { mandateId, expectedVersion: 1, because: 'They left us.' });

it('an organization withdraws who speaks for it, and the record says for whom', async () => {
  const { mandateId, organizationId, personId } = await seated(true);
  expect(refusalOf(await withdraw(mandateId, personId)).code).toBe('NOT_A_STEWARD');
  committed(await withdraw(mandateId));
  const { manager } = world.database.dataSource;
  expect(await loadRow(manager, MANDATES, world.coalitionId, mandateId)).toMatchObject({
    endReason: 'WITHDRAWN',
  });
  const [, told] = await world.entriesOf(mandateId);
  expect(told).toMatchObject({
    kind: 'mandate.ended',
    actor: { role: 'steward', org: organizationId },
    body: { reason: 'WITHDRAWN' },
  });
});

it('nobody withdraws who speaks for no organization', async () => {
  const { mandateId } = await seated(false);
  expect(refusalOf(await withdraw(mandateId)).code).toBe('NOT_DELEGATED');
});
