import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { CoalitionId } from '#kernel';
import { CONFIG, describeFault, LOG, NotificationListener, Underway, type Config, type Log } from '#platform';
import { Checkpoints } from './checkpoints.service.js';
import { Sequencer } from './sequencer.service.js';
import { COMMITTED } from './signals.js';

const SWEEP_MS = 5_000;

/**
 * Keeps the record going: sequences what was committed and publishes checkpoints, woken by notifications and,
 * because those may be lost, by a sweep every five seconds and at each new connection.
 */
@Injectable()
export class RecordKeeper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly underway = new Underway();
  private readonly running = new Set<CoalitionId>();
  private readonly again = new Set<CoalitionId>();
  private readonly unsubscribe: (() => void)[] = [];
  private sweeper: NodeJS.Timeout | null = null;
  private stopped = false;

  constructor(
    private readonly sequencer: Sequencer,
    private readonly checkpoints: Checkpoints,
    private readonly listener: NotificationListener,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOG) private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.checkpoints.examine();
    this.sweeper = setInterval(() => this.sweepLater(), SWEEP_MS);
    this.sweeper.unref();
    const ears = { heard: (id: string) => this.wake(id as CoalitionId), connected: () => this.sweepLater() };
    this.unsubscribe.push(await this.listener.subscribe(COMMITTED, ears));
    await this.sweep();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    for (const stop of this.unsubscribe) stop();
    if (this.sweeper) clearInterval(this.sweeper);
    await this.underway.ended();
  }

  /** Sees to it that all that is committed by now will be sequenced and published. */
  wake(coalitionId: CoalitionId): void {
    if (this.stopped) return;
    if (this.running.has(coalitionId)) {
      this.again.add(coalitionId);
      return;
    }
    this.running.add(coalitionId);
    this.underway.begin(() => this.work(coalitionId).finally(() => this.running.delete(coalitionId)));
  }

  private async work(coalitionId: CoalitionId): Promise<void> {
    do {
      this.again.delete(coalitionId);
      const begun = performance.now();
      try {
        await this.sequencer.run(coalitionId);
        await this.checkpoints.publish(coalitionId);
      } catch (error) {
        this.log.error('A record could not be carried on; trying again.', {
          coalition: coalitionId,
          ...describeFault(error),
        });
      }
      // From beginning to beginning: whoever waits for a receipt does not wait for the work before as well.
      const rest = this.config.checkpointIntervalMs - (performance.now() - begun);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, rest)));
    } while (this.again.has(coalitionId) && !this.stopped);
  }

  private sweepLater(): void {
    this.underway.begin(() => this.sweep());
  }

  private async sweep(): Promise<void> {
    try {
      for (const coalitionId of await this.sequencer.waiting()) this.wake(coalitionId);
    } catch (error) {
      this.log.warn('Pending entries could not be looked up; trying again.', describeFault(error));
    }
  }
}
