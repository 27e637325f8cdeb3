import { PersonalDataExport } from '#assembly';
import type { PersonId } from '#kernel';
import { Accounts, notFound, parseGlobalId } from '#platform';
import { LogQueries } from '#record';
import { DataSource } from 'typeorm';
import { withApplication, withDatabase } from '../application.js';
import { defineCommand } from '../command.js';

/** `steward person-export`. */
export const personExport = defineCommand({
  name: 'person-export',
  summary: 'Print all that the server holds on a person.',
  operands: 'COALITION PERSON',
  operandCount: 2,
  options: {},
  notes: `COALITION is the slug of a coalition, PERSON the public id of a person of it or the mail address of their account. It
is what the person themself downloads from /my-data/COALITION: for those who ask in writing. Hand it to nobody else.
Use the data folder of the server.`,
  run: ({ operands: [slug = '', person = ''] }, session) =>
    withDatabase(session.env, (database) =>
      withApplication(database, session.say, async (application) => {
        const log = await application.get(LogQueries, { strict: false }).bySlug(slug);
        if (!log) throw notFound();
        const dataSource = application.get(DataSource, { strict: false });
        const accounts = application.get(Accounts, { strict: false });
        const personId = person.includes('@')
          ? await accounts.personOf(dataSource, log.coalitionId, person)
          : personIn(person, log.coalitionId);
        const exports = application.get(PersonalDataExport, { strict: false });
        const data = personId && (await exports.of(log.coalitionId, personId));
        if (!data) throw notFound();
        return { document: data, text: `${JSON.stringify(data, null, 2)}\n` };
      }),
    ),
});

function personIn(publicId: string, coalitionId: string): PersonId | null {
  const key = parseGlobalId(publicId);
  return key?.noun === 'Person' && key.coalitionId === coalitionId ? (key.id as PersonId) : null;
}
