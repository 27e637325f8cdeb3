import { Injectable } from '@nestjs/common';
import { charterInForce, clauseOf, electorOf, type CharterAmendment, type Elector } from '#assembly';
import type { BodyId, CoalitionId, PersonId, ProposalId, Sealed } from '#kernel';
import {
  gatheredBy,
  Keyset,
  loadRow,
  notFound,
  table,
  type Connection,
  type List,
  type PageRequest,
  type Table,
} from '#platform';
import { sealedValue, type Act, type PrivateReading } from '#record';
import { DataSource, In, Not, type EntityManager } from 'typeorm';
import { CoSponsorshipRow, ProposalRow } from './proposal.entity.js';
import type { CoSponsorship, Proposal, ProposalText, SaltedWording, Seconding } from './proposal.types.js';

const TEXT_VERSION = `(
  SELECT standing.entry_version FROM proposal_text standing
  WHERE standing.coalition_id = proposal.coalition_id AND standing.proposal_id = proposal.id
    AND standing.number = proposal.text_number
)`;

/** How proposals are read. What the union of stages says more than the row is held by the table's constraints. */
export const PROPOSALS = table(ProposalRow, {
  textVersion: TEXT_VERSION,
  title: sealedValue({
    coalition: 'proposal.coalition_id',
    stream: 'proposal.id',
    version: TEXT_VERSION,
    field: 'title',
  }),
}) as Table<Proposal>;

/** The proposal; null when the coalition has none of this id. */
export async function loadProposal(
  db: EntityManager,
  coalitionId: CoalitionId,
  id: ProposalId,
): Promise<Proposal | null> {
  return loadRow(db, PROPOSALS, coalitionId, id);
}

/** The words that stand of a proposal; null where they were erased. */
export async function wordingOf(
  db: EntityManager,
  privacy: PrivateReading,
  { coalitionId, id, textVersion, amends }: Pick<Proposal, 'coalitionId' | 'id' | 'textVersion' | 'amends'>,
): Promise<SaltedWording | null> {
  const [row] = await db.query<SealedWording[]>(STANDING_WORDS, [coalitionId, id, textVersion]);
  const title = privacy.open(row?.title ?? null);
  const text = privacy.open(row?.text ?? null);
  const salt = privacy.open(row?.salt ?? null);
  const amendment = privacy.open(row?.amendment ?? null);
  return title && text && salt && (amendment || !amends) ? { title, text, salt, amendment } : null;
}

type SealedWording = {
  readonly [Field in keyof SaltedWording]: Sealed<NonNullable<SaltedWording[Field]>> | null;
};

const word = (field: keyof SaltedWording) =>
  sealedValue({ coalition: '$1', stream: '$2', version: '$3', field });

const STANDING_WORDS = `
SELECT ${word('title')} AS title, ${word('text')} AS text, ${word('salt')} AS salt, ${word('amendment')} AS amendment
`;

/** Whether an amendment of the body's charter is at vote, other than this one. */
export async function isAmendmentAtVote(
  db: EntityManager,
  { coalitionId, bodyId, id }: Pick<Proposal, 'coalitionId' | 'bodyId' | 'id'>,
): Promise<boolean> {
  return db.existsBy(ProposalRow, { coalitionId, bodyId, amends: true, stage: 'AT_VOTE', id: Not(id) });
}

/** The actor's place in the body of a proposal at the instant of the act; null for who is no member of it. */
export async function memberOf(act: Act, bodyId: BodyId): Promise<Elector | null> {
  const { db, coalitionId, personId, now } = act;
  return personId && electorOf(db, { coalitionId, bodyId, personId }, now);
}

/** What the charter in force asks for before the body takes a proposal up. Throws NOT_FOUND for an absent body. */
export async function secondingOf(act: Act, bodyId: BodyId): Promise<Seconding> {
  const charter = await charterInForce(act.db, act.coalitionId, bodyId, act.now);
  if (!charter) throw notFound();
  const { coSponsors, sectors, source } = clauseOf(charter, 'SECONDING');
  return { coSponsors, sectors, clause: source.section };
}

/** All who stand or stood behind a text of the proposal. */
export async function coSponsorsOf(
  db: EntityManager,
  coalitionId: CoalitionId,
  proposalId: ProposalId,
): Promise<CoSponsorship[]> {
  return db.findBy(CoSponsorshipRow, { coalitionId, proposalId });
}

