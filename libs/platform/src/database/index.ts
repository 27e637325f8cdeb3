export { DatabaseModule } from './database.module.js';
export { connectionProblem, isForeignKeyViolation, isRetryable, isUniqueViolation } from './errors.js';
export { migrate } from './migrate.js';
export { migrateDatabase, openDatabase, type OpenDatabase } from './open-database.js';
export { NotificationListener, type ChannelSubscriber } from './notification-listener.js';
export {
  databaseOptions,
  type DatabaseContents,
  type DatabaseLimits,
  type EntityClass,
  type MigrationClass,
} from './options.js';
export { queryPrepared } from './prepared.js';
export { transact, type Ending, type Statement } from './transact.js';
export { becomeRole, makeRoles, rolesScript, type SignInRole, type WorkingRole } from './roles.js';
