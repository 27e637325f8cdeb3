import { provingSortition } from '#rotation';
import { MissingFile, verifyRecord } from '#transparency';
import { defineCommand } from '../command.js';
import { EXIT } from '../exit.js';
import { readGiven, readPolicy } from '../given-files.js';
import { findLog } from '../log-source.js';
import { Unreachable } from '../problems.js';
import { RECORD_KINDS, recordChecks } from '../record-checks.js';
import { documentOf, textOf } from '../verification.js';

/** Loaded only here: it brings the server's own way to its database. */
const auditing = () => import('../database-audit.js');

/** `steward verify`. */
export const verify = defineCommand({
  name: 'verify',
  summary: 'Verify a whole record from what its log serves, trusting nothing but a policy held beforehand.',
  operands: 'URL|DIR',
  operandCount: 1,
  options: {
    coalition: {
      type: 'string',
      value: 'SLUG',
      help: 'The coalition, where URL is the address of a server.',
    },
    policy: {
      type: 'string',
      value: 'FILE',
      help: 'The policy held beforehand: whose log it is and which witnesses must have seen it.',
    },
    prior: {
      type: 'string',
      value: 'NOTE',
      multiple: true,
      help: 'A file with a checkpoint held beforehand; may be repeated.',
    },
    database: {
      type: 'boolean',
      help: 'Compare the database of the settings with the record, too. For its operator.',
    },
  },
  notes: `It needs no account and no database: URL is the address of a log, like https://host/log/harbour/, or of a server
with --coalition; DIR holds the same files. It ends with 0 when the record is verified, 1 when it is refused (FORK,
ROLLBACK, SPLIT_VIEW, TAMPERED_TILES, DIFFERENT_RECORD or COUNT, the place named), 3 when it cannot be read.

With --database it reads all tables of the coalition in the database of DATABASE_URL, else the embedded one, as of one
instant, and names every row that is not what the entries say, or does not lead to the root that is served.`,
  async run({ values, operands: [target = ''] }, session) {
    const log = await findLog(target, values.coalition, session.interrupted);
    const policy = values.policy === undefined ? null : await readPolicy(values.policy);
    const prior = await Promise.all((values.prior ?? []).map(readGiven));
    const progress = session.progress('entries verified');
    const verification = await verifyRecord({
      fetchBytes: log.fetchBytes,
      policy,
      prior,
      checks: recordChecks(provingSortition()),
      kinds: RECORD_KINDS,
      onProgress: progress.update,
    }).catch((error: unknown) => {
      if (!(error instanceof MissingFile)) throw error;
      throw new Unreachable(`There is no log at ${log.name}: it serves no ${error.path}.`, { cause: error });
    });
    const { opened, policy: used, verdicts } = verification;
    const audit =
      values.database && opened && used ? await (await auditing()).auditAgainst(opened, used, session) : null;
    const holds = verdicts.length === 0 && (audit?.differences.length ?? 0) === 0;
    return {
      exit: holds ? EXIT.done : EXIT.refused,
      document: documentOf(verification, audit),
      text: textOf(verification, audit),
    };
  },
});
