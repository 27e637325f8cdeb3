import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { describeFault, LOG, loadRow, Underway, type Log } from '#platform';
import { DataSource } from 'typeorm';
import { sortitionIn } from './held-sortition.rules.js';
import { SortitionLeases, type Lease } from './sortition-lease.queries.js';
import type { SortitionProgress } from './sortition-leximin.js';
import { SORTITIONS } from './sortition.queries.js';
import { problemOf } from './sortition.rules.js';
import { solveSortition } from './sortition-thread.js';

/** Milliseconds between two looks for work, and between two words on how far it is. */
const LOOK_EVERY = 500;
const TELL_EVERY = 1_000;
/** Milliseconds after which a solver gives up. */
const LONGEST = 600_000;

/**
 * Works through the sortitions that wait for their lottery, one at a time, in a thread of its own and outside all acts.
 * Every server does so; whoever holds the lease works, and what a killed server was at is taken over when it runs out.
 */
@Injectable()
export class SortitionSolver implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #leases: SortitionLeases;
  readonly #underway = new Underway();
  #timer: NodeJS.Timeout | null = null;
  #stopping = new AbortController();

  constructor(
    private readonly dataSource: DataSource,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.#leases = new SortitionLeases(dataSource);
  }

  onApplicationBootstrap(): void {
    this.#stopping = new AbortController();
    this.#schedule();
  }

  async onModuleDestroy(): Promise<void> {
    this.#stopping.abort(new Error('The server stops.'));
    if (this.#timer) clearTimeout(this.#timer);
    await this.#underway.ended();
  }

  #schedule(): void {
    if (this.#stopping.signal.aborted) return;
    this.#timer = setTimeout(() => this.#underway.begin(() => this.#turn()), LOOK_EVERY);
    this.#timer.unref();
  }

  async #turn(): Promise<void> {
    try {
      const lease = await this.#leases.take();
      if (lease) await this.#work(lease);
    } catch (error) {
      this.log.warn('Sortitions could not be looked up; trying again.', describeFault(error));
    }
    this.#schedule();
  }

  /** Solves until the answer is found, the lease is lost, the server stops, or it takes too long. */
  async #work(lease: Lease): Promise<void> {
    const lost = new AbortController();
    let progress: Pick<SortitionProgress, 'panels' | 'settled'> = { panels: 0, settled: 0 };
    const telling = setInterval(() => {
      this.#underway.begin(() => this.#renew(lease, progress, lost));
    }, TELL_EVERY);
    const calledOff = AbortSignal.any([lost.signal, this.#stopping.signal]);
    const signal = AbortSignal.any([calledOff, AbortSignal.timeout(LONGEST)]);
    try {
      const task = await this.#task(lease);
      const answer = await solveSortition(task, { signal, onProgress: (now) => (progress = now) });
      await this.#leases.finish(lease, answer);
    } catch (error) {
      if (!calledOff.aborted) await this.#giveUp(lease, error);
      else if (!lost.signal.aborted) await this.#leases.release(lease);
    } finally {
      clearInterval(telling);
    }
  }

  async #task({ coalitionId, id }: Lease) {
    const sortition = await loadRow(this.dataSource.manager, SORTITIONS, coalitionId, id);
    if (!sortition) throw new Error(`There is work for sortition ${id}, and no sortition.`);
    return { problem: problemOf(sortitionIn(sortition)), fairness: sortition.fairness, isProved: true };
  }

  async #renew(
    lease: Lease,
    progress: Pick<SortitionProgress, 'panels' | 'settled'>,
    lost: AbortController,
  ): Promise<void> {
    try {
      const isHeld = await this.#leases.renew(lease, progress);
      if (!isHeld) lost.abort(new Error('The work was called off.'));
    } catch (error) {
      this.log.warn('How far a sortition is could not be told; trying again.', describeFault(error));
    }
  }

  async #giveUp(lease: Lease, error: unknown): Promise<void> {
    this.log.warn('A sortition was not solved.', { sortition: lease.id, ...describeFault(error) });
    const isSlow = error instanceof DOMException && error.name === 'TimeoutError';
    const fault = isSlow
      ? `No lottery was found in ${LONGEST / 60_000} minutes.`
      : 'Its programs could not be solved.';
    await this.#leases.fail(lease, fault);
  }
}
