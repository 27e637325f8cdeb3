import type { ClauseSource } from './charter.types.js';

/** One parameter of a provision, as text; several readings where its words can be understood in several ways. */
export type ProvisionParameter = {
  readonly name: string;
  readonly readings: readonly string[];
};

/** A clause on who may sit, for how long, beside whom and what follows: its words, and what they say as data. */
export type ProvisionClause<Topic extends string = string> = {
  readonly topic: Topic;
  readonly source: ClauseSource;
  /** Where two clauses speak on one matter, the one with the greater number holds. */
  readonly precedence: number;
  readonly parameters: readonly ProvisionParameter[];
};
