import { Injectable } from '@nestjs/common';
import type { BoxId, CoalitionId, MandateId, PersonId, ProposalId, Sealed } from '#kernel';
import {
  databaseNow,
  Keyset,
  loadRow,
  table,
  type Connection,
  type PageRequest,
  type Table,
} from '#platform';
import { sealedValue } from '#record';
import { DataSource, In, type EntityManager } from 'typeorm';
import { BoxElectorRow, BoxRow } from './box.entity.js';
import type { Box, BoxElector, CastBallot, SetAside } from './voting.types.js';

const BALLOT = `ballot.coalition_id AS "coalitionId", ballot.id, ballot.version, ballot.box_id AS "boxId",
  ballot.elector, ballot.ballot, ballot.salt, elector.weight`;
const REASON = sealedValue({
  coalition: 'ballot.coalition_id',
  stream: 'ballot.id',
  version: 'ballot.version',
  field: 'reason',
});
const BALLOT_NODE = `${BALLOT}, ${REASON} AS reason`;
const IS_CONCERN = `ballot.ballot->>'position' IN ('concern', 'objection', 'reservation', 'stand_aside', 'block')`;
const BALLOTS = `FROM ballot JOIN box_elector elector USING (coalition_id, box_id, elector)`;

/** A ballot with the coalition that it belongs to, as a node of the schema. */
export interface BallotNode extends CastBallot {
  readonly coalitionId: CoalitionId;
  /** Why, in the elector's words, still sealed; null where none was given, or it was erased. */
  readonly reason: Sealed<string> | null;
}

const BALLOT_ORDER = new Keyset<BallotNode>([{ sql: 'ballot.id', property: 'id', type: 'uuid' }]);

/** How boxes are read. */
export const BOXES: Table<Box> = table(BoxRow);

/** The box; null when the coalition has none of this id. */
export async function loadBox(db: EntityManager, coalitionId: CoalitionId, id: BoxId): Promise<Box | null> {
  return loadRow(db, BOXES, coalitionId, id);
}

/** All ballots of a box, each as it was last cast. Before the closing only the act that closes may ask. */
export async function ballotsIn(
  db: EntityManager,
  coalitionId: CoalitionId,
  boxId: BoxId,
): Promise<CastBallot[]> {
  return db.query(
    `SELECT ${BALLOT} ${BALLOTS} WHERE ballot.coalition_id = $1 AND ballot.box_id = $2 ORDER BY ballot.id`,
    [coalitionId, boxId],
  );
}

/** Those who could vote in a box, by their mandates. */
export async function electorsIn(
  db: EntityManager,
  coalitionId: CoalitionId,
  boxId: BoxId,
): Promise<MandateId[]> {
  const rows = await db.query<{ elector: MandateId }[]>(
    'SELECT elector FROM box_elector WHERE coalition_id = $1 AND box_id = $2',
    [coalitionId, boxId],
  );
  return rows.map(({ elector }) => elector);
}

/** The electors of a box who were recused from its proposal between opening and closing, by the recusals' ids. */
export async function setAsideIn(
  db: EntityManager,
  {
    coalitionId,
    id,
    bodyId,
    proposalId,
    closesAt,
  }: Pick<Box, 'coalitionId' | 'id' | 'bodyId' | 'proposalId' | 'closesAt'>,
): Promise<SetAside[]> {
  return db.query<SetAside[]>(
    `SELECT elector.elector, recusal.id AS recusal FROM box_elector elector
     JOIN recusal ON recusal.coalition_id = elector.coalition_id AND recusal.person_id = elector.person_id
     WHERE elector.coalition_id = $1 AND elector.box_id = $2 AND recusal.body_id = $3 AND recusal.subject_id = $4
       AND recusal.begins_at < $5
     ORDER BY recusal.id`,
    [coalitionId, id, bodyId, proposalId, closesAt],
  );
}

/** The person's place in the frozen electorate of a box; null when they are not in it. */
export async function boxElectorOf(
  db: EntityManager,
  coalitionId: CoalitionId,
  boxId: BoxId,
  personId: PersonId,
): Promise<BoxElector | null> {
  return db.findOneBy(BoxElectorRow, { coalitionId, boxId, personId });
}

/** What lists and loaders of votes read. */
@Injectable()
export class BoxQueries {
  constructor(private readonly dataSource: DataSource) {}

  async byIds(coalitionId: CoalitionId, ids: readonly BoxId[]): Promise<Box[]> {
    return this.dataSource.manager.findBy(BoxRow, { coalitionId, id: In(ids) });
  }

  /** The votes on proposals, each list in the order of their openings. */
  async ofProposals(coalitionId: CoalitionId, proposalIds: readonly ProposalId[]): Promise<Box[]> {
    return this.dataSource.manager.find(BoxRow, {
      where: { coalitionId, proposalId: In(proposalIds) },
      order: { opensAt: 'ASC', id: 'ASC' },
    });
  }

  /** The ballots of a closed box, in the order of their ids. The caller has seen that it is closed. */
  async ballots(box: Box, request: PageRequest): Promise<Connection<BallotNode>> {
    return this.page(box, request, { which: 'true', count: () => Promise.resolve(box.cast ?? 0) });
  }

  /** Those of a closed box that say more, or other, than yes: concerns, objections, reservations, blocks ... */
  async concerns(box: Box, request: PageRequest): Promise<Connection<BallotNode>> {
    const count = async () => {
      const [row]: { n: number }[] = await this.dataSource.query(
        `SELECT count(*)::int AS n FROM ballot WHERE coalition_id = $1 AND box_id = $2 AND ${IS_CONCERN}`,
        [box.coalitionId, box.id],
      );
      return row?.n ?? 0;
    };
    return this.page(box, request, { which: IS_CONCERN, count });
  }

  private async page(
    box: Box,
    request: PageRequest,
    { which, count }: { readonly which: string; readonly count: () => Promise<number> },
  ): Promise<Connection<BallotNode>> {
    const { where, orderBy, limit, parameters } = BALLOT_ORDER.sql(request, 3);
    const rows: BallotNode[] = await this.dataSource.query(
      `SELECT ${BALLOT_NODE} ${BALLOTS}
       WHERE ballot.coalition_id = $1 AND ballot.box_id = $2 AND ${which} AND ${where} ${orderBy} ${limit}`,
      [box.coalitionId, box.id, ...parameters],
    );
    return BALLOT_ORDER.page(rows, request, count);
  }

  /** The ballot that a person has cast in a box; null when they have cast none. */
  async ballotOf(coalitionId: CoalitionId, boxId: BoxId, personId: PersonId): Promise<BallotNode | null> {
    const [row]: BallotNode[] = await this.dataSource.query(
      `SELECT ${BALLOT_NODE} ${BALLOTS}
       WHERE ballot.coalition_id = $1 AND ballot.box_id = $2 AND elector.person_id = $3`,
      [coalitionId, boxId, personId],
    );
    return row ?? null;
  }
  /** The instant by which stages are told. */
  async now(): Promise<Date> {
    return databaseNow(this.dataSource);
  }
}
