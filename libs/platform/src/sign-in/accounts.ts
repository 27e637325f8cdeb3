import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { refuse, uuidv7, type AccountId, type CoalitionId, type PersonId, type Refusal } from '#kernel';
import { databaseNow, type Queryable } from '../clock.js';
import { Fault } from '../fault.js';
import { Vault } from '../vault/index.js';
import { readEmail } from './email.js';

/** Accounts of the server, and whom in which coalition each one speaks for. */
@Injectable()
export class Accounts {
  constructor(private readonly vault: Vault) {}

  /**
   * The account with this mail address, made when there is none; upper and lower case are one address.
   *
   * @param db may be the transaction of another act
   * @param founder true lets the account found coalitions, now and later; false takes nothing away
   * @throws Fault BAD_USER_INPUT when the text is no mail address
   */
  async ensure(db: Queryable, email: string, { founder = false } = {}): Promise<AccountId> {
    const address = readEmail(email);
    if (address === null) throw new Fault('BAD_USER_INPUT', 'This is not an e-mail address.');
    const id = uuidv7<'Account'>(await databaseNow(db), randomBytes(10));
    const key = this.vault.newKey();
    const [row] = (await db.query(ENSURE, [
      id,
      this.#foundBy(address),
      key,
      this.vault.seal(key, Buffer.from(address)),
      founder,
    ])) as { id: AccountId }[];
    if (row === undefined) throw new Error('The account was neither found nor made.');
    return row.id;
  }

