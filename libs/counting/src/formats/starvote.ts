import type { FileElection, LineReader, Report, TextFormat } from './format.js';
import { Gathering } from './gather.js';

/** The options that are whole numbers. */
const WHOLE_OPTIONS = ['seats', 'maximum score'];

class StarvoteReader implements LineReader {
  readonly #report: Report;
  readonly #ballots = new Gathering();
  readonly #names = new Set<string>();
  readonly #options = new Map<string, string>();
  readonly #tiebreaker: string[] = [];
  #section: 'options' | 'ballots' | null = null;
  #inList = false;
  #scores: { option: string; score: number }[] = [];
  /** The line on which they begin. */
  #firstLine = 0;
  /** The line on which an option begins that is a list. */
  #listLine = 0;
  /** How many ballots the next one stands for: a heading speaks of one ballot only. */
  #copies = 1n;

  constructor(report: Report) {
    this.#report = report;
  }

  line(text: string, line: number): void {
    const bare = text.replace(/(^|\s)#.*$/, '').trim();
    const section = /^\[(options|ballots)\]$/.exec(bare)?.[1];
    if (section === 'options' || section === 'ballots') {
      this.#section = section;
    } else if (this.#section === 'options') {
      this.#readOption(bare, line);
    } else if (this.#section === 'ballots') {
      this.#readScore(bare, text.trim() === '', line);
    } else if (bare !== '') {
      this.#report(line, 'A section [options] or [ballots] is expected.');
    }
  }

  #readOption(bare: string, line: number): void {
    if (this.#inList) {
      if (bare === ']') this.#inList = false;
      else if (bare !== '') this.#tiebreaker.push(bare);
      return;
    }
    const [, name, value] = /^(.+?)\s*=\s*(.*)$/.exec(bare) ?? [];
    if (name === undefined || value === undefined) {
      if (bare !== '') this.#report(line, `"${bare}" is no option.`);
    } else if (value === '[') [this.#inList, this.#listLine] = [true, line];
    else if (WHOLE_OPTIONS.includes(name) && !/^[1-9]\d{0,3}$/.test(value)) {
      this.#report(line, `"${value}" is no whole number above 0.`);
    } else this.#options.set(name, value);
  }

  #readScore(bare: string, isBlank: boolean, line: number): void {
    const copies = /^(\d{1,9})\s+ballots?:$/.exec(bare)?.[1];
    const [, option, score] = /^(.+?)\s*=\s*(-?\d{1,4})$/.exec(bare) ?? [];
    if (isBlank || copies !== undefined) this.#closeBallot();
    if (copies !== undefined) this.#copies = BigInt(copies);
    else if (option !== undefined) {
      this.#names.add(option);
      if (this.#scores.length === 0) this.#firstLine = line;
      this.#scores.push({ option, score: Number(score) });
    } else if (bare !== '') this.#report(line, `"${bare}" is neither a score nor a number of ballots.`);
  }

  #closeBallot(): void {
    if (this.#scores.length === 0) return;
    const ballot = { kind: 'scores', scores: this.#scores } as const;
    if (this.#copies > 0n) this.#ballots.add(ballot, this.#copies, this.#firstLine);
    this.#scores = [];
    this.#copies = 1n;
  }

  end(): FileElection {
    this.#closeBallot();
    if (this.#inList) this.#report(this.#listLine, 'The list is not closed.');
    if (this.#names.size === 0) this.#report(0, 'The file holds no ballots.');
    const names = [...this.#names];
    const star = this.#options.get('method') === 'star';
    const lot = this.#tiebreaker.filter((name) => this.#names.has(name));
    return {
      title: this.#options.get('title') ?? null,
      options: names.map((name) => ({ id: name, name })),
      groups: this.#ballots.groups(),
      parameters: {
        seats: Number(this.#options.get('seats') ?? '1'),
        ...(star ? { rule: 'star', params: { max: Number(this.#options.get('maximum score') ?? '5') } } : {}),
        ...(lot.length === names.length ? { lot } : {}),
      },
    };
  }
}

/** Elections as the starvote program writes them by hand: a section of options, and one of scored ballots. */
export const starvote: TextFormat = {
  id: 'starvote',
  encoding: 'utf-8',
  recognises: (head) => /^\s*\[(options|ballots)\]\s*$/m.test(head) && /^\s*[^#\n=]+=\s*\d+\s*$/m.test(head),
  open: (report) => new StarvoteReader(report),
};
