import type { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import type { JsonValue } from '#transparency';
import type { Exit } from './exit.js';
import { UsageProblem } from './problems.js';
import type { Progress } from './progress.js';

/** What a command found or did: one JSON document for programs, text for people. */
export interface Answer {
  /** 0 unless told. */
  readonly exit?: Exit;
  readonly document: JsonValue;
  readonly text: string;
}

/** What a command is given besides its arguments. */
export interface Session {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What is piped in; it can be read once. */
  readonly input: Readable;
  /** Says a line to whoever looks on; it never reaches the output. */
  readonly say: (line: string) => void;
  /** Begins to tell how far some work has come. */
  progress(what: string): Progress;
  /** Fires when the process is asked to stop. */
  readonly interrupted: AbortSignal;
}

/** An option of a command, as `parseArgs` reads it and as the help shows it. */
export interface Option {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  readonly help: string;
  /** What stands for its value in the help; for options that have one. */
  readonly value?: string;
}

type Options = Readonly<Record<string, Option>>;
type Parsed<Table extends Options> = ReturnType<typeof parseArgs<{ options: Table }>>['values'];

interface Definition<Table extends Options> {
  readonly name: string;
  /** One line. */
  readonly summary: string;
  /** What stands after the name, without the options: `URL|DIR`. */
  readonly operands: string;
  /** How many operands there are. */
  readonly operandCount: number;
  readonly options: Table;
  /** What the help says below the options. */
  readonly notes?: string;
  readonly run: (
    given: { readonly values: Parsed<Table>; readonly operands: readonly string[] },
    session: Session,
  ) => Promise<Answer>;
}

/** One command of the command line. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly help: string;
  /** Reads the arguments behind the command's name and does the work. Rejects with a problem that can be described. */
  run(args: readonly string[], session: Session): Promise<Answer>;
}

/** Makes a command whose options the compiler knows. */
export function defineCommand<const Table extends Options>(definition: Definition<Table>): Command {
  const { name, summary, operandCount, options } = definition;
  return {
    name,
    summary,
    help: helpOf(definition),
    async run(args, session) {
      const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
      if (positionals.length !== operandCount) {
        throw new UsageProblem(
          operandCount === 0
            ? `${name} takes no operand, and was given ${positionals.length}.`
            : `${name} takes ${definition.operands}, and was given ${positionals.length || 'nothing'}.`,
        );
      }
      return definition.run({ values, operands: positionals }, session);
    },
  };
}

function helpOf({ name, summary, operands, options, notes }: Definition<Options>): string {
  const all: [string, Option][] = [...Object.entries(options), ['json', JSON_OPTION]];
  const rows = all.map(
    ([option, { value, help }]) => [`--${option}${value ? ` ${value}` : ''}`, help] as const,
  );
  const width = Math.max(...rows.map(([left]) => left.length));
  const lines = rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
  const usage = ['steward', name, operands, '[options]'].filter((word) => word !== '').join(' ');
  return [summary, '', `Usage: ${usage}`, '', 'Options:', ...lines, ...(notes ? ['', notes] : []), ''].join(
    '\n',
  );
}

/** Read by the frame for every command. */
const JSON_OPTION: Option = { type: 'boolean', help: 'Print one JSON document and nothing else.' };
