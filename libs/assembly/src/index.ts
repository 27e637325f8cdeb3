export { CharterAmendmentInput, CharterAmendmentObject, readAmendment } from './amendment.graphql.js';
export { CharterQueries, latestCharter } from './amendment.queries.js';
export {
  amendmentBytes,
  amendmentDigest,
  beginOf,
  changesBetween,
  mayVoteOnAmendment,
  methodToAmend,
} from './amendment.rules.js';
export { Charters, type Adoption } from './amendment.service.js';
export type * from './amendment.types.js';
export { amendmentView } from './amendment.views.js';
export { assemblyEntities } from './assembly.entity.js';
export { AssemblyModule } from './assembly.module.js';
export type {
  Affiliation,
  AffiliationId,
  Body,
  Coalition,
  Dated,
  Elector,
  Mandate,
  Organization,
  Person,
  Seat,
  Sector,
} from './assembly.types.js';
export { BodyObject } from './body.graphql.js';
export { BODIES, charterInForce, loadBody } from './body.queries.js';
export { Bodies, type EstablishBody } from './body.service.js';
export { CAP_GROUP, CharterVersionObject } from './charter.graphql.js';
export { COUNTING_RULE, QUESTION, ruleKey } from './charter-methods.graphql.js';
export { methodFor, questionsOf, type ChosenMethod } from './charter-methods.rules.js';
export {
  charterDigest,
  checkCharter,
  clauseOf,
  optionalClauseOf,
  seatClassOf,
  seatsOf,
} from './charter.rules.js';
export type * from './charter.types.js';
export { clausesIn } from './charter.views.js';
export { CoalitionObject, OrganizationObject, SectorObject } from './coalition.graphql.js';
export { ORGANIZATIONS, SECTORS } from './coalition.queries.js';
export type { Founding } from './coalition.rules.js';
export { Coalitions, type FoundCoalition } from './coalition.service.js';
export { assemblyKinds } from './assembly.kinds.js';
export { assemblyMigrations } from './migrations/index.js';
export { PersonObject } from './person.graphql.js';
export { REMEDIES } from './standing.queries.js';
export type * from './standing.types.js';
export { Seating } from './seating.service.js';
export { handoverCheck } from './handover.check.js';
export { attendanceCheck } from './attendance.check.js';
export { remedyCheck } from './remedy.check.js';
export { termCheck } from './term.check.js';
export { heldOverOn } from './term.queries.js';
export {
  Attendance,
  type RecordMeeting,
  type RestoreStatus,
  type VoteAttended,
} from './attendance.service.js';
export { reckon } from './denominator.rules.js';
export type { Provision } from './provision.rules.js';
export { FollowedBodies, instantIn, isIn, textIn, textsIn } from './followed-bodies.js';
export { removalOf } from './removal.rules.js';
export { removalUnder, Removals, type WithdrawHolder } from './removal.service.js';
export { Corrections, type CorrectAffiliation, type CorrectMandate } from './correction.service.js';
export { Terms, type RecordTermEvent } from './term.service.js';
export { Fundings, type DiscloseFunding, type EndFunding } from './funding.service.js';
export { Conflicts, type ActivateAlternate, type DeclareInterest, type Recuse } from './conflict.service.js';
export { decidingOn, type Deciding, type RecusedMember } from './deciding.queries.js';
export { reckonFrozen, withFallback, type VoteShare } from './denominator.rules.js';
export { challengeTermsIn } from './conflict.queries.js';
export { Recusals, type NameParty } from './recusal.service.js';
export type { ChallengeTerms } from './stake.rules.js';
export { CONFLICT_KIND } from './conflict.graphql.js';
export { SubjectPartyConnection } from './party.graphql.js';
export { PARTIES, PARTIES_OF_SUBJECT, recusalsOn } from './standing.queries.js';
export { loadPerson, organizationsOf, PEOPLE, peopleAmong } from './person.queries.js';
export { People, type Affiliate, type EndAffiliation, type RegisterPerson } from './person.service.js';
export { PersonalDataExport } from './privacy-export.service.js';
export {
  PersonalData,
  type DeclineErasure,
  type ErasePersonalData,
  type RectifyPerson,
} from './privacy.service.js';
export { spanOf } from './register.rules.js';
export { RemedyObject } from './remedy.graphql.js';
export { Remedies, type CommitLot, type Lot } from './remedy.service.js';
export { MandateObject, SeatObject } from './seat.graphql.js';
export { electorOf, electorsOf, MANDATES, SEATS } from './seat.queries.js';
export { Seats, type Appoint, type CreateSeat, type EndMandate } from './seat.service.js';
export { assemblyTables } from './assembly.kept.js';
export type { RecusalId } from './standing.types.js';
