import {
  type Browser,
  HOUR,
  REQUEST,
  SIGN_IN,
  SIGN_OUT,
  SignInServer,
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

describe('signing in by mail', () => {
  it('asks for a link, opens it, presses its button, looks around and signs out', async () => {
    const { email } = await server.account();
    const browser = server.browser();
    expect(await browser.data(VIEWER)).toEqual({ viewer: null });
    expect((await browser.data(REQUEST, { email })).requestSignInLink.minutes).toBe(10);
    const link = await server.mailedTo(email);

    const page = await browser.fetch(`/sign-in/${link}`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).toContain(`name="token" value="${link}"`);

    const entered = await browser.post({ token: link ?? '' }, { 'sec-fetch-site': 'same-origin' });
    expect([entered.status, entered.headers.get('location')]).toEqual([303, '/graphiql']);
    expect([...browser.cookies.keys()]).toEqual(['quorate']);

    const { viewer } = await browser.data(VIEWER);
    expect(viewer).toMatchObject({ email, via: 'SESSION', isReadOnly: false, isFounder: false, persons: [] });

    const kept = new Map(browser.cookies);
    await browser.data(SIGN_OUT);
    expect(browser.cookies.size).toBe(0);
    for (const [name, value] of kept) browser.cookies.set(name, value);
    expect(await browser.data(VIEWER)).toEqual({ viewer: null });
    expect(await browser.code(SIGN_OUT)).toBe('UNAUTHENTICATED');
  });

  it('is not used up by a mail scanner that follows the link', async () => {
    const { email } = await server.account();
    const browser = server.browser();
    await browser.data(REQUEST, { email });
    const link = (await server.mailedTo(email)) ?? '';
    for (const method of ['GET', 'HEAD', 'GET']) await server.browser().fetch(`/sign-in/${link}`, { method });
    expect((await browser.post({ token: link })).status).toBe(303);
  });

  it('is open to programs, which keep their cookies as browsers do', async () => {
    const { email } = await server.account();
    const program = server.browser();
    await program.data(REQUEST, { email });
    const before = new Map(program.cookies);
    const { signIn } = await program.data(SIGN_IN, { token: await server.mailedTo(email) });
    expect(signIn.viewer).toEqual({
      email,
      via: 'SESSION',
      isReadOnly: false,
      accessTokens: { totalCount: 0 },
    });
    expect([...before.keys()]).toEqual(['quorate-browser']);
    expect([...program.cookies.keys()]).toEqual(['quorate']);
    expect((await program.data(VIEWER)).viewer.email).toBe(email);
  });

  it('serves a page that loads nothing, is kept nowhere and cannot be framed', async () => {
    const { headers } = await server.browser().fetch(`/sign-in/${'a'.repeat(43)}`);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';.*frame-ancestors 'none'/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('a sign-in link is refused', () => {
  const refusalOf = async (browser: Browser, link: string) =>
    (await browser.data(SIGN_IN, { token: link })).signIn;

  it('twice, late, elsewhere and when nobody issued it, always in the same words', async () => {
    const [used, late, foreign] = [await server.account(), await server.account(), await server.account()];
    const browser = server.browser();
    const links: string[] = [];
    for (const { email } of [late, foreign, used]) {
      await browser.data(REQUEST, { email });
      links.push((await server.mailedTo(email)) ?? '');
    }
    const [lateLink = '', foreignLink = '', usedLink = ''] = links;

    const elsewhere = await refusalOf(server.browser(), foreignLink);
    expect(elsewhere.code).toBe('LINK_NOT_VALID');
    expect((await browser.post({ token: usedLink })).status).toBe(303);
    await server.pass(HOUR / 6);
    for (const link of [usedLink, lateLink, 'a'.repeat(43), '', "' OR 1=1 --"]) {
      expect(await refusalOf(browser, link)).toEqual(elsewhere);
      const page = await browser.post({ token: link });
      expect(page.status).toBe(403);
      expect(await page.text()).toContain(elsewhere.because);
    }
  });

  it('when another site posts it, and is not used up by that', async () => {
    const { id, email } = await server.account();
    const link = await server.link(id);
    const browser = server.browser();
    const foreign: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://elsewhere.example' },
      { origin: 'null' },
    ];
    for (const headers of foreign) {
      expect((await browser.post({ token: link }, headers)).status).toBe(403);
    }
    expect(browser.cookies.size).toBe(0);
    expect((await browser.post({ token: link }, { origin: 'http://localhost:4000' })).status).toBe(303);
    expect((await browser.data(VIEWER)).viewer.email).toBe(email);
  });

  it.each([
    [
      'a form that is too large',
      { 'content-type': 'application/x-www-form-urlencoded' },
      `token=${'a'.repeat(2000)}`,
      413,
    ],
    ['JSON', { 'content-type': 'application/json' }, '{"token":"x"}', 415],
    ['plain text', { 'content-type': 'text/plain' }, 'token=x', 415],
    ['an empty form', { 'content-type': 'application/x-www-form-urlencoded' }, '', 403],
    ['a broken form', { 'content-type': 'application/x-www-form-urlencoded' }, '%%%&&&==', 403],
  ])('as %s', async (_case, headers, body, status) => {
    const response = await server.browser().fetch('/sign-in', { method: 'POST', headers, body });
    expect(response.status).toBe(status);
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  it('when it is cut off, and its text is not shown back', async () => {
    for (const path of [
      '/sign-in/abc',
      '/sign-in/%3Cscript%3Ealert(1)%3C%2Fscript%3E',
      `/sign-in/${'a'.repeat(60)}`,
    ]) {
      const page = await server.browser().fetch(path);
      expect(page.status).toBe(400);
      expect(await page.text()).not.toMatch(/alert\(|aaaa|abc/);
    }
  });
});
