import { Inject, Injectable } from '@nestjs/common';
import { describeFault, LOG, type Log } from '../logging.js';

/** One thing that must stand before this process may be sent requests. */
export interface ReadinessCheck {
  readonly name: string;
  /** One sentence that says what is wrong, or null. Throwing counts as wrong. */
  problem(): string | null | Promise<string | null>;
}

/** Milliseconds after which a check that has not answered counts as failing. */
const PATIENCE = 2_000;

/** Whether this process may be sent requests; modules register what must stand for that. */
@Injectable()
export class Readiness {
  readonly #checks: ReadinessCheck[] = [];
  #closing = false;

  constructor(@Inject(LOG) private readonly log: Log) {}

  register(check: ReadinessCheck): void {
    this.#checks.push(check);
  }

  /** From now on this process is not ready: it is about to stop. */
  close(): void {
    this.#closing = true;
  }

  /** Names of the checks that fail now, in the order of registration; the log says why. */
  async failing(): Promise<string[]> {
    if (this.#closing) return ['stopping'];
    const problems = await Promise.all(this.#checks.map((check) => withinPatience(check)));
    return this.#checks.flatMap(({ name }, index) => {
      const problem = problems[index] ?? null;
      if (problem === null) return [];
      this.log.warn('Not ready.', { check: name, problem });
      return [name];
    });
  }
}

async function withinPatience(check: ReadinessCheck): Promise<string | object | null> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('There was no answer in time.'), PATIENCE);
  });
  try {
    return await Promise.race([Promise.resolve(check.problem()), tooLate]);
  } catch (error) {
    return describeFault(error);
  } finally {
    clearTimeout(timer);
  }
}
