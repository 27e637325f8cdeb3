import { parseExact } from '#kernel';
import type { Ballot } from '../ballot.js';
import type { CountOption } from '../rule.js';
import { csvFields } from './csv.js';
import type { FileElection, FileParameters, LineReader, Report, TextFormat } from './format.js';
import { Gathering } from './gather.js';

const SECTIONS = ['META', 'PROJECTS', 'VOTES'] as const;
type Section = (typeof SECTIONS)[number];
type Row = ReadonlyMap<string, string>;

/** The rule that a file names, where it is one that is counted here. */
function ruleOf(name: string): FileParameters {
  if (name === 'greedy') return { rule: 'pb-greedy' };
  if (name === 'equalshares') return { rule: 'equal-shares', params: { completion: 'none' } };
  if (name === 'equalshares/add1') return { rule: 'equal-shares', params: { completion: 'add1' } };
  return {};
}

/** Which ballots stand for each value of `vote_type`. */
const VOTE_TYPES: Readonly<Record<string, 'approval' | 'ranking' | 'scores'>> = {
  approval: 'approval',
  'choose-1': 'approval',
  ordinal: 'ranking',
  cumulative: 'scores',
  scoring: 'scores',
};

/** The columns without which a section says nothing. */
const NEEDED: Readonly<Record<Section, readonly string[]>> = {
  META: [],
  PROJECTS: ['project_id', 'cost'],
  VOTES: ['voter_id', 'vote'],
};

const listOf = (text: string) => (text.trim() === '' ? [] : text.split(',').map((id) => id.trim()));

class PbReader implements LineReader {
  readonly #report: Report;
  readonly #ballots = new Gathering();
  readonly #meta = new Map<string, string>();
  readonly #projects = new Map<string, CountOption>();
  #section: Section | null = null;
  #columns: readonly string[] | null = null;
  #votes = 0;

  constructor(report: Report) {
    this.#report = report;
  }

  line(text: string, line: number): void {
    if (text.trim() === '') return;
    const section = SECTIONS.find((name) => name === text.trim().toUpperCase());
    if (section) {
      this.#section = section;
      this.#columns = null;
      return;
    }
    const fields = csvFields(text, ';');
    if (!fields || this.#section === null) {
      this.#report(line, fields ? 'A section META is expected.' : 'A quotation is not closed.');
    } else if (this.#columns === null) {
      this.#readColumns(this.#section, fields, line);
    } else if (this.#section !== 'META' && fields.length !== this.#columns.length) {
      this.#report(line, `${this.#columns.length} fields are expected and ${fields.length} are given.`);
    } else {
      const columns = this.#columns;
      this.#readRow(
        this.#section,
        new Map(fields.map((field, at) => [columns[at] ?? '', field.trim()])),
        fields,
        line,
      );
    }
  }

  #readColumns(section: Section, fields: readonly string[], line: number): void {
    this.#columns = fields.map((field) => field.trim());
    const missing = NEEDED[section].find((column) => this.#columns?.includes(column) === false);
    if (missing !== undefined) this.#report(line, `The section ${section} has no column ${missing}.`);
    if (section === 'VOTES' && this.#voteType === null) {
      const type = this.#meta.get('vote_type');
      this.#report(
        0,
        type === undefined
          ? 'The file names no vote_type.'
          : `Votes of the type "${type}" are not read here.`,
      );
    }
  }

  get #voteType() {
    return VOTE_TYPES[this.#meta.get('vote_type') ?? ''] ?? null;
  }

  #readRow(section: Section, row: Row, fields: readonly string[], line: number): void {
    if (section === 'META') this.#meta.set(fields[0]?.trim() ?? '', fields.slice(1).join(';').trim());
    else if (section === 'PROJECTS') this.#readProject(row, line);
    else this.#readVote(row, line);
  }

  #readProject(row: Row, line: number): void {
    const id = row.get('project_id') ?? '';
    const cost = (row.get('cost') ?? '').replace(',', '.');
    const name = row.get('name');
    if (id === '' || this.#projects.has(id))
      this.#report(line, `The project id "${id}" is empty or given twice.`);
    if (parseExact(cost) === null) this.#report(line, `"${cost}" is no amount of money.`);
    this.#projects.set(id, { id, name: name === undefined || name === '' ? id : name, cost });
  }

  #readVote(row: Row, line: number): void {
    this.#votes += 1;
    const ids = listOf(row.get('vote') ?? '');
    const unknown = ids.find((id) => !this.#projects.has(id));
    if (unknown !== undefined) this.#report(line, `The vote names ${unknown}, which is no project.`);
    else if (new Set(ids).size < ids.length) this.#report(line, 'The vote names a project twice.');
    else {
      const ballot = this.#ballotOf(ids, row, line);
      if (ballot) this.#ballots.add(ballot, 1n, line);
    }
  }

  #ballotOf(ids: readonly string[], row: Row, line: number): Ballot | null {
    switch (this.#voteType) {
      case 'ranking':
        return { kind: 'ranking', ranking: ids.map((id) => [id]) };
      case 'scores': {
        const points = listOf(row.get('points') ?? '').map(Number);
        if (points.length === ids.length && points.every(Number.isSafeInteger)) {
          return { kind: 'scores', scores: ids.map((option, at) => ({ option, score: points[at] ?? 0 })) };
        }
        this.#report(line, 'Every project of the vote needs a whole number of points.');
        return null;
      }
      default:
        return { kind: 'approval', approved: ids };
    }
  }

  end(): FileElection {
    const budget = (this.#meta.get('budget') ?? '').replace(',', '.');
    if (parseExact(budget) === null) this.#report(0, 'The file names no budget.');
    this.#compare('num_projects', this.#projects.size);
    this.#compare('num_votes', this.#votes);
    const parameters = { ...ruleOf(this.#meta.get('rule') ?? ''), budget };
    return {
      title: this.#meta.get('description') ?? null,
      options: [...this.#projects.values()],
      groups: this.#ballots.groups(),
      parameters,
    };
  }

  /** A file that holds another number of lines than it says has lost some, or gained. */
  #compare(key: string, found: number): void {
    const told = this.#meta.get(key);
    if (told !== undefined && told !== String(found)) {
      this.#report(0, `The file says ${key} ${told}, and holds ${found}.`);
    }
  }
}

/** Pabulib's format for participatory budgets: the sections META, PROJECTS and VOTES, fields apart by semicolons. */
export const pb: TextFormat = {
  id: 'pb',
  encoding: 'utf-8',
  recognises: (head) => /^META\s*$/im.test(head.slice(0, 200)) && /^PROJECTS\s*$/im.test(head),
  open: (report) => new PbReader(report),
};
