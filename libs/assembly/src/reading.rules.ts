import { refuse, type Refusal } from '#kernel';

/** One way to understand words that can be understood in several. `words` names it, also in rulings. */
export interface Reading<T> {
  readonly words: string;
  readonly value: T;
}

/** All ways in which something can be understood; a single one where it is clear. */
export type Readings<T> = readonly [Reading<T>, ...Reading<T>[]];

/** A question that the words leave open, and the reading that was taken. */
export interface Taken {
  readonly question: string;
  readonly reading: string;
}

/** Gives the value of what is clear or ruled on, and one reading after another of what is neither. */
export type Read = <T>(question: string, readings: Readings<T>) => T;

/** What was decided under some readings. */
export interface Case<Answer> {
  readonly readings: readonly Taken[];
  readonly answer: Answer;
}

/** What is decided under every reading: one answer where all agree, else all of them. */
export interface Decided<Answer> {
  /** One case for each combination of readings that the decision met; the first takes the first of each. */
  readonly cases: readonly [Case<Answer>, ...Case<Answer>[]];
  readonly agreed: boolean;
}

/** More combinations than this are not tried: words that leave so much open need a ruling anyway. */
export const MOST_CASES = 64;

/** What has been ruled: the reading that holds, by question. */
export type Rulings = ReadonlyMap<string, string>;

/**
 * Decides under every combination of readings that the decision meets on its way. A question that the rulings
 * answer is met no more; a ruling for a reading that the words no longer have settles nothing.
 *
 * @param decide a pure function; it runs once for every combination
 */
export function underEveryReading<Answer>(
  rulings: Rulings,
  decide: (read: Read) => Answer,
  same: (a: Answer, b: Answer) => boolean = Object.is,
): Decided<Answer> {
  const waiting: (readonly Taken[])[] = [];
  const decideOne = (known: readonly Taken[]): Case<Answer> => {
    const taken = [...known];
    const answer = decide((question, readings) => {
      const [first, ...others] = readings;
      if (others.length === 0) return first.value;
      const ruled = rulings.get(question);
      const tried = taken.find((it) => it.question === question)?.reading;
      const settled =
        readings.find(({ words }) => words === ruled) ?? readings.find(({ words }) => words === tried);
      if (settled) return settled.value;
      waiting.push(...others.map(({ words }) => [...taken, { question, reading: words }]));
      taken.push({ question, reading: first.words });
      return first.value;
    });
    return { readings: taken, answer };
  };
  const first = decideOne([]);
  const cases: [Case<Answer>, ...Case<Answer>[]] = [first];
  for (let next = waiting.shift(); next && cases.length < MOST_CASES; next = waiting.shift()) {
    cases.push(decideOne(next));
  }
  const isComplete = waiting.length === 0;
  return { cases, agreed: isComplete && cases.every(({ answer }) => same(answer, first.answer)) };
}

/** The questions that the cases of a decision met, each once. */
export function questionsIn(cases: readonly Pick<Case<unknown>, 'readings'>[]): string[] {
  return [...new Set(cases.flatMap(({ readings }) => readings.map(({ question }) => question)))];
}

/** A single, clear reading. */
export function clear<T>(value: T): Readings<T> {
  return [{ words: String(value), value }];
}

/** How something is understood that is contested: a person’s belonging to an organization. */
export const EITHER_WAY: Readings<boolean> = [
  { words: 'belongs', value: true },
  { words: 'does not belong', value: false },
];

/**
 * Refuses to decide what depends on what the words leave open.
 *
 * @param what what depends on it, to begin the sentence with
 */
export function refuseOpen(cases: readonly Case<unknown>[], what: string): Refusal<'NEEDS_RULING'> {
  const questions = questionsIn(cases);
  const because = `${what} depends on what is open; ask for a ruling on: ${questions.join('; ')}.`;
  return refuse('NEEDS_RULING', because, { questions });
}
