import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { refuse, type AccountId, type Refusal } from '#kernel';
import { CONFIG, type Config } from '../config.js';
import { Fault, notFound } from '../fault.js';
import { LOG, type Log } from '../logging.js';
import { MAIL_TRANSPORT, type MailTransport } from '../mail/mail.js';
import { Accounts } from './accounts.js';
import { Attempts } from './attempts.js';
import { readEmail } from './email.js';
import { networkOf } from './network.js';
import { hashSecret, isSecret, newSecret } from './secret.js';
import { signInMail } from './sign-in-mail.js';

/** Seconds in which a sign-in link works. */
export const LINK_SECONDS = 10 * 60;
/** Seconds after which a session ends even when it is in use; the idle limit is in `principals.ts`. */
export const SESSION_SECONDS = 12 * 60 * 60;

/** A session just begun; `secret` is what its cookie carries. */
export interface SessionBegun {
  readonly id: string;
  readonly accountId: AccountId;
  readonly secret: string;
}

/** A session that its holder ended. */
export interface SessionEnded {
  readonly endedAt: Date;
}

/** Where a request for a link came from. */
export interface Asking {
  /** The secret of the browser's binding cookie. */
  readonly browser: string;
  /** The client's network address, as the server sees it. */
  readonly address: string;
}

/** Signing in by a link that only the holder of a mail address can read, and signing out. */
@Injectable()
export class SignIn implements BeforeApplicationShutdown {
  readonly #sending = new Set<Promise<void>>();

  constructor(
    private readonly database: DataSource,
    private readonly accounts: Accounts,
    private readonly attempts: Attempts,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(MAIL_TRANSPORT) private readonly mail: MailTransport | null,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Takes a request for a link. It ends before the address is looked up, so that the answer, its text and its time
   * are the same whether or not the address belongs to an account.
   *
   * @throws Fault BAD_USER_INPUT for what is no mail address, RATE_LIMITED for too many requests, UNAVAILABLE
   *   without a mail server or a database
   */
  async requestLink(email: string, { browser, address }: Asking): Promise<void> {
    const wanted = readEmail(email);
    if (wanted === null) throw new Fault('BAD_USER_INPUT', 'This is not an e-mail address.');
    if (this.mail === null)
      throw new Fault('UNAVAILABLE', 'This server cannot send mail yet. Ask its operator.');
    await this.#countAttempt(wanted, address);
    this.#inBackground(this.#mailLink(wanted, browser, this.mail));
  }

  /**
   * Makes a link that signs an account in once.
   *
   * @param browser secret of the browser in which alone it works; without it the link works anywhere, which is for
   *   the operator's terminal
   * @returns the path of the link on this server
   * @throws Fault NOT_FOUND when there is no such account, or it is disabled
   */
  async issueLink(
    accountId: AccountId,
    { browser = null, seconds = LINK_SECONDS }: { browser?: string | null; seconds?: number } = {},
  ): Promise<string> {
    const secret = newSecret();
    const made = await this.database.query<unknown[]>(ISSUE_LINK, [
      hashSecret(secret),
      accountId,
      browser === null ? null : hashSecret(browser),
      seconds,
    ]);
    if (made.length === 0) throw notFound();
    return `/sign-in/${secret}`;
  }

  /**
   * Uses a link up and begins a session; the session that the browser had until now ends. Of many uses of one link
   * at once, one succeeds. Used, late, foreign and unknown links get one and the same answer.
   *
   * @param link the secret of the link
   * @param browser the secret of the browser's binding cookie, or null
   * @param session the secret of the session cookie that the browser had, or null
   */
  async enter(
    link: string,
    browser: string | null,
    session: string | null,
  ): Promise<SessionBegun | Refusal<'LINK_NOT_VALID'>> {
    const secret = newSecret();
    const [begun] = isSecret(link)
      ? await this.database.query<Omit<SessionBegun, 'secret'>[]>(ENTER, [
          hashSecret(link),
          browser === null ? null : hashSecret(browser),
          session === null ? null : hashSecret(session),
          hashSecret(secret),
          SESSION_SECONDS,
        ])
      : [];
    if (begun !== undefined) {
      this.log.info('Signed in.', { accountId: begun.accountId, sessionId: begun.id });
      return { ...begun, secret };
    }
    this.log.warn('A sign-in link was refused.');
    return refuse(
      'LINK_NOT_VALID',
      'This link was used before, has run out, or was asked for in another browser. Ask for a new one.',
    );
  }

  /** Ends a session, whose cookie proves nothing from now on; answers when it ended. */
  async leave(sessionId: string): Promise<SessionEnded> {
    const [ended] = await this.database.query<SessionEnded[]>(LEAVE, [sessionId]);
    if (ended === undefined) throw notFound();
    this.log.info('Signed out.', { sessionId });
    return ended;
  }

  /** Resolves when every link asked for so far is mailed or given up. */
  async settled(): Promise<void> {
    await Promise.all(this.#sending);
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.settled();
  }

  /** One count for the address and one for the network, whether or not anybody has the address. */
  async #countAttempt(email: string, address: string): Promise<void> {
    const keys = [`email ${email.toLowerCase()}`, `network ${networkOf(address)}`].map((key) =>
      this.accounts.digestOf(key),
    );
    const { allowed, shared } = await this.attempts.take(keys, (error) =>
      this.#report('Requests for sign-in links are counted by this server alone.', error),
    );
    if (!allowed) {
      this.log.warn('Too many sign-in links were asked for.');
      throw new Fault('RATE_LIMITED', 'Too many sign-in links were asked for. Try again in an hour.');
    }
    if (!shared) {
      throw new Fault('UNAVAILABLE', 'Signing in is not possible at the moment. Try again in a minute.');
    }
  }

  /** Mails to the address that the account has, never to the one typed: they may differ in letters that look alike. */
  async #mailLink(email: string, browser: string, mail: MailTransport): Promise<void> {
    const account = await this.accounts.findEnabled(this.database, email);
    if (account === null) return;
    const path = await this.issueLink(account.id, { browser });
    await mail.send(signInMail(account.email, this.config.origin, path, LINK_SECONDS / 60));
  }

