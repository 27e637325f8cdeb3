import { MissingFile } from '#transparency';
import { defineCommand } from '../command.js';
import { copiedAnswer } from '../export/copied.js';
import { copyRecord } from '../export/copy-record.js';
import { readGiven } from '../given-files.js';
import { findLog } from '../log-source.js';
import { Unreachable } from '../problems.js';

/** `steward mirror`. */
export const mirror = defineCommand({
  name: 'mirror',
  summary: 'Copy a whole record from what its log serves, verifying it on the way.',
  operands: 'URL DIR',
  operandCount: 2,
  options: {
    coalition: {
      type: 'string',
      value: 'SLUG',
      help: 'The coalition, where URL is the address of a server.',
    },
    policy: {
      type: 'string',
      value: 'FILE',
      help: 'The policy held beforehand; without, the one in DIR, and at first the one of the log.',
    },
  },
  notes: `It needs no account and no database. DIR then holds what the log serves, for any web server to serve and for "verify"
to read. Run it again to keep up: it fetches what is new, and holds the log to the checkpoint that DIR has. When
anything is refused it ends with 1 and DIR stays as it was.`,
  async run({ values, operands: [target = '', folder = ''] }, session) {
    const log = await findLog(target, values.coalition, session.interrupted);
    const policy = values.policy === undefined ? null : await readGiven(values.policy);
    const onProgress = session.progress('entries verified').update;
    const copied = await copyRecord({ fetchBytes: log.fetchBytes, folder, policy, onProgress }).catch(
      (error: unknown) => {
        if (!(error instanceof MissingFile)) throw error;
        throw new Unreachable(`There is no log at ${log.name}: it serves no ${error.path}.`, {
          cause: error,
        });
      },
    );
    return copiedAnswer(copied, folder);
  },
});
