import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { AccountId, CoalitionId, PersonId } from '#kernel';
import { queryPrepared } from '../database/index.js';
import { ANONYMOUS, type Principal } from '../principal.js';
import { readAccessToken } from './access-token.rules.js';
import { hashSecret, isSecret } from './secret.js';

/** Minutes without a request after which a session ends; being seen is noted once a minute at most. */
const IDLE_MINUTES = 30;

/** What a request shows to prove who is calling. */
export interface Credentials {
  /** The value of the session cookie, or null. */
  readonly session: string | null;
  /** The Authorization header, or undefined. */
  readonly authorization: string | undefined;
}

interface Row {
  readonly id: string;
  readonly accountId: AccountId;
  readonly isFounder: boolean;
  readonly readOnly: boolean;
  readonly persons: Readonly<Record<string, PersonId>>;
}

/** Finds out who is calling: with one SQL statement for a credential, with none for an anonymous request. */
@Injectable()
export class Principals {
  constructor(private readonly database: DataSource) {}

  /**
   * The principal of a request. A bearer token goes before a session cookie. A cookie that proves nothing (any
   * more) leaves the caller anonymous, as browsers keep sending it; a bearer token that proves nothing does not,
   * because its program believes that it acts for somebody.
   *
   * @returns null when the request shows a bearer token that is unknown, expired or revoked
   */
  async resolve({ session, authorization }: Credentials): Promise<Principal | null> {
    const bearer = /^bearer +(.*)$/i.exec(authorization ?? '')?.[1];
    if (bearer !== undefined) {
      const secret = readAccessToken(bearer);
      return secret === null ? null : this.#find(TOKEN, secret, 'token');
    }
    if (session === null || !isSecret(session)) return ANONYMOUS;
    return (await this.#find(SESSION, session, 'session')) ?? ANONYMOUS;
  }

  async #find(sql: string, secret: string, via: 'session' | 'token'): Promise<Principal | null> {
    const [row] = await queryPrepared<Row>(this.database.manager, sql, [hashSecret(secret)]);
    if (row === undefined) return null;
    return {
      accountId: row.accountId,
      persons: new Map(Object.entries(row.persons) as [CoalitionId, PersonId][]),
      isFounder: row.isFounder,
      readOnly: row.readOnly,
      via,
      credentialId: row.id,
    };
  }
}

const PERSONS = `(
  SELECT coalesce(json_object_agg(coalition_id, person_id), '{}') FROM account_person
  WHERE account_person.account_id = live.account_id
) AS persons`;

const SESSION = `
WITH clock AS MATERIALIZED (
  SELECT quorate_now() AS now
), live AS (
  SELECT session.id, account_id, is_founder
  FROM session JOIN account ON account.id = account_id, clock
  WHERE token_hash = $1 AND revoked_at IS NULL AND disabled_at IS NULL
    AND expires_at > now AND last_seen_at > now - interval '${IDLE_MINUTES} minutes'
), seen AS (
  UPDATE session SET last_seen_at = now FROM live, clock
  WHERE session.id = live.id AND last_seen_at <= now - interval '1 minute'
)
SELECT id, account_id AS "accountId", is_founder AS "isFounder", false AS "readOnly", ${PERSONS} FROM live
`;

const TOKEN = `
WITH clock AS MATERIALIZED (
  SELECT quorate_now() AS now
), live AS (
  SELECT access_token.id, account_id, is_founder, scopes
  FROM access_token JOIN account ON account.id = account_id, clock
  WHERE token_hash = $1 AND revoked_at IS NULL AND disabled_at IS NULL AND expires_at > now
), seen AS (
  UPDATE access_token SET last_used_at = now FROM live, clock
  WHERE access_token.id = live.id AND coalesce(last_used_at, '-infinity') <= now - interval '1 minute'
)
SELECT id, account_id AS "accountId", is_founder AS "isFounder", 'ACT' <> ALL (scopes) AS "readOnly", ${PERSONS}
FROM live
`;
