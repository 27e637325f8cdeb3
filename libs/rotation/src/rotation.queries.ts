import { Injectable } from '@nestjs/common';
import type { Mandate, Seat } from '#assembly';
import type { BodyId, CoalitionId, PersonId, Sealed, Span } from '#kernel';
import {
  gatheredBy,
  Keyset,
  loader,
  loadRow,
  table,
  type GraphqlContext,
  type List,
  type RowKey,
  type Table,
} from '#platform';
import { sealedValue } from '#record';
import { DataSource, type EntityManager } from 'typeorm';
import { RotationRow, SwapRow, TurnRow, UnavailabilityRow } from './rotation.entity.js';
import type { Rotation, RotationId, Swap, SwapId, Turn, Unavailability } from './turn.types.js';

export const ROTATIONS: Table<Rotation> = table(RotationRow);
export const TURNS: Table<Turn> = table(TurnRow);
export const SWAPS: Table<Swap> = table(SwapRow);
export const UNAVAILABILITIES: Table<Unavailability> = table(UnavailabilityRow);

/** The newest first. */
export const ROTATIONS_OF_BODY: List<Rotation> = {
  name: 'rotations of body',
  of: ROTATIONS,
  parent: 'body_id',
  order: new Keyset([{ sql: 'rotation.id', property: 'id', type: 'uuid', descending: true }]),
};

/** In their order. */
export const TURNS_OF_ROTATION: List<Turn> = {
  name: 'turns of rotation',
  of: TURNS,
  parent: 'rotation_id',
  order: new Keyset([{ sql: 'turn.slot', property: 'slot', type: 'integer' }]),
};

/** Where a turn begins, for lists of one person: the next turns of all bodies first. */
export const TURNS_OF_PERSON: List<Turn> = {
  name: 'turns of person',
  of: TURNS,
  parent: 'person_id',
  order: new Keyset([
    { sql: 'turn.begins_at', property: 'beginsAt', type: 'timestamptz', descending: true },
    { sql: 'turn.id', property: 'id', type: 'uuid', descending: true },
  ]),
};

/** The rotation; null when the coalition has none of this id. */
export async function loadRotation(
  db: EntityManager,
  coalitionId: CoalitionId,
  id: RotationId,
): Promise<Rotation | null> {
  return loadRow(db, ROTATIONS, coalitionId, id);
}

/** The swap; null when the coalition has none of this id. */
export async function loadSwap(
  db: EntityManager,
  coalitionId: CoalitionId,
  id: SwapId,
): Promise<Swap | null> {
  return loadRow(db, SWAPS, coalitionId, id);
}

/** The turns of a rotation, each as it stands, in their order. */
export async function turnsIn(db: EntityManager, coalitionId: CoalitionId, id: RotationId): Promise<Turn[]> {
  return db.query<Turn[]>(
    `SELECT ${TURNS.select} FROM turn WHERE coalition_id = $1 AND rotation_id = $2 ORDER BY slot`,
    [coalitionId, id],
  );
}

/** Rotations of a role in a body that have turns after an instant. */
export async function rotationsAfter(
  db: EntityManager,
  { coalitionId, bodyId, role }: Pick<Rotation, 'coalitionId' | 'bodyId' | 'role'>,
  at: Date,
): Promise<Rotation[]> {
  return db.query<Rotation[]>(
    `SELECT ${ROTATIONS.select} FROM rotation
     WHERE coalition_id = $1 AND body_id = $2 AND role = $3 AND EXISTS (
       SELECT FROM turn_line WHERE turn_line.coalition_id = rotation.coalition_id
         AND rotation_id = rotation.id AND $4 < ends_at)`,
    [coalitionId, bodyId, role, at],
  );
}

/** A mandate with the sector that it stands for: the seat's, else that of the organization spoken for. */
export interface SectorMandate extends Pick<Mandate, 'id' | 'bodyId' | 'personId' | 'beginsAt' | 'endsAt'> {
  readonly sectorId: Seat['sectorId'];
}

/** A body in its coalition. */
export type BodyPlace = { readonly coalitionId: CoalitionId; readonly bodyId: BodyId };

/** The mandates of bodies that had not ended at an instant, those yet to begin too. */
export async function mandatesFrom(
  db: EntityManager,
  bodies: readonly BodyPlace[],
  at: Date,
): Promise<SectorMandate[]> {
  return db.query<SectorMandate[]>(
    `SELECT mandate.id, mandate.body_id AS "bodyId", mandate.person_id AS "personId",
       mandate.begins_at AS "beginsAt", mandate.ends_at AS "endsAt",
       coalesce(seat.sector_id, organization.sector_id) AS "sectorId"
     FROM mandate
     JOIN seat ON seat.coalition_id = mandate.coalition_id AND seat.id = mandate.seat_id
     LEFT JOIN organization
       ON organization.coalition_id = mandate.coalition_id AND organization.id = mandate.on_behalf_of
     WHERE (mandate.coalition_id, mandate.body_id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[]))
       AND (mandate.ends_at IS NULL OR $3 < mandate.ends_at)
     ORDER BY mandate.begins_at, mandate.id`,
    [bodies.map(({ coalitionId }) => coalitionId), bodies.map(({ bodyId }) => bodyId), at],
  );
}

