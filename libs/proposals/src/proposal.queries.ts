import type { CoalitionId, ProposalId } from '#kernel';
import type { EntityManager } from 'typeorm';
import { CoSponsorshipRow, ProposalRow } from './proposal.entity.js';
import type { CoSponsorship, Proposal } from './proposal.types.js';

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
