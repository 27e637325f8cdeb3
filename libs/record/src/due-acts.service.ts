import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { isRefusal, type CoalitionId, type Id } from '#kernel';
import { describeFault, LOG, Underway, type Log } from '#platform';
import { DataSource } from 'typeorm';
import { ENTER_COALITION } from './ledger.sql.js';

/** Something that must be done because an instant has come: a box to close, a mandate to end. */
export interface DueAct {
  readonly coalitionId: CoalitionId;
  readonly id: Id<'DueAct'>;
  readonly kind: string;
  readonly subject: string;
}

/** What a handler answers for a due act that has nothing to do any more, such as the end of a mandate that ended early. */
export const MOOT = Symbol('moot');

/** Carries out one due act; passes its id on as `Locks.due`, so that effect and mark are one transaction. */
export type DueHandler = (due: DueAct) => Promise<unknown>;

const LONGEST_WAIT_MS = 1_000;
const BATCH = 50;

/** How long a due act that could not be carried out is left alone: doubled from the first time to the longest. */
const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 60_000;

interface Rest {
  readonly milliseconds: number;
  /** By `performance.now()`. */
  readonly until: number;
}

/**
 * Works through the table of due acts. Every server does so; whoever holds a due act's row carries it out, the
 * others pass on, and a server that is killed half-way leaves it as it was. What cannot be carried out stays due and is
 * tried again, less and less often, so that it neither keeps others waiting nor fills the log.
 */
@Injectable()
export class DueActs implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly handlers = new Map<string, DueHandler>();
  private readonly underway = new Underway();
  private readonly resting = new Map<DueAct['id'], Rest>();
  private timer: NodeJS.Timeout | null = null;
  private working: Promise<number> | null = null;
  private stopped = true;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Says who carries out due acts of a kind; called once by the module whose acts they are. */
  handle(kind: string, handler: DueHandler): void {
    if (this.handlers.has(kind)) throw new Error(`Due acts of kind ${kind} have a handler.`);
    this.handlers.set(kind, handler);
  }

  onApplicationBootstrap(): void {
    this.stopped = false;
    this.schedule(0);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    await this.underway.ended();
    await this.working;
  }

  /** Carries out all that is due now; whoever asks while it is under way waits for the same. Returns how many were done. */
  run(): Promise<number> {
    return this.pass([]);
  }

  private pass(leftAlone: readonly DueAct['id'][]): Promise<number> {
    this.working ??= this.work(leftAlone).finally(() => (this.working = null));
    return this.working;
  }

  private async work(leftAlone: readonly DueAct['id'][]): Promise<number> {
    let done = 0;
    for (const due of await this.waiting(leftAlone)) {
      const handler = this.handlers.get(due.kind);
      if (!handler) continue;
      try {
        const outcome = await handler(due);
        if (outcome === MOOT) await this.letGo(due);
        if (isRefusal(outcome)) {
          const { code, because } = outcome;
          this.log.warn('A due act was refused; it stays due.', { kind: due.kind, code, because });
          this.leaveAlone(due);
        } else {
          this.resting.delete(due.id);
          done += 1;
        }
      } catch (error) {
        const fault = describeFault(error);
        this.log.warn('A due act was not carried out; it stays due.', { kind: due.kind, ...fault });
        this.leaveAlone(due);
      }
    }
    return done;
  }

  private leaveAlone({ id }: DueAct): void {
    const before = this.resting.get(id);
    const milliseconds = before ? Math.min(LONGEST_REST_MS, before.milliseconds * 2) : FIRST_REST_MS;
    this.resting.set(id, { milliseconds, until: performance.now() + milliseconds });
  }

  /** Those that are left alone now. One that has not failed for long was carried out by another server. */
  private stillResting(): DueAct['id'][] {
    const now = performance.now();
    for (const [id, { until }] of this.resting) if (until + LONGEST_REST_MS < now) this.resting.delete(id);
    return [...this.resting].flatMap(([id, { until }]) => (now < until ? [id] : []));
  }

  /** There is no effect to tell of: nothing is in the record, and the due act waits no more. */
  private async letGo({ coalitionId, id }: DueAct): Promise<void> {
    await this.dataSource.transaction(async (db) => {
      await db.query(ENTER_COALITION, [coalitionId]);
      await db.query(
        'UPDATE due_act SET done_at = quorate_now() WHERE coalition_id = $1 AND id = $2 AND done_at IS NULL',
        [coalitionId, id],
      );
    });
  }

  private async waiting(leftAlone: readonly DueAct['id'][]): Promise<DueAct[]> {
    return this.dataSource.query(
      `SELECT coalition_id AS "coalitionId", id, kind, subject FROM due_act
       WHERE done_at IS NULL AND due_at <= quorate_now() AND kind = ANY($1) AND id <> ALL($3::uuid[])
       ORDER BY due_at LIMIT $2`,
      [[...this.handlers.keys()], BATCH, leftAlone],
    );
  }

  private schedule(milliseconds: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => this.underway.begin(() => this.turn()), milliseconds);
    this.timer.unref();
  }

  private async turn(): Promise<void> {
    try {
      const done = await this.pass(this.stillResting());
      this.schedule(done === BATCH ? 0 : await this.untilNext());
    } catch (error) {
      this.log.warn('Due acts could not be looked up; trying again.', describeFault(error));
      this.schedule(LONGEST_WAIT_MS);
    }
  }

  /** Milliseconds to the next due instant, at most one second, since another server may plan an earlier one. */
  private async untilNext(): Promise<number> {
    const [row]: { wait: number | null }[] = await this.dataSource.query(
      `SELECT (extract(epoch FROM min(due_at) - quorate_now()) * 1000)::float8 AS wait
       FROM due_act WHERE done_at IS NULL AND kind = ANY($1) AND id <> ALL($2::uuid[])`,
      [[...this.handlers.keys()], this.stillResting()],
    );
    return Math.min(LONGEST_WAIT_MS, Math.max(50, Math.ceil(row?.wait ?? LONGEST_WAIT_MS)));
  }
}
