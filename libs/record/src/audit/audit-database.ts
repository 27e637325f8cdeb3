import type { DataSource, EntityManager } from 'typeorm';
import { Audit, type AuditPlan, type AuditReport } from './audit.js';
import { auditCopies } from './copies.audit.js';
import { auditEntries } from './entries.audit.js';
import { auditErasures, auditSealed } from './erasures.audit.js';
import { auditSchema } from './schema.audit.js';
import { auditTable } from './state.audit.js';
import { auditTree } from './tree.audit.js';
import { auditValues } from './values.audit.js';

/**
 * Compares the tables of one coalition with its record: the copies beside each entry, the tree, what was committed to
 * and the documents, and every row of state with what the entries of its subject say. It is what the operator alone
 * can do; a stranger verifies what is served.
 *
 * The database may go on serving meanwhile: all is read as of one instant, and nothing is written.
 */
export async function auditDatabase(dataSource: DataSource, plan: AuditPlan): Promise<AuditReport> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction('REPEATABLE READ');
    await runner.query('SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0');
    return await auditWithin(runner.manager, plan);
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}

/** The same inside a transaction that the caller holds, and which sees one state from beginning to end. */
export async function auditWithin(db: EntityManager, plan: AuditPlan): Promise<AuditReport> {
  const audit = new Audit(db, plan);
  await auditEntries(audit);
  await auditTree(audit);
  await auditValues(audit);
  await auditErasures(audit);
  await auditSealed(audit);
  await auditCopies(audit);
  for (const table of audit.plan.tables) await auditTable(audit, table);
  await auditSchema(audit);
  return audit.report;
}
