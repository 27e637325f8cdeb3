import { CreateClock1795435200000 } from './clock.js';

/** The migrations of this library, oldest first. */
export const platformMigrations = [CreateClock1795435200000];
