import { said, type KeptTable, type Said } from '#record';
import { fromBase64, type Entry } from '#transparency';
import { membersIn } from './check-values.js';
import { DRAW_COMMITTED, DRAW_SETTLED, SECRET_COMMITTED, SECRET_REVEALED } from './draw.entries.js';
import { poolLeaf } from './draw.rules.js';
import { SORTITION_PREPARED } from './sortition.entries.js';

/** The people of a sortition have got their places before its draw is committed to. */
const peopleIn = ({ body }: Entry): number =>
  body.ofPeople === true && body.sortition === undefined ? Number(body.size) : 0;

/** The leaf that person and salt give, where the pool or the types that were published have it. */
const leaf: Said = async (subject, row) => {
  const pool = (await said.documentOf('pool')(subject, row)) ?? (await leavesByType(subject, row));
  const salt = fromBase64(said.text(row.salt));
  const given = salt && poolLeaf(said.text(row.person_id), salt);
  return Array.isArray(pool) && given !== null && pool.includes(given) ? given : null;
};

const leavesByType: Said = async (subject, row) => {
  const types = await said.documentOf('types')(subject, row);
  return membersIn(types);
};

/** How the rows of draws follow from the record. */
export const drawTables: readonly KeptTable[] = [
  {
    table: 'draw',
    brought: { [DRAW_COMMITTED]: said.once },
    columns: {
      body_id: said.fact('body'),
      section: said.fact('section'),
      decision_id: said.fact('decision'),
      remedy_id: said.fact('remedy'),
      sortition_id: said.fact('sortition'),
      box_id: said.fact('box'),
      source: said.fact('source.origin'),
      source_round: said.fact('source.round'),
      source_name: said.fact('source.name'),
      source_at: said.fact('source.at'),
      sectors: said.fact('source.sectors'),
      sealed_by: said.fact('source.sealedBy'),
      of_people: said.fact('ofPeople'),
      pool: said.documentOf('pool'),
      committed_at: said.begunAt,
      output: said.fact('output'),
      missing: said.fact('missing'),
      drawn: said.documentOf('drawn'),
      settled_at: said.instantOf(DRAW_SETTLED),
    },
  },
  {
    table: 'draw_secret',
    brought: { [SECRET_COMMITTED]: said.once },
    columns: {
      draw_id: said.fact('draw'),
      sector_id: said.fact('sector'),
      person_id: said.beginner('person_id'),
      digest: said.fact('digest'),
      committed_at: said.begunAt,
      secret: said.fact('secret'),
      revealed_at: said.instantOf(SECRET_REVEALED),
    },
  },
  {
    table: 'pool_place',
    brought: { [DRAW_COMMITTED]: peopleIn, [SORTITION_PREPARED]: ({ body }) => Number(body.size) },
    columns: { leaf },
    unsaid: {
      person_id: 'the salted hash in the pool proves it',
      salt: 'the salted hash in the pool proves it',
    },
  },
];
