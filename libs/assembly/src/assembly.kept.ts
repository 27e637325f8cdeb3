import { said, type KeptTable, type Said } from '#record';
import { attendanceTables } from './attendance.kept.js';
import { handoverTables } from './handover.kept.js';
import { standingTables } from './standing.kept.js';
import { termTables } from './term.kept.js';

/** What the document of the amendment says of the way to it; the first version has none. */
const transitional: Said = async (subject, row) => {
  const amendment = await said.documentOf('amendment')(subject, row);
  return amendment === undefined ? undefined : (said.memberOf(amendment ?? {}, 'transitional') ?? null);
};

/** How the rows of this library follow from the record. */
export const assemblyTables: readonly KeptTable[] = [
  {
    table: 'coalition',
    brought: { 'coalition.founded': said.once },
    columns: { slug: said.fact('slug'), name: said.committed('name'), founded_at: said.begunAt },
  },
  { table: 'sector', brought: { 'sector.added': said.once }, columns: { name: said.committed('name') } },
  {
    table: 'organization',
    brought: { 'organization.admitted': said.once },
    columns: { sector_id: said.fact('sector'), name: said.committed('name') },
  },
  {
    table: 'person',
    brought: { 'person.registered': said.once },
    columns: {
      steward: said.fact('steward'),
      registered_at: said.begunAt,
      name_version: said.versionOf({ field: 'name' }),
    },
  },
  {
    table: 'affiliation',
    brought: { 'affiliation.began': said.once },
    columns: {
      person_id: said.committed('person'),
      organization_id: said.fact('organization'),
      contested: said.fact('contested'),
      begins_at: said.fact('beginsAt'),
      ends_at: said.fact('endsAt'),
    },
  },
  {
    table: 'body',
    brought: { 'body.established': said.once },
    isWholeBy: said.onlyOf('charter.amended'),
    columns: { name: said.committed('name'), zone: said.fact('zone'), established_at: said.begunAt },
  },
  {
    table: 'charter_version',
    brought: { 'body.established': said.once, 'charter.amended': said.once },
    isWholeBy: said.onlyOf('charter.amended'),
    columns: {
      body_id: said.itself,
      number: said.fact('charter.number'),
      clauses: said.documentOf('charter.digest'),
      digest: said.fact('charter.digest'),
      begins_at: said.fact('charter.beginsAt'),
      adopted_by: said.fact('decision'),
      transitional,
    },
  },
  {
    table: 'seat',
    brought: { 'seat.created': said.once },
    isWholeBy: said.onlyOf('seat.abolished'),
    columns: {
      body_id: said.fact('body'),
      label: said.committed('label'),
      seat_class: said.fact('seatClass'),
      sector_id: said.fact('sector'),
      organization_id: said.fact('organization'),
      begins_at: said.fact('beginsAt'),
      ends_at: said.fact('endsAt'),
    },
  },
  {
    table: 'mandate',
    brought: { 'mandate.began': said.once },
    isWholeBy: said.onlyOf('mandate.ended'),
    columns: {
      seat_id: said.fact('seat'),
      body_id: said.fact('body'),
      person_id: said.committed('holder', 'person'),
      on_behalf_of: said.fact('organization'),
      filled_by: said.fact('filledBy'),
      replaces: said.fact('replaces'),
      begins_at: said.fact('beginsAt'),
      ends_at: said.fact('endsAt'),
      term_ends_at: said.fact('term.endsAt'),
      term_event: said.fact('term.event'),
      holdover: said.fact('term.holdover'),
      end_reason: said.fact('reason'),
      ended_version: said.versionOf({ kind: 'mandate.ended' }),
    },
  },
  ...standingTables,
  ...termTables,
  ...attendanceTables,
  ...handoverTables,
];
