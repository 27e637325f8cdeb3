import type { FileElection, LineReader, Report, TextFormat } from './format.js';
import { Gathering } from './gather.js';
import { placesOf } from './places.js';

const OPTION = /^[\s/|]*Option\s+\d+-+>\s*:\s*(.+?)\s*$/;
const VOTE = /^V:(?:\s+(\S+))?/;

class DebianReader implements LineReader {
  readonly #report: Report;
  readonly #ballots = new Gathering();
  readonly #names: string[] = [];

  constructor(report: Report) {
    this.#report = report;
  }

  line(text: string, line: number): void {
    const name = OPTION.exec(text)?.[1];
    if (name !== undefined) this.#names.push(name);
    const vote = VOTE.exec(text);
    if (vote) this.#readVote(vote[1] ?? '', line);
  }

  #readVote(vote: string, line: number): void {
    if (!/^[-0-9A-Z]+$/.test(vote) || vote.length !== this.#names.length) {
      this.#report(line, `${this.#names.length} ranks or dashes are expected, not "${vote}".`);
      return;
    }
    const ranked = Array.from(vote).flatMap((mark, at) =>
      mark === '-' ? [] : [{ id: this.#names[at] ?? '', rank: Number.parseInt(mark, 36) }],
    );
    this.#ballots.add(
      ranked.length === 0 ? { kind: 'blank' } : { kind: 'ranking', ranking: placesOf(ranked) },
      1n,
      line,
    );
  }

  end(): FileElection {
    if (this.#names.length === 0) this.#report(0, 'The file names no options.');
    return {
      title: null,
      options: this.#names.map((name) => ({ id: name, name })),
      groups: this.#ballots.groups(),
      parameters: { rule: 'schulze', params: { unranked: 'last' } },
    };
  }
}

/** A tally sheet of the Debian project: numbered options, then `V:` and one rank a column, a dash for unranked. */
export const debian: TextFormat = {
  id: 'debian',
  encoding: 'latin1',
  recognises: (head) => /^[\s/|]*Option\s+1-+>/m.test(head) && /^V:\s/m.test(head),
  open: (report) => new DebianReader(report),
};
