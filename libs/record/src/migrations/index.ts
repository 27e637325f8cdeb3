import type { MigrationClass } from '#platform';
import { HoldKeysWhileSealing1795437700000 } from './held-keys.js';
import { CreateRecord1795435250000 } from './ledger.js';
import { LookForTheLog1795441500020 } from './event-log.js';
import { SealPrivateValues1795436200000 } from './privacy.js';
import { SealEntries1795436200040 } from './sealed.js';
import { FindEntriesByPlace1795441500010 } from './places.js';
import { FindEntries1795436400000 } from './search.js';
import { ReadHeadsFromEntries1795441500000 } from './heads.js';
import { KeepTileRoots1795436400001 } from './tile-roots.js';
import { BuildLedgerWalls1795436300010 } from './walls.js';
import { LetLogsSucceed1795436300020 } from './succession.js';
import { RememberCosignatures1795436100000 } from './witnesses.js';

/** The record's migrations, oldest first. */
export const recordMigrations: readonly MigrationClass[] = [
  CreateRecord1795435250000,
  RememberCosignatures1795436100000,
  SealPrivateValues1795436200000,
  SealEntries1795436200040,
  BuildLedgerWalls1795436300010,
  LetLogsSucceed1795436300020,
  FindEntries1795436400000,
  KeepTileRoots1795436400001,
  HoldKeysWhileSealing1795437700000,
  ReadHeadsFromEntries1795441500000,
  FindEntriesByPlace1795441500010,
  LookForTheLog1795441500020,
];
