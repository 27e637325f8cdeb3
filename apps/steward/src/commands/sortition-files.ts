import { csvFields } from '#counting';
import type { PoolMember, Quota, SortitionRefusal } from '#rotation';
import { readTextFile } from '../counting/ballot-file.js';
import { UsageProblem } from '../problems.js';

/** What a file holds, with the line of each. */
export interface Listed<Item> {
  readonly file: string;
  readonly items: readonly Item[];
  /** The line of each item; of the header where there is none. */
  readonly lines: readonly number[];
}

/** The people of a pool: a CSV with a line for each, whose first column is the id. Throws UsageProblem otherwise. */
export async function readPool(file: string): Promise<Listed<PoolMember>> {
  const [header, ...rows] = await readCsv(file);
  const [, ...features] = header.fields;
  if (new Set(features).size !== features.length)
    throw new UsageProblem(`${file}: A column stands there twice.`);
  const items = rows.map(({ fields: [id = '', ...values] }) => ({
    id,
    features: Object.fromEntries(features.map((feature, at) => [feature, values[at] ?? ''])),
  }));
  return { file, items, lines: linesOf(header, rows) };
}

const QUOTA_COLUMNS = ['feature', 'value', 'min', 'max'];

/** The quotas: a CSV of feature, value, min and max. Throws UsageProblem for anything else. */
export async function readQuotas(file: string): Promise<Listed<Quota>> {
  const [header, ...rows] = await readCsv(file);
  if (header.fields.join() !== QUOTA_COLUMNS.join()) {
    throw new UsageProblem(`${file}: The columns are ${QUOTA_COLUMNS.join(', ')}.`);
  }
  const items = rows.map(({ line, fields: [feature = '', value = '', min = '', max = ''] }) => {
    if (!/^\d{1,5}$/.test(min) || !/^\d{1,5}$/.test(max)) {
      throw new UsageProblem(`${file}, line ${line}: min and max are whole numbers.`);
    }
    return { feature, value, min: Number(min), max: Number(max) };
  });
  return { file, items, lines: linesOf(header, rows) };
}

/** A refusal with the file and the line on which its fault stands; an empty pool ends after its header. */
export function placedIn(
  { code, because, person, quota }: SortitionRefusal,
  pool: Listed<PoolMember>,
  quotas: Listed<Quota>,
): string {
  if (code === 'POOL_EMPTY') return `${pool.file}, line ${pool.lines[0] ?? 1}: ${because}`;
  if (person !== null) return `${pool.file}, line ${pool.lines[person] ?? 1}: ${because}`;
  return quota === null ? because : `${quotas.file}, line ${quotas.lines[quota] ?? 1}: ${because}`;
}

function linesOf(header: Row, rows: readonly Row[]): number[] {
  return rows.length === 0 ? [header.line] : rows.map(({ line }) => line);
}

interface Row {
  readonly line: number;
  readonly fields: readonly string[];
}

async function readCsv(file: string): Promise<[Row, ...Row[]]> {
  const lines = (await readTextFile(file)).split(/\r?\n/);
  const rows = lines.flatMap((text, index): Row[] => {
    if (text === '') return [];
    const fields = csvFields(text);
    if (fields === null) throw new UsageProblem(`${file}, line ${index + 1}: A quotation is not closed.`);
    return [{ line: index + 1, fields: fields.map((field) => field.trim()) }];
  });
  const [header, ...others] = rows;
  if (header === undefined) throw new UsageProblem(`${file} is empty.`);
  const odd = others.find(({ fields }) => fields.length !== header.fields.length);
  if (odd) throw new UsageProblem(`${file}, line ${odd.line}: It has not as many fields as the first line.`);
  return [header, ...others];
}
