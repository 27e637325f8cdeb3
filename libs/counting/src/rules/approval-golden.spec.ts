import type { BallotGroup } from '../index.js';
import { counted, electionOf, fundedOf } from '../spec-support/election.js';
import { describeGolden, readGoldenText } from '../../../../test/support/golden.js';

/** The profile of a textbook example: `3 x {a, b},` a line, and how many candidates it has. */
function profileIn(text: string): { readonly ids: string[]; readonly ballots: BallotGroup[] } {
  const [, count = ''] = /and (\d+) candidates/.exec(text) ?? [];
  const ids = Array.from('abcdefgh'.slice(0, Number(count)));
  const lines = [...text.matchAll(/^ (\d+) x \{(.*)\}/gm)];
  const ballots = lines.map(([, weight = '', approved = '']): BallotGroup => ({
    ballot: { kind: 'approval', approved: approved.split(', ') },
    weight: BigInt(weight),
  }));
  return { ids, ballots };
}

describeGolden('approval ballots of textbook examples', 'ballots', () => {
  const example = (number: string) =>
    readGoldenText(`ballots/approval-committee/test_abcbook_example${number}_py`);

  it.each([
    ['02', 4, ['a', 'b', 'c'], ['d', 'f']],
    ['06', 1, ['a'], []],
  ])(
    'example %s: every score of approval voting, who wins in all events, and who is tied',
    (number, seats, sure, tied) => {
      const text = example(number);
      const { ids, ballots } = profileIn(text);
      const result = counted({ rule: 'approval', options: ids.map((id) => ({ id })), ballots, seats });
      const [, scores = ''] = text.split('Scores of candidates:\n');
      const published = [...scores.split('\n\n')[0]!.matchAll(/^(\w): (\d+)$/gm)].map(([, id, votes]) => ({
        id,
        votes,
      }));
      expect(published).toHaveLength(ids.length);
      expect(result.rounds[0]?.tallies).toEqual(published);
      expect(electionOf(result).elected.toSorted()).toEqual(sure);
      expect(result.ties.flatMap(({ between }) => between).toSorted()).toEqual(tied);
    },
  );

  it.each([
    ['11', 4, ['a']],
    ['12', 3, ['c', 'a']],
  ])('example %s: what equal shares select before any completion', (number, seats, selected) => {
    const text = example(number);
    const { ids, ballots } = profileIn(text);
    const [, phase = ''] = /Phase 1:([\s\S]*?)Phase 2/.exec(text) ?? [];
    expect([...phase.matchAll(/adding candidate number \d+: (\w)/g)].map(([, id]) => id)).toEqual(selected);
    const options = ids.map((id) => ({ id, cost: '1' }));
    expect(fundedOf(counted({ rule: 'equal-shares', options, ballots, budget: String(seats) }))).toEqual(
      selected,
    );
  });
});
