import { refuse, type Refusal } from '#kernel';
import type { OptionId } from '../ballot.js';
import type { FileElection, LineReader, Report, TextFormat } from './format.js';
import { Gathering } from './gather.js';
import { namesForFile, placesForFile } from './writing.js';

const TYPES = ['soc', 'soi', 'toc', 'toi'];
const ORDER = /^\s*([1-9]\d{0,10})\s*:\s*(.*?)\s*$/;
const PLACE = /\s*(?:\{([^{}]*)\}|(\d+))\s*(?:,(?!\s*$)|$)/y;

/** Places such as `1,{2,3},4`; null when the text is something else. */
function readPlaces(text: string): string[][] | null {
  const places: string[][] = [];
  PLACE.lastIndex = 0;
  while (PLACE.lastIndex < text.length) {
    const found = PLACE.exec(text);
    if (!found) return null;
    const place = (found[1] ?? found[2] ?? '').split(',').map((number) => number.trim());
    places.push(place);
  }
  return places;
}

class PreflibReader implements LineReader {
  readonly #report: Report;
  readonly #ballots = new Gathering();
  readonly #names = new Map<OptionId, string>();
  #title: string | null = null;
  #count = 0;
  #voters: bigint | null = null;
  #papers = 0n;

  constructor(report: Report) {
    this.#report = report;
  }

  line(text: string, line: number): void {
    const header = /^#\s*([^:]+?)\s*:\s*(.*?)\s*$/.exec(text);
    if (header) this.#readHeader(header[1] ?? '', header[2] ?? '', line);
    else if (text.trim() !== '' && !text.startsWith('#')) this.#readOrder(text, line);
  }

  #readHeader(name: string, value: string, line: number): void {
    const number = /^ALTERNATIVE NAME (\d+)$/.exec(name)?.[1];
    if (number !== undefined) this.#names.set(number, value);
    else if (name === 'TITLE') this.#title = value === '' ? null : value;
    else if (name === 'NUMBER ALTERNATIVES') this.#count = Number(value) || 0;
    else if (name === 'NUMBER VOTERS') this.#voters = /^\d{1,11}$/.test(value) ? BigInt(value) : -1n;
    else if (name === 'DATA TYPE' && !TYPES.includes(value.toLowerCase())) {
      this.#report(line, `Data of the type "${value}" are no rankings.`);
    }
  }

  #readOrder(text: string, line: number): void {
    const [, copies, order = ''] = ORDER.exec(text) ?? [];
    const places = readPlaces(order);
    if (copies === undefined || !places) {
      this.#report(line, `"${text.trim()}" is no number of ballots with their order.`);
      return;
    }
    this.#papers += BigInt(copies);
    const ids = places.flat();
    const unknown = ids.find((id) => !this.#names.has(id));
    if (unknown !== undefined) this.#report(line, `"${unknown}" is no alternative.`);
    else if (new Set(ids).size < ids.length) this.#report(line, 'The order holds an alternative twice.');
    else
      this.#ballots.add(
        ids.length === 0 ? { kind: 'blank' } : { kind: 'ranking', ranking: places },
        BigInt(copies),
        line,
      );
  }

  end(): FileElection {
    if (this.#names.size === 0 || this.#names.size !== this.#count) {
      this.#report(0, `${this.#count} alternatives are announced and ${this.#names.size} are named.`);
    }
    if (this.#voters !== null && this.#voters !== this.#papers) {
      this.#report(0, `${this.#voters} voters are announced and ${this.#papers} ballots are there.`);
    }
    return {
      title: this.#title,
      options: Array.from(this.#names, ([id, name]) => ({ id, name })),
      groups: this.#ballots.groups(),
      parameters: {},
    };
  }
}

/** PrefLib's orders, complete or not, with ties or not: soc, soi, toc, toi (preflib.org/format). */
export const preflib: TextFormat = {
  id: 'preflib',
  encoding: 'utf-8',
  recognises: (head) => /^#\s*NUMBER ALTERNATIVES\s*:/m.test(head),
  open: (report) => new PreflibReader(report),
};

/** Writes orders. Alternatives are numbered from 1; the data type is the narrowest that holds all orders. */
export function writePreflib(election: FileElection): string | Refusal {
  const names = namesForFile(election.options, /[\r\n]|^\s|\s$/);
  if (!(names instanceof Map)) return names;
  const numbers = new Map([...names.keys()].map((id, at) => [id, String(at + 1)]));
  let [tied, partial] = [false, false];
  const lines: string[] = [];
  for (const { ballot, weight } of election.groups) {
    const places = ballot.kind === 'blank' ? [] : placesForFile(ballot);
    if (!places) return refuse('UNWRITABLE_BALLOT', 'The format holds rankings without empty places only.');
    tied ||= places.some((place) => place.length > 1);
    partial ||= places.flat().length < names.size;
    const order = places.map((place) => {
      const group = place.map((id) => numbers.get(id) ?? id).join(',');
      return place.length > 1 ? `{${group}}` : group;
    });
    lines.push(`${weight.toString()}: ${order.join(',')}`);
  }
  const voters = election.groups.reduce((sum, { weight }) => sum + weight, 0n);
  const header = [
    `# TITLE: ${(election.title ?? '').replace(/\s+/g, ' ')}`,
    `# DATA TYPE: ${tied ? 't' : 's'}o${partial ? 'i' : 'c'}`,
    `# NUMBER ALTERNATIVES: ${names.size}`,
    `# NUMBER VOTERS: ${voters.toString()}`,
    `# NUMBER UNIQUE ORDERS: ${lines.length}`,
    ...Array.from(names, ([id, name]) => `# ALTERNATIVE NAME ${numbers.get(id) ?? id}: ${name}`),
  ];
  return `${[...header, ...lines].join('\n')}\n`;
}
