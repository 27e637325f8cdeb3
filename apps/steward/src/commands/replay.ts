import { namedValues, wholeNumber } from '../arguments.js';
import { defineCommand } from '../command.js';
import { EXIT } from '../exit.js';
import { UsageProblem } from '../problems.js';
import { readElection } from '../replay/election.js';
import { replayElection } from '../replay/replay-election.js';
import { documentOf, textOf } from '../replay/report.js';
import { openScratchServer } from '../replay/scratch-server.js';
import type { Progress } from '../progress.js';

/** `steward replay`. */
export const replay = defineCommand({
  name: 'replay',
  summary: 'Hold a real election again, through the whole server, and verify its record.',
  operands: 'BALLOT-FILE',
  operandCount: 1,
  options: {
    seats: { type: 'string', value: 'N', help: 'How many are elected; 1 unless told.' },
    rule: { type: 'string', value: 'ID[@VERSION]', help: 'The rule that counts, such as schulze.' },
    param: {
      type: 'string',
      value: 'K=V',
      multiple: true,
      help: 'A parameter of the rule; may be repeated.',
    },
    open: {
      type: 'string',
      value: 'SECONDS',
      help: 'How long the vote is open; by the measured pace unless told.',
    },
    keep: { type: 'boolean', help: 'Keep the data folder of the server, and say where it is.' },
  },
  notes: `A server of its own is started for it, with a database of its own, and removed afterwards. One person is registered,
seated and signed in for each ballot of the file, and casts it over HTTP; every seventh casts another one before. It
ends with 1 when the server refuses something or the record cannot be verified.`,
  async run({ values, operands: [file = ''] }, session) {
    if (values.rule === undefined) throw new UsageProblem('replay needs --rule.');
    const seats = wholeNumber('--seats', values.seats ?? '1');
    const seconds = values.open === undefined ? {} : { seconds: wholeNumber('--open', values.open) };
    const parameters = namedValues(values.param ?? []);
    const election = await readElection(file, { seats, rule: values.rule, parameters });
    const progresses = new Map<string, Progress>();
    const told = (what: string, done: number, total: number) => {
      const progress = progresses.get(what) ?? session.progress(what);
      progresses.set(what, progress);
      progress.update(done, total);
    };
    const keep = values.keep ?? false;
    const server = await openScratchServer(session.say);
    try {
      const watch = { interrupted: session.interrupted, told, ...seconds };
      const replayed = await replayElection(server.api, 'replay', election, watch);
      return {
        exit: replayed.verification.verdicts.length === 0 ? EXIT.done : EXIT.refused,
        document: documentOf(election, replayed),
        text: textOf(election, replayed),
      };
    } finally {
      await server.close({ keep });
      if (keep) session.say(`The server's data folder is kept: QUORATE_DATA=${server.folder}`);
    }
  },
});
