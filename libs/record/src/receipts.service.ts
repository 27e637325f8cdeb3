import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { CoalitionId } from '#kernel';
import { describeFault, LOG, NotificationListener, type Log } from '#platform';
import { DataSource } from 'typeorm';
import type { Acted } from './act.js';
import { PUBLISHED } from './signals.js';

/** Where an entry is on its way into the published tree. */
export interface ReceiptState {
  readonly leafIndex: number | null;
  /** True when the last published checkpoint covers the entry. */
  readonly isPublished: boolean;
}

interface Waiter {
  readonly entryId: string;
  readonly done: () => void;
}

const LOOK_AGAIN_MS = 500;

/** Waits, on behalf of those who ask for it, until their entries are under a published checkpoint. */
@Injectable()
export class Receipts implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly waiting = new Map<CoalitionId, Set<Waiter>>();
  private unsubscribe: (() => void) | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly listener: NotificationListener,
    @Inject(LOG) private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.unsubscribe = await this.listener.subscribe(PUBLISHED, {
      heard: (id) => void this.look(id as CoalitionId),
      connected: () => this.lookEverywhere(),
    });
  }

  onModuleDestroy(): void {
    this.unsubscribe?.();
    for (const waiters of this.waiting.values()) for (const waiter of waiters) waiter.done();
  }

  /** Resolves when the act's entry is published, or when `milliseconds` are over; the receipt tells which. */
  async published({ coalitionId, entryId, repeated }: Acted, milliseconds = 2_000): Promise<void> {
    await new Promise<void>((resolve) => {
      const waiters = this.waiting.get(coalitionId) ?? new Set();
      this.waiting.set(coalitionId, waiters);
      const waiter = { entryId, done: () => finish() };
      // A publication that overtook this registration is found by looking again.
      const again = setInterval(() => void this.look(coalitionId), LOOK_AGAIN_MS);
      const end = setTimeout(() => finish(), milliseconds);
      const finish = () => {
        clearInterval(again);
        clearTimeout(end);
        waiters.delete(waiter);
        resolve();
      };
      waiters.add(waiter);
      // What was carried out before has most likely been published since, and nothing will tell of it again.
      if (repeated) void this.look(coalitionId);
    });
  }

  private lookEverywhere(): void {
    for (const coalitionId of this.waiting.keys()) void this.look(coalitionId);
  }

  private async look(coalitionId: CoalitionId): Promise<void> {
    const waiters = [...(this.waiting.get(coalitionId) ?? [])];
    if (waiters.length === 0) return;
    try {
      const rows: { id: string }[] = await this.dataSource.query(PUBLISHED_ENTRIES, [
        coalitionId,
        waiters.map((waiter) => waiter.entryId),
      ]);
      const published = new Set(rows.map((row) => row.id));
      for (const waiter of waiters) if (published.has(waiter.entryId)) waiter.done();
    } catch (error) {
      this.log.warn(
        'Receipts could not be looked up; those who wait get them as they are.',
        describeFault(error),
      );
    }
  }
}

const PUBLISHED_ENTRIES = `
SELECT event.id FROM record_event event
JOIN record_leaf leaf ON leaf.coalition_id = event.coalition_id AND leaf.event_id = event.event_id
WHERE event.coalition_id = $1 AND event.id = ANY($2::uuid[])
  AND leaf.leaf_index < (SELECT max(size) FROM record_checkpoint WHERE coalition_id = $1)`;
