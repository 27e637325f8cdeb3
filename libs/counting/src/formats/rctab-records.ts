import type { OptionId, RankingBallot } from '../ballot.js';
import { csvFields } from './csv.js';
import type { Report } from './format.js';
import { isRecord, parseJson, recordsOf, textOf, textsOf, type JsonRecord } from './json.js';
import { readFirstSheet, WorkbookError } from './xlsx.js';

/** Where and how one file of cast vote records holds the contest. */
export interface RecordSource {
  readonly contest: string;
  /** Counted from 0. */
  readonly firstColumn: number;
  readonly firstRow: number;
  readonly overvoteLabel: string;
  readonly skippedLabel: string;
  readonly writeInLabel: string;
  readonly blankIsWriteIn: boolean;
  /** The option of a name or alias, write-ins included; null for a name that nobody declared. */
  readonly optionOf: (name: string) => OptionId | null;
}

/** One mark on a paper; `option` is null for a place that is overvoted without saying by whom. */
export interface Mark {
  readonly rank: number;
  readonly option: OptionId | null;
}

/** A ranking from marks: a place for every rank up to the last one marked. */
export function rankingOf(marks: readonly Mark[]): RankingBallot {
  const ranking: OptionId[][] = [];
  const overvoted: number[] = [];
  for (const { rank, option } of marks) {
    while (ranking.length < rank) ranking.push([]);
    if (option === null) overvoted.push(rank - 1);
    else if (ranking[rank - 1]?.includes(option) === false) ranking[rank - 1]?.push(option);
  }
  return overvoted.length > 0 ? { kind: 'ranking', ranking, overvoted } : { kind: 'ranking', ranking };
}

type Papers = Iterable<RankingBallot>;

/** A column an option, a cell the rank that the paper gives it. */
export function* readRankTable(text: string, source: RecordSource, report: Report): Papers {
  const [header = '', ...lines] = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const columns = (csvFields(header) ?? []).map((name) => source.optionOf(name.trim()));
  const skipped = Math.max(0, source.firstRow - 1);
  for (const [at, line] of lines.slice(skipped).entries()) {
    if (line.trim() === '') continue;
    const number = at + skipped + 2;
    const fields = csvFields(line);
    if (!fields) {
      report(number, 'A quotation is not closed.');
      continue;
    }
    const marks: Mark[] = [];
    for (let column = source.firstColumn; column < fields.length; column += 1) {
      const field = fields[column]?.trim() ?? '';
      const option = columns[column] ?? null;
      if (field === '' || field === source.skippedLabel) continue;
      if (option === null) report(number, `Column ${column + 1} is headed by no declared candidate.`);
      else if (/^[1-9]\d{0,2}$/.test(field)) marks.push({ rank: Number(field), option });
      else report(number, `"${field}" is no rank.`);
    }
    yield rankingOf(marks);
  }
}

function markOf(cell: string, rank: number, source: RecordSource): Mark | 'none' | 'unknown' {
  const name = cell.trim();
  if (name === '' && !source.blankIsWriteIn) return 'none';
  if (name !== '' && name === source.skippedLabel) return 'none';
  if (name !== '' && name === source.overvoteLabel) return { rank, option: null };
  const option = source.optionOf(name === '' ? source.writeInLabel : name);
  return option === null ? 'unknown' : { rank, option };
}

/** A workbook with a column a rank, a cell the name of the option. */
export function* readChoiceSheet(bytes: Uint8Array, source: RecordSource, report: Report): Papers {
  let rows: string[][];
  try {
    rows = readFirstSheet(bytes);
  } catch (error) {
    if (!(error instanceof WorkbookError)) throw error;
    report(0, error.message);
    return;
  }
  const ranks = (rows[source.firstRow - 1]?.length ?? 0) - source.firstColumn;
  for (const [row, cells] of rows.entries()) {
    if (row < source.firstRow || cells.every((cell) => cell === '')) continue;
    const marks: Mark[] = [];
    for (let rank = 1; rank <= ranks; rank += 1) {
      const cell = cells[source.firstColumn + rank - 1] ?? '';
      const mark = markOf(cell, rank, source);
      if (mark === 'unknown') report(row + 1, `"${cell.trim()}" is no declared candidate.`);
      else if (mark !== 'none') marks.push(mark);
    }
    yield rankingOf(marks);
  }
}

/** The option of every selection id of one contest in a CDF report, with the contest's own id. */
function selectionsOf(root: JsonRecord, source: RecordSource) {
  const options = new Map<string, OptionId | null>();
  let contest = source.contest;
  for (const election of recordsOf(root, 'Election')) {
    const names = new Map(
      recordsOf(election, 'Candidate').map((candidate) => [
        textOf(candidate, '@id'),
        textOf(candidate, 'Name'),
      ]),
    );
    for (const entry of recordsOf(election, 'Contest')) {
      if (![textOf(entry, 'Name'), textOf(entry, '@id')].includes(source.contest)) continue;
      contest = textOf(entry, '@id');
      for (const selection of recordsOf(entry, 'ContestSelection')) {
        const [id] = textsOf(selection, 'CandidateIds');
        const name = id === undefined ? source.writeInLabel : (names.get(id) ?? '');
        options.set(textOf(selection, '@id'), source.optionOf(name));
      }
    }
  }
  return { contest, options };
}

/** A report in the NIST Common Data Format for cast vote records (SP 1500-103), as JSON. */
export function* readCommonData(text: string, source: RecordSource, report: Report): Papers {
  const parsed = parseJson(text);
  const root = 'value' in parsed ? parsed.value : null;
  if (!isRecord(root)) {
    report('badLine' in parsed ? parsed.badLine : 0, 'The file is no JSON object.');
    return;
  }
  const { contest, options } = selectionsOf(root, source);
  for (const [at, record] of recordsOf(root, 'CVR').entries()) {
    const snapshots = recordsOf(record, 'CVRSnapshot');
    const current = snapshots.find((entry) => textOf(entry, '@id') === textOf(record, 'CurrentSnapshotId'));
    const found = recordsOf(current ?? {}, 'CVRContest').find(
      (entry) => textOf(entry, 'ContestId') === contest,
    );
    if (!found) continue;
    const marks: Mark[] = [];
    for (const selection of recordsOf(found, 'CVRContestSelection')) {
      const id = textOf(selection, 'ContestSelectionId');
      const option = options.get(id) ?? null;
      for (const position of recordsOf(selection, 'SelectionPosition')) {
        if (textOf(position, 'HasIndication') !== 'yes' || textOf(position, 'IsAllocable') === 'no') continue;
        const rank = Number(textOf(position, 'Rank'));
        if (option === null) report(0, `Record ${at + 1} selects ${id}, which is no declared candidate.`);
        else if (Number.isInteger(rank) && rank > 0 && rank <= 1000) marks.push({ rank, option });
        else report(0, `Record ${at + 1} has no rank from 1 to 1000.`);
      }
    }
    yield rankingOf(marks);
  }
}
