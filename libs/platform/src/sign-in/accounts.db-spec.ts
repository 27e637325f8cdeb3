import { HOUR, newCoalition, newPerson, SignInWorld } from './spec-support/sign-in-world.js';

let world: SignInWorld;

beforeAll(async () => {
  world = await SignInWorld.create();
});

afterAll(() => world.close());

describe('an account', () => {
  it('is one for an address, in whatever case and however often it is asked for', async () => {
    const ids = await Promise.all(
      ['Ada@Example.org', 'ada@example.org', ' ADA@EXAMPLE.ORG '].map((email) =>
        world.accounts.ensure(world.db, email),
      ),
    );
    expect(new Set(ids).size).toBe(1);
    await world.pass(HOUR);
    expect(await world.accounts.ensure(world.db, 'ada@example.org')).toBe(ids[0]);
  });

  it('becomes a founder when it is told so, and stays one', async () => {
    const isFounder = async () => {
      const [row] = await world.db.query('SELECT is_founder FROM account WHERE id = $1', [
        await world.accounts.find(world.db, 'bea@example.org'),
      ]);
      return row.is_founder as boolean;
    };
    await world.accounts.ensure(world.db, 'bea@example.org');
    expect(await isFounder()).toBe(false);
    await world.accounts.ensure(world.db, 'bea@example.org', { founder: true });
    await world.accounts.ensure(world.db, 'bea@example.org');
    expect(await isFounder()).toBe(true);
  });

  it.each(['', 'ada', 'ada@example.org\r\nBcc: x@example.org'])('is not made for %j', async (email) => {
    await expect(world.accounts.ensure(world.db, email)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('keeps the instant at which it was disabled first', async () => {
    const { id } = await world.account();
    const disabledAt = async () => {
      await world.accounts.disable(world.db, id);
      const [row] = await world.db.query('SELECT disabled_at FROM account WHERE id = $1', [id]);
      return row.disabled_at as Date;
    };
    const first = await disabledAt();
    expect(first).toBeInstanceOf(Date);
    await world.pass(HOUR);
    expect(await disabledAt()).toEqual(first);
  });
});

describe('the link between an account and a person', () => {
  it('can be said twice', async () => {
    const { id } = await world.account();
    const [coalition, person] = [newCoalition(), newPerson()];
    expect(await world.accounts.link(world.db, coalition, person, id)).toBeNull();
    expect(await world.accounts.link(world.db, coalition, person, id)).toBeNull();
  });

  it('is refused to a person who has another account, and to an account that is another person', async () => {
    const [one, two] = [await world.account(), await world.account()];
    const [coalition, person] = [newCoalition(), newPerson()];
    await world.accounts.link(world.db, coalition, person, one.id);
    const refused = { refused: true, code: 'ACCOUNT_ALREADY_LINKED' };
    expect(await world.accounts.link(world.db, coalition, person, two.id)).toMatchObject(refused);
    expect(await world.accounts.link(world.db, coalition, newPerson(), one.id)).toMatchObject(refused);
    expect(await world.accounts.link(world.db, newCoalition(), newPerson(), one.id)).toBeNull();
  });

  it('leaves the transaction of the act usable when it is refused, and goes when the act is rolled back', async () => {
    const [one, two] = [await world.account(), await world.account()];
    const [coalition, person] = [newCoalition(), newPerson()];
    const act = world.db.transaction(async (db) => {
      await world.accounts.link(db, coalition, person, one.id);
      expect(await world.accounts.link(db, coalition, person, two.id)).not.toBeNull();
      expect(await world.accounts.link(db, newCoalition(), newPerson(), two.id)).toBeNull();
      throw new Error('rolled back');
    });
    await expect(act).rejects.toThrow('rolled back');
    expect(await world.accounts.link(world.db, coalition, person, two.id)).toBeNull();
  });
});
