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
