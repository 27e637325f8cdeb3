import { randomUUID } from 'node:crypto';
import type { CoalitionId, SectorId } from '#kernel';
import { committed, english, World } from './spec-support/world.js';

let world: World;

beforeAll(async () => {
  world = await World.begin();
});

afterAll(() => world.endVerified());

const founding = (slug: string) => ({ slug, name: english('Another'), founderName: 'Cem' });

describe('founding a coalition', () => {
  it('opens its record with the founding and the founder, who is its steward', async () => {
    const { database, coalitionId, founderId } = world;
    const [founded] = await world.entriesOf(coalitionId);
    expect(founded).toMatchObject({
      kind: 'coalition.founded',
      log: 'quorate.example/log/common-ground',
      body: { slug: 'common-ground' },
    });
    const [registered] = await world.entriesOf(founderId);
    expect(registered).toMatchObject({
      kind: 'person.registered',
      cause: founded!.id,
      body: { steward: true },
    });
    const links = await database.dataSource.query(
      'SELECT account_id FROM account_person WHERE coalition_id = $1 AND person_id = $2',
      [coalitionId, founderId],
    );
    const account = await world.accounts.find(database.dataSource, 'ada@example.org');
    expect(account).not.toBeNull();
    expect(links).toEqual([{ account_id: account }]);
  });

  it('finds the coalition again when the same request is sent twice', async () => {
    const account = await world.accounts.ensure(world.database.dataSource, 'cem@example.org');
    const key = randomUUID();
    const first = committed(await world.coalitions.foundCoalition(account, key, founding('twice')));
    const again = committed(await world.coalitions.foundCoalition(account, key, founding('twice')));
    expect(again).toEqual({ ...first, repeated: true });
  });

  it('is refused when another coalition has the address', async () => {
    const account = await world.accounts.ensure(world.database.dataSource, 'dora@example.org');
    const refused = await world.coalitions.foundCoalition(account, randomUUID(), founding('common-ground'));
    expect(refused).toMatchObject({ code: 'SLUG_TAKEN' });
  });
});

describe('the register', () => {
  it('is kept by stewards only', async () => {
    const member = await world.person();
    for (const personId of [member, randomUUID() as typeof member, null]) {
      const refused = await world.coalitions.addSector(world.actor(personId), { name: english('Labour') });
      expect(refused).toMatchObject({ code: 'NOT_A_STEWARD' });
    }
  });

  it('holds names in commitments, never in the body of an entry', async () => {
    const sectorId = await world.sector('Labour');
    const organizationId = await world.organization(sectorId, 'Dockers');
    const entries = [...(await world.entriesOf(sectorId)), ...(await world.entriesOf(organizationId))];
    expect(entries).toMatchObject([
      { kind: 'sector.added', body: {}, commit: { name: expect.any(String) } },
      { kind: 'organization.admitted', body: { sector: sectorId }, commit: { name: expect.any(String) } },
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/Labour|Dockers/);
  });

  it('does not see the sectors of another coalition', async () => {
    const account = await world.accounts.ensure(world.database.dataSource, 'eve@example.org');
    const other = committed(
      await world.coalitions.foundCoalition(account, randomUUID(), founding('elsewhere')),
    ).result;
    const actor = { ...world.actor(other.founderId), coalitionId: other.coalitionId };
    const sectorId = await world.sector();
    const admitted = world.coalitions.admitOrganization(actor, { sectorId, name: english('Spies') });
    await expect(admitted).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is not there for a coalition that was never founded', async () => {
    const actor = { ...world.actor(), coalitionId: randomUUID() as CoalitionId };
    const added = world.coalitions.addSector(actor, { name: english('Nowhere') });
    await expect(added).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const admitted = world.coalitions.admitOrganization(world.actor(), {
      sectorId: randomUUID() as SectorId,
      name: english('Nobody'),
    });
    await expect(admitted).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
