import { Module } from '@nestjs/common';
import { AssemblyModule } from '#assembly';
import { ProposalsModule } from '#proposals';
import { RecordModule } from '#record';
import { DrawModule } from '#rotation';
import { VoteAttendance } from './attendance.service.js';
import { BallotService } from './ballot.service.js';
import { BoxQueries } from './box.queries.js';
import { BoxService } from './box.service.js';
import { ChallengeQueries } from './challenge.queries.js';
import { BoxChallengesResolver, ChallengeResolver } from './challenge.resolver.js';
import { Challenges } from './challenge.service.js';
import { ClosingService } from './closing.service.js';
import { CountingRulesResolver } from './counting-rules.resolver.js';
import { BoxRecusalResolver, BoxRecusedResolver, ProposalPartiesResolver } from './recusal.resolver.js';
import { TallyResolver } from './tally.resolver.js';
import { TieDraws } from './tie-draw.service.js';
import { BallotResolver, BoxResolver, BoxShareResolver, ProposalBoxesResolver } from './voting.resolver.js';

/** Boxes, electorates and ballots. */
@Module({
  imports: [RecordModule, AssemblyModule, DrawModule, ProposalsModule],
  providers: [
    BoxService,
    BallotService,
    ClosingService,
    TieDraws,
    VoteAttendance,
    BoxQueries,
    Challenges,
    ChallengeQueries,
    ChallengeResolver,
    BoxChallengesResolver,
    BoxResolver,
    BoxShareResolver,
    BoxRecusedResolver,
    BoxRecusalResolver,
    ProposalPartiesResolver,
    BallotResolver,
    TallyResolver,
    ProposalBoxesResolver,
    CountingRulesResolver,
  ],
  exports: [BoxService, BallotService, BoxQueries, Challenges, ChallengeQueries],
})
export class VotingModule {}
