import { MissingFile } from '#transparency';
import { withApplication, withDatabase } from '../application.js';
import { defineCommand } from '../command.js';
import { copiedAnswer } from '../export/copied.js';
import { copyRecord } from '../export/copy-record.js';
import { ownLog } from '../export/own-log.js';
import { CommandProblem } from '../problems.js';

/** `steward export`. */
export const exportRecord = defineCommand({
  name: 'export',
  summary: 'Write a coalition’s record as files that any web server can serve.',
  operands: 'DIR',
  operandCount: 1,
  options: {
    coalition: {
      type: 'string',
      value: 'SLUG',
      help: 'The coalition, where the database has more than one.',
    },
  },
  notes: `It writes what is under the last published checkpoint: tiles, entries, documents, what is disclosed, the policy, and the
checkpoint last. All of it is verified on the way, as "verify DIR" does; a record that is refused is not written.
Run it again to keep up: it only adds.`,
  run: ({ values, operands: [folder = ''] }, session) =>
    withDatabase(session.env, (database) =>
      withApplication(database, session.say, async (application) => {
        const { slug, fetchBytes } = await ownLog(application, values.coalition);
        const onProgress = session.progress('entries verified').update;
        try {
          const policy = await fetchBytes('policy');
          return copiedAnswer(await copyRecord({ fetchBytes, folder, policy, onProgress }), folder);
        } catch (error) {
          if (!(error instanceof MissingFile)) throw error;
          throw new CommandProblem(`The record of ${slug} has no ${error.path} yet.`, { cause: error });
        }
      }),
    ),
});
