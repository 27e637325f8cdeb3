import fc from 'fast-check';
import { count, groupBallots, hasOpenTie, type BallotGroup } from '../index.js';
import { counted, electionOf, inputOf, rankings } from '../spec-support/election.js';
import { describeGolden } from '../../../../test/support/golden.js';
import { goldenFile } from '../spec-support/golden.js';

// Schulze 2011, example 1 (section 3.1): 45 voters, five candidates.
const EXAMPLE_1 = rankings(
  '5 A>C>B>E>D',
  '5 A>D>E>C>B',
  '8 B>E>D>A>C',
  '3 C>A>B>E>D',
  '7 C>A>E>B>D',
  '2 C>B>A>D>E',
  '7 D>C>E>B>A',
  '8 E>B>A>D>C',
);

describe('schulze', () => {
  it('finds the matrix, the strongest paths and the order of the worked example', () => {
    const result = counted({ rule: 'schulze', options: 'ABCDE', ballots: EXAMPLE_1 });
    expect(electionOf(result)).toEqual({
      kind: 'election',
      elected: ['E'],
      ranking: [['E'], ['A'], ['C'], ['B'], ['D']],
      openSeats: 0,
    });
    expect(result.pairwise?.wins[0]).toEqual(['0', '20', '26', '30', '22']);
    expect(result.strengths).toEqual({
      kind: 'paths',
      matrix: [
        ['0', '28', '28', '30', '24'],
        ['25', '0', '28', '33', '24'],
        ['25', '29', '0', '29', '24'],
        ['25', '28', '28', '0', '24'],
        ['25', '28', '28', '31', '0'],
      ],
    });
  });

  it('leaves a tie open without a lot and breaks it by the lot, never by the order of the options', () => {
    const ballots = rankings('1 B>A', '1 A>B');
    const open = counted({ rule: 'schulze', options: 'AB', ballots });
    expect(electionOf(open)).toMatchObject({ elected: [], ranking: [['A', 'B']], openSeats: 1 });
    expect(hasOpenTie(open)).toBe(true);
    const drawn = counted({ rule: 'schulze', options: 'AB', ballots, lot: ['B', 'A'] });
    expect(electionOf(drawn)).toMatchObject({ elected: ['B'], ranking: [['A', 'B']], openSeats: 0 });
    expect(drawn.ties).toEqual([
      { round: null, decided: 'seat', between: ['A', 'B'], brokenBy: 'lot', chosen: ['B'] },
    ]);
  });

  it('keeps "ranked last" and "no opinion" apart', () => {
    const ballots = rankings('3 A>B', '2 C>B>A', '2 B');
    const winner = (unranked: string) =>
      electionOf(counted({ rule: 'schulze', options: 'ABC', ballots, params: { unranked } })).ranking;
    // Two ballots rank B alone: as "last" they put B above A (4 to 3), as "no opinion" A beats B (3 to 2).
    expect(winner('last')).toEqual([['B'], ['A'], ['C']]);
    expect(winner('no_opinion')).not.toEqual(winner('last'));
  });

  it('measures a link by its winning votes or by its margin', () => {
    // A>B 9:8, B>C 6:3, C>A 7:4; ballots that say nothing about a pair make the measures differ.
    const ballots = rankings('9 A>B', '8 B>A', '6 B>C', '3 C>B', '7 C>A', '4 A>C');
    const params = { unranked: 'no_opinion' };
    const ranking = (strength: string) =>
      electionOf(counted({ rule: 'schulze', options: 'ABC', ballots, params: { ...params, strength } }))
        .ranking;
    // Paths by votes: A-B 9, C-A 7, C-B 7, the others 6. By margins: B-C, C-A, B-A 3, the others 1.
    expect(ranking('winning_votes')).toEqual([['C'], ['A'], ['B']]);
    expect(ranking('margins')).toEqual([['B'], ['C'], ['A']]);
  });

  const profile = fc.array(
    fc.tuple(fc.shuffledSubarray(['A', 'B', 'C', 'D'], { minLength: 1 }), fc.integer({ min: 1, max: 4 })),
    { minLength: 1, maxLength: 8 },
  );
  const ballotsOf = (rows: [string[], number][]): BallotGroup[] =>
    rows.map(([order, weight]) => ({
      ballot: { kind: 'ranking', ranking: order.map((id) => [id]) },
      weight: BigInt(weight),
    }));

  it('counts single ballots and grouped ballots, in any order, to the same bytes', () => {
    fc.assert(
      fc.property(profile, (rows) => {
        const grouped = ballotsOf(rows);
        const single = grouped
          .flatMap(({ ballot, weight }) => Array<BallotGroup>(Number(weight)).fill({ ballot, weight: 1n }))
          .reverse();
        const bytes = (ballots: BallotGroup[]) =>
          JSON.stringify(count(inputOf({ rule: 'schulze', options: 'ABCD', ballots })));
        expect(bytes(single)).toBe(bytes(grouped));
        expect(bytes(groupBallots(single))).toBe(bytes(grouped));
      }),
    );
  });

  it('elects the Condorcet winner and never the Condorcet loser', () => {
    fc.assert(
      fc.property(profile, fc.constantFrom('winning_votes', 'margins'), (rows, strength) => {
        const params = { strength };
        const result = counted({ rule: 'schulze', options: 'ABCD', ballots: ballotsOf(rows), params });
        const wins = result.pairwise?.wins.map((row) => row.map(Number)) ?? [];
        const beatsAll = (i: number) => wins.every((row, j) => i === j || wins[i]![j]! > row[i]!);
        const losesAll = (i: number) => wins.every((row, j) => i === j || wins[i]![j]! < row[i]!);
        const top = electionOf(result).ranking[0];
        for (const [at, id] of ['A', 'B', 'C', 'D'].entries()) {
          if (beatsAll(at)) expect(top).toEqual([id]);
          if (losesAll(at)) expect(top).not.toContain(id);
        }
      }),
    );
  });
});

