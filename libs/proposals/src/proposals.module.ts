import { Module } from '@nestjs/common';
import { AssemblyModule } from '#assembly';
import { RecordModule } from '#record';
import { ProposalQueries } from './proposal.queries.js';
import {
  BodyProposalsResolver,
  CoSponsorshipResolver,
  ProposalResolver,
  ProposalTextResolver,
} from './proposal.resolver.js';
import { Proposals } from './proposal.service.js';

/** Proposals, from the draft to the end of their vote. */
@Module({
  imports: [RecordModule, AssemblyModule],
  providers: [
    Proposals,
    ProposalQueries,
    ProposalResolver,
    ProposalTextResolver,
    BodyProposalsResolver,
    CoSponsorshipResolver,
  ],
  exports: [Proposals, ProposalQueries],
})
export class ProposalsModule {}
