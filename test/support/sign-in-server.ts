import { randomUUID } from 'node:crypto';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AccountId } from '#kernel';
import {
  AccessGuard,
  Accounts,
  createLog,
  DatabaseModule,
  GraphqlModule,
  HttpModule,
  platformMigrations,
  readConfig,
  SettingsModule,
  SignIn,
  SignInModule,
  webServer,
} from '#platform';
import { moveClock, testDatabase, type TestDatabase } from './database.js';

export const HOUR = 60 * 60 * 1000;

/** A server of ours with accounts and no more, on a free port; its mail goes to the log, as in development. */
export class SignInServer {
  private constructor(
    readonly database: TestDatabase,
    readonly app: NestFastifyApplication,
    readonly url: string,
    /** The lines that the server logged. */
    readonly log: string[],
  ) {}

  /** @param settings the environment of the process, beside an address on this machine */
  static async start(settings: Record<string, string> = {}): Promise<SignInServer> {
    const database = await testDatabase({ entities: [], migrations: platformMigrations });
    const log: string[] = [];
    const config = readConfig({ QUORATE_ORIGIN: 'http://localhost:4000', ...settings });
    const logged = createLog((line) => log.push(line));
    const app = await NestFactory.create<NestFastifyApplication>(
      {
        module: class Story {},
        imports: [
          SettingsModule.forRoot(config, logged),
          DatabaseModule.forRoot(database.url, { entities: [], migrations: platformMigrations }),
          HttpModule,
          GraphqlModule,
          SignInModule,
        ],
        providers: [{ provide: APP_GUARD, useClass: AccessGuard }],
      },
      webServer(config, logged),
      { logger: false, bodyParser: false, abortOnError: false },
    );
    await app.listen(0, '127.0.0.1');
    return new SignInServer(database, app, await app.getUrl(), log);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.database.close();
  }

  /** Lets time pass. */
  pass(milliseconds: number): Promise<void> {
    return moveClock(this.database.dataSource, milliseconds);
  }

  /** @param headers sent with every request */
  browser(headers: Record<string, string> = {}): Browser {
    return new Browser(this.url, headers);
  }

  /** A program that shows an access token. */
  script(token: string): Browser {
    return this.browser({ authorization: `Bearer ${token}` });
  }

  async account(): Promise<{ id: AccountId; email: string }> {
    const email = `${randomUUID()}@example.org`;
    return { id: await this.app.get(Accounts).ensure(this.database.dataSource, email), email };
  }

  /** Shuts an account. */
  disable(id: AccountId): Promise<void> {
    return this.app.get(Accounts).disable(this.database.dataSource, id);
  }

  /** The secret of a link as the operator's terminal shows it. */
  async link(id: AccountId): Promise<string> {
    const path = await this.app.get(SignIn).issueLink(id);
    return path.replace('/sign-in/', '');
  }

  /** The secret of the last link that was mailed to an address, or null. */
  async mailedTo(email: string): Promise<string | null> {
    await this.settled();
    const line = this.log.findLast((one) => one.includes(email) && one.includes('/sign-in/'));
    return /\/sign-in\/([\w-]+)/.exec(line ?? '')?.[1] ?? null;
  }

  settled(): Promise<void> {
    return this.app.get(SignIn).settled();
  }

  /** A browser that is signed in as a new account. */
  async signedIn(): Promise<{ id: AccountId; email: string; browser: Browser }> {
    const { id, email } = await this.account();
    const browser = this.browser();
    await browser.post({ token: await this.link(id) });
    return { id, email, browser };
  }

  /** What the server answers when a browser asks for an access token that lasts so long. */
  async token(browser: Browser, scopes: string[], milliseconds = HOUR) {
    const [row] = await this.database.dataSource.query('SELECT quorate_now() AS now');
    const expiresAt = new Date((row.now as Date).getTime() + milliseconds);
    const { createAccessToken } = await browser.data(CREATE, {
      input: { label: 'Export', scopes, expiresAt },
    });
    return createAccessToken;
  }
}

/** What GraphQL answers; a story says what it expects there. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the operations are texts, so no type knows their answers
type Answer = any;

/** A browser: it keeps the cookies that it is handed and sends them back. */
export class Browser {
  readonly cookies = new Map<string, string>();

  constructor(
    private readonly url: string,
    private readonly headers: Record<string, string>,
  ) {}

  async fetch(
    path: string,
    {
      method = 'GET',
      headers = {},
      body,
    }: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(this.url + path, {
      redirect: 'manual',
      method,
      body: body ?? null,
      headers: { ...(cookie === '' ? {} : { cookie }), ...this.headers, ...headers },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  /** Posts the form of the sign-in page. */
  post(form: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
    return this.fetch('/sign-in', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams(form).toString(),
    });
  }

  ask(query: string, variables: object = {}): Promise<Response> {
    return this.fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
  }

  /** The data of an operation that is answered without error. */
  async data(query: string, variables: object = {}): Promise<Answer> {
    const { data, errors } = await this.#answer(query, variables);
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  }

  /** The code of the one error with which an operation is answered. */
  async code(query: string, variables: object = {}): Promise<string> {
    const { errors } = await this.#answer(query, variables);
    return errors?.[0]?.extensions?.code ?? 'no error';
  }

  async #answer(query: string, variables: object): Promise<Answer> {
    return (await this.ask(query, variables)).json();
  }
}

export const REQUEST = `mutation ($email: String!) {
  requestSignInLink(input: { email: $email }) { ... on SignInLinkRequested { message minutes } }
}`;
export const SIGN_IN = `mutation ($token: String!) {
  signIn(input: { token: $token }) {
    ... on SignedIn { viewer { email via isReadOnly accessTokens { totalCount } } }
    ... on Refusal { code because clause }
  }
}`;
export const SIGN_OUT = `mutation { signOut { ... on SignedOut { endedAt } } }`;
export const VIEWER = `{ viewer { accountId email via isReadOnly isFounder expiresAt persons { coalitionId personId } } }`;
export const CREATE = `mutation ($input: CreateAccessTokenInput!) {
  createAccessToken(input: $input) {
    ... on AccessTokenCreated { token accessToken { id label prefix scopes expiresAt lastUsedAt revokedAt } }
    ... on Refusal { code }
  }
}`;
export const REVOKE = `mutation ($id: ID!) {
  revokeAccessToken(input: { accessTokenId: $id }) {
    ... on AccessTokenRevoked { accessToken { id revokedAt } }
  }
}`;
export const TOKENS = `{ viewer { accessTokens(first: 10) { nodes { id label } totalCount } } }`;
