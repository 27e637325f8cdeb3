import { said, type KeptTable } from '#record';
import { SORTITION_DRAWN, SORTITION_PREPARED, SORTITION_WITHDRAWN } from './sortition.entries.js';

/** How the rows of sortitions follow from the record. */
export const sortitionTables: readonly KeptTable[] = [
  {
    table: 'sortition',
    brought: { [SORTITION_PREPARED]: said.once },
    columns: {
      body_id: said.fact('body'),
      section: said.fact('section'),
      seats: said.fact('seats'),
      fairness: said.fact('fairness'),
      quotas: said.documentOf('quotas'),
      types: said.documentOf('types'),
      prepared_at: said.begunAt,
      lottery: said.documentOf('lottery'),
      panel: said.documentOf('panel'),
      drawn_at: said.instantOf(SORTITION_DRAWN),
      withdrawn_at: said.instantOf(SORTITION_WITHDRAWN),
    },
  },
];
