import { refuse, type Refusal } from '#kernel';
import type { Ballot, OptionId } from '../ballot.js';
import type { FileElection, LineReader, Report, TextFormat } from './format.js';
import { Gathering, ownCopy } from './gather.js';
import { namesForFile, placesForFile } from './writing.js';

const EMPTY_RANKING = '/EMPTY_RANKING/';
const TIMES = /\s*\*\s*([1-9]\d{0,10})\s*$/;
const WEIGHT = /\s*\^\s*([1-9]\d{0,10})\s*$/;

interface Candidate {
  readonly name: OptionId;
  /** The last ranking that names them: a second time in the same one is wrong. */
  seenIn: number;
}

class CondorcetReader implements LineReader {
  readonly #report: Report;
  readonly #ballots = new Gathering();
  readonly #candidates = new Map<OptionId, Candidate>();
  #rankings = 0;
  #declared = false;
  #seats: number | null = null;
  #weighted = false;
  #implicit = true;

  constructor(report: Report) {
    this.#report = report;
  }

  line(text: string, line: number): void {
    if (this.#ballots.addAgain(text)) return;
    const parameter = text.startsWith('#/') ? /^#\/\s*([^:]+?)\s*:\s*(.*?)\s*$/.exec(text) : null;
    if (parameter) {
      this.#ballots.forget();
      this.#readParameter((parameter[1] ?? '').toLowerCase(), parameter[2] ?? '', line);
      return;
    }
    const comment = text.indexOf('#');
    const bare = comment < 0 ? text : text.slice(0, comment);
    if (!bare.includes(';')) {
      if (bare.trim() !== '') this.#readVote(bare, line, text);
      return;
    }
    for (const vote of bare.split(';')) if (vote.trim() !== '') this.#readVote(vote, line);
  }

  #readParameter(name: string, value: string, line: number): void {
    if (name === 'candidates') {
      this.#declared = true;
      for (const candidate of value.split(';')) if (candidate.trim() !== '') this.#declare(candidate.trim());
    } else if (name === 'number of seats') {
      if (/^[1-9]\d{0,3}$/.test(value)) this.#seats = Number(value);
      else this.#report(line, `"${value}" is no number of seats.`);
    } else if (name === 'implicit ranking') this.#implicit = value.toLowerCase() !== 'false';
    else if (name === 'weight allowed') this.#weighted = value.toLowerCase() === 'true';
  }

  /** @param whole the line, where it holds this vote alone */
  #readVote(vote: string, line: number, whole?: string): void {
    const untagged = vote.includes('||') ? vote.slice(vote.indexOf('||') + 2) : vote;
    const { ranking, copies } = this.#readCopies(untagged);
    if (ranking === EMPTY_RANKING) {
      this.#ballots.add({ kind: 'blank' }, copies, line, whole);
      return;
    }
    const places = this.#readPlaces(ranking);
    if (typeof places === 'string') this.#report(line, places);
    else this.#ballots.add({ kind: 'ranking', ranking: places }, copies, line, whole);
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

  /** The places of a ranking; a text says what is wrong with it. */
  #readPlaces(ranking: string): OptionId[][] | string {
    this.#rankings += 1;
    const places: OptionId[][] = [];
    for (const text of ranking.split('>')) {
      const place: OptionId[] = [];
      for (const part of text.includes('=') ? text.split('=') : [text]) {
        const candidate = this.#candidateOf(part.trim());
        if (typeof candidate === 'string') return candidate;
        if (candidate.seenIn === this.#rankings) return 'The ranking names a candidate twice.';
        candidate.seenIn = this.#rankings;
        place.push(candidate.name);
      }
      places.push(place);
    }
    return places;
  }

  #candidateOf(name: string): Candidate | string {
    const known = this.#candidates.get(name);
    if (known) return known;
    if (name === '') return 'A name is missing in the ranking.';
    if (/[*^]/.test(name)) return `"${name}" is no name of a candidate.`;
    return this.#declared ? `"${name}" is no declared candidate.` : this.#declare(name);
  }

  #declare(name: string): Candidate {
    const candidate = { name: ownCopy(name), seenIn: 0 };
    this.#candidates.set(candidate.name, candidate);
    return candidate;
  }

  end(): FileElection {
    if (this.#candidates.size === 0) this.#report(0, 'The file names no candidates.');
    return {
      title: null,
      options: Array.from(this.#candidates.keys(), (name) => ({ id: name, name })),
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
