import { readBallotFile, type BallotFile, type CountResult } from '../index.js';
import { counted } from '../spec-support/election.js';
import { describeGolden } from '../../../../test/support/golden.js';
import { accepted, goldenBytes, goldenFile } from '../spec-support/golden.js';

interface Report {
  readonly results: readonly {
    readonly inactiveBallots: Readonly<Record<string, string>>;
    readonly tally: Readonly<Record<string, string>>;
    readonly tallyResults: readonly {
      readonly eliminated?: string;
      readonly elected?: string;
      readonly transfers: Readonly<Record<string, string>>;
    }[];
    readonly threshold: string;
  }[];
}

/** The report writes all decimals of the count, and a result none that say nothing. */
const trimmed = (text: string) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
const trimmedAll = (record: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(record).map(([name, text]) => [name, trimmed(text)]));
/** Sums of votes to four decimals, compared as text. */
const sumOf = (texts: readonly string[]) =>
  trimmed((texts.reduce((sum, text) => sum + Math.round(Number(text) * 10_000), 0) / 10_000).toFixed(4));

/** Counts a contest by the rule and the parameters that its file names. */
function countFile({ options, groups, parameters }: BallotFile): CountResult {
  const { rule, params, seats, lot } = parameters;
  return counted({
    rule: rule ?? '',
    options,
    ballots: groups,
    params: params ?? {},
    ...(seats === undefined ? {} : { seats }),
    ...(lot ? { lot } : {}),
  });
}

/** Counts a published contest by the rule and the parameters that its configuration names. */
async function countContest(name: string): Promise<{ result: CountResult; report: Report }> {
  const folder = `rctab/${name}/${name}`;
  const file = await goldenFile(`${folder}_config.json`);
  const text = Buffer.from(goldenBytes(`${folder}_expected_detailed_report.json`)).toString('utf8');
  const result = countFile(file);
  return { result, report: JSON.parse(text) as Report };
}

describeGolden('every report of RCTab', 'ballots', () => {
  it.each([
    '2015_portland_mayor',
    'generic_csv_test',
    'test_set_0_skipped_first_choice',
    'test_set_1_exhaust_at_overvote',
    'test_set_2_overvote_skip_to_next',
    'test_set_3_skipped_choice_exhaust',
    'test_set_6_duplicate_exhaust',
    'test_set_7_duplicate_skip_to_next',
    'test_set_multi_winner_whole_threshold',
    'test_set_multi_winner_fractional_threshold',
  ])('%s: every tally, inactive count, threshold, transfer, winner and elimination', async (name) => {
    const { result, report } = await countContest(name);
    expect(result.rounds).toHaveLength(report.results.length);
    let residue = 0;
    for (const [at, expected] of report.results.entries()) {
      const round = result.rounds[at]!;
      const { inactiveBallots: inactive, tallyResults: events } = expected;
      expect(Object.fromEntries(round.tallies.map(({ id, votes }) => [id, votes]))).toEqual(
        trimmedAll(expected.tally),
      );
      expect(round.quota).toBe(trimmed(expected.threshold));
      expect(round.inactive).toEqual({
        // RCTab names apart what the last surpluses have nobody to go to for.
        exhausted: sumOf([inactive['exhaustedChoices'] ?? '0', inactive['finalRoundSurplus'] ?? '0']),
        overvotes: trimmed(inactive['overvotes'] ?? ''),
        skipped: trimmed(inactive['skippedRankings'] ?? ''),
        repeated: trimmed(inactive['repeatedRankings'] ?? ''),
      });
      expect(round.rounding).toBe(sumOf([String(residue)]));
      expect([...round.eliminated].sort()).toEqual(
        events.flatMap(({ eliminated }) => eliminated ?? []).sort(),
      );
      expect([...round.elected].sort()).toEqual(events.flatMap(({ elected }) => elected ?? []).sort());
      for (const { eliminated, elected, transfers } of events) {
        const { 'residual surplus': left = '0', ...moves } = transfers;
        residue += Number(left);
        const moved = round.transfers.filter(({ from }) => from === (eliminated ?? elected));
        expect(Object.fromEntries(moved.map(({ to, votes }) => [to ?? 'exhausted', votes]))).toEqual(
          trimmedAll(moves),
        );
      }
    }
  });

  it.each([
    'test_set_0_skipped_first_choice',
    'test_set_1_exhaust_at_overvote',
    'test_set_3_skipped_choice_exhaust',
    'test_set_6_duplicate_exhaust',
    'test_set_7_duplicate_skip_to_next',
    'test_set_multi_winner_whole_threshold',
  ])('%s: the same papers as a workbook give the same rounds', async (name) => {
    const folder = `rctab/${name}/${name}`;
    const config = JSON.parse(Buffer.from(goldenBytes(`${folder}_config.json`)).toString('utf8')) as {
      candidates: { name: string }[];
    };
    // The workbook calls `Candidate A Name` by its letter.
    const candidates = config.candidates.map(({ name: full }) => ({
      name: full,
      aliases: [full.split(' ')[1] ?? ''],
    }));
    const source = {
      filePath: `${name}_cvr.xlsx`,
      provider: 'ess',
      firstVoteColumnIndex: '2',
      firstVoteRowIndex: '2',
      overvoteLabel: 'overvote',
      skippedRankLabel: 'undervote',
    };
    const bytes = Buffer.from(JSON.stringify({ ...config, candidates, cvrFileSources: [source] }));
    const openCompanion = () => Promise.resolve(goldenBytes(`${folder}_cvr.xlsx`));
    const file = accepted(await readBallotFile(bytes, { name, openCompanion }));
    expect(file.problems).toEqual([]);
    const again = countFile(file);
    expect(again.rounds).toEqual((await countContest(name)).result.rounds);
  });

  it('max_ranking_enforcement, which has none: every rank is read, and only those that the ballot may have count', async () => {
    const file = await goldenFile('rctab/max_ranking_enforcement/max_ranking_enforcement_config.json');
    expect(file.parameters.params).toMatchObject({ maxRankings: 3, maxSkipped: 1, overvote: 'skip' });
    expect(
      file.groups.map(({ ballot, weight }) => [ballot.kind === 'ranking' && ballot.ranking.length, weight]),
    ).toEqual([
      [4, 1n],
      [3, 4n],
    ]);
  });
});
