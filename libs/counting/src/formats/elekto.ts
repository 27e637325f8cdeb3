import { csvFields } from './csv.js';
import type { FileElection, LineReader, Report, TextFormat } from './format.js';
import { Gathering } from './gather.js';
import { placesOf } from './places.js';

/** What stands for a rank where the voter has none to give. */
export const NO_OPINION = 'No opinion';

class ElektoReader implements LineReader {
  readonly #report: Report;
  readonly #ballots = new Gathering();
  #names: readonly string[] = [];

  constructor(report: Report) {
    this.#report = report;
  }

  line(text: string, line: number): void {
    if (this.#ballots.addAgain(text) || text.trim() === '') return;
    const fields = csvFields(text)?.map((field) => field.trim());
    if (!fields) {
      this.#report(line, 'A quotation is not closed.');
    } else if (this.#names.length === 0) {
      this.#readNames(fields, line);
    } else {
      this.#readBallot(fields, line, text);
    }
  }

  #readNames(names: readonly string[], line: number): void {
    this.#names = names;
    if (names.includes('')) this.#report(line, 'A column has no name.');
    const seen = new Set<string>();
    const twice = names.find((name) => seen.size === seen.add(name).size);
    if (twice !== undefined) this.#report(line, `Two columns have the name ${twice}.`);
  }

  #readBallot(fields: readonly string[], line: number, text: string): void {
    if (fields.length !== this.#names.length) {
      this.#report(line, `${this.#names.length} ranks are expected and ${fields.length} are given.`);
      return;
    }
    const ranked: { id: string; rank: number }[] = [];
    for (const [at, field] of fields.entries()) {
      if (field === NO_OPINION) continue;
      if (!/^\d{1,6}$/.test(field)) {
        this.#report(line, `"${field}" is neither a rank nor "${NO_OPINION}".`);
        return;
      }
      ranked.push({ id: this.#names[at] ?? '', rank: Number(field) });
    }
    this.#ballots.add(
      ranked.length === 0 ? { kind: 'blank' } : { kind: 'ranking', ranking: placesOf(ranked) },
      1n,
      line,
      text,
    );
  }

  end(): FileElection {
    if (this.#names.length === 0) this.#report(0, 'The file has no line of names.');
    return {
      title: null,
      options: this.#names.map((name) => ({ id: name, name })),
      groups: this.#ballots.groups(),
      parameters: { rule: 'schulze', params: { unranked: 'no_opinion' } },
    };
  }
}

/**
 * Ballots as Elekto exports them for the Kubernetes project: a line of names, then one line a ballot with a rank
 * for each. Ranks may be equal; "No opinion" leaves the option out of every comparison.
 */
export const elekto: TextFormat = {
  id: 'elekto',
  encoding: 'utf-8',
  recognises: (head) => {
    const [names = '', ballot = ''] = head.split(/\r?\n/);
    const cell = /^\s*(\d+|No opinion)\s*$/;
    const cells = ballot.split(',');
    return (
      names.includes(',') &&
      !names.includes(':') &&
      cells.length > 1 &&
      cells.every((field) => cell.test(field))
    );
  },
  open: (report) => new ElektoReader(report),
};
