import { parseJson, type OptionId, type SeatCap } from '#counting';
import { UsageProblem } from '../problems.js';
import { readTextFile } from './ballot-file.js';

/**
 * Reads a file of seat caps: a JSON list of `{"id", "clause", "options": [NAME], "atMost": N}`.
 *
 * @throws UsageProblem for a file that holds anything else, with the place
 */
export async function readSeatCaps(file: string): Promise<SeatCap[]> {
  const text = await readTextFile(file);
  const parsed = parseJson(text);
  if ('badLine' in parsed) throw new UsageProblem(`${file}, line ${parsed.badLine}: It is no JSON.`);
  const { value } = parsed;
  if (!Array.isArray(value)) throw new UsageProblem(`${file}: A list of seat caps is expected.`);
  return value.map((entry: unknown, at) => {
    const cap = capOf(entry);
    if (cap !== null) return cap;
    throw new UsageProblem(
      `${file}: Cap ${at + 1} must have an id, a clause, a list of options and a whole number atMost, and nothing else.`,
    );
  });
}

const FIELDS = ['id', 'clause', 'options', 'atMost'];

function capOf(entry: unknown): SeatCap | null {
  if (typeof entry !== 'object' || entry === null) return null;
  if (!Object.keys(entry).every((field) => FIELDS.includes(field))) return null;
  const id = 'id' in entry ? entry.id : null;
  const clause = 'clause' in entry ? entry.clause : null;
  const options = 'options' in entry ? optionsOf(entry.options) : null;
  const atMost = 'atMost' in entry ? entry.atMost : null;
  if (
    typeof id !== 'string' ||
    typeof clause !== 'string' ||
    options === null ||
    typeof atMost !== 'number'
  ) {
    return null;
  }
  return { id, clause, options, atMost };
}

function optionsOf(list: unknown): OptionId[] | null {
  const isListOfText = Array.isArray(list) && list.every((id): id is string => typeof id === 'string');
  return isListOfText ? list : null;
}
