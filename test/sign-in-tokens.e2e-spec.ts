import {
  CREATE,
  HOUR,
  REQUEST,
  REVOKE,
  SIGN_OUT,
  SignInServer,
  TOKENS,
  VIEWER,
} from './support/sign-in-server.js';

let server: SignInServer;

beforeAll(async () => {
  server = await SignInServer.start();
});

beforeEach(async () => {
  server.log.length = 0;
  // All requests come from one network; its limit is free again.
  await server.pass(HOUR);
});

afterAll(() => server.close());

describe('a personal access token', () => {
  it('is shown once, reads for its account and is listed without its secret', async () => {
    const { email, browser } = await server.signedIn();
    const made = await server.token(browser, ['READ']);
    expect(made.accessToken).toMatchObject({
      label: 'Export',
      scopes: ['READ'],
      lastUsedAt: null,
      revokedAt: null,
    });
    expect(made.token.startsWith(made.accessToken.prefix)).toBe(true);
    expect((await server.script(made.token).data(VIEWER)).viewer).toMatchObject({
      email,
      via: 'TOKEN',
      isReadOnly: true,
      expiresAt: made.accessToken.expiresAt,
    });
    const listed = await (await browser.ask(TOKENS)).text();
    expect(JSON.parse(listed).data.viewer.accessTokens).toEqual({
      nodes: [{ id: made.accessToken.id, label: 'Export' }],
      totalCount: 1,
    });
    expect(listed).not.toContain(made.token);
    const node = `query ($id: ID!) { node(id: $id) { id ... on AccessToken { label } } }`;
    const { id } = made.accessToken;
    expect((await browser.data(node, { id })).node).toEqual({ id, label: 'Export' });
    for (const other of [(await server.signedIn()).browser, server.browser(), server.script(made.token)]) {
      expect((await other.data(node, { id })).node).toBeNull();
    }
  });

  it('that may only read cannot act', async () => {
    const { browser } = await server.signedIn();
    const { token: bearer } = await server.token(browser, ['READ']);
    expect(await server.script(bearer).code(SIGN_OUT)).toBe('FORBIDDEN');
    expect(await server.script(bearer).code(REQUEST, { email: 'ada@example.org' })).toBe('FORBIDDEN');
  });

  it('that may act does not make, see or end tokens, and does not sign out', async () => {
    const { browser } = await server.signedIn();
    const { token: bearer, accessToken } = await server.token(browser, ['ACT']);
    expect((await server.script(bearer).data(VIEWER)).viewer.isReadOnly).toBe(false);
    expect(await server.script(bearer).code(SIGN_OUT)).toBe('FORBIDDEN');
    expect(await server.script(bearer).code(REVOKE, { id: accessToken.id })).toBe('FORBIDDEN');
    expect(await server.script(bearer).code(TOKENS)).toBe('FORBIDDEN');
    const input = { label: 'Child', scopes: ['ACT'], expiresAt: '2100-01-01T00:00:00Z' };
    expect(await server.script(bearer).code(CREATE, { input })).toBe('FORBIDDEN');
  });

  it('that is expired, revoked or made up ends the request', async () => {
    const { browser } = await server.signedIn();
    const [revoked, expired] = [
      await server.token(browser, ['READ']),
      await server.token(browser, ['READ'], HOUR / 60),
    ];
    const { revokeAccessToken } = await browser.data(REVOKE, { id: revoked.accessToken.id });
    expect(revokeAccessToken.accessToken.revokedAt).not.toBeNull();
    await server.pass(HOUR / 60);
    for (const bearer of [
      revoked.token,
      expired.token,
      'x',
      `quorate_pat_${'a'.repeat(43)}`,
      'a'.repeat(8000),
    ]) {
      const response = await server.script(bearer).ask(VIEWER);
      expect([response.status, response.headers.get('www-authenticate')]).toEqual([
        401,
        'Bearer error="invalid_token"',
      ]);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    }
  });

  it('is refused when it would last too long, and is none of anybody else', async () => {
    const [holder, other] = [await server.signedIn(), await server.signedIn()];
    expect(await server.token(holder.browser, ['READ'], 400 * 24 * HOUR)).toEqual({
      code: 'EXPIRY_OUT_OF_RANGE',
    });
    const { accessToken } = await server.token(holder.browser, ['READ']);
    expect(await other.browser.code(REVOKE, { id: accessToken.id })).toBe('NOT_FOUND');
    for (const id of ['', 'x', 'tok_', `tok_${'A'.repeat(22)}`, accessToken.id.replace('tok_', 'acc_')]) {
      expect(await holder.browser.code(REVOKE, { id })).toBe('NOT_FOUND');
    }
  });
});
