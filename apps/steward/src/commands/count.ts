import { count as countBallots, hasOpenTie, ruleName, type CountResult } from '#counting';
import { isRefusal } from '#kernel';
import { canonicalize, type JsonValue } from '#transparency';
import { defineCommand, type Answer, type Session } from '../command.js';
import { openBallotFile } from '../counting/ballot-file.js';
import { countInput, ruleOf } from '../counting/count-wish.js';
import { explained } from '../counting/explained.js';
import { namedOptions } from '../counting/named.js';
import { readSeatCaps } from '../counting/seat-caps.js';
import { EXIT } from '../exit.js';
import { UsageProblem } from '../problems.js';

/** `steward count`. */
export const count = defineCommand({
  name: 'count',
  summary: 'Count a ballot file by a rule, on this machine and without a server.',
  operands: 'FILE|-|URL|DIR',
  operandCount: 1,
  options: {
    box: {
      type: 'string',
      value: 'ID',
      help: 'Count a box again from the record whose log is at URL or in DIR.',
    },
    rule: { type: 'string', value: 'ID[@VERSION]', help: 'The rule that counts, such as schulze.' },
    seats: { type: 'string', value: 'N', help: 'How many are elected; 1 unless told or in the file.' },
    budget: { type: 'string', value: 'AMOUNT', help: 'The money to spend; as in the file unless told.' },
    param: {
      type: 'string',
      value: 'K=V',
      multiple: true,
      help: 'A parameter of the rule; may be repeated.',
    },
    lot: { type: 'string', value: 'A,B,C', help: 'The tie order: every option once, the preferred first.' },
    caps: { type: 'string', value: 'FILE', help: 'Seat caps, as a JSON list.' },
    withdrawn: {
      type: 'string',
      value: 'NAME',
      multiple: true,
      help: 'Who stands no more; may be repeated.',
    },
    format: {
      type: 'string',
      value: 'F',
      help: 'The format of the file; recognised by its content unless told.',
    },
    explain: { type: 'boolean', help: 'Print sentences and tables for people.' },
  },
  notes: `It prints the result as one JSON document, unless told to explain. FILE is a ballot file, or - for what is piped in:
blt, condorcet, debian, elekto, pb, preflib, rctab or starvote. Options are called by the names in the file, projects
by their ids. A cap is {"id": "employer", "clause": "Charter 4", "options": ["Ana", "Bo"], "atMost": 1}. With --box
the whole record is verified on the way, and the result is printed when it comes out as published. It ends with 0 when
it is counted, 1 when a record or its count is refused, 2 when the file or a parameter cannot be used, 3 when a tie
stays open; the result is printed.`,
  async run({ values, operands: [target = ''] }, session) {
    const isExplained = values.explain === true;
    if (values.box !== undefined) {
      if (Object.keys(values).some((name) => !BESIDE_BOX.includes(name))) {
        throw new UsageProblem('--box counts by what the record says; leave all other options out.');
      }
      // Loaded only here: boxes bring the whole server, and files are counted without it.
      const { recountBox } = await import('../counting/record-box.js');
      const recounted = await recountBox(target, values.box, session);
      session.say('The recount gives the published result, byte for byte.');
      return answerOf(recounted, isExplained, session);
    }
    if (values.rule === undefined) throw new UsageProblem('count needs --rule.');
    const rule = ruleOf(values.rule);
    const caps = values.caps === undefined ? [] : await readSeatCaps(values.caps);
    const file = namedOptions(await openBallotFile(target, values.format, session));
    const progress = session.progress('rounds counted');
    const onStep = (steps: number) => progress.update(steps, null);
    const result = countBallots({ ...countInput(rule, file, values, caps), onStep });
    if (isRefusal(result)) {
      const line = result.group === undefined ? undefined : file.groups[result.group]?.line;
      const place = line === undefined ? target : `${target}, line ${line},`;
      throw new UsageProblem(`${place} cannot be counted by ${ruleName(rule)}: ${result.because}`);
    }
    return answerOf(result, isExplained, session);
  },
});

const BESIDE_BOX: readonly string[] = ['box', 'explain', 'json'];

function answerOf(result: CountResult, isExplained: boolean, session: Session): Answer {
  const isOpen = hasOpenTie(result);
  if (isOpen) session.say('A tie is open: neither the rule nor a lot breaks it.');
  // In canonical form, so that two counts agree when their bytes agree (RFC 8785).
  const canonical = canonicalize(documentOf(result));
  const document = JSON.parse(canonical) as JsonValue;
  const text = isExplained ? explained(result) : `${canonical}\n`;
  return { exit: isOpen ? EXIT.openTie : EXIT.done, document, text };
}

/** The result, with its input naming the options that could be voted for. */
function documentOf(result: CountResult): JsonValue {
  const options = result.options.map(({ id, name }) => ({ id, name }));
  const input = { ...result.input, options };
  return { ...result, input } as unknown as JsonValue;
}
