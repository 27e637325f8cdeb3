import { said, type KeptTable } from '#record';

/** How the rows on who attended, and on what follows, come of the record. */
export const attendanceTables: readonly KeptTable[] = [
  {
    table: 'occasion',
    brought: { 'attendance.recorded': said.once },
    columns: {
      body_id: said.fact('body'),
      kind: said.fact('occasion'),
      held_at: said.fact('heldAt'),
      box_id: said.fact('box'),
      attended: said.fact('attended'),
      missed: said.fact('missed'),
      excused: said.fact('excused'),
    },
  },
  {
    table: 'mandate_status',
    brought: { 'status.changed': said.once },
    columns: {
      body_id: said.fact('body'),
      mandate_id: said.fact('mandate'),
      becomes: said.fact('becomes'),
      clause: said.fact('clause'),
      begins_at: said.fact('beginsAt'),
      ends_at: said.fact('endsAt'),
    },
  },
];
