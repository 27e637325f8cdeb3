import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { CoalitionId } from '#kernel';
import { DataSource } from 'typeorm';

/** Entries of a coalition were committed; its sequencer has work. */
export const COMMITTED = 'quorate_committed';
/** A checkpoint of a coalition was published; receipts under it are complete. */
export const PUBLISHED = 'quorate_published';

const GATHER_MS = 20;

/**
 * Tells every server of this database what has happened, by NOTIFY with the coalition's id and no more.
 *
 * It is sent after the commit and at most once in 20 ms: inside an act it would hold PostgreSQL's notification
 * lock over the flush, and all acts would wait for one another. A lost one is made up for by the sweeps of
 * those who listen.
 */
@Injectable()
export class RecordSignals implements OnApplicationShutdown {
  private readonly waiting = new Set<CoalitionId>();
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly dataSource: DataSource) {}

  committed(coalitionId: CoalitionId): void {
    this.waiting.add(coalitionId);
    this.timer ??= setTimeout(() => void this.flush(), GATHER_MS);
  }

  async published(coalitionId: CoalitionId): Promise<void> {
    await this.dataSource.query('SELECT pg_notify($1, $2)', [PUBLISHED, coalitionId]);
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    await this.flush();
  }

  private async flush(): Promise<void> {
    this.timer = null;
    const coalitions = [...this.waiting];
    this.waiting.clear();
    if (coalitions.length === 0 || !this.dataSource.isInitialized) return;
    await this.dataSource
      .query('SELECT pg_notify($1, id) FROM unnest($2::text[]) AS id', [COMMITTED, coalitions])
      .catch(() => {
        // The acts are committed; a database that went away between is swept when it comes back.
        for (const coalition of coalitions) this.waiting.add(coalition);
      });
  }
}
