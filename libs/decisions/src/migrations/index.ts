import { SendBack1795436000002 } from './sent-back.js';
import { CreateDecisions1795435600000 } from './decisions.js';
import { SealReasons1795436200030 } from './privacy.js';

/** The migrations of this library, oldest first. */
export const decisionsMigrations = [
  CreateDecisions1795435600000,
  SendBack1795436000002,
  SealReasons1795436200030,
];
