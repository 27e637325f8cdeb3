export type {
  Act,
  Acted,
  Actor,
  Appended,
  Capacity,
  Locks,
  NewDocument,
  NewEntry,
  NewSealedEntry,
  SealedAppended,
  Told,
} from './act.js';
export { actorOf, requestOf, SERVER, serverOf } from './actor.js';
export { answer } from './answer.js';
export type { AuditReport, Difference } from './audit/audit.js';
export { auditDatabase, auditWithin } from './audit/audit-database.js';
export type { KeptTable, RecordedSubject, Said, StateRow } from './audit/kept-table.js';
export * as said from './audit/said.js';
export { Checkpoints } from './checkpoints.service.js';
export { Cosignatures } from './cosignatures.service.js';
export { DueActs, MOOT, type DueAct, type DueHandler } from './due-acts.service.js';
export { succeedLog, type Succession } from './log-succession.js';
export { KeyRotations } from './key-rotations.service.js';
export { Ledger } from './ledger.service.js';
export { LogFiles, type LogFile } from './log-files.js';
export { LogQueries, type PublishedEntry, type PublishedLog } from './log.queries.js';
export { recordKinds } from './record.kinds.js';
export { recordMigrations } from './migrations/index.js';
export { asPrivacy, eraseValues, type Erasing } from './privacy-erasure.js';
export { PrivateReading, type SealedValueRow } from './privacy-reading.service.js';
export { restoreFromCopy, type CopiedEntry, type RecordCopy, type Restored } from './restoration.js';
export { rewrapKeys } from './privacy-rewrap.js';
export { reapplyErasures } from './privacy-restore.js';
export { openValue, SEALING_KEY, sealedValue, unpackValue } from './privacy-values.js';
export { Receipt, receiptOf, type ReceiptRow } from './receipt.graphql.js';
export { Receipts } from './receipts.service.js';
export { RecordModule } from './record.module.js';
export { openSealed, type OpenedEntry } from './sealed-heads.js';
export { SeenCheckpointInput } from './seen-checkpoint.graphql.js';
export { SeenCheckpoints } from './seen-checkpoints.service.js';
export { Sequencer } from './sequencer.service.js';
export { Cosigned } from './witness.graphql.js';
