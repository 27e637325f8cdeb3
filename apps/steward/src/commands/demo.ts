import { withApplication, withDatabase } from '../application.js';
import { defineCommand } from '../command.js';
import { guestLinks, loadDemo } from '../demo/load-demo.js';

/** `steward demo`. */
export const demo = defineCommand({
  name: 'demo',
  summary: 'Load a demonstration coalition with a living committee.',
  operands: '',
  operandCount: 0,
  options: {},
  notes: `It loads the Harbour Quarter Coalition into the database of the settings: five sectors, twelve organizations, a steering
committee with its charter, proposals at every stage, a vote that is over and one that runs. Loaded again it changes
nothing. The links that it prints sign in once, within ten minutes, on the server of QUORATE_ORIGIN.`,
  run: (_given, session) =>
    withDatabase(session.env, async (database) => {
      const { loaded, guests } = await withApplication(database, session.say, async (application) => ({
        loaded: await loadDemo(application),
        guests: await guestLinks(application),
      }));
      const links = guests.map(({ role, name, email, path }) => ({
        role,
        name,
        email,
        url: new URL(path, database.config.origin).href,
      }));
      return {
        document: { coalition: loaded.slug, database: database.name, links },
        text: [
          `The coalition "${loaded.slug}" is in ${database.name}. Sign in as`,
          ...links.map(({ role, name, url }) => `  ${role}, ${name}:\n    ${url}`),
          '',
        ].join('\n'),
      };
    }),
});
