import { Module, type DynamicModule } from '@nestjs/common';
import { CONFIG, type Config } from './config.js';
import { LOG, type Log } from './logging.js';

/** Hands the settings and the log of this process to every module. */
@Module({})
export class SettingsModule {
  static forRoot(config: Config, log: Log): DynamicModule {
    const settings = [
      { provide: CONFIG, useValue: config },
      { provide: LOG, useValue: log },
    ];
    return { module: SettingsModule, global: true, providers: settings, exports: settings };
  }
}
