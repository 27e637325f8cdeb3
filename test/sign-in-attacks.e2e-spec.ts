import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { HOUR, REQUEST, SIGN_OUT, SignInServer, VIEWER } from './support/sign-in-server.js';

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

describe('asking for a link tells nothing', () => {
  it('of whether an address is known: status, headers, text and cookie are alike', async () => {
    const { email } = await server.account();
    const answers = await Promise.all(
      [email, `${randomUUID()}@example.org`].map(async (address) => {
        const response = await server.browser().ask(REQUEST, { email: address });
        const headers = Object.fromEntries(response.headers);
        delete headers.date;
        headers['set-cookie'] = headers['set-cookie']?.replace(/=[\w-]{43};/, '=secret;') ?? 'none';
        return { status: response.status, headers, body: await response.text() };
      }),
    );
    expect(answers[0]?.headers['set-cookie']).toContain('quorate-browser=secret;');
    expect(answers[1]).toEqual(answers[0]);
    expect(await server.mailedTo(email)).not.toBeNull();
    expect(server.log.filter((line) => line.includes('/sign-in/'))).toHaveLength(1);
  });

  it.each([
    'ada@example.org\r\nBcc: all@example.org',
    'ada@example.org\nX: y',
    'ada',
    '',
    `${'a'.repeat(400)}@example.org`,
  ])('and refuses %j as no address', async (email) => {
    expect(await server.browser().code(REQUEST, { email })).toBe('BAD_USER_INPUT');
    expect(await server.mailedTo('example.org')).toBeNull();
  });

  it('and is limited by the network it comes from, whatever its headers say', async () => {
    const codes: string[] = [];
    for (let n = 0; n < 11; n += 1) {
      const forged = {
        'x-forwarded-for': `198.51.100.${n}`,
        'x-real-ip': `198.51.100.${n}`,
        'cf-connecting-ip': `198.51.100.${n}`,
        forwarded: `for=198.51.100.${n}`,
      };
      codes.push(await server.browser(forged).code(REQUEST, { email: `${randomUUID()}@example.org` }));
    }
    expect(codes).toEqual([...Array<string>(10).fill('no error'), 'RATE_LIMITED']);
  });
});

describe('a session', () => {
  it('is over with the next request when its account is disabled', async () => {
    const { id, browser } = await server.signedIn();
    expect((await browser.data(VIEWER)).viewer).not.toBeNull();
    await server.disable(id);
    expect(await browser.data(VIEWER)).toEqual({ viewer: null });
    expect(await browser.code(SIGN_OUT)).toBe('UNAUTHENTICATED');
  });

  it('gets a new cookie with every sign-in, and the old one is dead', async () => {
    const { id, browser } = await server.signedIn();
    const old = server.browser({ cookie: `quorate=${browser.cookies.get('quorate') ?? ''}` });
    expect((await old.data(VIEWER)).viewer).not.toBeNull();
    await browser.post({ token: await server.link(id) });
    expect((await browser.data(VIEWER)).viewer).not.toBeNull();
    expect(await old.data(VIEWER)).toEqual({ viewer: null });
  });

  it('is not had by a cookie that an attacker made up', async () => {
    const cookies = [
      'quorate=',
      'quorate=null',
      `quorate=${'a'.repeat(43)}`,
      `quorate=${'a'.repeat(8000)}`,
      "quorate=' OR '1'='1",
      'quorate=%00%0d%0aset-cookie:%20a=b',
      '=;;;===; quorate; __proto__=1',
      Array.from({ length: 500 }, (_, n) => `c${n}=1`).join('; '),
    ];
    for (const cookie of cookies) {
      const response = await server.browser({ cookie }).ask(VIEWER);
      expect([response.status, await response.json()]).toEqual([200, { data: { viewer: null } }]);
    }
  });

  it('and the server outlive control characters and floods in headers', async () => {
    const { hostname, port } = new URL(server.url);
    const raw = (header: string) =>
      new Promise<string>((resolve, reject) => {
        const socket = connect(Number(port), hostname, () =>
          socket.write(
            `GET /graphql?query={__typename} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${header}\r\n\r\n`,
          ),
        );
        let answer = '';
        socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
        socket.on('end', () => resolve(answer));
        socket.on('error', reject);
      });
    for (const header of [
      'cookie: quorate=\x01\x02\x7f',
      'cookie: quorate=\xff\xfe',
      'authorization: Bearer \x00',
      'authorization: Bearer \x1b[2J',
      `authorization: Bearer ${'a'.repeat(64 * 1024)}`,
    ]) {
      expect(await raw(header)).toMatch(/^HTTP\/1\.1 4\d\d /);
    }
    expect(await server.browser().data(VIEWER)).toEqual({ viewer: null });
  });
});

describe('a server whose database is gone', () => {
  it('serves nobody by a credential that it cannot look up, and logs no link', async () => {
    const lost = await SignInServer.start();
    try {
      const { id, browser } = await lost.signedIn();
      const { token } = await lost.token(browser, ['READ']);
      const link = await lost.link(id);
      await lost.database.close();
      for (const caller of [browser, lost.script(token)]) {
        const response = await caller.ask('{ __typename }');
        expect([response.status, await response.json()]).toMatchObject([
          503,
          { errors: [{ extensions: { code: 'UNAVAILABLE' } }] },
        ]);
      }
      await browser.fetch(`/sign-in/${link}`);
      await lost.browser().post({ token: link });
      expect(lost.log.join('\n')).toContain('A credential could not be looked up.');
      for (const secret of [link, token, ...browser.cookies.values()]) {
        expect(lost.log.join('\n')).not.toContain(secret);
      }
      expect(await lost.browser().data('{ __typename }')).toEqual({ __typename: 'Query' });
    } finally {
      await lost.app.close();
    }
  });
});
