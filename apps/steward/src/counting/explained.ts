import { ruleName, type CountResult, type OptionId, type Outcome } from '#counting';
import { shown } from '../terminal.js';

/** The most characters that a name has in a table. */
const NAME_WIDTH = 48;

type Row = readonly string[];

/** A result as people read it: what came out, a table of the options, and how it came about. */
export function explained(result: CountResult): string {
  const { rule, input, explanation } = result;
  const nameOf = namesIn(result);
  const lines = [
    `${ruleName(rule)} (${rule.text.title}, ${rule.text.section})`,
    `${input.cast} ballots were cast: ${input.valid} valid, ${input.blank} blank, ${input.invalid} invalid.`,
    '',
    ...outcomeLines(result, nameOf),
    '',
    ...table(optionRows(result, nameOf)),
    ...(result.pairwise === null
      ? []
      : ['', 'Ballots that prefer the row to the column:', ...table(pairRows(result.pairwise, nameOf))]),
    ...(explanation.length === 0
      ? []
      : ['', 'How it came about:', ...explanation.map(({ text }) => `  - ${text}`)]),
  ];
  return `${lines.map(shown).join('\n')}\n`;
}

function namesIn({ options }: CountResult): (id: OptionId) => string {
  const names = new Map(options.map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? id;
}

function outcomeLines({ outcome, ties }: CountResult, nameOf: (id: OptionId) => string): string[] {
  const open = ties.filter(({ brokenBy }) => brokenBy === null);
  const told = open.map(({ between }) => `An open tie: ${between.map(nameOf).join(', ')}.`);
  switch (outcome.kind) {
    case 'decision':
      return [`Decision: ${outcome.decision}`, ...told];
    case 'election':
      return [
        `Elected: ${outcome.elected.map(nameOf).join(', ') || 'nobody'}`,
        ...(outcome.openSeats === 0 ? [] : [`Seats that stay open: ${outcome.openSeats}`]),
        ...told,
      ];
    case 'funding':
      return [
        `Funded: ${outcome.funded.map(({ id }) => nameOf(id)).join(', ') || 'nothing'}`,
        `Spent: ${outcome.spent}, left: ${outcome.left}`,
        ...told,
      ];
  }
}

/** One row an option, in the order of the outcome: its first and its last votes, and what became of it. */
function optionRows(result: CountResult, nameOf: (id: OptionId) => string): Row[] {
  const { outcome, options, rounds } = result;
  const first = new Map(rounds[0]?.tallies.map(({ id, votes }) => [id, votes]));
  const last = new Map(rounds.flatMap(({ tallies }) => tallies.map(({ id, votes }) => [id, votes] as const)));
  const withdrawn = options.filter((option) => option.withdrawn).map(({ id }) => id);
  const places = placesIn(result);
  const rows = [...places].map(([id, place]) => [
    place,
    shortened(nameOf(id)),
    ...(rounds.length === 0 ? [] : [first.get(id) ?? '', last.get(id) ?? '']),
    withdrawn.includes(id) ? 'withdrawn' : fateIn(outcome, id),
  ]);
  return [['', 'option', ...(rounds.length === 0 ? [] : ['first round', 'last round']), ''], ...rows];
}

/**
 * What stands before every option: in an election its place, `2=` where several share it, in the order of the places;
 * with projects their ids, the funded first. The others follow as listed.
 */
function placesIn({ outcome, options }: CountResult): ReadonlyMap<OptionId, string> {
  const places = new Map<OptionId, string>();
  for (const group of outcome.kind === 'election' ? outcome.ranking : []) {
    const place = `${places.size + 1}${group.length > 1 ? '=' : ''}`;
    for (const id of group) places.set(id, place);
  }
  for (const { id } of outcome.kind === 'funding' ? outcome.funded : []) places.set(id, id);
  const restPlace = (id: OptionId) => (outcome.kind === 'funding' ? id : '');
  for (const { id } of options) if (!places.has(id)) places.set(id, restPlace(id));
  return places;
}

function fateIn(outcome: Outcome, id: OptionId): string {
  switch (outcome.kind) {
    case 'decision':
      return '';
    case 'election':
      return outcome.elected.includes(id) ? 'elected' : '';
    case 'funding': {
      const funded = outcome.funded.find((project) => project.id === id);
      return funded === undefined ? '' : `funded with ${funded.cost}`;
    }
  }
}

function pairRows(
  { options, wins }: NonNullable<CountResult['pairwise']>,
  nameOf: (id: OptionId) => string,
): Row[] {
  const header = ['', '', ...options.map((_, at) => `${at + 1}`)];
  const rows = options.map((id, row) => [
    `${row + 1}`,
    shortened(nameOf(id)),
    ...options.map((_, column) => (row === column ? '-' : (wins[row]?.[column] ?? ''))),
  ]);
  return [header, ...rows];
}

function shortened(name: string): string {
  const characters = Array.from(name);
  return characters.length <= NAME_WIDTH ? name : `${characters.slice(0, NAME_WIDTH - 1).join('')}…`;
}

/** Columns apart by two spaces: the second, of names, to the left, numbers to the right. */
function table(rows: readonly Row[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const cell = (text: string, column: number, width: number) => {
    const isWord = column === 1 || (column === widths.length - 1 && !/^\d/.test(text));
    return isWord ? text.padEnd(width) : text.padStart(width);
  };
  return rows.map((row) =>
    `  ${row.map((text, column) => cell(text, column, widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
}
