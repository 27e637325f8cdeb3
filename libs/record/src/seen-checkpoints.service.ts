import { Injectable } from '@nestjs/common';
import { refuse, type CoalitionId, type Refusal } from '#kernel';
import { queryPrepared } from '#platform';
import type { SeenCheckpoint } from '#transparency';
import { DataSource } from 'typeorm';

/**
 * Compares what the author of an act has verified with what this record has published. A checkpoint that was shown
 * is one of those that were published, and each size was published once.
 */
@Injectable()
export class SeenCheckpoints {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Whether an act may rest on a checkpoint. One that contradicts the record is not written into it: it would be an
   * unproved word against everybody. But it is told to its author, who holds the proof, the signed checkpoint.
   */
  async contradiction(
    coalitionId: CoalitionId,
    { size, root }: SeenCheckpoint,
  ): Promise<Refusal<'CHECKPOINT_CONTRADICTED'> | null> {
    const published = await queryPrepared<{ root: Buffer }>(
      this.dataSource.manager,
      'SELECT root FROM record_checkpoint WHERE coalition_id = $1 AND size = $2',
      [coalitionId, size],
    );
    if (published[0]?.root.toString('base64') === root) return null;
    const because = `This record has published no checkpoint of ${size} entries with that root. Keep the signed one that you verified and show it to a witness of the record: it proves that two histories were shown. Only then act again, without it.`;
    return refuse('CHECKPOINT_CONTRADICTED', because);
  }
}
