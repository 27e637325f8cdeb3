import { CreateAssembly1795435300000 } from './assembly.js';

/** The migrations of this library, oldest first. */
export const assemblyMigrations = [CreateAssembly1795435300000];
