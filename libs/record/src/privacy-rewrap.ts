import type { CoalitionId } from '#kernel';
import { Accounts, type Vault } from '#platform';
import type { DataSource } from 'typeorm';
import { asPrivacy } from './privacy-erasure.js';

interface KeyRow {
  readonly coalitionId: CoalitionId;
  readonly subject: string;
  readonly key: Buffer;
}

/**
 * Wraps the keys of all subjects and accounts by the newest generation of the vault. What they seal stays as it is.
 * Interrupted, it is finished by doing it again.
 *
 * @returns how many keys were wrapped anew
 */
export async function rewrapKeys(dataSource: DataSource, vault: Vault): Promise<number> {
  const rows = await dataSource.query<KeyRow[]>(
    'SELECT coalition_id AS "coalitionId", subject, key FROM record_subject_key',
  );
  let rewrapped = await new Accounts(vault).rewrap(dataSource);
  for (const { coalitionId, subject, key } of rows) {
    const renewed = vault.rewrap(key);
    if (!renewed) continue;
    // A key that was erased in the meantime stays erased, also where the subject has a new one.
    await dataSource.transaction((db) =>
      asPrivacy({ db, coalitionId }, () =>
        db.query(
          'UPDATE record_subject_key SET key = $3 WHERE coalition_id = $1 AND subject = $2 AND key = $4',
          [coalitionId, subject, renewed, key],
        ),
      ),
    );
    rewrapped += 1;
  }
  return rewrapped;
}
