import { said, type KeptTable, type Said } from '#record';

/** To whom something is shown; to nobody where an entry is older than that. */
export const audienceColumns: Readonly<Record<string, Said>> = {
  shown_to: said.fact('shownTo'),
  shown_bodies: async (subject, row) => (await said.fact('shownBodies')(subject, row)) ?? [],
};

/** How the rows on the funding of organizations follow from the record. */
export const fundingTables: readonly KeptTable[] = [
  {
    table: 'funding',
    brought: { 'funding.disclosed': said.once },
    columns: {
      organization_id: said.committed('organization'),
      funder_id: said.committed('funder'),
      kind: said.committed('kind'),
      currency: said.committed('amount', 'currency'),
      least: said.committed('amount', 'least'),
      most: said.committed('amount', 'most'),
      ...audienceColumns,
      begins_at: said.fact('beginsAt'),
      ends_at: said.fact('endsAt'),
    },
  },
];