const NEWEST_FIRST = new Keyset<Proposal>([
  { sql: 'proposal.drafted_at', property: 'draftedAt', type: 'timestamptz', descending: true },
  { sql: 'proposal.id', property: 'id', type: 'uuid', descending: true },
]);

/** What lies or lay before a body, the newest first; drafts are their proposers' own. */
export const PROPOSALS_OF_BODY: List<Proposal> = {
  name: 'proposals of body',
  of: PROPOSALS,
  parent: 'body_id',
  order: NEWEST_FIRST,
  where: 'submitted_at IS NOT NULL',
};

const written = (field: keyof SaltedWording) =>
  sealedValue({
    coalition: 'written.coalition_id',
    stream: 'written.proposal_id',
    version: 'written.entry_version',
    field,
  });

const TEXTS = `
SELECT written.coalition_id AS "coalitionId", written.proposal_id AS "proposalId", written.number,
       ${written('title')} AS title, ${written('text')} AS text, written.entry_version AS "entryVersion",
       written.digest, written.written_at AS "writtenAt"
FROM proposal_text written
JOIN proposal ON proposal.coalition_id = written.coalition_id AND proposal.id = written.proposal_id
WHERE written.coalition_id = $1 AND written.proposal_id = ANY($2)
  AND (proposal.submitted_at IS NULL OR NOT EXISTS (
    SELECT FROM proposal_text later
    WHERE later.coalition_id = written.coalition_id AND later.proposal_id = written.proposal_id
      AND later.number > written.number AND later.written_at <= proposal.submitted_at
  ))
ORDER BY written.number
`;

/** The amendment of a proposal's standing text; null where it was erased. */
export interface SealedAmendment {
  readonly id: ProposalId;
  readonly amendment: Sealed<CharterAmendment> | null;
}

const AMENDMENTS = `
SELECT proposal.id, ${sealedValue({
  coalition: 'proposal.coalition_id',
  stream: 'proposal.id',
  version: TEXT_VERSION,
  field: 'amendment',
})} AS amendment
FROM proposal WHERE proposal.coalition_id = $1 AND proposal.id = ANY($2) AND proposal.amends
`;

/** What lists and loaders of proposals read. */
@Injectable()
export class ProposalQueries {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * The proposals brought before a body, the newest first.
   *
   * @param viewer the person who asks, whose own drafts are among them; null for a stranger
   */
  async list(
    { coalitionId, bodyId, viewer }: { coalitionId: CoalitionId; bodyId: BodyId; viewer: PersonId | null },
    request: PageRequest,
  ): Promise<Connection<Proposal>> {
    const { where, orderBy, limit, parameters } = NEWEST_FIRST.sql(request, 4);
    const of = 'coalition_id = $1 AND body_id = $2 AND (submitted_at IS NOT NULL OR proposer_id = $3::uuid)';
    const rows = await this.dataSource.query<Proposal[]>(
      `SELECT ${PROPOSALS.select} FROM proposal WHERE ${of} AND ${where} ${orderBy} ${limit}`,
      [coalitionId, bodyId, viewer, ...parameters],
    );
    return NEWEST_FIRST.page(rows, request, async () => {
      const [row] = await this.dataSource.query<{ n: number }[]>(
        `SELECT count(*)::integer AS n FROM proposal WHERE ${of}`,
        [coalitionId, bodyId, viewer],
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

  /** What the standing texts of proposals would make of the charter, still sealed; of those which amend it. */
  async amendments(coalitionId: CoalitionId, ids: readonly ProposalId[]): Promise<SealedAmendment[]> {
    return this.dataSource.query<SealedAmendment[]>(AMENDMENTS, [coalitionId, ids]);
  }

  /**
   * The texts of proposals, each list in the order in which they were written. What the proposer wrote and replaced
   * before the body had the proposal is left out.
   */
  async texts(coalitionId: CoalitionId, ids: readonly ProposalId[]): Promise<ProposalText[][]> {
    const rows = await this.dataSource.query<ProposalText[]>(TEXTS, [coalitionId, ids]);
    return gatheredBy(ids, rows, (text) => text.proposalId);
  }
}
