import type { ClauseOn } from './clause.types.js';

/** One parameter of a provision, as text; several readings where its words can be understood in several ways. */
export type ProvisionParameter = {
  readonly name: string;
  readonly readings: readonly string[];
};

/** A clause on who may sit, for how long, beside whom and what follows: its words, and what they say as data. */
export type ProvisionClause<Topic extends string> = ClauseOn<Topic> & {
  readonly parameters: readonly ProvisionParameter[];
};
