import type { MigrationClass } from '#platform';
import { CreateRotation1795436500000 } from './rotation.js';

/** The migrations of this library, oldest first. */
export const rotationMigrations: readonly MigrationClass[] = [CreateRotation1795436500000];