  /** The account with this mail address; null where there is none. */
  async find(db: Queryable, email: string): Promise<AccountId | null> {
    const [row] = (await db.query(FIND, [this.#foundBy(email)])) as { id: AccountId }[];
    return row?.id ?? null;
  }

  /** The enabled account with this mail address, and the address as it was first given; null where there is none. */
  async findEnabled(db: Queryable, email: string): Promise<{ id: AccountId; email: string } | null> {
    const [row] = (await db.query(`${FIND} AND disabled_at IS NULL`, [this.#foundBy(email)])) as FoundRow[];
    return row ? { id: row.id, email: this.addressIn(row.sealed) } : null;
  }

  /** The person of a coalition for whom the account with this mail address speaks; null where there is none. */
  async personOf(db: Queryable, coalitionId: CoalitionId, email: string): Promise<PersonId | null> {
    const [row] = (await db.query(
      'SELECT person_id AS id FROM account_person WHERE coalition_id = $1 AND account_id = $2',
      [coalitionId, await this.find(db, email)],
    )) as { id: PersonId }[];
    return row?.id ?? null;
  }

  /** Wraps the keys of all accounts by the newest generation; answers of how many. */
  async rewrap(db: Queryable): Promise<number> {
    const rows = (await db.query('SELECT id, key FROM account')) as { id: AccountId; key: Buffer }[];
    const renewed = rows.flatMap(({ id, key }) => {
      const wrapped = this.vault.rewrap(key);
      return wrapped ? [{ id, wrapped }] : [];
    });
    for (const { id, wrapped } of renewed) {
      await db.query('UPDATE account SET key = $2 WHERE id = $1', [id, wrapped]);
    }
    return renewed.length;
  }

  /** What is held of the account that speaks for a person: its address, sessions and tokens. Null without one. */
  async dataOf(db: Queryable, coalitionId: CoalitionId, personId: PersonId): Promise<AccountData | null> {
    const [row] = (await db.query(DATA, [coalitionId, personId])) as { sealed: Buffer; data: AccountData }[];
    return row ? { ...row.data, email: this.addressIn(row.sealed) } : null;
  }

  /** The mail address in what `SEALED_ADDRESS` has read. */
  addressIn(sealed: Uint8Array): string {
    return this.vault.openRead(sealed).toString();
  }

  /** A digest of an address that only this server can make, so that it can be counted without being told. */
  digestOf(text: string): string {
    return this.vault.lookup('attempt', text).toString('base64');
  }

  #foundBy(email: string): Buffer {
    return this.vault.lookup('address', email.toLowerCase());
  }

  /**
   * Lets an account speak for a person of a coalition. Saying it again changes nothing.
   *
   * @param db the transaction of the act in which the person is admitted
   * @returns a refusal when the person has another account, or the account is another person of the coalition
   */
  async link(
    db: Queryable,
    coalitionId: CoalitionId,
    personId: PersonId,
    accountId: AccountId,
  ): Promise<Refusal<'ACCOUNT_ALREADY_LINKED'> | null> {
    const key = [coalitionId, personId, accountId];
    const made = (await db.query(LINK, key)) as unknown[];
    if (made.length > 0) return null;
    const same = (await db.query(LINKED, key)) as unknown[];
    if (same.length > 0) return null;
    return refuse(
      'ACCOUNT_ALREADY_LINKED',
      'An account speaks for one person of a coalition, and a person has one account there. End the other link first.',
    );
  }

  /**
   * Ends the link of a person to an account. An account that speaks for nobody else and may found nothing is deleted
   * with its sessions, tokens and links.
   *
   * @param db the transaction of the act that erases the person, as the role that may delete
   */
  async forget(db: Queryable, coalitionId: CoalitionId, personId: PersonId): Promise<void> {
    const unlinked = (await db.query(UNLINK, [coalitionId, personId])) as [{ id: AccountId }[], number];
    const account = unlinked[0][0];
    if (account) for (const statement of FORGET) await db.query(statement, [account.id]);
  }

  /** Shuts an account: its sessions and tokens end at once, open links sign nobody in. */
  async disable(db: Queryable, accountId: AccountId): Promise<void> {
    await db.query(DISABLE, [accountId]);
  }
}

/** What of an account's row holds its mail address, still sealed; for `Accounts.addressIn`. */
export const SEALED_ADDRESS = 'account.key || account.address';

/** Of an account, as JSON: instants as texts. */
export type AccountData = {
  readonly email: string;
  readonly locale: string;
  readonly zone: string;
  readonly createdAt: string;
  readonly sessions: readonly Readonly<Record<string, string | null>>[];
  readonly accessTokens: readonly Readonly<Record<string, string | null>>[];
};

const DATA = `
SELECT account.key || account.address AS sealed, json_build_object(
  'locale', locale, 'zone', zone, 'createdAt', account.created_at,
  'sessions', (SELECT coalesce(json_agg(json_build_object('createdAt', created_at, 'lastSeenAt', last_seen_at,
      'expiresAt', expires_at, 'revokedAt', revoked_at) ORDER BY created_at), '[]')
    FROM session WHERE session.account_id = account.id),
  'accessTokens', (SELECT coalesce(json_agg(json_build_object('label', label, 'prefix', prefix,
      'createdAt', created_at, 'expiresAt', expires_at, 'lastUsedAt', last_used_at,
      'revokedAt', revoked_at) ORDER BY created_at), '[]')
    FROM access_token WHERE access_token.account_id = account.id)
) AS data
FROM account_person JOIN account ON account.id = account_person.account_id
WHERE account_person.coalition_id = $1 AND account_person.person_id = $2`;

interface FoundRow {
  readonly id: AccountId;
  readonly sealed: Buffer;
}

const FIND = `SELECT id, ${SEALED_ADDRESS} AS sealed FROM account WHERE address_found_by = $1`;

const ENSURE = `
INSERT INTO account (id, address_found_by, key, address, is_founder, created_at)
VALUES ($1, $2, $3, $4, $5, quorate_now())
ON CONFLICT (address_found_by) DO UPDATE SET is_founder = account.is_founder OR excluded.is_founder
RETURNING id
`;

const LINK = `
INSERT INTO account_person (coalition_id, person_id, account_id) VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING
RETURNING account_id
`;

const LINKED = `
SELECT account_id FROM account_person WHERE coalition_id = $1 AND person_id = $2 AND account_id = $3
`;

const UNLINK = `
DELETE FROM account_person WHERE coalition_id = $1 AND person_id = $2 RETURNING account_id AS id
`;

const IS_NOBODY = `NOT EXISTS (SELECT FROM account_person WHERE account_id = $1)
  AND NOT (SELECT is_founder FROM account WHERE id = $1)`;

const FORGET = [
  ...['session', 'access_token', 'sign_in_link'].map(
    (table) => `DELETE FROM ${table} WHERE account_id = $1 AND ${IS_NOBODY}`,
  ),
  `DELETE FROM account WHERE id = $1 AND ${IS_NOBODY}`,
];

const DISABLE = `
WITH sessions AS (
  UPDATE session SET revoked_at = quorate_now() WHERE account_id = $1 AND revoked_at IS NULL
), tokens AS (
  UPDATE access_token SET revoked_at = quorate_now() WHERE account_id = $1 AND revoked_at IS NULL
)
UPDATE account SET disabled_at = coalesce(disabled_at, quorate_now()) WHERE id = $1
`;