describeGolden('schulze on published elections', 'ballots', () => {
  const NO_OPINION = { unranked: 'no_opinion' };
  const countFile = async (path: string, seats: number, params: Record<string, string>) => {
    const { options, groups } = await goldenFile(path);
    return counted({ rule: 'schulze', options, ballots: groups, seats, params });
  };

  it.each([
    ['2018', 3, ['Aaron Crickenberger', 'Timothy St. Clair', 'Davanum Srinivas']],
    [
      '2019',
      4,
      [
        'Paris Pittman (@parispittman)',
        'Nikhita Raghunath (@nikhita)',
        'Christoph Blecker (@cblecker)',
        'Derek Carr (@derekwaynecarr)',
      ],
    ],
    ['2021', 4, ['parispittman', 'justaugustus', 'cblecker', 'tpepper']],
    ['2023', 4, ['soltysh', 'pohly', 'pacoxu', 'justaugustus']],
    ['2023-GB', 1, ['cblecker']],
    ['2025', 4, ['soltysh', 'ritazh', 'pacoxu', 'katcosgrove']],
    ['coc-2025', 3, ['endocrimes', 'divya-mohan0209', 'stmcginnis']],
  ])('Kubernetes %s: the published winners', async (year, seats, winners) => {
    const result = await countFile(`k8s-elections/${year}.csv`, seats, NO_OPINION);
    expect(new Set(electionOf(result).elected)).toEqual(new Set(winners));
    expect(hasOpenTie(result)).toBe(false);
  });

  it.each([
    [
      '2018',
      'Aaron Crickenberger|Timothy St. Clair|Davanum Srinivas|Nikhita Raghunath|Kris Nova|Quinton Hoole|Stephen Augustus|Tim Pepper',
    ],
    [
      '2023',
      'soltysh|pohly|pacoxu|justaugustus|natalisucks|ameukam|divya-mohan0209|xmudrii|vincepri|detiber|qedrakmar',
    ],
    ['2025', 'soltysh|ritazh|pacoxu|katcosgrove|priyankasaggu11929|natalisucks|xmudrii|stmcginnis'],
    ['coc-2025', 'endocrimes=divya-mohan0209|stmcginnis|swatisehgal|sreeram-venkitesh'],
  ])('Kubernetes %s: the published order', async (year, order) => {
    const result = await countFile(`k8s-elections/${year}.csv`, 1, NO_OPINION);
    const groups = electionOf(result).ranking.map((group) => [...group].sort());
    expect(groups).toEqual(order.split('|').map((group) => group.split('=').sort()));
  });

  it('Kubernetes 2019: the published order', async () => {
    const { ranking } = electionOf(await countFile('k8s-elections/2019.csv', 1, NO_OPINION));
    expect(ranking.map(([name = '']) => name.replace(/ \(.*/, ''))).toEqual([
      'Paris Pittman',
      'Nikhita Raghunath',
      'Christoph Blecker',
      'Derek Carr',
      'Stephen Augustus',
      'Lachlan Evenson',
      'Brendan Burns',
      'Vallery Lancey',
      'Pengfei Ni',
      'Kris Nova',
      'Klaus Ma',
    ]);
  });

  it('Kubernetes 2021: margins or "no opinion" as "last" would have given other seats', async () => {
    const published = new Set(['parispittman', 'justaugustus', 'cblecker', 'tpepper']);
    const path = 'k8s-elections/2021.csv';
    const last = await countFile(path, 4, { unranked: 'last' });
    expect(new Set(electionOf(last).elected)).not.toEqual(published);
    const margins = electionOf(await countFile(path, 4, { ...NO_OPINION, strength: 'margins' }));
    expect(margins.ranking[2]).toHaveLength(2);
  });

  it('code of conduct 2025: peeling off winners gives another order than counting lost paths', async () => {
    const peeled = electionOf(
      await countFile('k8s-elections/coc-2025.csv', 3, { ...NO_OPINION, order: 'peel' }),
    );
    expect(peeled.ranking).not.toEqual(
      electionOf(await countFile('k8s-elections/coc-2025.csv', 3, NO_OPINION)).ranking,
    );
  });

  it('Debian 2006: the published order with its tie', async () => {
    const result = await countFile('debian/leader2006_tally.txt', 1, {});
    expect(result.input.cast).toBe('421');
    expect(electionOf(result).ranking).toEqual([
      ['Anthony Towns'],
      ['Steve McIntyre'],
      ['Jeroen van Wolffelaar', 'Andreas Schuldei'],
      ['Bill Allombert'],
      ['None of the Above'],
      ['Ari Pollak'],
      ['Jonathan aka Ted Walther'],
    ]);
  });
});
