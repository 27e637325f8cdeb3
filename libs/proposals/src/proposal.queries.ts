import { Injectable } from '@nestjs/common';
import type { BodyId, CoalitionId, ProposalId } from '#kernel';
import { gatheredBy, Keyset, type Connection, type PageRequest } from '#platform';
import { DataSource, In, type EntityManager } from 'typeorm';
import { CoSponsorshipRow, ProposalRow, ProposalTextRow } from './proposal.entity.js';
import type { CoSponsorship, Proposal, ProposalText } from './proposal.types.js';

/** The proposal; null when the coalition has none of this id. */
export async function loadProposal(
  db: EntityManager,
  coalitionId: CoalitionId,
  id: ProposalId,
): Promise<Proposal | null> {
  return db.findOneBy(ProposalRow, { coalitionId, id });
}

/** All who stand or stood behind a text of the proposal. */
export async function coSponsorsOf(
  db: EntityManager,
  coalitionId: CoalitionId,
  proposalId: ProposalId,
): Promise<CoSponsorship[]> {
  return db.findBy(CoSponsorshipRow, { coalitionId, proposalId });
}

const PROPOSAL = `coalition_id AS "coalitionId", id, version, body_id AS "bodyId", proposer_id AS "proposerId", kind, stage,
  text_number AS "textNumber", text_digest AS "textDigest", title, drafted_at AS "draftedAt", submitted_at AS "submittedAt"`;

const NEWEST_FIRST = new Keyset<Proposal>([
  { sql: 'drafted_at', property: 'draftedAt', type: 'timestamptz', descending: true },
  { sql: 'id', property: 'id', type: 'uuid' },
]);

/** What lists and loaders of proposals read. */
@Injectable()
export class ProposalQueries {
  constructor(private readonly dataSource: DataSource) {}

  async byIds(coalitionId: CoalitionId, ids: readonly ProposalId[]): Promise<Proposal[]> {
    return this.dataSource.query(
      `SELECT ${PROPOSAL} FROM proposal WHERE coalition_id = $1 AND id = ANY($2)`,
      [coalitionId, ids],
    );
  }

  /** The proposals brought before a body, the newest first. */
  async list(coalitionId: CoalitionId, bodyId: BodyId, request: PageRequest): Promise<Connection<Proposal>> {
    const { where, orderBy, limit, parameters } = NEWEST_FIRST.sql(request, 3);
    const of = 'coalition_id = $1 AND body_id = $2';
    const rows: Proposal[] = await this.dataSource.query(
      `SELECT ${PROPOSAL} FROM proposal WHERE ${of} AND ${where} ${orderBy} ${limit}`,
      [coalitionId, bodyId, ...parameters],
    );
    return NEWEST_FIRST.page(rows, request, async () => {
      const [row]: { n: number }[] = await this.dataSource.query(
        `SELECT count(*)::int AS n FROM proposal WHERE ${of}`,
        [coalitionId, bodyId],
      );
      return row?.n ?? 0;
    });
  }

  /** Who stood behind texts of proposals, each list in the order in which they did. */
  async coSponsors(coalitionId: CoalitionId, ids: readonly ProposalId[]): Promise<CoSponsorship[][]> {
    const rows = await this.dataSource.manager.find(CoSponsorshipRow, {
      where: { coalitionId, proposalId: In(ids) },
      order: { sponsoredAt: 'ASC', personId: 'ASC' },
    });
    return gatheredBy(ids, rows, (sponsor) => sponsor.proposalId);
  }

  /** The texts of proposals, each list in the order in which they were written. */
  async texts(coalitionId: CoalitionId, ids: readonly ProposalId[]): Promise<ProposalText[][]> {
    const rows = await this.dataSource.manager.find(ProposalTextRow, {
      where: { coalitionId, proposalId: In(ids) },
      order: { number: 'ASC' },
    });
    return gatheredBy(ids, rows, (text) => text.proposalId);
  }
}
