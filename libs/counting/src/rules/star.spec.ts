import { hasOpenTie } from '../index.js';
import { counted, electionOf } from '../spec-support/election.js';
import { describeGolden } from '../../../../test/support/golden.js';
import { goldenBytes, goldenFile } from '../spec-support/golden.js';
import { scores } from '../spec-support/scores.js';

const star = (lines: string[], more: { seats?: number; lot?: string[] } = {}) =>
  counted({ rule: 'star', options: 'ABC', ballots: scores(...lines), ...more });

describe('STAR', () => {
  it('elects of the two highest scores whom more voters prefer, not who has the most points', () => {
    const result = star(['3 A5 B0 C0', '4 A3 B4 C1']);
    expect(result.rounds.map(({ tallies }) => tallies.map(({ id, votes }) => id + votes))).toEqual([
      ['A27', 'B16', 'C4'],
      ['A3', 'B4'],
    ]);
    expect(electionOf(result).elected).toEqual(['B']);
  });

  it('gives no preference to equal scores', () => {
    // Two voters score A and B alike; if that counted for both or for the first, B would not win.
    const result = star(['2 A5 B5 C0', '1 A4 B5 C0']);
    expect(result.rounds[1]?.tallies).toEqual([
      { id: 'B', votes: '1' },
      { id: 'A', votes: '0' },
    ]);
    expect(electionOf(result).elected).toEqual(['B']);
  });

  it('fills several seats one after another', () => {
    expect(electionOf(star(['3 A5 B0 C0', '4 A3 B4 C1'], { seats: 2 })).elected).toEqual(['B', 'A']);
  });

  it('refuses a score off the scale', () => {
    expect(() => star(['1 A6'])).toThrow('OFF_SCALE');
    expect(() => star(['1 A-1'])).toThrow('OFF_SCALE');
    expect(() => star(['1 A2.5'])).toThrow('OFF_SCALE');
  });
});

describeGolden('STAR against the reports of starvote', 'ballots', () => {
  it.each([
    'a_space_fabric_odyssey',
    'all_fives_star',
    'all_zeroes_star',
    'breakable_tie_for_second_in_score_round',
    'breakable_tie_in_automatic_runoff_round_using_max_score_count_round',
    'breakable_tie_in_automatic_runoff_round_using_score_round',
    'demonstrate_cloneproofness_1',
    'demonstrate_cloneproofness_2',
    'no_preference_count_regression',
    'only_one_candidate_star',
    'unbreakable_three_way_tie_for_first_in_score_round',
    'unbreakable_tie_in_automatic_runoff_round',
  ])('%s', async (name) => {
    const file = await goldenFile(`star/test_election_${name}.starvote`);
    const report = Buffer.from(goldenBytes(`star/test_election_${name}.txt`)).toString('utf8');
    const { rule, params, lot } = file.parameters;
    const result = counted({
      rule: rule ?? '',
      options: file.options,
      ballots: file.groups,
      params: params ?? {},
      ...(lot ? { lot } : {}),
    });
    const tabulated = /Tabulating (\d+) ballots/.exec(report)?.[1];
    expect(result.input.cast).toBe(tabulated);
    const totals = [
      ...report
        .split('[STAR Voting: Scoring Round]')[1]!
        .split('\n\n')[0]!
        .matchAll(/^ {4}(.+?) +-- +(\d+) \(/gm),
    ];
    const sums = new Map(result.rounds[0]?.tallies.map(({ id, votes }) => [id, votes]));
    for (const [, candidate = '', total] of totals) expect(sums.get(candidate)).toBe(total);
    const tie = /Unbreakable Tie\]\n {2}Tie between (.*)\./.exec(report)?.[1];
    if (tie === undefined) {
      const winner = /\[STAR Voting: Winner\]\n {2}(.*)/.exec(report)?.[1] ?? '';
      expect(hasOpenTie(result)).toBe(false);
      expect(electionOf(result).elected[0]?.startsWith(winner)).toBe(true);
    } else {
      const tied = tie.split(/, and | and |, /);
      expect(electionOf(result).elected).toEqual([]);
      expect(result.ties.find(({ brokenBy }) => brokenBy === null)?.between).toEqual(tied);
    }
  });
});
