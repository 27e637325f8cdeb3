import { refuse, type Refusal } from '#kernel';
import { writeBlt } from './blt-write.js';
import { writeCondorcet } from './condorcet.js';
import { writeElekto } from './elekto-write.js';
import type { FileElection, FormatId } from './format.js';
import { writePb } from './pb-write.js';
import { writePreflib } from './preflib.js';

const WRITERS: Partial<Record<FormatId, (election: FileElection) => string | Refusal>> = {
  blt: writeBlt,
  condorcet: writeCondorcet,
  preflib: writePreflib,
  pb: writePb,
  elekto: writeElekto,
};

/**
 * Writes an election as a file of a format that is read and written: `blt`, `condorcet`, `preflib`, `pb`,
 * `elekto`. Reading it back gives the same ballots.
 *
 * Refuses `READ_ONLY_FORMAT`, `UNWRITABLE_NAME`, and `UNWRITABLE_BALLOT` for ballots that the format cannot hold.
 */
export function writeBallotFile(format: FormatId, election: FileElection): string | Refusal {
  const write = WRITERS[format];
  return write ? write(election) : refuse('READ_ONLY_FORMAT', `Files of the format ${format} are only read.`);
}
