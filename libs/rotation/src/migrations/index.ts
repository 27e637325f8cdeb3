import type { MigrationClass } from '#platform';
import { DrawBySecrets1795437300000 } from './draw-secrets.js';
import { CreateDraw1795436600000 } from './draw.js';
import { GuardBegunTurns1795436900010 } from './begun-turns.js';
import { DrawLotsOfRemedies1795437300010 } from './remedy-lots.js';
import { CreateRotation1795436500000 } from './rotation.js';
import { CreateSortition1796065200000 } from './sortition.js';
import { DrawTies1796066800000 } from './tie-draws.js';

/** The migrations of this library, oldest first. */
export const rotationMigrations: readonly MigrationClass[] = [
  CreateRotation1795436500000,
  CreateDraw1795436600000,
  GuardBegunTurns1795436900010,
  DrawBySecrets1795437300000,
  DrawLotsOfRemedies1795437300010,
  CreateSortition1796065200000,
  DrawTies1796066800000,
];
