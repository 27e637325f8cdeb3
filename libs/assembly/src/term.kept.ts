import { said, type KeptTable } from '#record';

/** How the rows on how terms end follow from the record. */
export const termTables: readonly KeptTable[] = [
  {
    table: 'term_event',
    brought: { 'event.recorded': said.once },
    columns: { body_id: said.fact('body'), kind: said.fact('event'), at: said.fact('at') },
  },
  {
    table: 'seniority_list',
    brought: { 'seniority.listed': said.once },
    columns: { body_id: said.fact('body'), mandates: said.fact('mandates'), listed_at: said.begunAt },
  },
  {
    table: 'seniority_review',
    // A look that needed a ruling is followed by another one on the same row.
    brought: { 'seniority.reviewed': ({ ver }) => (ver === 1 ? 1 : 0) },
    columns: {
      body_id: said.fact('body'),
      clause: said.fact('clause'),
      reviewed_on: said.fact('reviewedOn'),
      leave: said.fact('leave'),
      questions: said.fact('questions'),
    },
  },
];
