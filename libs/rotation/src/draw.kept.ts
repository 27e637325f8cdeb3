import { said, type KeptTable } from '#record';
import { DRAW_COMMITTED, DRAW_SETTLED } from './draw.entries.js';

/** How the rows of draws follow from the record. */
export const drawTables: readonly KeptTable[] = [
  {
    table: 'draw',
    brought: { [DRAW_COMMITTED]: said.once },
    columns: {
      body_id: said.fact('body'),
      section: said.fact('section'),
      source: said.fact('source.origin'),
      source_round: said.fact('source.round'),
      source_name: said.fact('source.name'),
      source_at: said.fact('source.at'),
      pool: said.documentOf('pool'),
      committed_at: said.begunAt,
      output: said.fact('output'),
      drawn: said.documentOf('drawn'),
      settled_at: said.instantOf(DRAW_SETTLED),
    },
  },
];
