import { said, type KeptTable } from '#record';
import { HANDOVER_OPENED, ITEM_HANDED_OVER, ITEM_RECEIVED } from './handover.entries.js';

const isTold = said.onlyOf(HANDOVER_OPENED, ITEM_HANDED_OVER, ITEM_RECEIVED);

/** How the rows on what is handed over follow from the record. */
export const handoverTables: readonly KeptTable[] = [
  {
    table: 'handover',
    brought: { [HANDOVER_OPENED]: said.once },
    isWholeBy: isTold,
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
    isWholeBy: isTold,
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
