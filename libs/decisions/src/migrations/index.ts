import { CreateDecisions1795435600000 } from './decisions.js';

/** The migrations of this library, oldest first. */
export const decisionsMigrations = [CreateDecisions1795435600000];
