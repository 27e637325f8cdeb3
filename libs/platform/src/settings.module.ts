import { Module, type DynamicModule } from '@nestjs/common';
import { CONFIG, type Config } from './config.js';
import { LOG, type Log } from './logging.js';
import { openWrappingKeys, Vault } from './vault/index.js';

/** Hands the settings, the log and the vault of this process to every module. */
@Module({})
export class SettingsModule {
  static forRoot(config: Config, log: Log): DynamicModule {
    const settings = [
      { provide: CONFIG, useValue: config },
      { provide: LOG, useValue: log },
      {
        provide: Vault,
        useFactory: async () => new Vault(await openWrappingKeys(config.wrappingKeysDir)),
      },
    ];
    return { module: SettingsModule, global: true, providers: settings, exports: settings };
  }
}
