export { proposalsKinds } from './proposals.kinds.js';
export { proposalsMigrations } from './migrations/index.js';
export { proposalsEntities } from './proposal.entity.js';
export { ProposalObject } from './proposal.graphql.js';
export { isAmendmentAtVote, loadProposal, ProposalQueries } from './proposal.queries.js';
export { Proposals, type DraftProposal, type SeenProposal } from './proposal.service.js';
export type * from './proposal.types.js';
export { ProposalsModule } from './proposals.module.js';
export { proposalsTables } from './proposals.kept.js';