/** A time at which a person takes no turn; the rotation by which they have another one then, if it is for that. */
export interface Absence extends Span {
  readonly personId: PersonId;
  readonly rotationId: RotationId | null;
}

/** When people are away, or have a turn in any rotation, after an instant. */
export async function absencesOf(
  db: EntityManager,
  people: readonly { readonly coalitionId: CoalitionId; readonly personId: PersonId }[],
  from: Date,
): Promise<Absence[]> {
  return db.query<Absence[]>(
    `WITH people AS (SELECT * FROM unnest($1::uuid[], $2::uuid[]))
     SELECT person_id AS "personId", begins_at AS "from", ends_at AS "until", NULL::uuid AS "rotationId"
     FROM unavailability
     WHERE (coalition_id, person_id) IN (SELECT * FROM people) AND withdrawn_at IS NULL
       AND (ends_at IS NULL OR $3 < ends_at)
     UNION ALL
     SELECT person_id, begins_at, ends_at, rotation_id FROM turn
     WHERE (coalition_id, person_id) IN (SELECT * FROM people) AND state <> 'MISSED' AND $3 < ends_at`,
    [people.map(({ coalitionId }) => coalitionId), people.map(({ personId }) => personId), from],
  );
}

/** The times at which a person has said that they take no turns, and that reach beyond an instant. */
export async function unavailabilitiesOf(
  db: EntityManager,
  coalitionId: CoalitionId,
  personId: PersonId,
): Promise<Unavailability[]> {
  return db.query<Unavailability[]>(
    `SELECT ${UNAVAILABILITIES.select} FROM unavailability
     WHERE coalition_id = $1 AND person_id = $2 AND withdrawn_at IS NULL ORDER BY begins_at`,
    [coalitionId, personId],
  );
}

/** Something in its coalition. */
type Place = Pick<RowKey, 'coalitionId' | 'id'>;

/** SQL that is true for the children of the places that are handed in as `placesOf`. */
function amongPlaces(column: string): string {
  const [table] = column.split('.');
  return `(${table ?? ''}.coalition_id, ${column}) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[]))`;
}

function placesOf(places: readonly Place[]): [string[], string[]] {
  return [places.map(({ coalitionId }) => coalitionId), places.map(({ id }) => id)];
}

interface SealedHandover {
  readonly turnId: string;
  readonly note: Sealed<string> | null;
  readonly writtenAt: Date;
}

const HANDOVER_NOTE = sealedValue({
  coalition: 'turn_handover.coalition_id',
  stream: 'turn_handover.entry_stream',
  version: 'turn_handover.entry_version',
  field: 'note',
});

/** What the fields of rotations read. */
@Injectable()
export class RotationQueries {
  constructor(private readonly dataSource: DataSource) {}

  /** All turns of a rotation, in their order; of all rotations that a request asks about by one statement. */
  turns(context: GraphqlContext, rotation: Place): Promise<Turn[]> {
    const batch = async (rotations: readonly Place[]) =>
      gatheredBy(
        rotations.map(({ id }) => id),
        await this.dataSource.query<Turn[]>(
          `SELECT ${TURNS.select} FROM turn WHERE ${amongPlaces('turn.rotation_id')} ORDER BY slot`,
          placesOf(rotations),
        ),
        ({ rotationId }) => rotationId,
      );
    return loader<Place, Turn[]>(context, 'all turns of rotation', batch, ({ id }) => id).load(rotation);
  }

  /** The notes that were left with a turn, the first one first. */
  handovers(context: GraphqlContext, turn: Place): Promise<SealedHandover[]> {
    const batch = async (turns: readonly Place[]) =>
      gatheredBy(
        turns.map(({ id }) => id),
        await this.dataSource.query<SealedHandover[]>(
          `SELECT turn_id AS "turnId", ${HANDOVER_NOTE} AS note, written_at AS "writtenAt" FROM turn_handover
           WHERE ${amongPlaces('turn_handover.turn_id')} ORDER BY number`,
          placesOf(turns),
        ),
        ({ turnId }) => turnId,
      );
    return loader<Place, SealedHandover[]>(context, 'handovers of turn', batch, ({ id }) => id).load(turn);
  }

  /** Swaps of a rotation that the reader has offered or was offered, the newest first; none for a stranger. */
  swaps(context: GraphqlContext, rotation: Place): Promise<Swap[]> {
    const readers = [...context.principal.persons.values()];
    const batch = async (rotations: readonly Place[]) =>
      gatheredBy(
        rotations.map(({ id }) => id),
        await this.dataSource.query<Swap[]>(
          `SELECT ${SWAPS.select} FROM turn_swap WHERE ${amongPlaces('turn_swap.rotation_id')}
             AND (offered_by = ANY($3::uuid[]) OR offered_to = ANY($3::uuid[])) ORDER BY id DESC`,
          [...placesOf(rotations), readers],
        ),
        ({ rotationId }) => rotationId,
      );
    return loader<Place, Swap[]>(context, 'swaps of rotation', batch, ({ id }) => id).load(rotation);
  }

  /** The absences that a person has declared. */
  unavailabilities(coalitionId: CoalitionId, personId: PersonId): Promise<Unavailability[]> {
    return unavailabilitiesOf(this.dataSource.manager, coalitionId, personId);
  }
}
