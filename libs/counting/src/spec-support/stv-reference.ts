import { goldenBytes } from './golden.js';

/** What a reference dump tells of one line: the quota, and the votes of each candidate by name. */
export interface ReferenceRow {
  readonly action: string;
  readonly quota: string;
  readonly votes: ReadonlyMap<string, string>;
  readonly states: ReadonlyMap<string, string>;
  readonly fields: Readonly<Record<string, string>>;
}

/** Reads a dump of stages as tab-separated lines; `columns` fields make up each candidate. */
export function referenceRows(path: string): ReferenceRow[] {
  const [header = '', ...lines] = Buffer.from(goldenBytes(path)).toString('utf8').trimEnd().split('\n');
  const names = header.split('\t');
  return lines.flatMap((line) => {
    const cells = line.split('\t');
    if (cells.length < names.length) return [];
    const fields = Object.fromEntries(names.map((name, at) => [name, cells[at] ?? '']));
    const votes = new Map<string, string>();
    const states = new Map<string, string>();
    for (let at = 1; fields[`${at}.name`] !== undefined; at += 1) {
      const name = fields[`${at}.name`] ?? '';
      votes.set(name, fields[`${at}.vote`] ?? '');
      states.set(name, fields[`${at}.state`] ?? '');
    }
    return [{ action: fields['Action'] ?? '', quota: fields['Quota'] ?? '', votes, states, fields }];
  });
}

/** Without repetitions that follow each other: correct counters differ in stages where nothing moves. */
export function withoutRepeats<Value>(values: readonly Value[]): Value[] {
  return values.filter((value, at) => at === 0 || JSON.stringify(value) !== JSON.stringify(values[at - 1]));
}
