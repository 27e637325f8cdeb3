import { Module } from '@nestjs/common';
import { AssemblyModule } from '#assembly';
import { ProposalsModule } from '#proposals';
import { RecordModule } from '#record';
import { BallotService } from './ballot.service.js';
import { BoxQueries } from './box.queries.js';
import { BoxService } from './box.service.js';
import { BallotResolver, BoxResolver, ProposalBoxesResolver } from './voting.resolver.js';

/** Boxes, electorates and ballots. */
@Module({
  imports: [RecordModule, AssemblyModule, ProposalsModule],
  providers: [BoxService, BallotService, BoxQueries, BoxResolver, BallotResolver, ProposalBoxesResolver],
  exports: [BoxService, BallotService, BoxQueries],
})
export class VotingModule {}
