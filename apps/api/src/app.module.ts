import { Module, type DynamicModule } from '@nestjs/common';
import { assemblyEntities, assemblyMigrations, AssemblyModule } from '#assembly';
import { decisionsEntities, decisionsMigrations, DecisionsModule } from '#decisions';
import {
  DatabaseModule,
  GraphqlModule,
  HttpModule,
  platformMigrations,
  SettingsModule,
  SignInModule,
  type Config,
  type EntityClass,
  type Log,
  type MigrationClass,
} from '#platform';
import { proposalsEntities, proposalsMigrations, ProposalsModule } from '#proposals';
import { RecordModule, recordMigrations } from '#record';
import { DrawModule, rotationEntities, rotationMigrations, RotationModule } from '#rotation';
import { votingEntities, votingMigrations, VotingModule } from '#voting';

/** The migrations of every library, lowest first. */
export const MIGRATIONS: readonly MigrationClass[] = [
  ...platformMigrations,
  ...recordMigrations,
  ...assemblyMigrations,
  ...rotationMigrations,
  ...proposalsMigrations,
  ...votingMigrations,
  ...decisionsMigrations,
];

/** The rows of every library. */
export const ENTITIES: readonly EntityClass[] = [
  ...assemblyEntities,
  ...rotationEntities,
  ...proposalsEntities,
  ...votingEntities,
  ...decisionsEntities,
];

/** The modules of the server. */
@Module({})
export class AppModule {
  /** @param databaseUrl the database, already migrated */
  static forRoot(config: Config, log: Log, databaseUrl: string): DynamicModule {
    return {
      module: AppModule,
      imports: [
        SettingsModule.forRoot(config, log),
        DatabaseModule.forRoot(
          databaseUrl,
          { entities: ENTITIES, migrations: MIGRATIONS },
          { poolSize: config.databasePool },
        ),
        HttpModule,
        SignInModule,
        GraphqlModule,
        RecordModule,
        AssemblyModule,
        RotationModule,
        DrawModule,
        ProposalsModule,
        VotingModule,
        DecisionsModule,
      ],
    };
  }
}
