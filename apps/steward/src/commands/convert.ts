import { writeBallotFile, type BallotFile, type FormatId } from '#counting';
import { isRefusal } from '#kernel';
import { defineCommand } from '../command.js';
import { formatOf, openBallotFile } from '../counting/ballot-file.js';
import { CommandProblem, UsageProblem } from '../problems.js';

/** `steward convert`. */
export const convert = defineCommand({
  name: 'convert',
  summary: 'Write a ballot file in another format.',
  operands: 'FILE|-',
  operandCount: 1,
  options: {
    to: { type: 'string', value: 'F', help: 'The format to write: blt, condorcet, elekto, pb or preflib.' },
    format: {
      type: 'string',
      value: 'F',
      help: 'The format of the file; recognised by its content unless told.',
    },
  },
  notes: `The new file is printed; FILE is a ballot file, or - for what is piped in. It ends with 1 when the format cannot hold
what the file says, and with 2 when the file cannot be read or the format is not written.`,
  async run({ values, operands: [target = ''] }, session) {
    if (values.to === undefined) throw new UsageProblem('convert needs --to.');
    const to = formatOf('--to', values.to);
    const file = await openBallotFile(target, values.format, session);
    const text = writeBallotFile(to, file);
    if (isRefusal(text)) {
      const Problem = text.code === 'READ_ONLY_FORMAT' ? UsageProblem : CommandProblem;
      throw new Problem(`${target} cannot be written as ${to}: ${text.because}`);
    }
    const lost = lostIn(to, file);
    if (lost.length > 0) session.say(`The format ${to} does not hold: ${lost.join(', ')}.`);
    return { document: { from: file.format, to, text, lost }, text };
  },
});

/** Formats whose files themselves say by which rule they are counted. */
const NAMES_RULE: readonly FormatId[] = ['pb', 'rctab', 'starvote'];
const HAS_TITLE: readonly FormatId[] = ['blt', 'pb', 'preflib'];
const READS_UNRANKED_AS_NO_OPINION: readonly FormatId[] = ['condorcet', 'elekto'];

/** What the file says about its count and the other format has no words for. */
function lostIn(to: FormatId, { format, title, options, groups, parameters }: BallotFile): string[] {
  const { rule, params, seats, budget, lot } = parameters;
  const unranked = params?.['unranked'];
  const isIncomplete = groups.some(
    ({ ballot }) => ballot.kind === 'ranking' && ballot.ranking.flat().length < options.length,
  );
  const losses: [what: string, isLost: boolean][] = [
    ['the title', title !== null && title !== '' && !HAS_TITLE.includes(to)],
    ['which option stands for write-ins', options.some(({ writeIns }) => writeIns === true)],
    ['who has withdrawn', to !== 'blt' && options.some(({ withdrawn }) => withdrawn === true)],
    ['the number of seats', to !== 'blt' && to !== 'condorcet' && seats !== undefined && seats > 1],
    ['the tie order', to !== 'blt' && lot !== undefined],
    ['the budget and the costs', to !== 'pb' && budget !== undefined],
    ['the rule and its parameters', to !== 'pb' && rule !== undefined && NAMES_RULE.includes(format)],
    [
      'that unranked means no opinion',
      unranked === 'no_opinion' && !READS_UNRANKED_AS_NO_OPINION.includes(to),
    ],
    [
      'that nothing is said of what unranked means; here it means no opinion',
      to === 'elekto' && unranked === undefined && isIncomplete,
    ],
  ];
  return losses.filter(([, isLost]) => isLost).map(([what]) => what);
}
