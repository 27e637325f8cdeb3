import { AmendByProposals1795436800010 } from './amendments.js';
import { AskForFunding1795436000000 } from './funding.js';
import { SealProposals1795436200020 } from './privacy.js';
import { CreateProposals1795435400000 } from './proposals.js';

/** The migrations of this library, oldest first. */
export const proposalsMigrations = [
  CreateProposals1795435400000,
  SealProposals1795436200020,
  AskForFunding1795436000000,
  AmendByProposals1795436800010,
];
