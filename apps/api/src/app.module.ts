import { Module, type DynamicModule } from '@nestjs/common';
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
import { RecordModule, recordMigrations } from '#record';

/** The migrations of every library, lowest first. */
export const MIGRATIONS: readonly MigrationClass[] = [...platformMigrations, ...recordMigrations];

/** The rows of every library. */
export const ENTITIES: readonly EntityClass[] = [];

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
      ],
    };
  }
}
