import type { OrganizationId, PersonId } from '#kernel';
import { committed, World } from './spec-support/world.js';

let world: World;
let organizationId: OrganizationId;

beforeAll(async () => {
  world = await World.begin();
  organizationId = await world.organization(await world.sector());
});

afterAll(() => world.endVerified());

const at = (day: number) => new Date(Date.UTC(2030, 0, day));

const affiliate = (personId: PersonId, beginsAt: Date | null, endsAt: Date | null) =>
  world.people.affiliate(world.actor(), { personId, organizationId, beginsAt, endsAt });

describe('registering a person', () => {
  it('lets the holder of the mail address sign in as this person, and tells nobody the name', async () => {
    const registered = await world.people.registerPerson(world.actor(), {
      name: 'Bo',
      email: 'bo@example.org',
      steward: false,
    });
    const { personId } = committed(registered).result;
    const links = await world.database.dataSource.query(
      'SELECT account_id AS id FROM account_person WHERE person_id = $1',
      [personId],
    );
    const id = await world.accounts.find(world.database.dataSource, 'BO@example.org');
    expect(links).toEqual([{ id }]);
    const disclosed = await world.database.dataSource.query(
      'SELECT disclosed FROM record_private WHERE stream = $1',
      [personId],
    );
    expect(disclosed).toEqual([{ disclosed: false }]);
    expect(JSON.stringify(await world.entriesOf(personId))).not.toMatch(/"Bo"|bo@example/);
  });

  it('is refused, with nothing written, when the address belongs to another person of the coalition', async () => {
    const count = async () => {
      const [row] = await world.database.dataSource.query('SELECT count(*)::int AS n FROM person');
      return row.n as number;
    };
    const before = await count();
    const refused = await world.people.registerPerson(world.actor(), {
      name: 'Ada again',
      email: 'ada@example.org',
      steward: false,
    });
    expect(refused).toMatchObject({ code: 'ACCOUNT_ALREADY_LINKED' });
    expect(await count()).toBe(before);
  });
});

describe('an affiliation', () => {
  it('begins and ends on its days, and may begin again the day it ends', async () => {
    const personId = await world.person();
    committed(await affiliate(personId, at(1), at(10)));
    expect(await affiliate(personId, at(9), null)).toMatchObject({ code: 'ALREADY_AFFILIATED' });
    committed(await affiliate(personId, at(10), null));
  });

  it('is refused when it would end before it begins', async () => {
    const personId = await world.person();
    expect(await affiliate(personId, at(2), at(1))).toMatchObject({ code: 'SPAN_REVERSED' });
  });

  it('ends once, seen as it is', async () => {
    const personId = await world.person();
    const { affiliationId } = committed(await affiliate(personId, null, null)).result;
    const end = (expectedVersion: number) =>
      world.people.endAffiliation(world.actor(), { affiliationId, expectedVersion, endsAt: null });
    committed(await end(1));
    await expect(end(1)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await end(2)).toMatchObject({ code: 'ALREADY_ENDED' });
    const kinds = (await world.entriesOf(affiliationId)).map(({ kind }) => kind);
    expect(kinds).toEqual(['affiliation.began', 'affiliation.ended']);
  });
});
