/**
 * Work that nobody waits for while the process serves, and that its end waits for: else a look that was under way would
 * find its connection closed, and an orderly stop would be told of as a fault.
 */
export class Underway {
  readonly #works = new Set<Promise<void>>();

  /** Begins work that tells of its own failures. */
  begin(work: () => Promise<void>): void {
    const running = work().finally(() => this.#works.delete(running));
    this.#works.add(running);
  }

  /** Resolves when all that was begun has ended, with what was begun meanwhile. */
  async ended(): Promise<void> {
    while (this.#works.size > 0) await Promise.all(this.#works);
  }
}
