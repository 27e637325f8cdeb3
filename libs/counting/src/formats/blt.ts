import type { OptionId } from '../ballot.js';
import { MAX_OPTIONS } from '../limits.js';
import type { FileElection, LineReader, Report, TextFormat } from './format.js';
import { Gathering } from './gather.js';

const TOKEN = /"([^"\\]*(?:\\.[^"\\]*)*)"|\[([^\]]*)\]|\(([^)]*)\)|([^\s"[\]()]+)/g;
/** A line that holds numbers and places only, as nearly all lines of a long file do. */
const PLAIN = /^[-\d\s=]*$/;
/** A comment runs from a hash or two slashes to the end of the line, outside of quotations. */
const COMMENT = /^([^"#/]*(?:(?:"[^"]*"|\/(?!\/))[^"#/]*)*)(?:#|\/\/).*$/;
/** Behind a name anything may stand, so only a whole line is a comment. */
const WHOLE_COMMENT = /^(\s*)(?:#|\/\/).*$/;

interface Token {
  readonly text: string;
  readonly quoted: boolean;
  readonly bracketed: boolean;
}

class BltReader implements LineReader {
  readonly #report: Report;
  readonly #ballots = new Gathering();
  readonly #withdrawn = new Set<number>();
  readonly #names: string[] = [];
  #candidates = 0;
  #seats = 0;
  #order: readonly number[] = [];
  #stage: 'size' | 'ballots' | 'names' | 'title' | 'end' = 'size';
  /** Numbers of a ballot that has not ended with its 0 yet. */
  #pending: string[] = [];
  #title: string | null = null;

  constructor(report: Report) {
    this.#report = report;
  }

  line(text: string, line: number): void {
    if (this.#stage === 'end') return;
    if (this.#stage === 'ballots' && this.#readPlain(text, line)) return;
    const isNaming = this.#stage === 'names' || this.#stage === 'title';
    const bare = text.replace(isNaming ? WHOLE_COMMENT : COMMENT, '$1');
    if (!isNaming && bare.replace(TOKEN, '').trim() !== '') {
      this.#report(line, 'A quotation or a bracket is not closed.');
    }
    const tokens = Array.from(bare.matchAll(TOKEN), ([, quoted, bracketed, , word]): Token[] => {
      if (quoted !== undefined)
        return [{ text: quoted.replace(/\\(.)/g, '$1'), quoted: true, bracketed: false }];
      if (bracketed !== undefined) return [{ text: bracketed, quoted: false, bracketed: true }];
      return word === undefined ? [] : [{ text: word, quoted: false, bracketed: false }];
    }).flat();
    if (tokens.length > 0) this.#read(tokens, line);
  }

  /** Reads a line that is one whole ballot, the second time without looking into it. False when it is anything else. */
  #readPlain(text: string, line: number): boolean {
    if (this.#pending.length > 0) return false;
    if (this.#ballots.addAgain(text)) return true;
    if (!PLAIN.test(text)) return false;
    const words = text.trim().split(/\s+/);
    const isBallot =
      words.length > 1 && words.indexOf('0') === words.length - 1 && !words[0]?.startsWith('-');
    if (isBallot) this.#readBallot(words.slice(0, -1), line, text);
    return isBallot;
  }

  #read(tokens: readonly Token[], line: number): void {
    if (this.#stage === 'names' || this.#stage === 'title') {
      this.#readName(tokens, line);
      return;
    }
    for (const token of tokens) {
      if (token.bracketed) this.#readOption(token.text, line);
      else if (token.quoted) this.#report(line, 'A name stands where ballots are expected.');
      else if (this.#stage === 'size') this.#readSize(token.text, line);
      else this.#readNumber(token.text, line);
    }
  }

  #readSize(text: string, line: number): void {
    const size = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : 0;
    if (size === 0) this.#report(line, `"${text}" is no number of candidates or seats.`);
    if (this.#candidates === 0) this.#candidates = size || 1;
    else {
      this.#seats = size;
      this.#stage = 'ballots';
    }
  }

  #readOption(text: string, line: number): void {
    const [name = '', ...numbers] = text.trim().split(/\s+/);
    if (name !== 'tie' && name !== 'withdrawn') return;
    const indices = numbers.map((number) => Number(number) - 1);
    if (!indices.every((at) => Number.isInteger(at) && at >= 0 && at < this.#candidates)) {
      this.#report(line, `[${name}] names a candidate that does not exist.`);
    } else if (name === 'tie') this.#readOrder(indices, line);
    else for (const at of indices) this.#withdrawn.add(at);
  }

  #readOrder(indices: readonly number[], line: number): void {
    if (new Set(indices).size === this.#candidates && indices.length === this.#candidates)
      this.#order = indices;
    else this.#report(line, '[tie] must name every candidate once.');
  }

  #readNumber(text: string, line: number): void {
    if (this.#stage === 'names') return;
    if (this.#pending.length === 0 && /^-[1-9]\d{0,3}$/.test(text)) {
      const at = -Number(text) - 1;
      if (at < this.#candidates) this.#withdrawn.add(at);
      else this.#report(line, `Candidate ${-Number(text)} does not exist and cannot withdraw.`);
      return;
    }
    if (text !== '0') {
      // One more than a ballot may have is enough to tell that it has too many.
      if (this.#pending.length <= MAX_OPTIONS + 1) this.#pending.push(text);
      return;
    }
    if (this.#pending.length === 0) this.#stage = 'names';
    else this.#readBallot(this.#pending, line);
    this.#pending = [];
  }

  /** @param whole the line, where it holds this ballot alone */
  #readBallot([weight = '', ...places]: readonly string[], line: number, whole?: string): void {
    if (!/^[1-9]\d{0,10}$/.test(weight)) {
      this.#report(line, `"${weight}" is no number of papers.`);
      return;
    }
    if (places.length > MAX_OPTIONS) {
      this.#report(line, `A ballot has more than ${MAX_OPTIONS} places.`);
      return;
    }
    const ranking = places.map((place) =>
      (place === '-' ? [] : place.split('=')).map((number) => this.#idOf(number)),
    );
    const wrong = places.find((_, at) => ranking[at]?.includes(null) === true);
    if (wrong !== undefined) {
      this.#report(line, `"${wrong}" is no candidate from 1 to ${this.#candidates}.`);
      return;
    }
    const marked = ranking.map((place) => place.filter((id) => id !== null));
    const blank = marked.every((place) => place.length === 0);
    const ballot = blank ? ({ kind: 'blank' } as const) : ({ kind: 'ranking', ranking: marked } as const);
    this.#ballots.add(ballot, BigInt(weight), line, whole);
  }

  #idOf(number: string): OptionId | null {
    return /^[1-9]\d{0,3}$/.test(number) && Number(number) <= this.#candidates ? number : null;
  }

  #readName(tokens: readonly Token[], line: number): void {
    const [name] = tokens;
    if (name?.quoted !== true) this.#report(line, 'A name in quotation marks is expected.');
    if (this.#stage === 'title') {
      this.#title = name?.text ?? null;
      this.#stage = 'end';
      return;
    }
    this.#names.push(name?.text ?? '');
    if (this.#names.length === this.#candidates) this.#stage = 'title';
  }

  end(): FileElection {
    if (this.#stage === 'size' || this.#stage === 'ballots') {
      this.#report(0, 'The file ends before the 0 that closes the ballots.');
    } else if (this.#names.length < this.#candidates) {
      this.#report(0, `${this.#candidates} names are expected and ${this.#names.length} are given.`);
    }
    const options = Array.from({ length: this.#candidates }, (_, at) => {
      const option = { id: String(at + 1), name: this.#names[at] ?? String(at + 1) };
      return this.#withdrawn.has(at) ? { ...option, withdrawn: true } : option;
    });
    const lot = this.#order.length > 0 ? { lot: this.#order.map((at) => String(at + 1)).reverse() } : {};
    return {
      title: this.#title,
      options,
      groups: this.#ballots.groups(),
      parameters: { seats: Math.max(1, this.#seats), ...lot },
    };
  }
}

/**
 * BLT, the format of OpenSTV and its relatives: numbers of candidates and seats, withdrawn candidates as negative
 * numbers or `[withdrawn 2]`, one ballot after another with its weight and a closing 0, a 0, names, a title.
 * `[tie 3 1 2]` is the order in which the tied are excluded, so the tie order of a count is its reverse.
 */
export const blt: TextFormat = {
  id: 'blt',
  encoding: 'utf-8',
  recognises: (head) => /^(?:\s|#.*\n|\/\/.*\n)*\d+\s+\d+\s*(?:$|[\n#/])/.test(head),
  open: (report) => new BltReader(report),
};
