import { Injectable } from '@nestjs/common';
import type { CoalitionId } from '#kernel';
import { queryPrepared } from '#platform';
import { DataSource } from 'typeorm';
import { asSequencer } from './as-sequencer.js';
import { headToProveBy, headToShow, type CosignedHead } from './cosigned.rules.js';
import type { PublishedLog } from './log.queries.js';
import { WitnessPolicy, type AskedWitness } from './witness-policy.js';

/** A log under one of its checkpoints, whose note bears the cosignatures of its witnesses. */
export interface CosignedLog extends PublishedLog, CosignedHead {}

/** The last checkpoint that a witness cosigned. */
export interface LastCosigned {
  readonly size: number;
  /** By the witness's own clock. */
  readonly at: Date;
}

interface HeadRow {
  readonly size: string;
  readonly root: Buffer;
  readonly note: string;
  readonly outdated_for: number | null;
  readonly lines: readonly { readonly key: string; readonly line: string }[] | null;
}

/** What the witnesses said of the published checkpoints. */
@Injectable()
export class Cosignatures {
  constructor(
    private readonly dataSource: DataSource,
    private readonly policy: WitnessPolicy,
  ) {}

  /** The log under the checkpoint that strangers are shown. */
  async shown(log: PublishedLog): Promise<CosignedLog> {
    return headToShow(await this.heads(log));
  }

  /** The log under the checkpoint by which one of its published entries is proved. */
  async proving(log: PublishedLog, leafIndex: number): Promise<CosignedLog> {
    return headToProveBy(await this.heads(log), leafIndex);
  }

  /** For each witness, the last checkpoint of a log that it cosigned; null for those that never did. */
  async lastOf(
    coalitionId: CoalitionId,
    witnesses: readonly AskedWitness[],
  ): Promise<(LastCosigned | null)[]> {
    const rows: { witness_key: string; size: string; cosigned_at: Date }[] = await this.dataSource.query(
      `SELECT last.* FROM unnest($2::text[]) AS asked (key) CROSS JOIN LATERAL (
         SELECT witness_key, size, cosigned_at FROM record_cosignature
         WHERE coalition_id = $1 AND witness_key = asked.key ORDER BY size DESC LIMIT 1
       ) last`,
      [coalitionId, witnesses.map(({ keyText }) => keyText)],
    );
    return witnesses.map(({ keyText }) => {
      const row = rows.find((row) => row.witness_key === keyText);
      return row ? { size: Number(row.size), at: row.cosigned_at } : null;
    });
  }

  /**
   * For each thing, how many witnesses have cosigned a checkpoint that covers its first entry. One that has cosigned
   * a larger tree has vouched for all that is in it.
   */
  async cosignersOf(coalitionId: CoalitionId, streams: readonly string[]): Promise<number[]> {
    const rows: { stream: string; cosigners: number }[] = await this.dataSource.query(COSIGNERS, [
      coalitionId,
      streams,
      this.policy.witnesses.map(({ keyText }) => keyText),
    ]);
    return streams.map((stream) => rows.find((row) => row.stream === stream)?.cosigners ?? 0);
  }

  /** Keeps what a witness said of a checkpoint, in place of what it said of it before. */
  async keep(
    { coalitionId, size }: PublishedLog,
    said: { readonly witness: AskedWitness; readonly line: string; readonly time: number },
  ): Promise<void> {
    await asSequencer(this.dataSource, coalitionId, (db) =>
      db.query(
        `INSERT INTO record_cosignature (coalition_id, size, witness_key, line, cosigned_at)
         VALUES ($1, $2, $3, $4, to_timestamp($5))
         ON CONFLICT (coalition_id, size, witness_key)
         DO UPDATE SET line = excluded.line, cosigned_at = excluded.cosigned_at, received_at = excluded.received_at`,
        [coalitionId, size, said.witness.keyText, said.line, said.time],
      ),
    );
  }

  /** The last checkpoints, newest first, those without a cosignature left out except the newest. */
  private async heads(log: PublishedLog): Promise<[CosignedLog, ...CosignedLog[]]> {
    const uncosigned = { ...log, cosigned: this.policy.weigh([]), outdatedFor: null };
    if (this.policy.witnesses.length === 0 || log.note === null) return [uncosigned];
    const rows = await queryPrepared<HeadRow>(this.dataSource.manager, LAST_HEADS, [log.coalitionId]);
    const [first, ...others] = rows.map((row) => this.headOf(log, row));
    return first ? [first, ...others] : [uncosigned];
  }

  private headOf(log: PublishedLog, { size, root, note, outdated_for, lines }: HeadRow): CosignedLog {
    const known = (lines ?? []).filter(({ key }) =>
      this.policy.witnesses.some(({ keyText }) => keyText === key),
    );
    return {
      ...log,
      size: Number(size),
      root,
      note: note + known.map(({ line }) => line).join(''),
      cosigned: this.policy.weigh(known.map(({ key }) => key)),
      outdatedFor: outdated_for,
    };
  }
}

const LAST_HEADS = `
SELECT head.size, head.root, head.note,
  (SELECT json_agg(json_build_object('key', witness_key, 'line', line) ORDER BY witness_key)
   FROM record_cosignature WHERE coalition_id = $1 AND size = head.size) AS lines,
  (SELECT 1000 * extract(epoch FROM clock_timestamp() - next.published_at) FROM record_checkpoint next
   WHERE next.coalition_id = $1 AND next.size > head.size ORDER BY next.size LIMIT 1)::float8 AS outdated_for
FROM (
  (SELECT size FROM record_checkpoint WHERE coalition_id = $1 ORDER BY size DESC LIMIT 1)
  UNION
  (SELECT DISTINCT size FROM record_cosignature WHERE coalition_id = $1 ORDER BY size DESC LIMIT 20)
) AS candidate
JOIN record_checkpoint head ON head.coalition_id = $1 AND head.size = candidate.size
ORDER BY head.size DESC`;

const COSIGNERS = `
SELECT event.stream, (
  SELECT count(*)::int FROM unnest($3::text[]) AS witness (key)
  WHERE EXISTS (
    SELECT FROM record_cosignature
    WHERE coalition_id = $1 AND witness_key = witness.key AND size > leaf.leaf_index)
) AS cosigners
FROM record_event event
JOIN record_leaf leaf ON leaf.coalition_id = event.coalition_id AND leaf.event_id = event.event_id
WHERE event.coalition_id = $1 AND event.stream = ANY ($2::uuid[]) AND event.stream_version = 1`;
