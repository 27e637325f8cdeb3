import {
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { describeFault, LOG, type Log } from '../logging.js';
import { NotificationListener } from './notification-listener.js';
import { databaseOptions, type DatabaseContents, type DatabaseLimits } from './options.js';

/** The one pool and the one listening connection of a process, for every module. */
@Module({})
export class DatabaseModule implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(@Inject(NotificationListener) private readonly listener: NotificationListener) {}

  /** @param url the database, already migrated */
  static forRoot(url: string, contents: DatabaseContents, limits: DatabaseLimits = {}): DynamicModule {
    const listener = {
      provide: NotificationListener,
      inject: [LOG],
      useFactory: (log: Log) =>
        new NotificationListener(url, (error) =>
          log.warn('The connection that listens for notifications failed.', describeFault(error)),
        ),
    };
    return {
      module: DatabaseModule,
      global: true,
      imports: [TypeOrmModule.forRoot({ ...databaseOptions(url, contents, limits), retryAttempts: 0 })],
      providers: [listener],
      exports: [listener],
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.listener.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.listener.stop();
  }
}
