/** The words that a clause rests on. Nothing stands in a charter that nobody has agreed to in words. */
export type ClauseSource = {
  readonly text: string;
  /** Where in the charter the words stand, such as `3.2`; refusals name it. */
  readonly section: string;
  /** The language of the words, a BCP 47 tag. */
  readonly lang: string;
};

/** What every clause has: its topic, its words and its rank. */
export type ClauseOn<Topic extends string> = {
  readonly topic: Topic;
  readonly source: ClauseSource;
  /** Where two clauses speak on one topic, the one with the greater number holds. */
  readonly precedence: number;
};
