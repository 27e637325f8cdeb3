import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { CoalitionId } from '#kernel';
import { describeFault, LOG, Underway, type Log } from '#platform';
import { DataSource } from 'typeorm';

/** Entries of a coalition were committed; its sequencer has work. */
export const COMMITTED = 'quorate_committed';
/** A checkpoint of a coalition was published; receipts under it are complete. */
export const PUBLISHED = 'quorate_published';

const GATHER_MS = 20;
const AGAIN_MS = 1_000;

/**
 * Tells every server of this database what has happened, by NOTIFY with the coalition's id and no more.
 *
 * It is sent after the commit and at most once in 20 ms: inside an act it would hold PostgreSQL's notification
 * lock over the flush, and all acts would wait for one another. A lost one is made up for by the sweeps of
 * those who listen.
 */
@Injectable()
export class RecordSignals implements OnModuleDestroy {
  private readonly waiting = new Set<CoalitionId>();
  private readonly underway = new Underway();
  private timer: NodeJS.Timeout | null = null;
  private flushedAt = -GATHER_MS;
  private stopped = false;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(LOG) private readonly log: Log,
  ) {}

  committed(coalitionId: CoalitionId): void {
    this.waiting.add(coalitionId);
    const wait = Math.max(0, this.flushedAt + GATHER_MS - performance.now());
    if (!this.stopped) this.timer ??= setTimeout(() => this.flushLater(), wait);
  }

  async published(coalitionId: CoalitionId): Promise<void> {
    await this.dataSource.query('SELECT pg_notify($1, $2)', [PUBLISHED, coalitionId]);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    await this.underway.ended();
    await this.flush();
  }

  private flushLater(): void {
    this.underway.begin(() => this.flush());
  }

  private async flush(): Promise<void> {
    this.timer = null;
    this.flushedAt = performance.now();
    const coalitions = [...this.waiting];
    this.waiting.clear();
    if (coalitions.length === 0 || !this.dataSource.isInitialized) return;
    try {
      await this.dataSource.query('SELECT pg_notify($1, id) FROM unnest($2::text[]) AS id', [
        COMMITTED,
        coalitions,
      ]);
    } catch (error) {
      // The acts are committed; the listeners' sweep finds them, should this never be said.
      this.log.warn('A notification could not be sent; trying again.', describeFault(error));
      for (const coalition of coalitions) this.waiting.add(coalition);
      if (!this.stopped) this.timer = setTimeout(() => this.flushLater(), AGAIN_MS);
    }
  }
}
