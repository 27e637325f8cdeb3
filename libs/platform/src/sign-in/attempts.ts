import { createHash } from 'node:crypto';
import type { Queryable } from '../clock.js';
import { LocalAttempts, type AttemptLimit } from './local-attempts.js';

/** Sign-in links asked for: ten an hour for one mail address, and ten an hour from one network. */
export const LINK_LIMIT: AttemptLimit = { count: 10, seconds: 3600 };

/** While the database does not answer, each server counts for itself, and more strictly. */
export const LOCAL_LINK_LIMIT: AttemptLimit = { count: 3, seconds: 3600 };

/** May this attempt go on, and did the shared store answer? */
export interface Verdict {
  readonly allowed: boolean;
  readonly shared: boolean;
}

/**
 * Counts attempts by key in PostgreSQL, so that all servers share one count. The count is exact over a sliding
 * window: a key keeps the instants of its last attempts. A refused attempt is not counted.
 */
export class Attempts {
  readonly #local = new LocalAttempts(LOCAL_LINK_LIMIT);

  constructor(
    private readonly database: Queryable,
    private readonly limit: AttemptLimit = LINK_LIMIT,
  ) {}

  /**
   * Counts one attempt under every key and says whether all keys allow it. Without the database it falls back on
   * the stricter local count; it never lets an attempt pass uncounted.
   *
   * @param keys what the attempt is counted by; hashed before they are stored
   * @param onStoreLost told the error when the database did not answer
   */
  async take(keys: readonly string[], onStoreLost: (error: unknown) => void): Promise<Verdict> {
    try {
      const hashes = keys.map((key) => createHash('sha256').update(key).digest());
      const counted = (await this.database.query(TAKE, [
        hashes,
        this.limit.count,
        this.limit.seconds,
      ])) as unknown[];
      return { allowed: counted.length === new Set(keys).size, shared: true };
    } catch (error) {
      onStoreLost(error);
      return { allowed: this.#local.take(keys), shared: false };
    }
  }
}

/** Keys in one order, so that two attempts never wait for each other in a circle; leftovers go twenty at a time. */
const TAKE = `
WITH forgotten AS (
  DELETE FROM sign_in_attempt WHERE key IN (
    SELECT key FROM sign_in_attempt
    WHERE forget_at < (SELECT quorate_now()) AND key <> ALL ($1::bytea[])
    LIMIT 20 FOR UPDATE SKIP LOCKED
  )
)
INSERT INTO sign_in_attempt AS attempt (key, at, forget_at)
SELECT key, ARRAY[now], now + make_interval(secs => $3)
FROM (SELECT DISTINCT unnest($1::bytea[]) AS key) AS keys, (SELECT quorate_now() AS now) AS clock
ORDER BY key
ON CONFLICT (key) DO UPDATE SET
  at = ARRAY(SELECT one FROM unnest(attempt.at) AS one WHERE one > excluded.at[1] - make_interval(secs => $3))
    || excluded.at,
  forget_at = excluded.forget_at
WHERE $2 > (SELECT count(*) FROM unnest(attempt.at) AS one WHERE one > excluded.at[1] - make_interval(secs => $3))
RETURNING key
`;
