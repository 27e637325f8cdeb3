import { addGeneration, destroyOldGenerations, openWrappingKeys, Vault } from '#platform';
import { rewrapKeys } from '#record';
import { DataSource } from 'typeorm';
import { withApplication, withDatabase } from '../application.js';
import { defineCommand } from '../command.js';

/** `steward rewrap`. */
export const rewrap = defineCommand({
  name: 'rewrap',
  summary: 'Wrap all keys of personal data by a new key, and destroy those that no backup needs.',
  operands: '',
  operandCount: 0,
  options: {},
  notes: `Run it as often as backups are kept long, such as every month. What was erased can still be
read out of a backup that is older than the erasure, by whoever has the backup and the wrapping keys; it cannot any more
once the wrapping key of that time is destroyed, QUORATE_BACKUP_DAYS days after it was replaced. Servers that run find
the new key by themselves. Use the data folder of the server.`,
  run: (_given, session) =>
    withDatabase(session.env, (database) => {
      const { wrappingKeysDir, backupDays } = database.config;
      return withApplication(database, session.say, async (application) => {
        const keys = await addGeneration(wrappingKeysDir, await openWrappingKeys(wrappingKeysDir));
        const { generation } = keys.newest;
        const dataSource = application.get(DataSource, { strict: false });
        const rewrapped = await rewrapKeys(dataSource, new Vault(keys));
        const destroyed = await destroyOldGenerations(wrappingKeysDir, backupDays, new Date());
        return {
          document: { generation, rewrapped, destroyed },
          text: `${rewrapped} keys are wrapped by generation ${generation}; ${
            destroyed.length === 0 ? 'none was destroyed' : `destroyed: ${destroyed.join(', ')}`
          }.\n`,
        };
      });
    }),
});
