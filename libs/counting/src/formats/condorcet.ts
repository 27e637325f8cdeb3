import { refuse, type Refusal } from '#kernel';
import type { Ballot, OptionId } from '../ballot.js';
import type { FileElection, LineReader, Report, TextFormat } from './format.js';
import { Gathering } from './gather.js';
import { namesForFile, placesForFile } from './writing.js';

const EMPTY_RANKING = '/EMPTY_RANKING/';
const TIMES = /\s*\*\s*([1-9]\d{0,10})\s*$/;
const WEIGHT = /\s*\^\s*([1-9]\d{0,10})\s*$/;

class CondorcetReader implements LineReader {
  readonly #report: Report;
  readonly #ballots = new Gathering();
  /** Each name under itself: ballots share the one text of a name, instead of each keeping its line. */
  readonly #names = new Map<OptionId, OptionId>();
  #declared = false;
  #seats: number | null = null;
  #weighted = false;
  #implicit = true;

  constructor(report: Report) {
    this.#report = report;
  }

  line(text: string, line: number): void {
    const parameter = text.startsWith('#/') ? /^#\/\s*([^:]+?)\s*:\s*(.*?)\s*$/.exec(text) : null;
    if (parameter) {
      this.#readParameter((parameter[1] ?? '').toLowerCase(), parameter[2] ?? '', line);
      return;
    }
    const comment = text.indexOf('#');
    const bare = comment < 0 ? text : text.slice(0, comment);
    for (const vote of bare.split(';')) if (vote.trim() !== '') this.#readVote(vote, line);
  }

  #readParameter(name: string, value: string, line: number): void {
    if (name === 'candidates') {
      this.#declared = true;
      for (const candidate of value.split(';'))
        if (candidate.trim() !== '') this.#names.set(candidate.trim(), candidate.trim());
    } else if (name === 'number of seats') {
      if (/^[1-9]\d{0,3}$/.test(value)) this.#seats = Number(value);
      else this.#report(line, `"${value}" is no number of seats.`);
    } else if (name === 'implicit ranking') this.#implicit = value.toLowerCase() !== 'false';
    else if (name === 'weight allowed') this.#weighted = value.toLowerCase() === 'true';
  }

  #readVote(vote: string, line: number): void {
    const untagged = vote.includes('||') ? vote.slice(vote.indexOf('||') + 2) : vote;
    const { ranking, copies } = this.#readCopies(untagged);
    if (ranking === EMPTY_RANKING) {
      this.#ballots.add({ kind: 'blank' }, copies, line);
      return;
    }
    const places = ranking.split('>').map((place) => this.#readPlace(place));
    const names = places.flat();
    const unknown = this.#declared ? names.find((name) => !this.#names.has(name)) : undefined;
    if (names.includes('')) this.#report(line, 'A name is missing in the ranking.');
    else if (/[*^]/.test(ranking)) this.#report(line, `"${vote.trim()}" is no ranking.`);
    else if (unknown !== undefined) this.#report(line, `"${unknown}" is no declared candidate.`);
    else if (new Set(names).size < names.length) this.#report(line, 'The ranking names a candidate twice.');
    else {
      for (const name of names) if (!this.#names.has(name)) this.#names.set(name, name);
      this.#ballots.add({ kind: 'ranking', ranking: places }, copies, line);
    }
  }

  /** The ranking without what says how often it stands; most lines say nothing. */
  #readCopies(text: string): { readonly ranking: string; readonly copies: bigint } {
    if (!/[*^]/.test(text)) return { ranking: text.trim(), copies: 1n };
    const times = TIMES.exec(text);
    const once = text.replace(TIMES, '');
    const weight = WEIGHT.exec(once);
    const copies = BigInt(times?.[1] ?? '1') * (this.#weighted ? BigInt(weight?.[1] ?? '1') : 1n);
    return { ranking: once.replace(WEIGHT, '').trim(), copies };
  }

  #readPlace(place: string): OptionId[] {
    return place.includes('=') ? place.split('=').map((name) => this.#own(name)) : [this.#own(place)];
  }

  #own(text: string): OptionId {
    const name = text.trim();
    return this.#names.get(name) ?? name;
  }

  end(): FileElection {
    if (this.#names.size === 0) this.#report(0, 'The file names no candidates.');
    return {
      title: null,
      options: Array.from(this.#names.keys(), (name) => ({ id: name, name })),
      groups: this.#ballots.groups(),
      parameters: {
        ...(this.#seats === null ? {} : { seats: this.#seats }),
        // Without a word the format means that the unranked stand below all others.
        params: { unranked: this.#implicit ? 'last' : 'no_opinion' },
      },
    };
  }
}

/** Rankings as text, one a line: `A > B = C * 12`, with the parameters of the Condorcet Election Format. */
export const condorcet: TextFormat = {
  id: 'condorcet',
  encoding: 'utf-8',
  recognises: (head) =>
    /^#\/\s*candidates\s*:/im.test(head) || /^[^#"\n:]+>[^\n]*$/m.test(head.replace(/^#.*$/gm, '')),
  open: (report) => new CondorcetReader(report),
};

/** Writes rankings as text. Refuses names that the format reads as something else, and other ballots. */
export function writeCondorcet(election: FileElection): string | Refusal {
  const names = namesForFile(election.options, /[>=;*^#|\r\n]|^\/|^\s|\s$/);
  if (!(names instanceof Map)) return names;
  const seats = election.parameters.seats;
  const lines = [`#/Candidates: ${[...names.values()].join(' ; ')}`];
  if (seats !== undefined) lines.push(`#/Number of Seats: ${seats}`);
  if (election.parameters.params?.['unranked'] === 'no_opinion') lines.push('#/Implicit Ranking: false');
  for (const { ballot, weight } of election.groups) {
    const text = rankingText(ballot, names);
    if (typeof text !== 'string') return text;
    lines.push(`${text} * ${weight.toString()}`);
  }
  return `${lines.join('\n')}\n`;
}

function rankingText(ballot: Ballot, names: ReadonlyMap<OptionId, string>): string | Refusal {
  if (ballot.kind === 'blank') return EMPTY_RANKING;
  const places = placesForFile(ballot);
  if (!places) return refuse('UNWRITABLE_BALLOT', 'The format holds rankings without empty places only.');
  return places.map((place) => place.map((id) => names.get(id) ?? id).join(' = ')).join(' > ');
}
