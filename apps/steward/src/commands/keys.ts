import { KeyRotations } from '#record';
import { formatVerifierKey } from '#transparency';
import { withApplication, withDatabase } from '../application.js';
import { defineCommand, type Answer } from '../command.js';
import { UsageProblem } from '../problems.js';

/** `steward keys`. */
export const keys = defineCommand({
  name: 'keys',
  summary: 'Change the key that signs a record.',
  operands: 'rotate|retire COALITION',
  operandCount: 2,
  options: {},
  notes: `rotate makes the next key, tells of it in the record, and lets it sign beside the old one: whoever knows either key
can verify. With QUORATE_SIGN_COMMAND the next key is the one that the command names. Interrupted, it is taken up
again when it is run again.

retire ends the signatures of the keys that were replaced, once verifiers have the new policy; their files stay in the
folder of keys as *.retired.

Use the data folder of the server, and its DATABASE_URL.`,
  run({ operands: [verb = '', slug = ''] }, session) {
    const work = WORKS[verb];
    if (!work) throw new UsageProblem(`keys takes rotate or retire, not "${verb}".`);
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
