import { Inject, Injectable } from '@nestjs/common';
import { isRefusal, type CoalitionId } from '#kernel';
import { CONFIG, LOG, type Config, type Log } from '#platform';
import { equalBytes, openCheckpoint, verifyConsistency, type Checkpoint } from '#transparency';
import { Checkpoints } from './checkpoints.service.js';
import { LogKeys } from './log-keys.js';
import { LogQueries, type PublishedLog } from './log.queries.js';
import { shownBy } from './witness-client.js';
import type { AskedWitness } from './witness-policy.js';

/**
 * Looks into it when a witness says that a record was set back or forked. The witness shows what it has cosigned: if
 * our own key has signed that and the record does not extend it, the record is frozen. Without such a proof the word
 * of one organization stops nobody's record.
 */
@Injectable()
export class WitnessEvidence {
  private readonly keys: LogKeys;

  constructor(
    private readonly logs: LogQueries,
    private readonly checkpoints: Checkpoints,
    @Inject(CONFIG) config: Config,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.keys = new LogKeys(config);
  }

  /** Freezes the record if the witness proves that it contradicts itself. Returns whether it did. */
  async weigh(witness: AskedWitness, coalitionId: CoalitionId, signal: AbortSignal): Promise<boolean> {
    const known = await this.logs.byCoalition(coalitionId);
    const note = known && (await shownBy(witness, known.origin, signal));
    if (!known || !note) return false;
    const own = (await this.keys.signers(known)).map(({ key }) => key);
    const opened = openCheckpoint(note, own, known.origin);
    if (isRefusal(opened)) return false;
    // Read after the witness has shown it: a checkpoint is in the database before anybody can cosign it.
    const log = await this.logs.byCoalition(coalitionId);
    if (log?.origin !== known.origin) return false;
    const contradiction = await this.contradiction(log, opened.checkpoint);
    if (contradiction === null) return false;
    this.log.error('A witness has proved that a record contradicts itself.', {
      coalition: coalitionId,
      witness: witness.name,
      note,
    });
    await this.checkpoints.freeze(coalitionId, `${contradiction} (cosigned by the witness ${witness.name})`);
    return true;
  }

  /** Why the record does not extend a checkpoint that its own key has signed; null when it does. */
  private async contradiction(log: PublishedLog, cosigned: Checkpoint): Promise<string | null> {
    if (cosigned.size > log.size) {
      return `ROLLBACK: the record had ${cosigned.size} entries under its own signature and has ${log.size}: the database was set back`;
    }
    if (await this.extends(log, cosigned)) return null;
    return `FORK: the record has signed another history of ${cosigned.size} entries than the one in the database`;
  }

  private async extends(log: PublishedLog, { size, root }: Checkpoint): Promise<boolean> {
    if (size === 0) return true;
    if (log.root === null) return false;
    if (size === log.size) return equalBytes(root, log.root);
    const proof = await this.logs.consistencyProof(log.coalitionId, size, log.size);
    return verifyConsistency({ from: size, to: log.size, fromRoot: root, toRoot: log.root, proof });
  }
}
