import { AdoptCharters1795436800030 } from './adoptions.js';
import { SendBack1795436000002 } from './sent-back.js';
import { CreateDecisions1795435600000 } from './decisions.js';
import { MakeFinal1795436100010 } from './finality.js';
import { SealReasons1795436200030 } from './privacy.js';

/** The migrations of this library, oldest first. */
export const decisionsMigrations = [
  CreateDecisions1795435600000,
  SendBack1795436000002,
  MakeFinal1795436100010,
  SealReasons1795436200030,
  AdoptCharters1795436800030,
];
