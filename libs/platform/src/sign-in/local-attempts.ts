/** At most `count` attempts in any `seconds`. */
export interface AttemptLimit {
  readonly count: number;
  readonly seconds: number;
}

/** Keys that one process remembers; a flood of new keys beyond it is refused rather than let pass. */
const MOST_KEYS = 10_000;

/** The count of one process, for the time in which the shared one cannot be asked. It rests on this machine's clock. */
export class LocalAttempts {
  readonly #at = new Map<string, number[]>();

  constructor(
    private readonly limit: AttemptLimit,
    private readonly millis: () => number = () => performance.now(),
  ) {}

  /** Counts one attempt under every key; true when all of them allow it. */
  take(keys: readonly string[]): boolean {
    const now = this.millis();
    const since = now - this.limit.seconds * 1000;
    if (this.#at.size + keys.length > MOST_KEYS) this.#forget(since);
    if (this.#at.size + keys.length > MOST_KEYS) return false;
    return keys.map((key) => this.#takeOne(key, now, since)).every(Boolean);
  }

  #takeOne(key: string, now: number, since: number): boolean {
    const recent = (this.#at.get(key) ?? []).filter((at) => at > since);
    const allowed = recent.length < this.limit.count;
    this.#at.set(key, allowed ? [...recent, now] : recent);
    return allowed;
  }

  #forget(since: number): void {
    for (const [key, at] of this.#at) if (at.every((one) => one <= since)) this.#at.delete(key);
  }
}
