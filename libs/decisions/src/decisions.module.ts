import { Module } from '@nestjs/common';
import { AssemblyModule } from '#assembly';
import { ProposalsModule } from '#proposals';
import { RecordModule } from '#record';
import { VotingModule } from '#voting';
import { ChallengedDecisionResolver } from './challenged.resolver.js';
import { DecisionQueries } from './decision.queries.js';
import { AdoptedCharterResolver, DecisionResolver, DissentResolver } from './decision.resolver.js';
import { Decisions } from './decision.service.js';
import { ElectionResolver } from './election.resolver.js';
import { RemovalResolver } from './removal.resolver.js';
import { DecidedRemovals } from './removal.service.js';
import { Elections } from './election.service.js';

/** Decisions and the dissents beside them. */
@Module({
  imports: [RecordModule, AssemblyModule, ProposalsModule, VotingModule],
  providers: [
    Decisions,
    Elections,
    ElectionResolver,
    DecidedRemovals,
    RemovalResolver,
    DecisionQueries,
    ChallengedDecisionResolver,
    DecisionResolver,
    DissentResolver,
    AdoptedCharterResolver,
  ],
  exports: [Decisions, Elections, DecisionQueries],
})
export class DecisionsModule {}
