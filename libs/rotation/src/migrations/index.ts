import type { MigrationClass } from '#platform';
import { CreateDraw1795436600000 } from './draw.js';
import { CreateRotation1795436500000 } from './rotation.js';

/** The migrations of this library, oldest first. */
export const rotationMigrations: readonly MigrationClass[] = [
  CreateRotation1795436500000,
  CreateDraw1795436600000,
];
