import { Inject, Injectable } from '@nestjs/common';
import type { CoalitionId } from '#kernel';
import { describeFault, LOG, type Log } from '#platform';
import type { WitnessWord } from '#transparency';
import { DataSource } from 'typeorm';
import { Cosignatures } from './cosignatures.service.js';
import { LogQueries, type PublishedLog } from './log.queries.js';
import { askWitness, type HeadToWitness } from './witness-client.js';
import { WitnessEvidence } from './witness-evidence.service.js';
import { WitnessPolicy, type AskedWitness } from './witness-policy.js';
import { endTurn, takeTurn } from './witness-turn.js';

/** Milliseconds: how long a witness that failed rests at first, and at most. */
const REST = { first: 1_000, last: 60_000 };

/**
 * Asks the witnesses of this server to cosign the checkpoints of its logs. One server at a time asks for a log; a
 * witness that does not answer rests for longer and longer, and nothing waits for it.
 */
@Injectable()
export class Witnesses {
  private readonly resting = new Map<string, { readonly failures: number; readonly until: number }>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly logs: LogQueries,
    private readonly cosignatures: Cosignatures,
    private readonly evidence: WitnessEvidence,
    private readonly policy: WitnessPolicy,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Asks every witness that has not cosigned the last checkpoint of a log within the hour, all at once; nobody while
   * another server does.
   */
  async ask(coalitionId: CoalitionId, signal: AbortSignal): Promise<void> {
    if (!(await takeTurn(this.dataSource, coalitionId))) return;
    try {
      const log = await this.logs.byCoalition(coalitionId);
      if (!log?.note) return;
      const waiting = await this.waitingFor(log);
      const known = await this.cosignatures.lastOf(coalitionId, waiting);
      await Promise.all(waiting.map((witness, n) => this.askOne(witness, log, known[n]?.size ?? 0, signal)));
    } finally {
      await endTurn(this.dataSource, coalitionId);
    }
  }

  /** The logs whose last checkpoint some witness has not cosigned within the hour. */
  async incomplete(): Promise<CoalitionId[]> {
    const rows: { coalition_id: CoalitionId }[] = await this.dataSource.query(
      `SELECT head.coalition_id FROM record_head head
       CROSS JOIN LATERAL (
         SELECT size FROM record_checkpoint WHERE coalition_id = head.coalition_id ORDER BY size DESC LIMIT 1
       ) last
       WHERE head.frozen IS NULL AND cardinality($1::text[]) > (
         SELECT count(*) FROM record_cosignature
         WHERE coalition_id = head.coalition_id AND size = last.size AND witness_key = ANY ($1)
           AND received_at > clock_timestamp() - interval '1 hour')`,
      [this.policy.witnesses.map(({ keyText }) => keyText)],
    );
    return rows.map((row) => row.coalition_id);
  }

  private async waitingFor({ coalitionId, size }: PublishedLog): Promise<AskedWitness[]> {
    const rows: { witness_key: string }[] = await this.dataSource.query(
      `SELECT witness_key FROM record_cosignature
       WHERE coalition_id = $1 AND size = $2 AND received_at > clock_timestamp() - interval '1 hour'`,
      [coalitionId, size],
    );
    const done = rows.map((row) => row.witness_key);
    return this.policy.witnesses.filter(
      (witness) => !done.includes(witness.keyText) && !this.rests(coalitionId, witness),
    );
  }

  private async askOne(
    witness: AskedWitness,
    log: PublishedLog,
    oldSize: number,
    signal: AbortSignal,
  ): Promise<void> {
    try {
      const word = await askWitness(witness, this.headOf(log), Math.min(oldSize, log.size), signal);
      await this.take(word, witness, log, signal);
    } catch (error) {
      if (!signal.aborted) this.fail(witness, log, 'it cannot be asked', describeFault(error));
    }
  }

  private async take(
    word: WitnessWord,
    witness: AskedWitness,
    log: PublishedLog,
    signal: AbortSignal,
  ): Promise<void> {
    switch (word.kind) {
      case 'cosigned':
        await this.cosignatures.keep(log, { witness, ...word });
        this.resting.delete(restKey(log.coalitionId, witness));
        return;
      case 'unusable':
        this.fail(witness, log, word.because);
        return;
      case 'elsewhere':
      case 'contradicted': {
        const isProved = await this.evidence.weigh(witness, log.coalitionId, signal);
        if (!isProved)
          this.fail(witness, log, 'it contradicts the record and shows no checkpoint that proves it');
      }
    }
  }

  private headOf({ coalitionId, size, note }: PublishedLog): HeadToWitness {
    const prove = (from: number) =>
      from === 0 || from === size ? Promise.resolve([]) : this.logs.consistencyProof(coalitionId, from, size);
    return { size, note: note ?? '', prove };
  }

  private fail(witness: AskedWitness, log: PublishedLog, because: string, facts: object = {}): void {
    const key = restKey(log.coalitionId, witness);
    const failures = (this.resting.get(key)?.failures ?? 0) + 1;
    const rest = Math.min(REST.first * 2 ** (failures - 1), REST.last);
    this.resting.set(key, { failures, until: performance.now() + rest });
    this.log.warn('A witness did not cosign.', {
      witness: witness.name,
      coalition: log.coalitionId,
      size: log.size,
      because,
      ...facts,
    });
  }

  private rests(coalitionId: CoalitionId, witness: AskedWitness): boolean {
    const rest = this.resting.get(restKey(coalitionId, witness));
    return rest !== undefined && rest.until > performance.now();
  }
}

function restKey(coalitionId: CoalitionId, { keyText }: AskedWitness): string {
  return `${coalitionId} ${keyText}`;
}
