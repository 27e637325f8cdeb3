import { Injectable } from '@nestjs/common';
import type { BoxId, CoalitionId, DecisionId } from '#kernel';
import {
  Keyset,
  loadRow,
  queryPrepared,
  table,
  type Connection,
  type NodeKey,
  type PageRequest,
  type Table,
} from '#platform';
import { sealedValue } from '#record';
import { DataSource, type EntityManager } from 'typeorm';
import { DecisionRow, DissentRow } from './decision.entity.js';
import type { Decision, Dissent } from './decision.types.js';

/** How decisions are read. */
export const DECISIONS: Table<Decision> = table<DecisionRow, Pick<Decision, 'rationale'>>(DecisionRow, {
  rationale: writtenIn('decision', 'rationale'),
});

const DISSENTS: Table<Dissent> = table<DissentRow, Pick<Dissent, 'statement'>>(DissentRow, {
  statement: writtenIn('dissent', 'statement'),
});

/** What the first entry of a thing commits to. */
function writtenIn(noun: string, field: string): string {
  return sealedValue({ coalition: `${noun}.coalition_id`, stream: `${noun}.id`, version: '1', field });
}

const NEWEST_FIRST = new Keyset<Decision>([
  { sql: 'decided_at', property: 'decidedAt', type: 'timestamptz', descending: true },
  { sql: 'id', property: 'id', type: 'uuid' },
]);

/** The decision; null when the coalition has none of this id. */
export async function loadDecision(
  db: EntityManager,
  coalitionId: CoalitionId,
  id: DecisionId,
): Promise<Decision | null> {
  return loadRow(db, DECISIONS, coalitionId, id);
}

/** True when a decision rests on the vote. */
export async function isDecided(db: EntityManager, coalitionId: CoalitionId, boxId: BoxId): Promise<boolean> {
  return db.existsBy(DecisionRow, { coalitionId, boxId });
}

/** True when the record has an entry of this subject. */
export async function isBegun(
  db: EntityManager,
  coalitionId: CoalitionId,
  subject: string,
): Promise<boolean> {
  const [row] = await db.query<{ begun: boolean }[]>(
    `SELECT EXISTS (
       SELECT FROM record_event WHERE coalition_id = $1 AND stream = $2 AND stream_version = 1
     ) AS begun`,
    [coalitionId, subject],
  );
  return row?.begun ?? false;
}

/** The dissents beside decisions, in the order in which they were stated. */
export async function dissentsOf(
  db: EntityManager,
  coalitionId: CoalitionId,
  decisionIds: readonly DecisionId[],
): Promise<Dissent[]> {
  return queryPrepared<Dissent>(
    db,
    `SELECT ${DISSENTS.select} FROM dissent
     WHERE coalition_id = $1 AND decision_id = ANY($2::uuid[]) ORDER BY stated_at, id`,
    [coalitionId, decisionIds],
  );
}

/** What lists and loaders of decisions read. */
@Injectable()
export class DecisionQueries {
  constructor(private readonly dataSource: DataSource) {}

  /** The decisions of the coalition with this slug, or of one of its bodies, the newest first. */
  async list(
    coalition: string,
    body: NodeKey<'Body'> | null,
    request: PageRequest,
  ): Promise<Connection<Decision>> {
    const { where, orderBy, limit, parameters } = NEWEST_FIRST.sql(request, body ? 4 : 2);
    const of = `coalition_id = (SELECT coalition_id FROM record_log WHERE slug = $1)
      ${body ? 'AND coalition_id = $2 AND body_id = $3' : ''}`;
    const key = body ? [coalition, body.coalitionId, body.id] : [coalition];
    const rows = await queryPrepared<Decision>(
      this.dataSource.manager,
      `SELECT ${DECISIONS.select} FROM decision WHERE ${of} AND ${where} ${orderBy} ${limit}`,
      [...key, ...parameters],
    );
    return NEWEST_FIRST.page(rows, request, async () => {
      const [row]: { n: number }[] = await this.dataSource.query(
        `SELECT count(*)::int AS n FROM decision WHERE ${of}`,
        key,
      );
      return row?.n ?? 0;
    });
  }

  async dissents(coalitionId: CoalitionId, decisionIds: readonly DecisionId[]): Promise<Dissent[]> {
    return dissentsOf(this.dataSource.manager, coalitionId, decisionIds);
  }
}
