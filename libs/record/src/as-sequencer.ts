import type { CoalitionId } from '#kernel';
import { becomeRole } from '#platform';
import type { DataSource, EntityManager } from 'typeorm';

/** Runs a transaction as the role that writes the tree, its checkpoints and what witnesses say of them. */
export async function asSequencer<Result>(
  dataSource: DataSource,
  coalitionId: CoalitionId,
  work: (db: EntityManager) => Promise<Result>,
): Promise<Result> {
  return dataSource.transaction('READ COMMITTED', async (db) => {
    await becomeRole(db, 'quorate_sequencer', coalitionId);
    return work(db);
  });
}
