import type { ParameterValues } from '../parameters.js';
import type { CountOption } from '../rule.js';
import type {
  FileElection,
  FileParameters,
  LineReader,
  OpenCompanion,
  Report,
  TextFormat,
} from './format.js';
import { Gathering } from './gather.js';
import { isRecord, parseJson, recordsOf, textOf, textsOf, type JsonRecord } from './json.js';
import { readChoiceSheet, readCommonData, readRankTable, type RecordSource } from './rctab-records.js';
import { textIn } from './text.js';

const WRITE_INS = 'Undeclared Write-ins';
const UNLIMITED = 1000;
const OVERVOTE: Readonly<Record<string, string>> = {
  exhaustImmediately: 'exhaust',
  alwaysSkipToNextRank: 'skip',
  exhaustIfMultipleContinuing: 'exhaust_if_multiple_continuing',
};

/** Reads whole numbers of a configuration, and tells which are none. */
type NumberIn = (record: JsonRecord, name: string, otherwise: number) => number;

/** A limit, which the configuration may leave out or call none. */
function limitOf(rules: JsonRecord, name: string, numberIn: NumberIn): number {
  const isOpen = ['unlimited', 'max'].includes(textOf(rules, name));
  return isOpen ? UNLIMITED : Math.min(numberIn(rules, name, UNLIMITED), UNLIMITED);
}

function readingOf(rules: JsonRecord, numberIn: NumberIn): ParameterValues {
  return {
    overvote: OVERVOTE[textOf(rules, 'overvoteRule')] ?? textOf(rules, 'overvoteRule'),
    maxSkipped: limitOf(rules, 'maxSkippedRanksAllowed', numberIn),
    repeated: rules['exhaustOnDuplicateCandidate'] === true ? 'exhaust' : 'skip',
    maxRankings: limitOf(rules, 'maxRankingsAllowed', numberIn),
    minimumVotes: numberIn(rules, 'minimumVoteThreshold', 0),
    tiebreak: textOf(rules, 'tiebreakMode').startsWith('previousRoundCounts') ? 'earlier_round' : 'lot',
  };
}

function runoffOf(rules: JsonRecord, numberIn: NumberIn): ParameterValues {
  return {
    ...readingOf(rules, numberIn),
    batchElimination: rules['batchElimination'] === true,
    threshold: rules['doesFirstRoundDetermineThreshold'] === true ? 'first_round' : 'per_round',
    untilTwo: rules['continueUntilTwoCandidatesRemain'] === true,
  };
}

function transferableOf(rules: JsonRecord, numberIn: NumberIn): ParameterValues {
  return {
    ...readingOf(rules, numberIn),
    quota: rules['hareQuota'] === true ? 'hare' : 'droop',
    threshold: rules['nonIntegerWinningThreshold'] === true ? 'fractional' : 'whole',
    decimals: numberIn(rules, 'decimalPlacesForVoteArithmetic', 4),
    winnersPerRound:
      textOf(rules, 'winnerElectionMode') === 'multiWinnerAllowOnlyOneWinnerPerRound' ? 'one' : 'several',
  };
}

/** The rule of each mode that is counted here. */
const RULES: Readonly<Record<string, { rule: string; params: typeof runoffOf }>> = {
  singleWinnerMajority: { rule: 'irv', params: runoffOf },
  multiWinnerAllowOnlyOneWinnerPerRound: { rule: 'stv-rctab', params: transferableOf },
  multiWinnerAllowMultipleWinnersPerRound: { rule: 'stv-rctab', params: transferableOf },
};

/** The rule and its parameters; of the modes that eliminate from the bottom only the seats are known. */
function parametersOf(
  rules: JsonRecord,
  options: readonly CountOption[],
  numberIn: NumberIn,
): FileParameters {
  const seats = numberIn(rules, 'numberOfWinners', 1);
  const known = RULES[textOf(rules, 'winnerElectionMode')];
  if (known === undefined) return { seats };
  const byOrder = textOf(rules, 'tiebreakMode') === 'useCandidateOrder';
  const order = byOrder ? { lot: options.map(({ id }) => id) } : {};
  return { rule: known.rule, seats, params: known.params(rules, numberIn), ...order };
}

/** The files of cast vote records that are text, by their provider. */
const TEXT_RECORDS: Readonly<Record<string, typeof readRankTable>> = {
  genericCsv: readRankTable,
  cdf: readCommonData,
};

class RctabReader implements LineReader {
  readonly #report: Report;
  readonly #openCompanion: OpenCompanion;
  readonly #lines: string[] = [];

