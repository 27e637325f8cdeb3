import { databaseOptions } from '#platform';
import { KeyRotations, Ledger, succeedLog } from '#record';
import { formatVerifierKey } from '#transparency';
import { DataSource } from 'typeorm';
import { withApplication, withDatabase } from '../application.js';
import { defineCommand, type Answer, type Session } from '../command.js';
import { UsageProblem } from '../problems.js';

/** `steward keys`. */
export const keys = defineCommand({
  name: 'keys',
  summary: 'Change the key that signs a record.',
  operands: 'rotate|retire|compromise COALITION',
  operandCount: 2,
  options: {},
  notes: `rotate makes the next key, tells of it in the record, and lets it sign beside the old one: whoever knows either key
can verify. With QUORATE_SIGN_COMMAND the next key is the one that the command names. Interrupted, it is taken up
again when it is run again.

retire ends the signatures of the keys that were replaced, once verifiers have the new policy; their files stay in the
folder of keys as *.retired.

compromise is for a key that somebody else may have: it stops all acts, and goes on under a new origin with a new key,
whose first entry names the size and root of the tree that it goes on from. Everybody needs the new policy, from a place
that the thief does not have; whoever holds an old checkpoint still finds out whether anything was changed before it.
It takes the DATABASE_URL of whoever migrates.

Use the data folder of the server.`,
  run({ operands: [verb = '', slug = ''] }, session) {
    if (verb === 'compromise') return compromise(slug, session);
    const work = WORKS[verb];
    if (!work) throw new UsageProblem(`keys takes rotate, retire or compromise, not "${verb}".`);
    return withDatabase(session.env, (database) =>
      withApplication(database, session.say, (application) =>
        work(application.get(KeyRotations, { strict: false }), slug),
      ),
    );
  },
});

const WORKS: Readonly<Record<string, (rotations: KeyRotations, slug: string) => Promise<Answer>>> = {
  async rotate(rotations, slug) {
    const { from, to } = await rotations.rotate(slug);
    const [old, next] = [formatVerifierKey(from), formatVerifierKey(to)];
    return {
      document: { coalition: slug, from: old, to: next },
      text: `The record of ${slug} is signed by both keys from now on:\n  ${old}\n  ${next}\nHand out its new policy, then end the old key by "keys retire ${slug}".\n`,
    };
  },
  async retire(rotations, slug) {
    const retired = await rotations.retire(slug);
    return {
      document: { coalition: slug, retired },
      text:
        retired === 0
          ? `The record of ${slug} has one key.\n`
          : `${retired} keys of ${slug} sign no longer.\n`,
    };
  },
};

function compromise(slug: string, session: Session): Promise<Answer> {
  return withDatabase(session.env, (database) => {
    // No server: what a server in production refuses to be connected as is what this needs.
    const config = { ...database.config, production: false };
    return withApplication({ ...database, config }, session.say, async (application) => {
      const owner = new DataSource(
        databaseOptions(database.ownerUrl, { entities: [], migrations: [] }, { poolSize: 1 }),
      );
      await owner.initialize();
      try {
        const ledger = application.get(Ledger, { strict: false });
        const { key, ...succession } = await succeedLog(slug, { dataSource: owner, ledger, config });
        const { from, to, size } = succession;
        const keyText = formatVerifierKey(key);
        return {
          document: { coalition: slug, ...succession, key: keyText },
          text: `${from} is over at ${size} entries. ${to} goes on, signed by\n  ${keyText}\nHand out its new policy by another way than the old one.\n`,
        };
      } finally {
        await owner.destroy();
      }
    });
  });
}
