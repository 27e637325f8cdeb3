export { Elections, type SeatElected } from './election.service.js';
export { charterCheck } from './charter.check.js';
export { decisionsEntities } from './decision.entity.js';
export { Decisions, type RecordDecision } from './decision.service.js';
export type * from './decision.types.js';
export { DecisionsModule } from './decisions.module.js';
export { decisionsKinds } from './decisions.kinds.js';
export { decisionsMigrations } from './migrations/index.js';
export { decisionsTables } from './decisions.kept.js';
