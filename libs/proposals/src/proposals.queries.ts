import type { CoalitionId, ProposalId } from '#kernel';
import type { EntityManager } from 'typeorm';
import type { CoSponsorship, Proposal, ProposalText } from './proposals.types.js';

export const PROPOSAL = `proposal.coalition_id AS "coalitionId", proposal.id, proposal.version,
  proposal.body_id AS "bodyId", proposal.proposer_id AS "proposerId", proposal.kind, proposal.stage,
  proposal.text_number AS "textNumber", current.digest AS "textDigest", proposal.drafted_at AS "draftedAt",
  proposal.submitted_at AS "submittedAt"`;
export const FROM_PROPOSAL = `proposal JOIN proposal_text current
  ON current.coalition_id = proposal.coalition_id AND current.proposal_id = proposal.id
    AND current.number = proposal.text_number`;
export const CO_SPONSORSHIP = `co_sponsorship.coalition_id AS "coalitionId", co_sponsorship.proposal_id AS "proposalId",
  co_sponsorship.text_number AS "textNumber", co_sponsorship.person_id AS "personId",
  co_sponsorship.organization_id AS "organizationId", co_sponsorship.sector_id AS "sectorId", co_sponsorship.at`;

/** The proposal with the digest of the text that holds; null when the coalition has none of this id. */
export async function loadProposal(
  db: EntityManager,
  coalitionId: CoalitionId,
  id: ProposalId,
): Promise<Proposal | null> {
  const [proposal] = await db.query<Proposal[]>(
    `SELECT ${PROPOSAL} FROM ${FROM_PROPOSAL} WHERE proposal.coalition_id = $1 AND proposal.id = $2`,
    [coalitionId, id],
  );
  return proposal ?? null;
}

/** The words that hold of a proposal. */
export async function textOf(
  db: EntityManager,
  { coalitionId, id, textNumber }: Pick<Proposal, 'coalitionId' | 'id' | 'textNumber'>,
): Promise<ProposalText> {
  const [text] = await db.query<ProposalText[]>(
    'SELECT title, text FROM proposal_text WHERE coalition_id = $1 AND proposal_id = $2 AND number = $3',
    [coalitionId, id, textNumber],
  );
  if (!text) throw new Error('A proposal has its text.');
  return text;
}

/** Those who stand behind the text that holds, in the order in which they came. */
export async function coSponsorsOf(
  db: EntityManager,
  { coalitionId, id, textNumber }: Pick<Proposal, 'coalitionId' | 'id' | 'textNumber'>,
): Promise<CoSponsorship[]> {
  return db.query<CoSponsorship[]>(
    `SELECT ${CO_SPONSORSHIP} FROM co_sponsorship
     WHERE coalition_id = $1 AND proposal_id = $2 AND text_number = $3 ORDER BY at, person_id`,
    [coalitionId, id, textNumber],
  );
}
