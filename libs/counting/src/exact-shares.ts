/**
 * The exact money of voters in a run of equal shares. Whoever has money left has paid the full price of some
 * purchases and nothing else, so what is left is the start less the sum of those prices. All amounts share one
 * denominator: that of the start times the product of the numbers of full payers so far.
 */
export class ExactShares {
  /** The start of every voter, and the prices of purchases, as numerators. */
  #start: bigint;
  readonly #prices: bigint[] = [];
  #den: bigint;

  constructor(start: bigint, den: bigint) {
    this.#start = start;
    this.#den = den;
  }

  get purchases(): number {
    return this.#prices.length;
  }

  /** Numerator of what is left to a voter who paid the full price of these purchases. */
  left(paid: readonly number[]): bigint {
    return paid.reduce((money, purchase) => money - (this.#prices[purchase] ?? 0n), this.#start);
  }

  /** Numerator of an amount of money. */
  amount(money: bigint): bigint {
    return money * this.#den;
  }

  /** Numerator of what voters have together: `payers[k]` is the weight of those who paid purchase k in full. */
  sum(weight: bigint, payers: ReadonlyMap<number, bigint>): bigint {
    let money = weight * this.#start;
    for (const [purchase, count] of payers) money -= count * (this.#prices[purchase] ?? 0n);
    return money;
  }

  /** Records a purchase at the price `numerator / payers` in the present denominator. Returns it as a number. */
  buy(numerator: bigint, payers: bigint): number {
    this.#start *= payers;
    this.#den *= payers;
    for (const [at, price] of this.#prices.entries()) this.#prices[at] = price * payers;
    this.#prices.push(numerator);
    return toNumber(numerator, this.#den);
  }
}

/** The quotient of two positive whole numbers of any size, good to 53 bits. */
function toNumber(numerator: bigint, denominator: bigint): number {
  const shift = Math.max(0, 64 + denominator.toString(16).length * 4 - numerator.toString(16).length * 4);
  return Number((numerator << BigInt(shift)) / denominator) / 2 ** shift;
}
