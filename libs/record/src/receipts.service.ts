import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { CoalitionId } from '#kernel';
import { describeFault, LOG, NotificationListener, queryPrepared, Underway, type Log } from '#platform';
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
  /** Where a look is under way; true where it must be followed by another one. */
  private readonly looking = new Map<CoalitionId, boolean>();
  private readonly underway = new Underway();
  private unsubscribe: (() => void) | null = null;
  private again: NodeJS.Timeout | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly listener: NotificationListener,
    @Inject(LOG) private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.unsubscribe = await this.listener.subscribe(PUBLISHED, {
      heard: (id) => this.lookFor(id as CoalitionId),
      connected: () => this.lookEverywhere(),
    });
    // A publication that overtook the registration of a waiter is found by looking again.
    this.again = setInterval(() => this.lookEverywhere(), LOOK_AGAIN_MS);
    this.again.unref();
  }

  async onModuleDestroy(): Promise<void> {
    this.unsubscribe?.();
    if (this.again) clearInterval(this.again);
    for (const waiters of this.waiting.values()) for (const waiter of waiters) waiter.done();
    await this.underway.ended();
  }

  /** Resolves when the act's entry is published, or when `milliseconds` are over; the receipt tells which. */
  async published(
    { coalitionId, entryId, repeated }: Pick<Acted, 'coalitionId' | 'entryId' | 'repeated'>,
    milliseconds = 2_000,
  ): Promise<void> {
    await new Promise<void>((resolve) => {
      const waiters = this.waiting.get(coalitionId) ?? new Set();
      this.waiting.set(coalitionId, waiters);
      const waiter = { entryId, done: () => finish() };
      const end = setTimeout(() => finish(), milliseconds);
      const finish = () => {
        clearTimeout(end);
        waiters.delete(waiter);
        resolve();
      };
      waiters.add(waiter);
      // What was carried out before has most likely been published since, and nothing will tell of it again.
      if (repeated) this.lookFor(coalitionId);
    });
  }

  private lookEverywhere(): void {
    for (const coalitionId of this.waiting.keys()) this.lookFor(coalitionId);
  }

  private lookFor(coalitionId: CoalitionId): void {
    this.underway.begin(() => this.look(coalitionId));
  }

  /** One look at a time, however many wait: under load more of them would only delay each other. */
  private async look(coalitionId: CoalitionId): Promise<void> {
    if (this.looking.has(coalitionId)) {
      this.looking.set(coalitionId, true);
      return;
    }
    do {
      this.looking.set(coalitionId, false);
      await this.lookOnce(coalitionId);
    } while (this.looking.get(coalitionId));
    this.looking.delete(coalitionId);
  }

  private async lookOnce(coalitionId: CoalitionId): Promise<void> {
    const waiters = [...(this.waiting.get(coalitionId) ?? [])];
    if (waiters.length === 0) return;
    try {
      const ids = waiters.map((waiter) => waiter.entryId);
      const rows = await queryPrepared<{ id: string }>(this.dataSource.manager, PUBLISHED_ENTRIES, [
        coalitionId,
        ids,
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
