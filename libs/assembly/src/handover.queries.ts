import { Injectable } from '@nestjs/common';
import type { CoalitionId, MandateId } from '#kernel';
import {
  gatheredBy,
  inOrderOf,
  Keyset,
  loader,
  table,
  type GraphqlContext,
  type List,
  type Table,
} from '#platform';
import { sealedValue } from '#record';
import { DataSource, type EntityManager } from 'typeorm';
import { HandoverRow } from './handover.entity.js';
import type { Handover, HandoverTick } from './handover.types.js';

const OF_LEAVING = (column: string) =>
  `(SELECT ${column} FROM mandate WHERE coalition_id = handover.coalition_id AND id = handover.mandate_id)`;

const FOLLOWERS = `(
  SELECT coalesce(jsonb_agg(jsonb_build_object(
    'mandateId', next.id, 'personId', next.person_id, 'isOver', coalesce(next.ends_at <= quorate_now(), false)
  ) ORDER BY next.begins_at), '[]')
  FROM mandate next
  WHERE next.coalition_id = handover.coalition_id AND next.seat_id = handover.seat_id
    AND next.begins_at >= ${OF_LEAVING('ends_at')}
)`;

export const HANDOVERS: Table<Handover> = table<
  HandoverRow,
  Pick<Handover, 'leaving' | 'endsAt' | 'followers' | 'readAt'>
>(HandoverRow, {
  leaving: OF_LEAVING('person_id'),
  endsAt: OF_LEAVING('ends_at'),
  followers: FOLLOWERS,
  readAt: 'quorate_now()',
});

/** The latest first. */
export const HANDOVERS_OF_BODY: List<Handover> = {
  name: 'handovers of body',
  of: HANDOVERS,
  parent: 'body_id',
  order: new Keyset([
    { sql: 'handover.opened_at', property: 'openedAt', type: 'timestamptz', descending: true },
    { sql: 'handover.id', property: 'id', type: 'uuid', descending: true },
  ]),
};

const NOTE = sealedValue({
  coalition: 'handover_tick.coalition_id',
  stream: 'handover_tick.entry_stream',
  version: 'handover_tick.entry_version',
  field: 'note',
});

const TICKS = `SELECT coalition_id AS "coalitionId", handover_id AS "handoverId", item, side, mandate_id AS "mandateId",
  done_at AS "doneAt", is_noted AS "isNoted", entry_stream AS "entryStream", entry_version AS "entryVersion",
  ${NOTE} AS note
FROM handover_tick`;

type Place = Pick<Handover, 'coalitionId' | 'id'>;

/** What has been done of a handover. */
export async function ticksOf(db: EntityManager, { coalitionId, id }: Place): Promise<HandoverTick[]> {
  return db.query<HandoverTick[]>(`${TICKS} WHERE coalition_id = $1 AND handover_id = $2`, [coalitionId, id]);
}

/** Whether a mandate has its checklist already. */
export async function isOpened(
  db: EntityManager,
  coalitionId: CoalitionId,
  mandateId: MandateId,
): Promise<boolean> {
  const rows = await db.query<object[]>('SELECT FROM handover WHERE coalition_id = $1 AND mandate_id = $2', [
    coalitionId,
    mandateId,
  ]);
  return rows.length > 0;
}

/** What the fields of handovers read. */
@Injectable()
export class HandoverQueries {
  constructor(private readonly dataSource: DataSource) {}

  /** What has been done of a handover; of all handovers of a request by one statement. */
  ticks(context: GraphqlContext, handover: Place): Promise<HandoverTick[]> {
    const batch = async (handovers: readonly Place[]) => {
      const ids = handovers.map(({ id }) => id);
      const ticks = await this.dataSource.query<HandoverTick[]>(
        `${TICKS} WHERE (coalition_id, handover_id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[]))`,
        [handovers.map(({ coalitionId }) => coalitionId), ids],
      );
      return gatheredBy(ids, ticks, ({ handoverId }) => handoverId);
    };
    return loader<Place, HandoverTick[]>(context, 'ticks of handover', batch, ({ id }) => id).load(handover);
  }

  /** The handover of a mandate; of all mandates of a request by one statement. Null where there is none. */
  ofMandate(
    context: GraphqlContext,
    mandate: { readonly coalitionId: CoalitionId; readonly id: MandateId },
  ): Promise<Handover | null> {
    const batch = async (mandates: readonly (typeof mandate)[]) => {
      const ids = mandates.map(({ id }) => id);
      const found = await this.dataSource.query<Handover[]>(
        `SELECT ${HANDOVERS.select} FROM handover
         WHERE (coalition_id, mandate_id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[]))`,
        [mandates.map(({ coalitionId }) => coalitionId), ids],
      );
      return inOrderOf(ids, found, ({ mandateId }) => mandateId);
    };
    const name = 'handover of mandate';
    return loader<typeof mandate, Handover | null>(context, name, batch, ({ id }) => id).load(mandate);
  }
}
