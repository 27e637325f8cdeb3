import { jest } from '@jest/globals';
import { isRefusal, type AccountId } from '#kernel';
import { ANONYMOUS } from '../principal.js';
import type { AccessTokenScope } from './access-token.rules.js';
import { newSecret } from './secret.js';
import { HOUR, MINUTE, newCoalition, newPerson, SECOND, SignInWorld } from './spec-support/sign-in-world.js';

let world: SignInWorld;

beforeAll(async () => {
  world = await SignInWorld.create();
});

afterAll(() => world.close());

const now = async () => {
  const [row] = await world.db.query('SELECT quorate_now() AS now');
  return row.now as Date;
};
const make = async (accountId: AccountId, scopes: AccessTokenScope[] = ['READ']) => {
  const expiresAt = new Date((await now()).getTime() + HOUR);
  const made = await world.tokens.create(accountId, { label: 'Export', scopes, expiresAt });
  if (isRefusal(made)) throw new Error(made.because);
  return made;
};
const bearer = (token: string, session: string | null = null) =>
  world.principals.resolve({ session, authorization: `Bearer ${token}` });

/** The service, and the statements that it runs from now on. */
function counted() {
  const statements: string[] = [];
  jest.spyOn(world.db.logger, 'logQuery').mockImplementation((sql) => void statements.push(sql));
  return { principals: world.principals, statements };
}

describe('the principal of a request', () => {
  it('of a session is its account, with its person in each coalition, by one statement', async () => {
    const { id } = await world.account();
    const [north, south] = [newCoalition(), newCoalition()];
    const [ada, also] = [newPerson(), newPerson()];
    expect(await world.accounts.link(world.db, north, ada, id)).toBeNull();
    expect(await world.accounts.link(world.db, south, also, id)).toBeNull();
    const { secret, id: credentialId } = await world.session(id);
    const { principals, statements } = counted();
    expect(await principals.resolve({ session: secret, authorization: undefined })).toEqual({
      accountId: id,
      persons: new Map([
        [north, ada],
        [south, also],
      ]),
      isFounder: false,
      readOnly: false,
      via: 'session',
      credentialId,
    });
    expect(statements).toHaveLength(1);
  });

  it('of an access token is its account, by one statement', async () => {
    const { id } = await world.account();
    const { token, accessToken } = await make(id);
    const { principals, statements } = counted();
    expect(await principals.resolve({ session: null, authorization: `Bearer ${token}` })).toMatchObject({
      accountId: id,
      readOnly: true,
      via: 'token',
      credentialId: accessToken.id,
    });
    expect(statements).toHaveLength(1);
  });

  it.each<[string, string | null, string | undefined]>([
    ['nothing', null, undefined],
    ['an empty cookie', '', undefined],
    ['a cookie that nobody issued', 'abc', undefined],
    ['a cookie of 100 kB', 'a'.repeat(100_000), undefined],
    ['a cookie with control characters', `${'a'.repeat(42)}\0`, undefined],
    ['a cookie of SQL', "' OR true --", undefined],
    ['credentials that a proxy asked for', null, 'Basic YWRhOnNlY3JldA=='],
    ['an empty header', null, ''],
  ])('that shows %s is nobody, and costs no statement', async (_case, session, authorization) => {
    const { principals, statements } = counted();
    expect(await principals.resolve({ session, authorization })).toBe(ANONYMOUS);
    expect(statements).toEqual([]);
  });

  it('with a well-formed cookie that nobody issued is nobody', async () => {
    expect(await world.principals.resolve({ session: newSecret(), authorization: undefined })).toBe(
      ANONYMOUS,
    );
  });

  it.each([
    '',
    'abc',
    newSecret(),
    `quorate_pat_${newSecret()}`,
    `quorate_pat_${'a'.repeat(100_000)}`,
    "' OR true --",
  ])('with the bearer token %j is refused, not anonymous', async (token) => {
    expect(await bearer(token)).toBeNull();
  });

  it('with a bad token is refused also where a good session stands beside it', async () => {
    const { id } = await world.account();
    const { secret } = await world.session(id);
    expect(await bearer(`quorate_pat_${newSecret()}`, secret)).toBeNull();
  });

  it('does not take a session for a token, or a token for a session', async () => {
    const { id } = await world.account();
    const { secret } = await world.session(id);
    const { token } = await make(id);
    expect(await bearer(`quorate_pat_${secret}`)).toBeNull();
    const session = token.replace('quorate_pat_', '');
    expect(await world.principals.resolve({ session, authorization: undefined })).toBe(ANONYMOUS);
  });

  it('of a founder says so', async () => {
    const id = await world.accounts.ensure(world.db, 'founder@example.org', { founder: true });
    const { secret } = await world.session(id);
    expect(await world.principals.resolve({ session: secret, authorization: undefined })).toMatchObject({
      isFounder: true,
    });
  });
});