  #inBackground(work: Promise<void>): void {
    const reported = work
      .catch((error: unknown) => this.#report('A sign-in link was not sent.', error))
      .finally(() => this.#sending.delete(reported));
    this.#sending.add(reported);
  }

  /** The text of the error stays out: a mail server repeats the address in it. */
  #report(what: string, error: unknown): void {
    const code = error instanceof Error && 'code' in error ? String(error.code) : null;
    this.log.error(what, { error: error instanceof Error ? error.name : 'Error', code });
  }
}

const ISSUE_LINK = `
WITH spent AS (
  DELETE FROM sign_in_link WHERE account_id = $2 AND expires_at < (SELECT quorate_now()) - interval '1 day'
)
INSERT INTO sign_in_link (token_hash, account_id, browser_hash, expires_at)
SELECT $1, id, $3, quorate_now() + make_interval(secs => $4) FROM account WHERE id = $2 AND disabled_at IS NULL
RETURNING account_id
`;

const ENTER = `
WITH clock AS MATERIALIZED (
  SELECT quorate_now() AS now
), used AS (
  UPDATE sign_in_link SET used_at = now FROM clock
  WHERE token_hash = $1 AND used_at IS NULL AND expires_at > now AND (browser_hash IS NULL OR browser_hash = $2)
    AND EXISTS (SELECT FROM account WHERE account.id = account_id AND disabled_at IS NULL)
  RETURNING account_id
), rotated AS (
  UPDATE session SET revoked_at = now FROM clock
  WHERE token_hash = $3 AND revoked_at IS NULL AND expires_at > now AND EXISTS (SELECT FROM used)
), forgotten AS (
  DELETE FROM session USING used, clock
  WHERE session.account_id = used.account_id AND session.expires_at < now - interval '1 day'
)
INSERT INTO session (id, token_hash, account_id, created_at, last_seen_at, expires_at)
SELECT gen_random_uuid(), $4, account_id, now, now, now + make_interval(secs => $5) FROM used, clock
RETURNING id, account_id AS "accountId"
`;

const LEAVE = `
WITH ended AS (
  UPDATE session SET revoked_at = coalesce(revoked_at, quorate_now()) WHERE id = $1 RETURNING revoked_at
)
SELECT revoked_at AS "endedAt" FROM ended
`;
