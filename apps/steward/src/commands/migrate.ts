import { migrateDatabase } from '#platform';
import { MIGRATIONS } from '../../../api/src/app.module.js';
import { withDatabase } from '../application.js';
import { defineCommand } from '../command.js';

/** `steward migrate`. */
export const migrate = defineCommand({
  name: 'migrate',
  summary: 'Bring the database to this version of the schema.',
  operands: '',
  operandCount: 0,
  options: {},
  notes: `The database is the one of DATABASE_URL, else the embedded one in QUORATE_DATA. Each migration is a transaction of its
own; of several processes that migrate at once one does so and the others wait. A database that a newer version
migrated is refused.`,
  run: (_given, session) =>
    withDatabase(session.env, async ({ ownerUrl, name }) => {
      const migrated = await migrateDatabase(ownerUrl, MIGRATIONS);
      const text =
        migrated.length === 0
          ? `Nothing to do: ${name} is at this version already.\n`
          : `Migrated ${name}:\n${migrated.map((migration) => `  ${migration}\n`).join('')}`;
      return { document: { database: name, migrated }, text };
    }),
});
