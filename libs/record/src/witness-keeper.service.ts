import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { CoalitionId } from '#kernel';
import { describeFault, LOG, NotificationListener, Underway, type Log } from '#platform';
import { PUBLISHED } from './signals.js';
import { WitnessPolicy } from './witness-policy.js';
import { Witnesses } from './witnesses.service.js';

const SWEEP_MS = 5_000;
/** Milliseconds between two rounds for one log, however often it publishes. */
const BREATH_MS = 500;

/**
 * Sees to it that the witnesses are asked: after each checkpoint, woken by its notification; and by a sweep for those
 * that did not answer, and for a log that stands still, of which they are asked every hour whether it still does.
 */
@Injectable()
export class WitnessKeeper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly underway = new Underway();
  private readonly rounds = new Set<CoalitionId>();
  private readonly again = new Set<CoalitionId>();
  private readonly stopping = new AbortController();
  private unsubscribe: (() => void) | null = null;
  private sweeper: NodeJS.Timeout | null = null;

  constructor(
    private readonly witnesses: Witnesses,
    private readonly policy: WitnessPolicy,
    private readonly listener: NotificationListener,
    @Inject(LOG) private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.policy.witnesses.length === 0) return;
    this.sweeper = setInterval(() => this.sweepLater(), SWEEP_MS);
    this.sweeper.unref();
    this.unsubscribe = await this.listener.subscribe(PUBLISHED, {
      heard: (id) => this.wake(id as CoalitionId),
      connected: () => this.sweepLater(),
    });
    await this.sweep();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    this.unsubscribe?.();
    if (this.sweeper) clearInterval(this.sweeper);
    await this.underway.ended();
  }

  private wake(coalitionId: CoalitionId): void {
    if (this.stopping.signal.aborted) return;
    if (this.rounds.has(coalitionId)) {
      this.again.add(coalitionId);
      return;
    }
    this.rounds.add(coalitionId);
    this.underway.begin(() => this.work(coalitionId).finally(() => this.rounds.delete(coalitionId)));
  }

  private async work(coalitionId: CoalitionId): Promise<void> {
    const { signal } = this.stopping;
    do {
      this.again.delete(coalitionId);
      try {
        await this.witnesses.ask(coalitionId, signal);
        await pause(BREATH_MS, undefined, { signal });
      } catch (error) {
        if (signal.aborted) return;
        this.log.warn('The witnesses of a record could not be asked; trying again.', {
          coalition: coalitionId,
          ...describeFault(error),
        });
      }
    } while (this.again.has(coalitionId));
  }

  private sweepLater(): void {
    this.underway.begin(() => this.sweep());
  }

  private async sweep(): Promise<void> {
    try {
      for (const coalitionId of await this.witnesses.incomplete()) this.wake(coalitionId);
    } catch (error) {
      this.log.warn('Missing cosignatures could not be looked up; trying again.', describeFault(error));
    }
  }
}
