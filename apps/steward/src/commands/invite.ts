import { Accounts, SignIn } from '#platform';
import { DataSource } from 'typeorm';
import { withApplication, withDatabase } from '../application.js';
import { defineCommand } from '../command.js';

/** `steward invite`. */
export const invite = defineCommand({
  name: 'invite',
  summary: 'Make a link that signs somebody in once.',
  operands: 'EMAIL',
  operandCount: 1,
  options: {
    founder: { type: 'boolean', help: 'The account may found coalitions.' },
  },
  notes: `It makes the account of this address if there is none, and a link that signs it in once, within ten minutes, on the
server of QUORATE_ORIGIN. It is how the first steward of an empty server comes in, and how an operator helps somebody
whose mail does not arrive.`,
  run: ({ values, operands: [email = ''] }, session) =>
    withDatabase(session.env, (database) =>
      withApplication(database, session.say, async (application) => {
        const accounts = application.get(Accounts, { strict: false });
        const dataSource = application.get(DataSource, { strict: false });
        const account = await accounts.ensure(dataSource, email, { founder: values.founder === true });
        const path = await application.get(SignIn, { strict: false }).issueLink(account);
        const url = new URL(path, database.config.origin).href;
        return {
          document: { email, url },
          text: `Sign in as ${email}, once and within ten minutes:\n  ${url}\n`,
        };
      }),
    ),
});
