import { assemblyTables } from '#assembly';
import { decisionsTables } from '#decisions';
import { proposalsTables } from '#proposals';
import type { KeptTable } from '#record';
import { rotationTables } from '#rotation';
import { votingTables } from '#voting';

/** How the tables of all modules follow from the record. */
export const KEPT_TABLES: readonly KeptTable[] = [
  ...assemblyTables,
  ...rotationTables,
  ...proposalsTables,
  ...votingTables,
  ...decisionsTables,
];

/** Tables of a coalition of which the record tells nothing, each with the reason, as the end of a sentence. */
export const UNRECORDED_TABLES: Readonly<Record<string, string>> = {
  account_person: 'accounts belong to the server, not to the coalition',
  calendar_feed: 'secret addresses belong to those who opened them',
  sortition_work: 'it holds what a solver is at; what it found is on record once an act commits to it',
};
