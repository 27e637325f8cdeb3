import { isRefusal, type Refusal } from '#kernel';
import {
  drandRandomness,
  poolFault,
  poolOrder,
  readDrandSignature,
  readSourceNumbers,
  rfc3797Key,
  rfc3797Order,
  seedOfDraw,
} from '#rotation';
import { toHex } from '#transparency';
import { wholeNumber } from '../arguments.js';
import { defineCommand, type Answer } from '../command.js';
import { readTextFile } from '../counting/ballot-file.js';
import { CommandProblem, UsageProblem } from '../problems.js';
import { hashOf, SEED_OPTION } from './draw-options.js';

/** `steward draw`. */
export const draw = defineCommand({
  name: 'draw',
  summary: 'Draw an order again from what a draw published, on this machine and without a server.',
  operands: 'POOL',
  operandCount: 1,
  options: {
    seed: SEED_OPTION,
    id: { type: 'string', value: 'ID', help: 'The id of the draw; with --leaf, --root and a source.' },
    leaf: { type: 'string', value: 'HEX', help: 'The leaf hash of the entry that committed to the draw.' },
    root: { type: 'string', value: 'HEX', help: 'The root of the first checkpoint that holds it.' },
    drand: { type: 'string', value: 'ROUND', help: 'The round of drand’s quicknet that is the source.' },
    signature: { type: 'string', value: 'HEX', help: 'The signature of that round, verified here.' },
    output: { type: 'string', value: 'HEX', help: 'What another source gave.' },
    rfc3797: {
      type: 'string',
      value: 'NUMBERS',
      help: 'Draw by RFC 3797: "9319; 2 5 12 8 10", as published.',
    },
    take: { type: 'string', value: 'N', help: 'Print only the first of the order; all unless told.' },
  },
  notes: `POOL has one line for each that can be drawn. By a seed the order in which they are listed means nothing, by RFC 3797
it counts. It is given by --seed, or follows from --id, --leaf, --root and a source. It ends with 1 when the source is
not valid or somebody stands twice in the pool, and with 2 when the command was not understood.`,
  async run({ values, operands: [target = ''] }) {
    const pool = linesOf(await readTextFile(target));
    accepted(poolFault(pool));
    const take = values.take === undefined ? pool.length : wholeNumber('--take', values.take);
    if (values.rfc3797 !== undefined) {
      const sources = accepted(readSourceNumbers(values.rfc3797));
      return answerOf({ method: 'rfc3797', key: rfc3797Key(sources) }, rfc3797Order(sources, pool), take);
    }
    const seed = values.seed === undefined ? seedFrom(values) : hashOf('--seed', values.seed);
    return answerOf({ method: 'draw/v1', seed: toHex(seed) }, poolOrder(seed, pool), take);
  },
});

interface SourceOptions {
  readonly id?: string | undefined;
  readonly leaf?: string | undefined;
  readonly root?: string | undefined;
  readonly drand?: string | undefined;
  readonly signature?: string | undefined;
  readonly output?: string | undefined;
}

function seedFrom({ id, leaf, root, ...source }: SourceOptions): Uint8Array {
  if (id === undefined || leaf === undefined || root === undefined) {
    throw new UsageProblem('draw needs --seed, --rfc3797, or --id with --leaf, --root and a source.');
  }
  return seedOfDraw({
    drawId: id,
    leafHash: hashOf('--leaf', leaf),
    root: hashOf('--root', root),
    output: outputOf(source),
  });
}

function outputOf({
  drand,
  signature,
  output,
}: Pick<SourceOptions, 'drand' | 'signature' | 'output'>): Uint8Array {
  if (output !== undefined) return hashOf('--output', output);
  if (drand === undefined || signature === undefined) {
    throw new UsageProblem('The source is --drand with its --signature, or --output.');
  }
  const bytes = readDrandSignature(signature);
  if (bytes === null) throw new UsageProblem('--signature has 96 hexadecimal digits.');
  return accepted(drandRandomness(Number(/^\d{1,15}$/.test(drand) ? drand : 0), bytes));
}

/** What was not refused. Throws CommandProblem with the reason otherwise. */
function accepted<Value>(value: Value | Refusal): Value {
  if (isRefusal(value)) throw new CommandProblem(value.because);
  return value;
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line !== '');
}

function answerOf(how: Record<string, string>, drawn: readonly string[], take: number): Answer {
  const order = drawn.slice(0, take);
  const text = order.map((line, at) => `${String(at + 1).padStart(5)}  ${line}\n`).join('');
  return { document: { ...how, order }, text };
}
