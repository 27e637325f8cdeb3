import type { CoalitionId } from '#kernel';
import { databaseOptions, openWrappingKeys, Vault } from '#platform';
import { auditDatabase, type AuditReport } from '#record';
import { policyKeys, type OpenedCheckpoint, type Policy } from '#transparency';
import { DataSource } from 'typeorm';
import { withDatabase } from './application.js';
import type { Session } from './command.js';
import { KEPT_TABLES, UNRECORDED_TABLES } from './kept-tables.js';
import { UsageProblem } from './problems.js';

/**
 * Compares the operator's own database with a checkpoint that was just verified: its tables lead to the signed root,
 * and say what the entries say.
 *
 * @throws UsageProblem when the database of the settings holds no such record
 */
export function auditAgainst(
  { checkpoint }: OpenedCheckpoint,
  policy: Policy,
  { env }: Pick<Session, 'env'>,
): Promise<AuditReport> {
  return withDatabase(env, async ({ url, name, config }) => {
    const dataSource = new DataSource(
      databaseOptions(url, { entities: [], migrations: [] }, { poolSize: 1 }),
    );
    await dataSource.initialize();
    try {
      const [log]: { coalition_id: CoalitionId }[] = await dataSource.query(
        'SELECT coalition_id FROM record_log WHERE origin = $1',
        [checkpoint.origin],
      );
      if (!log) throw new UsageProblem(`In ${name} there is no record of ${checkpoint.origin}.`);
      return await auditDatabase(dataSource, {
        coalitionId: log.coalition_id,
        vault: new Vault(await openWrappingKeys(config.wrappingKeysDir)),
        tables: KEPT_TABLES,
        unrecorded: UNRECORDED_TABLES,
        signed: { checkpoint, keys: policyKeys(policy) },
      });
    } finally {
      await dataSource.destroy();
    }
  });
}
