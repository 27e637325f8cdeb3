import { UsageProblem } from './problems.js';

/** A whole number from 1 to 999,999, as typed behind an option. Throws UsageProblem for anything else. */
export function wholeNumber(option: string, text: string): number {
  const number = /^[1-9]\d{0,5}$/.test(text) ? Number(text) : null;
  if (number === null) throw new UsageProblem(`${option} is a whole number above 0, not "${text}".`);
  return number;
}

/** What `--param name=value` was given, each name once. Throws UsageProblem for anything else. */
export function namedValues(pairs: readonly string[]): Record<string, string> {
  const values = new Map<string, string>();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) throw new UsageProblem(`--param is written name=value, not "${pair}".`);
    const name = pair.slice(0, at);
    if (values.has(name)) throw new UsageProblem(`--param ${name} is given twice.`);
    values.set(name, pair.slice(at + 1));
  }
  return Object.fromEntries(values);
}
