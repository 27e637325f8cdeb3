import { COMMANDS } from './commands/index.js';
import { defineCommand, type Session } from './command.js';
import { EXIT } from './exit.js';
import { CommandProblem, Unreachable, UsageProblem } from './problems.js';
import { piped, recordingTerminal, runLine } from './spec-support/terminal.js';
import { runSteward, type CommandEntry } from './steward.js';

/** A command line with one command, which does what the test says. */
function lineWith(run: (session: Session) => unknown): CommandEntry[] {
  const command = defineCommand({
    name: 'weigh',
    summary: 'Weigh something.',
    operands: 'THING',
    operandCount: 1,
    options: {
      unit: { type: 'string', value: 'UNIT', help: 'The unit.' },
      twice: { type: 'boolean', help: 'Weigh again.' },
    },
    notes: 'It is exact.',
    async run({ values, operands }, session) {
      await run(session);
      const { unit = 'g', twice = false } = values;
      return { document: { unit, twice, thing: operands[0] ?? null }, text: `${operands[0]} in ${unit}\n` };
    },
  });
  return [{ name: 'weigh', summary: command.summary, load: () => Promise.resolve(command) }];
}

const weighs = lineWith(() => undefined);

describe('a command line', () => {
  it('prints the text of the answer and ends with 0', async () => {
    expect(await runLine(['weigh', 'stone', '--unit', 'kg'], weighs)).toEqual({
      exit: EXIT.done,
      out: 'stone in kg\n',
      err: '',
    });
  });

  it.each([[['weigh', 'stone', '--json']], [['--json', 'weigh', 'stone']], [['weigh', '--json', 'stone']]])(
    'prints one JSON document for %j',
    async (argv) => {
      const { out, exit } = await runLine(argv, weighs);
      expect(exit).toBe(0);
      expect(JSON.parse(out)).toEqual({ unit: 'g', twice: false, thing: 'stone' });
      expect(out.endsWith('\n')).toBe(true);
    },
  );

  it('keeps what a command says out of the output', async () => {
    const speaks = lineWith((session) => session.say('weighing \u001b[31m\u202e'));
    expect(await runLine(['weigh', 'stone', '--json'], speaks)).toMatchObject({
      out: '{"unit":"g","twice":false,"thing":"stone"}\n',
      err: 'weighing \\u001b[31m\\u202e\n',
    });
  });

  it('hands on the exit of the answer', async () => {
    const refuses = defineCommand({
      name: 'weigh',
      summary: '',
      operands: '',
      operandCount: 0,
      options: {},
      run: () => Promise.resolve({ exit: EXIT.refused, document: { ok: false }, text: 'no\n' }),
    });
    const line = [{ name: 'weigh', summary: '', load: () => Promise.resolve(refuses) }];
    expect(await runLine(['weigh'], line)).toEqual({ exit: 1, out: 'no\n', err: '' });
  });
});

describe('wrong usage ends with 2 and says in one sentence', () => {
  it.each([
    ['no command', [], 'No command was given.'],
    ['an unknown command', ['wiegh'], 'There is no command "wiegh".'],
    ['an unknown option', ['weigh', 'a', '--mass', '3'], "Unknown option '--mass'."],
    ['an option without its value', ['weigh', 'a', '--unit'], "Option '--unit <value>' argument missing."],
    ['a value for a flag', ['weigh', 'a', '--twice=3'], "Option '--twice' does not take an argument."],
    ['too few operands', ['weigh'], 'weigh takes THING, and was given nothing.'],
    ['too many operands', ['weigh', 'a', 'b'], 'weigh takes THING, and was given 2.'],
  ])('%s', async (_what, argv, sentence) => {
    const expected = { exit: EXIT.usage, err: `${sentence}\nSee "steward --help".\n` };
    expect(await runLine(argv, weighs)).toEqual({ ...expected, out: '' });
    const asJson = await runLine([...argv, '--json'], weighs);
    expect(asJson).toMatchObject(expected);
    expect(JSON.parse(asJson.out)).toEqual({ problem: sentence });
  });
});

describe('what goes wrong is one sentence, never a stack', () => {
  const named = (name: string, message: string) => Object.assign(new Error(message), { name });
  const coded = (code: string) => Object.assign(new Error('connect'), { code });

  it.each<[string, unknown, number, string]>([
    ['a problem of the command', new CommandProblem('The box is closed.'), 1, 'The box is closed.'],
    ['a usage problem', new UsageProblem('No such rule.'), 2, 'No such rule.'],
    ['an unreachable log', new Unreachable('It cannot be read.'), 3, 'It cannot be read.'],
    ['a problem of the operator', named('OperatorProblem', 'PORT is taken.'), 1, 'PORT is taken.'],
    ['a fault', named('Fault', 'You may not.'), 1, 'You may not.'],
    [
      'a database that is down',
      coded('ECONNREFUSED'),
      1,
      'The database does not answer: nothing listens at its address.',
    ],
    ['an error inside', new RangeError('off by one'), 1, 'Something went wrong inside Quorate: off by one'],
    ['what is no error', 'just text', 1, 'Something went wrong inside Quorate: just text'],
    ['text that a terminal would obey', new CommandProblem('\u001b[2J'), 1, '\\u001b[2J'],
  ])('%s', async (_what, error, exit, sentence) => {
    const fails = lineWith(() => {
      throw error;
    });
    const ran = await runLine(['weigh', 'a'], fails);
    expect({ ...ran, err: ran.err.split('\n')[0] }).toEqual({ exit, out: '', err: sentence });
  });
});

it('what was interrupted says so, whatever it broke off with', async () => {
  const { terminal, written } = recordingTerminal();
  const interruption = new AbortController();
  const commands = lineWith(() => {
    interruption.abort();
    throw new Error('This operation was aborted');
  });
  const process = { commands, terminal, env: {}, input: piped(), interrupted: interruption.signal };
  expect(await runSteward(['weigh', 'a'], process)).toBe(EXIT.refused);
  expect(written).toMatchObject({ out: '', err: 'Interrupted.\n' });
});

describe('the help', () => {
  it('lists every command with its line', async () => {
    const { out, exit, err } = await runLine(['--help'], COMMANDS);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    for (const { name, summary } of COMMANDS) {
      expect(out).toMatch(new RegExp(`^ {2}${name} +${summary.replaceAll('.', '\\.')}$`, 'm'));
    }
    expect((await runLine(['help'], COMMANDS)).out).toBe(out);
  });

  it('of a command names its operands and options', async () => {
    expect((await runLine(['weigh', '--help'], weighs)).out).toBe(`Weigh something.

Usage: steward weigh THING [options]

Options:
  --unit UNIT  The unit.
  --twice      Weigh again.
  --json       Print one JSON document and nothing else.

It is exact.
`);
  });

  it.each(COMMANDS.map(({ name }) => name))('of %s fits its table', async (name) => {
    const entry = COMMANDS.find((command) => command.name === name)!;
    const command = await entry.load();
    expect(command.name).toBe(name);
    const { out, exit } = await runLine([name, '--help'], COMMANDS);
    expect(exit).toBe(0);
    expect(out).toBe(command.help);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });
});