describe('an access token', () => {
  it.each<[AccessTokenScope[], boolean]>([
    [['READ'], true],
    [[], true],
    [['READ', 'ACT'], false],
    [['ACT'], false],
  ])('with the scopes %j is read-only: %s', async (scopes, readOnly) => {
    const { id } = await world.account();
    expect(await bearer((await make(id, scopes)).token)).toMatchObject({ readOnly });
  });

  it('proves nothing once it is over', async () => {
    const { id } = await world.account();
    const { token } = await make(id);
    await world.pass(HOUR - MINUTE);
    expect(await bearer(token)).toMatchObject({ accountId: id });
    await world.pass(MINUTE);
    expect(await bearer(token)).toBeNull();
  });

  it('proves nothing once it is revoked, and stays revoked since then', async () => {
    const { id } = await world.account();
    const [revoked, kept] = [await make(id), await make(id)];
    const row = await world.tokens.revoke(id, revoked.accessToken.id);
    expect(await bearer(revoked.token)).toBeNull();
    expect(await bearer(kept.token)).toMatchObject({ accountId: id });
    await world.pass(MINUTE);
    expect(await world.tokens.revoke(id, revoked.accessToken.id)).toEqual(row);
  });

  it('is revoked by its own account only', async () => {
    const [holder, other] = [await world.account(), await world.account()];
    const { token, accessToken } = await make(holder.id);
    await expect(world.tokens.revoke(other.id, accessToken.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await bearer(token)).toMatchObject({ accountId: holder.id });
  });

  it('ends with its account, also if that is opened again', async () => {
    const { id } = await world.account();
    const { token } = await make(id);
    await world.accounts.disable(world.db, id);
    expect(await bearer(token)).toBeNull();
    await world.db.query('UPDATE account SET disabled_at = NULL WHERE id = $1', [id]);
    expect(await bearer(token)).toBeNull();
  });

  it('notes its last use once a minute at most', async () => {
    const { id } = await world.account();
    const { token } = await make(id);
    const lastUse = async () => (await world.tokens.list(id, {})).nodes[0]?.lastUsedAt?.getTime();
    expect(await lastUse()).toBeUndefined();
    await bearer(token);
    const first = await lastUse();
    await world.pass(50 * SECOND);
    await bearer(token);
    expect(await lastUse()).toBe(first);
    await world.pass(10 * SECOND);
    await bearer(token);
    expect(await lastUse()).toBeGreaterThan(first ?? Infinity);
  });

  it('is one of twenty at most that stand, also when they are asked for at once', async () => {
    const { id } = await world.account();
    const expiresAt = new Date((await now()).getTime() + HOUR);
    const one = async () => {
      const made = await world.tokens.create(id, { label: 'Export', scopes: ['READ'], expiresAt });
      return isRefusal(made) ? made.code : 'made';
    };
    const answers = await Promise.all(Array.from({ length: 25 }, one));
    expect(answers.filter((answer) => answer === 'made')).toHaveLength(20);
    expect(answers.filter((answer) => answer === 'TOO_MANY_TOKENS')).toHaveLength(5);
    await world.pass(HOUR);
    expect(isRefusal(await world.tokens.create(id, { label: 'Export', scopes: ['READ'], expiresAt }))).toBe(
      true,
    );
    expect((await make(id)).token).toMatch(/^quorate_pat_/);
  });

  it('is listed newest first in pages, without its secret', async () => {
    const { id } = await world.account();
    const made = [await make(id), await make(id), await make(id)];
    const first = await world.tokens.list(id, { first: 2 });
    const rest = await world.tokens.list(id, { first: 2, after: first.pageInfo.endCursor });
    expect([...first.nodes, ...rest.nodes].map((token) => token.id).sort()).toEqual(
      made.map(({ accessToken }) => accessToken.id).sort(),
    );
    expect(await first.totalCount).toBe(3);
    expect(rest.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    for (const { token } of made) expect(JSON.stringify(first.nodes)).not.toContain(token);
  });
});
