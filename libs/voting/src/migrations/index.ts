import type { MigrationClass } from '#platform';
import { CreateVoting1795435500000 } from './voting.js';

/** The migrations of voting, oldest first. */
export const votingMigrations: readonly MigrationClass[] = [CreateVoting1795435500000];
