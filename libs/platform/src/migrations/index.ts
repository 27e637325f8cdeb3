import { SealAddresses1795436200005 } from './addresses.js';
import { CreateClock1795435200000 } from './clock.js';
import { BuildWalls1795436300000 } from './rights.js';
import { CreateSignIn1795435210000 } from './sign-in.js';

/** The migrations of this library, oldest first. */
export const platformMigrations = [
  CreateClock1795435200000,
  CreateSignIn1795435210000,
  SealAddresses1795436200005,
  BuildWalls1795436300000,
];
