import { randomUUID } from 'node:crypto';
import { isRefusal, type AccountId, type CoalitionId, type PersonId } from '#kernel';
import { moveClock, testDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import { readConfig } from '../../config.js';
import type { Log } from '../../logging.js';
import type { Mail } from '../../mail/mail.js';
import { Vault, WrappingKeys } from '../../vault/index.js';
import { platformMigrations } from '../../migrations/index.js';
import { AccessTokens } from '../access-tokens.js';
import { Accounts } from '../accounts.js';
import { Attempts } from '../attempts.js';
import { Principals } from '../principals.js';
import { newSecret } from '../secret.js';
import { SignIn, type SessionBegun } from '../sign-in.service.js';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** Mail that was sent, in order, instead of a mail server. */
export class Letterbox {
  readonly mails: Mail[] = [];

  send(mail: Mail): Promise<void> {
    this.mails.push(mail);
    return Promise.resolve();
  }

  /** The secret of the last link that was sent. */
  lastSecret(): string {
    return /\/sign-in\/(\S+)/.exec(this.mails.at(-1)?.text ?? '')?.[1] ?? '';
  }
}

/** Lines that were logged, as their text. */
export class LogBook implements Log {
  readonly lines: string[] = [];
  readonly info = this.#keep('info');
  readonly warn = this.#keep('warn');
  readonly error = this.#keep('error');

  #keep(level: string) {
    return (message: string, facts: object = {}) => {
      this.lines.push(JSON.stringify({ level, message, ...facts }));
    };
  }
}

/** The services of signing in on a database of their own. */
export class SignInWorld {
  readonly letterbox = new Letterbox();
  readonly log = new LogBook();
  readonly vault = new Vault(WrappingKeys.forOnce());
  readonly accounts = new Accounts(this.vault);
  readonly principals: Principals;
  readonly tokens: AccessTokens;
  readonly signIn: SignIn;
  #networks = 0;

  private constructor(readonly database: TestDatabase) {
    const { dataSource } = database;
    this.principals = new Principals(dataSource);
    this.tokens = new AccessTokens(dataSource, this.log);
    this.signIn = new SignIn(
      dataSource,
      this.accounts,
      new Attempts(dataSource),
      readConfig({ QUORATE_ORIGIN: 'https://quorate.example.org' }),
      this.letterbox,
      this.log,
    );
  }

  static async create(): Promise<SignInWorld> {
    return new SignInWorld(await testDatabase({ entities: [], migrations: platformMigrations }));
  }

  close(): Promise<void> {
    return this.database.close();
  }

  get db() {
    return this.database.dataSource;
  }

  /** Lets time pass. */
  pass(milliseconds: number): Promise<void> {
    return moveClock(this.db, milliseconds);
  }

  /** An account with an address that nobody else has. */
  async account(): Promise<{ id: AccountId; email: string }> {
    const email = `${randomUUID()}@example.org`;
    return { id: await this.accounts.ensure(this.db, email), email };
  }

  /** A link that works in any browser, as its secret. */
  async link(accountId: AccountId): Promise<string> {
    const path = await this.signIn.issueLink(accountId);
    return path.replace('/sign-in/', '');
  }

  /** A session of the account. */
  async session(accountId: AccountId): Promise<SessionBegun> {
    const begun = await this.signIn.enter(await this.link(accountId), null, null);
    if (isRefusal(begun)) throw new Error(begun.because);
    return begun;
  }

  /** The account that a session cookie stands for, or null. */
  async whoHas(session: string): Promise<AccountId | null> {
    const principal = await this.principals.resolve({ session, authorization: undefined });
    return principal?.accountId ?? null;
  }

  /** The address of a network from which nobody has asked yet. */
  elsewhere(): string {
    return `2001:db8:${(this.#networks += 1).toString(16)}::1`;
  }

  /** Asks for a link as a browser does; answers the secret of its binding cookie. */
  async ask(email: string): Promise<string> {
    const browser = newSecret();
    await this.signIn.requestLink(email, { browser, address: this.elsewhere() });
    await this.signIn.settled();
    return browser;
  }
}

export const newCoalition = () => randomUUID() as CoalitionId;
export const newPerson = () => randomUUID() as PersonId;
