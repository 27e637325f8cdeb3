import { randomUUID } from 'node:crypto';
import type { CoalitionId } from '#kernel';
import { becomeRole } from '#platform';
import { DataSource } from 'typeorm';
import { MOST_FAILURES } from './held-sortition.rules.js';
import type { SortitionId } from './draw.types.js';
import type { SortitionAnswer } from './sortition-answer.js';
import type { SortitionProgress } from './sortition-leximin.js';

/** Seconds after which a solver that was not heard of is taken for dead. */
const LEASE = 15;
/** Seconds for which work is left alone that a solver gave up. */
const REST = 60;

/** The right to work on a sortition, as long as it is renewed. */
export interface Lease {
  readonly coalitionId: CoalitionId;
  readonly id: SortitionId;
  readonly lease: string;
}

const WAITING = `answer IS NULL AND NOT ended AND failures < ${MOST_FAILURES}
  AND (leased_until IS NULL OR leased_until < clock_timestamp())`;
const HELD = 'coalition_id = $1 AND id = $2 AND lease = $3 AND answer IS NULL AND NOT ended';

/**
 * Hands out the work of solving, and takes back what came of it. A lease is a row and no lock, which would hold a
 * connection for as long as a solver takes; a solver that is killed is heard of no more, and another takes over.
 */
export class SortitionLeases {
  constructor(private readonly dataSource: DataSource) {}

  /** Takes the lease of the work that waits longest; null when none waits. */
  async take(): Promise<Lease | null> {
    const [next] = await this.dataSource.query<Omit<Lease, 'lease'>[]>(
      `SELECT coalition_id AS "coalitionId", id FROM sortition_work WHERE ${WAITING} ORDER BY id LIMIT 1`,
    );
    if (!next) return null;
    const lease = { ...next, lease: randomUUID() };
    const isTaken = await this.#write(
      lease,
      `lease = $3, leased_until = clock_timestamp() + ${LEASE} * interval '1 second', panels = 0, settled = 0`,
      { where: `coalition_id = $1 AND id = $2 AND ${WAITING}` },
    );
    return isTaken ? lease : null;
  }

  /** Says how far the work is; false when the lease is lost, since the work was called off or another has it. */
  renew(lease: Lease, { panels, settled }: Pick<SortitionProgress, 'panels' | 'settled'>): Promise<boolean> {
    const renewed = `leased_until = clock_timestamp() + ${LEASE} * interval '1 second', panels = $4, settled = $5`;
    return this.#write(lease, renewed, { values: [panels, settled] });
  }

  /** Hands in the answer; false when the lease is lost. */
  finish(lease: Lease, answer: SortitionAnswer): Promise<boolean> {
    return this.#write(lease, 'answer = $4::jsonb, fault = NULL', { values: [JSON.stringify(answer)] });
  }

  /** Gives the work up; it rests, and is tried again some times. */
  fail(lease: Lease, fault: string): Promise<boolean> {
    const given = `failures = failures + 1, fault = $4, leased_until = clock_timestamp() + ${REST} * interval '1 second'`;
    return this.#write(lease, given, { values: [fault] });
  }

  /** Gives the work back, so that another server need not wait. */
  release(lease: Lease): Promise<boolean> {
    return this.#write(lease, 'lease = NULL, leased_until = NULL');
  }

  #write(
    { coalitionId, id, lease }: Lease,
    set: string,
    { where = HELD, values = [] }: { readonly where?: string; readonly values?: readonly unknown[] } = {},
  ): Promise<boolean> {
    return this.dataSource.transaction(async (db) => {
      await becomeRole(db, 'quorate_app', coalitionId);
      const written = await db.query<unknown[]>(
        `WITH written AS (UPDATE sortition_work SET ${set} WHERE ${where} RETURNING id) SELECT id FROM written`,
        [coalitionId, id, lease, ...values],
      );
      return written.length > 0;
    });
  }
}
