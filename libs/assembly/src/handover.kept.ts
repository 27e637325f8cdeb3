import { said, type KeptTable } from '#record';
import { HANDOVER_OPENED, ITEM_HANDED_OVER, ITEM_RECEIVED } from './handover.entries.js';

/** How the rows on what is handed over follow from the record. */
export const handoverTables: readonly KeptTable[] = [
  {
    table: 'handover',
    brought: { [HANDOVER_OPENED]: said.once },
    columns: {
      body_id: said.fact('body'),
      seat_id: said.fact('seat'),
      mandate_id: said.fact('mandate'),
      opened_at: said.begunAt,
      items: said.fact('items'),
      questions: said.fact('questions'),
    },
  },
  {
    table: 'handover_tick',
    brought: { [ITEM_HANDED_OVER]: said.once, [ITEM_RECEIVED]: said.once },
    columns: {
      handover_id: said.itself,
      item: said.fact('item'),
      side: said.fact('side'),
      mandate_id: said.fact('by'),
      done_at: said.begunAt,
      is_noted: said.fact('noted'),
    },
  },
];
