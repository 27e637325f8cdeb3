import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { isRefusal, type AccountId } from '#kernel';
import { databaseNow } from '../clock.js';
import { notFound } from '../fault.js';
import { LOG, type Log } from '../logging.js';
import { Keyset, type Connection, type PageRequest } from '../graphql/index.js';
import {
  grantAccessToken,
  recognizable,
  writeAccessToken,
  type AccessTokenRefusal,
  type AccessTokenScope,
  type AccessTokenWish,
} from './access-token.rules.js';
import { hashSecret, newSecret } from './secret.js';

/** What is kept of a token and may be shown to its holder. */
export interface AccessTokenRow {
  readonly id: string;
  readonly label: string;
  readonly prefix: string;
  readonly scopes: readonly AccessTokenScope[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

/** A token just made; `token` is shown this once. */
export interface AccessTokenMade {
  readonly token: string;
  readonly accessToken: AccessTokenRow;
}

/** Personal access tokens: what observers' and members' scripts show instead of a session. */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly database: DataSource,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Makes a token for an account, or says why not. */
  async create(accountId: AccountId, wish: AccessTokenWish): Promise<AccessTokenMade | AccessTokenRefusal> {
    const made = await this.database.transaction((db) => this.#create(db, accountId, wish));
    if (!isRefusal(made)) {
      this.log.info('An access token was made.', { accountId, accessTokenId: made.accessToken.id });
    }
    return made;
  }

  /**
   * Ends a token at once. Ending it again changes nothing.
   *
   * @throws Fault NOT_FOUND when the account holds no such token
   */
  async revoke(accountId: AccountId, id: string): Promise<AccessTokenRow> {
    const [row] = await this.database.query<AccessTokenRow[]>(REVOKE, [id, accountId]);
    if (row === undefined) throw notFound();
    this.log.info('An access token was revoked.', { accountId, accessTokenId: id });
    return row;
  }

  /** Those of these tokens that the account holds, in any order. */
  find(accountId: AccountId, ids: readonly string[]): Promise<AccessTokenRow[]> {
    return this.database.query<AccessTokenRow[]>(FIND, [accountId, ids]);
  }

  /** One page of the account's tokens, newest first, those that ended among them. */
  async list(accountId: AccountId, request: PageRequest): Promise<Connection<AccessTokenRow>> {
    const { where, orderBy, limit, parameters } = NEWEST_FIRST.sql(request, 2);
    const rows = await this.database.query<AccessTokenRow[]>(
      `SELECT ${COLUMNS} FROM access_token WHERE account_id = $1 AND ${where} ${orderBy} ${limit}`,
      [accountId, ...parameters],
    );
    return NEWEST_FIRST.page(rows, request, async () => {
      const [{ count } = { count: 0 }] = await this.database.query<{ count: number }[]>(COUNT, [accountId]);
      return count;
    });
  }

  async #create(
    db: EntityManager,
    accountId: AccountId,
    wish: AccessTokenWish,
  ): Promise<AccessTokenMade | AccessTokenRefusal> {
    // The account's row is the lock under which its tokens are counted.
    await db.query('SELECT FROM account WHERE id = $1 FOR UPDATE', [accountId]);
    const now = await databaseNow(db);
    const [{ held } = { held: 0 }] = await db.query<{ held: number }[]>(HELD, [accountId, now]);
    const granted = grantAccessToken(wish, held, now);
    if (isRefusal(granted)) return granted;
    const secret = newSecret();
    const token = writeAccessToken(secret);
    const { label, scopes, expiresAt } = granted;
    const [accessToken] = await db.query<AccessTokenRow[]>(CREATE, [
      hashSecret(secret),
      accountId,
      recognizable(token),
      label,
      scopes,
      now,
      expiresAt,
    ]);
    if (accessToken === undefined) throw new Error('The token was not stored.');
    return { token, accessToken };
  }
}

const NEWEST_FIRST = new Keyset<AccessTokenRow>([
  { sql: 'created_at', property: 'createdAt', type: 'timestamptz', descending: true },
  { sql: 'id', property: 'id', type: 'uuid', descending: true },
]);

const COLUMNS = `id, label, prefix, scopes, created_at AS "createdAt", expires_at AS "expiresAt",
  last_used_at AS "lastUsedAt", revoked_at AS "revokedAt"`;

const HELD = `
SELECT count(*)::int AS held FROM access_token WHERE account_id = $1 AND revoked_at IS NULL AND expires_at > $2
`;

const CREATE = `
INSERT INTO access_token (id, token_hash, account_id, prefix, label, scopes, created_at, expires_at)
VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7)
RETURNING ${COLUMNS}
`;

const REVOKE = `
WITH revoked AS (
  UPDATE access_token SET revoked_at = coalesce(revoked_at, quorate_now()) WHERE id = $1 AND account_id = $2
  RETURNING *
)
SELECT ${COLUMNS} FROM revoked
`;

const FIND = `
SELECT ${COLUMNS} FROM access_token WHERE account_id = $1 AND id = ANY ($2::uuid[])
`;

const COUNT = `
SELECT count(*)::int AS count FROM access_token WHERE account_id = $1
`;
