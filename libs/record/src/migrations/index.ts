import type { MigrationClass } from '#platform';
import { RecordLedger1763900100000 } from './ledger.js';

/** The record's migrations, oldest first. */
export const recordMigrations: readonly MigrationClass[] = [RecordLedger1763900100000];
