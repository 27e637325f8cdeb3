import { said, type KeptTable, type RecordedSubject, type Said, type StateRow } from '#record';
import type { JsonValue } from '#transparency';
import { drawTables } from './draw.kept.js';
import { sortitionTables } from './sortition.kept.js';
import {
  ROTATION_PLANNED,
  ROTATION_REPLANNED,
  SWAP_ACCEPTED,
  SWAP_OFFERED,
  TURN_BEGUN,
  TURN_HANDED_OVER,
  TURN_MISSED,
  TURN_OVERRIDDEN,
  TURNS_PUBLISHED,
  TURNS_SWAPPED,
  UNAVAILABILITY_DECLARED,
  UNAVAILABILITY_WITHDRAWN,
} from './rotation.entries.js';
import { turnIdOf } from './turn.rules.js';
import type { RotationId } from './turn.types.js';

/** What the document of the row's entry says of the row's turn. */
async function lineOf(subject: RecordedSubject, row: StateRow): Promise<JsonValue | undefined> {
  const lines = await said.documentOf('turns')(subject, row);
  if (!Array.isArray(lines)) return undefined;
  return (lines as readonly JsonValue[]).find(
    (line) => said.memberOf(line, 'slot') === row.slot && said.memberOf(line, 'number') === row.number,
  );
}

function told(member: string): Said {
  return async (subject, row) => said.memberOf(await lineOf(subject, row), member) ?? null;
}

/** The holder of the mandate that the document names. */
const holder: Said = async (subject, row) => {
  const mandate = said.memberOf(await lineOf(subject, row), 'holder');
  if (typeof mandate !== 'string') return null;
  const committed = subject.other(mandate).committed('holder');
  return committed === undefined ? undefined : said.memberOf(committed, 'person');
};

const changed = ({ body }: { readonly body: JsonValue }): number => {
  const count = said.memberOf(body, 'changed');
  return typeof count === 'number' ? count : 0;
};

/** How the rows of this library follow from the record. */
export const rotationTables: readonly KeptTable[] = [
  ...drawTables,
  ...sortitionTables,
  {
    table: 'rotation',
    brought: { [ROTATION_PLANNED]: said.once },
    columns: {
      body_id: said.fact('body'),
      role: said.fact('role'),
      zone: said.fact('zone'),
      starts_at: said.fact('startsAt'),
      every: said.fact('every'),
      unit: said.fact('unit'),
      turns: said.fact('count'),
      weightings: said.fact('weightings'),
      spacing: said.fact('spacing'),
      notice: said.fact('notice'),
      section: said.fact('section'),
      planned_at: said.begunAt,
    },
  },
  {
    table: 'turn_line',
    brought: Object.fromEntries(
      [
        ROTATION_PLANNED,
        ROTATION_REPLANNED,
        TURNS_PUBLISHED,
        TURN_BEGUN,
        TURN_OVERRIDDEN,
        TURN_MISSED,
        TURNS_SWAPPED,
      ].map((kind) => [kind, changed]),
    ),
    columns: {
      id: ({ entries }, { slot }) => turnIdOf(said.text(entries[0]?.stream) as RotationId, Number(slot)),
      rotation_id: said.itself,
      slot: told('slot'),
      number: told('number'),
      begins_at: told('beginsAt'),
      ends_at: told('endsAt'),
      sector_id: told('sector'),
      mandate_id: told('holder'),
      person_id: holder,
      state: told('state'),
      cause: told('cause'),
      corrects: told('corrects'),
      changed_at: said.begunAt,
    },
    unsaid: {
      reason: 'it names who has the turn before, which the lines tell',
      away: 'who was away is committed to, and changes with the next line',
    },
  },
  {
    table: 'turn_swap',
    brought: { [SWAP_OFFERED]: said.once },
    columns: {
      rotation_id: said.fact('rotation'),
      given_slot: said.fact('given'),
      taken_slot: said.fact('taken'),
      offered_by: said.beginner('offered_by'),
      offered_to: said.committed('offeredTo'),
      offered_at: said.begunAt,
      accepted_at: said.instantOf(SWAP_ACCEPTED),
    },
  },
  {
    table: 'unavailability',
    brought: { [UNAVAILABILITY_DECLARED]: said.once },
    columns: {
      person_id: said.beginner('person_id'),
      begins_at: said.committed('beginsAt'),
      ends_at: said.committed('endsAt'),
      withdrawn_at: said.instantOf(UNAVAILABILITY_WITHDRAWN),
    },
  },
  {
    table: 'turn_handover',
    brought: { [TURN_HANDED_OVER]: said.once },
    columns: {
      turn_id: said.fact('turn'),
      rotation_id: said.itself,
      written_at: said.begunAt,
    },
    unsaid: { number: 'how many notes the turn has had' },
  },
];
