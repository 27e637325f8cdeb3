/** Numbers that look random and are the same on every run (Lehmer, 1951), for more elections than fast-check has time for. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = 1 + (seed % 2_147_483_646);
    for (let warm = 0; warm < 3; warm += 1) this.below(2);
  }

  /** A whole number from 0 up to, but without, `count`. */
  below(count: number): number {
    this.#state = (this.#state * 48_271) % 2_147_483_647;
    return Math.floor((this.#state / 2_147_483_647) * count);
  }

  pick<const Items extends readonly [unknown, ...unknown[]]>(items: Items): Items[number] {
    return items[this.below(items.length)] ?? items[0];
  }

  shuffled<Item>(items: readonly Item[]): Item[] {
    const left = [...items];
    return items.flatMap(() => left.splice(this.below(left.length), 1));
  }

  /** Some of the items, at least `least` of them, in random order. */
  some<Item>(items: readonly Item[], least = 0): Item[] {
    return this.shuffled(items).slice(0, least + this.below(items.length + 1 - least));
  }

  list<Item>(count: number, make: () => Item): Item[] {
    return Array.from({ length: count }, make);
  }
}
