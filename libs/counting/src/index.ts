export * from './ballot.js';
export { type SeatCap } from './caps.js';
export * from './count.js';
export * from './limits.js';
export { parseBallot } from './parse-ballot.js';
export * from './parameters.js';
export * from './registry.js';
export * from './result.js';
export { type CountingRule, type CountOption, type Turnout } from './rule.js';
export { ABSOLUTE_MAJORITY, SIMPLE_MAJORITY } from './rules/majority.js';
export * from './threshold.js';
export { validateBallot } from './validate.js';
export type {
  FileElection,
  FileParameters,
  FileGroup,
  FileProblem,
  FormatId,
  OpenCompanion,
} from './formats/format.js';
export { csvFields } from './formats/csv.js';
export { parseJson } from './formats/json.js';
export {
  FORMAT_IDS,
  MAX_FILE_PAPERS,
  readBallotFile,
  type BallotFile,
  type FileBytes,
  type ReadOptions,
} from './formats/read.js';
export { writeBallotFile } from './formats/write.js';
