import { REQUEST, SignInServer, VIEWER } from './support/sign-in-server.js';

const PRODUCTION = { NODE_ENV: 'production', QUORATE_ORIGIN: 'https://quorate.example.org' };
/** Nothing listens there: every message is refused. */
const NO_MAIL_TODAY = { SMTP_URL: 'smtp://127.0.0.1:9' };

describe('a server in production', () => {
  let server: SignInServer;

  beforeAll(async () => {
    server = await SignInServer.start({ ...PRODUCTION, ...NO_MAIL_TODAY });
  });

  afterAll(() => server.close());

  it('sets cookies for its own host and https only, and leads to the front page', async () => {
    const { id } = await server.account();
    const response = await server.browser().post({ token: await server.link(id) });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/']);
    const [session, browser] = response.headers.getSetCookie();
    expect(session).toMatch(
      /^__Host-quorate=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax; Secure$/,
    );
    expect(browser).toMatch(/^__Host-quorate-browser=; Path=\/; Max-Age=0; HttpOnly; SameSite=Lax; Secure$/);
  });

  it('logs who signed in by their account, and no address, link, cookie or token', async () => {
    const { id, email } = await server.account();
    const browser = server.browser();
    await browser.data(REQUEST, { email });
    await server.settled();
    const link = await server.link(id);
    await browser.fetch(`/sign-in/${link}`);
    await browser.post({ token: link });
    const { token } = await server.token(browser, ['READ']);
    await server.script(`${token as string}x`).ask(VIEWER);
    const log = server.log.join('\n');
    expect(log).toContain(id);
    expect(log).toContain('A sign-in link was not sent');
    for (const secret of [email, link, token, ...browser.cookies.values()]) expect(log).not.toContain(secret);
  });
});

describe('a server in production without a mail server', () => {
  it('says so to its operator, once, and to whoever asks for a link', async () => {
    const server = await SignInServer.start(PRODUCTION);
    try {
      const { email } = await server.account();
      expect(await server.browser().code(REQUEST, { email })).toBe('UNAVAILABLE');
      expect(server.log.filter((line) => line.includes('SMTP_URL'))).toHaveLength(1);
    } finally {
      await server.close();
    }
  });
});
