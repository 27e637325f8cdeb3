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

const WRITE_INS = 'Undeclared Write-ins';
const UNLIMITED = 1000;
const OVERVOTE: Readonly<Record<string, string>> = {
  exhaustImmediately: 'exhaust',
  alwaysSkipToNextRank: 'skip',
  exhaustIfMultipleContinuing: 'exhaust_if_multiple_continuing',
};

function limitOf(rules: JsonRecord, name: string): number {
  const text = textOf(rules, name);
  return /^\d{1,4}$/.test(text) ? Math.min(Number(text), UNLIMITED) : UNLIMITED;
}

function readingOf(rules: JsonRecord): ParameterValues {
  return {
    overvote: OVERVOTE[textOf(rules, 'overvoteRule')] ?? textOf(rules, 'overvoteRule'),
    maxSkipped: limitOf(rules, 'maxSkippedRanksAllowed'),
    repeated: rules['exhaustOnDuplicateCandidate'] === true ? 'exhaust' : 'skip',
    maxRankings: limitOf(rules, 'maxRankingsAllowed'),
    minimumVotes: Number(textOf(rules, 'minimumVoteThreshold')) || 0,
    tiebreak: textOf(rules, 'tiebreakMode').startsWith('previousRoundCounts') ? 'earlier_round' : 'lot',
  };
}

function runoffOf(rules: JsonRecord): ParameterValues {
  return {
    ...readingOf(rules),
    batchElimination: rules['batchElimination'] === true,
    threshold: rules['doesFirstRoundDetermineThreshold'] === true ? 'first_round' : 'per_round',
    untilTwo: rules['continueUntilTwoCandidatesRemain'] === true,
  };
}

function transferableOf(rules: JsonRecord): ParameterValues {
  return {
    ...readingOf(rules),
    quota: rules['hareQuota'] === true ? 'hare' : 'droop',
    threshold: rules['nonIntegerWinningThreshold'] === true ? 'fractional' : 'whole',
    decimals: Number(textOf(rules, 'decimalPlacesForVoteArithmetic') || '4'),
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
function parametersOf(rules: JsonRecord, options: readonly CountOption[]): FileParameters {
  const seats = Number(textOf(rules, 'numberOfWinners')) || 1;
  const known = RULES[textOf(rules, 'winnerElectionMode')];
  if (known === undefined) return { seats };
  const byOrder = textOf(rules, 'tiebreakMode') === 'useCandidateOrder';
  const order = byOrder ? { lot: options.map(({ id }) => id) } : {};
  return { rule: known.rule, seats, params: known.params(rules), ...order };
}

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
    const config = parseJson(this.#lines.join('\n'));
    if (!isRecord(config)) {
      this.#report(0, 'The configuration is no JSON object.');
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
      parameters: parametersOf(rules, options),
    };
  }

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
      firstColumn: Math.max(0, Number(textOf(entry, 'firstVoteColumnIndex')) - 1),
      firstRow: Math.max(0, Number(textOf(entry, 'firstVoteRowIndex')) - 1),
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
    const text = () => new TextDecoder().decode(bytes);
    switch (provider) {
      case 'genericCsv':
        return readRankTable(text(), source, report);
      case 'cdf':
        return readCommonData(text(), source, report);
      case 'ess':
        return readChoiceSheet(bytes, source, report);
      default:
        report(0, `Cast vote records of the provider "${provider}" are not read here.`);
        return [];
    }
  }
}

/** A contest as RCTab holds it: a configuration, which brings the parameters, and files of cast vote records. */
export const rctab: TextFormat = {
  id: 'rctab',
  encoding: 'utf-8',
  recognises: (head) => /^\s*\{/.test(head) && head.includes('"cvrFileSources"'),
  open: (report, openCompanion) => new RctabReader(report, openCompanion),
};
