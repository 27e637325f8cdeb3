import { Module } from '@nestjs/common';
import { SignInModule } from '#platform';
import { RecordModule } from '#record';
import { CharterQueries } from './amendment.queries.js';
import { BodyChartersResolver } from './amendment.resolver.js';
import { Charters } from './amendment.service.js';
import { BodyQueries } from './body.queries.js';
import { BodyResolver, CharterVersionResolver, SeatClassResolver } from './body.resolver.js';
import { Bodies } from './body.service.js';
import { CoalitionQueries } from './coalition.queries.js';
import { CoalitionResolver, OrganizationResolver, SectorResolver } from './coalition.resolver.js';
import { Coalitions } from './coalition.service.js';
import { AffiliationResolver, PersonResolver } from './person.resolver.js';
import { People } from './person.service.js';
import { PersonalDataExport } from './privacy-export.service.js';
import { PrivacyController } from './privacy.controller.js';
import { PrivacyResolver } from './privacy.resolver.js';
import { PersonalData } from './privacy.service.js';
import { Register } from './register.service.js';
import { RosterQueries } from './roster.queries.js';
import { RosterLineResolver, RosterResolver } from './roster.resolver.js';
import { SeatQueries } from './seat.queries.js';
import { MandateResolver, SeatResolver } from './seat.resolver.js';
import { Seats } from './seat.service.js';
import { Seating } from './seating.service.js';
import { ConflictResolver, InterestResolver } from './conflict.resolver.js';
import { FundingResolver, OrganizationFundingResolver } from './funding.resolver.js';
import { Fundings } from './funding.service.js';
import { PartyResolver } from './party.resolver.js';
import { StandingResolver } from './standing.resolver.js';
import { Standing } from './standing.service.js';
import { VacancyResolver } from './vacancy.resolver.js';
import { Vacancies } from './vacancy.service.js';
import { SeniorityReviewResolver, TermResolver } from './term.resolver.js';
import { CorrectionResolver } from './correction.resolver.js';
import { Corrections } from './correction.service.js';
import { Removals } from './removal.service.js';
import { AttendanceResolver, MandateStatusResolver, OccasionResolver } from './attendance.resolver.js';
import { Attendance } from './attendance.service.js';
import {
  BodyHandoversResolver,
  HandoverItemResolver,
  HandoverResolver,
  HandoverTickResolver,
  MandateHandoverResolver,
} from './handover.resolver.js';
import { Handovers } from './handover.service.js';
import { HandoverQueries } from './handover.queries.js';
import { Terms } from './term.service.js';
import { BodySeniorityResolver, SeniorityListResolver } from './seniority-list.resolver.js';
import { SeniorityLists } from './seniority-list.service.js';
import { SeniorityReviews } from './seniority.service.js';
import { Remedies } from './remedy.service.js';
import { Conflicts } from './conflict.service.js';
import { Recusals } from './recusal.service.js';
import { EligibilityQueries } from './eligibility.queries.js';
import { EligibilityResolver } from './eligibility.resolver.js';

/** Who the coalition is: its sectors, organizations and people, its bodies, their charters, seats and mandates. */
@Module({
  imports: [RecordModule, SignInModule],
  controllers: [PrivacyController],
  providers: [
    Register,
    Coalitions,
    People,
    PersonalData,
    PersonalDataExport,
    Bodies,
    Charters,
    CharterQueries,
    BodyChartersResolver,
    Seating,
    Standing,
    Seats,
    Remedies,
    Vacancies,
    Terms,
    SeniorityReviews,
    SeniorityLists,
    BodySeniorityResolver,
    SeniorityListResolver,
    TermResolver,
    Removals,
    Corrections,
    CorrectionResolver,
    Attendance,
    AttendanceResolver,
    OccasionResolver,
    MandateStatusResolver,
    SeniorityReviewResolver,
    Handovers,
    HandoverQueries,
    HandoverResolver,
    HandoverItemResolver,
    HandoverTickResolver,
    BodyHandoversResolver,
    MandateHandoverResolver,
    VacancyResolver,
    Conflicts,
    Recusals,
    EligibilityQueries,
    EligibilityResolver,
    StandingResolver,
    ConflictResolver,
    InterestResolver,
    Fundings,
    FundingResolver,
    OrganizationFundingResolver,
    PartyResolver,
    CoalitionQueries,
    BodyQueries,
    SeatQueries,
    RosterQueries,
    RosterResolver,
    RosterLineResolver,
    CoalitionResolver,
    SectorResolver,
    OrganizationResolver,
    PersonResolver,
    AffiliationResolver,
    PrivacyResolver,
    BodyResolver,
    CharterVersionResolver,
    SeatClassResolver,
    SeatResolver,
    MandateResolver,
  ],
  exports: [
    Attendance,
    Removals,
    Charters,
    CharterQueries,
    Coalitions,
    People,
    PersonalData,
    Bodies,
    Remedies,
    Seating,
    Seats,
    Recusals,
  ],
})
export class AssemblyModule {}