  constructor(report: Report, openCompanion: OpenCompanion) {
    this.#report = report;
    this.#openCompanion = openCompanion;
  }

  line(text: string): void {
    this.#lines.push(text);
  }

  async end(): Promise<FileElection> {
    const parsed = parseJson(this.#lines.join('\n'));
    const config = 'value' in parsed ? parsed.value : null;
    if (!isRecord(config)) {
      const line = 'badLine' in parsed ? parsed.badLine : 0;
      this.#report(line, 'The configuration is no JSON object.');
      return { title: null, options: [], groups: [], parameters: {} };
    }
    const sources = recordsOf(config, 'cvrFileSources');
    const { options, optionOf } = this.#readCandidates(config, sources);
    const ballots = new Gathering();
    for (const source of sources) await this.#readSource(source, optionOf, ballots);
    const rules = isRecord(config['rules']) ? config['rules'] : {};
    const output = isRecord(config['outputSettings']) ? config['outputSettings'] : {};
    return {
      title: textOf(output, 'contestName') || null,
      options,
      groups: ballots.groups(),
      parameters: parametersOf(rules, options, this.#numberIn),
    };
  }

  readonly #numberIn: NumberIn = (record, name, otherwise) => {
    const text = textOf(record, name);
    if (text === '') return otherwise;
    if (/^\d{1,9}$/.test(text)) return Number(text);
    this.#report(0, `The configuration has "${text}" for ${name}, which is no whole number.`);
    return otherwise;
  };

  #readCandidates(config: JsonRecord, sources: readonly JsonRecord[]) {
    const names = new Map<string, string>();
    const options: CountOption[] = [];
    for (const candidate of recordsOf(config, 'candidates')) {
      const name = textOf(candidate, 'name');
      for (const alias of [name, ...textsOf(candidate, 'aliases')]) names.set(alias, name);
      options.push(candidate['excluded'] === true ? { id: name, name, withdrawn: true } : { id: name, name });
    }
    const labels = sources
      .map((source) => textOf(source, 'undeclaredWriteInLabel'))
      .filter((label) => label !== '');
    for (const label of labels) names.set(label, WRITE_INS);
    if (labels.length > 0) options.push({ id: WRITE_INS, name: WRITE_INS, writeIns: true });
    if (options.length === 0) this.#report(0, 'The configuration names no candidates.');
    return { options, optionOf: (name: string) => names.get(name) ?? null };
  }

  async #readSource(
    entry: JsonRecord,
    optionOf: RecordSource['optionOf'],
    ballots: Gathering,
  ): Promise<void> {
    const path = textOf(entry, 'filePath');
    const report: Report = (line, reason) => this.#report(line, reason, path);
    const bytes = await this.#openCompanion(path);
    if (bytes === null) {
      report(0, 'The file of cast vote records is not at hand.');
      return;
    }
    const source: RecordSource = {
      contest: textOf(entry, 'contestId'),
      firstColumn: Math.max(0, this.#numberIn(entry, 'firstVoteColumnIndex', 1) - 1),
      firstRow: Math.max(0, this.#numberIn(entry, 'firstVoteRowIndex', 1) - 1),
      overvoteLabel: textOf(entry, 'overvoteLabel'),
      skippedLabel: textOf(entry, 'skippedRankLabel'),
      writeInLabel: textOf(entry, 'undeclaredWriteInLabel'),
      blankIsWriteIn: entry['treatBlankAsUndeclaredWriteIn'] === true,
      optionOf,
    };
    for (const ballot of this.#papersOf(textOf(entry, 'provider'), bytes, source, report)) {
      const marked = ballot.ranking.length > 0;
      ballots.add(marked ? ballot : { kind: 'blank' });
    }
  }

  #papersOf(provider: string, bytes: Uint8Array, source: RecordSource, report: Report) {
    if (provider === 'ess') return readChoiceSheet(bytes, source, report);
    const read = TEXT_RECORDS[provider];
    if (read === undefined) {
      report(0, `Cast vote records of the provider "${provider}" are not read here.`);
      return [];
    }
    const text = textIn(bytes, 'utf-8');
    if (typeof text === 'string') return read(text, source, report);
    report(text.badLine, 'The line is not text in UTF-8.');
    return [];
  }
}

/** A contest as RCTab holds it: a configuration, which brings the parameters, and files of cast vote records. */
export const rctab: TextFormat = {
  id: 'rctab',
  encoding: 'utf-8',
  recognises: (head) => /^\s*\{/.test(head) && head.includes('"cvrFileSources"'),
  open: (report, openCompanion) => new RctabReader(report, openCompanion),
};
