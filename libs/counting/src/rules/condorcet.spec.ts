import fc from 'fast-check';
import { hasOpenTie, type BallotGroup, type CountResult, type OptionId } from '../index.js';
import { counted, electionOf, rankings } from '../spec-support/election.js';

const OPTIONS = ['A', 'B', 'C', 'D'];
const RULES = [
  ['schulze', {}],
  ['schulze', { strength: 'margins', order: 'peel' }],
  ['ranked-pairs', {}],
  ['ranked-pairs', { strength: 'margins' }],
  ['minimax', { measure: 'winning_votes' }],
  ['minimax', { measure: 'margins' }],
  ['copeland', {}],
] as const;

/** Rankings of some options, neighbours sometimes in one place. */
const placesArb = fc
  .tuple(
    fc.shuffledSubarray(OPTIONS, { minLength: 1 }),
    fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
  )
  .map(([order, joins]) => {
    const places: OptionId[][] = [];
    order.forEach((id, at) => {
      const last = places.at(-1);
      if (last && joins[at] === true) last.push(id);
      else places.push([id]);
    });
    return places;
  });
const profileArb = fc.array(fc.tuple(placesArb, fc.integer({ min: 1, max: 5 })), {
  minLength: 1,
  maxLength: 8,
});
type Profile = [OptionId[][], number][];

const ballotsOf = (profile: Profile): BallotGroup[] =>
  profile.map(([ranking, weight]) => ({ ballot: { kind: 'ranking', ranking }, weight: BigInt(weight) }));
const winnersOf = (result: CountResult) => new Set(electionOf(result).ranking[0]);

/** Preferences of one ballot about one pair, looked up the slow way: the second, independent count. */
function slowMatrix(profile: Profile, unranked: 'last' | 'no_opinion'): number[][] {
  const placeOf = (ranking: OptionId[][], id: OptionId) => {
    const at = ranking.findIndex((place) => place.includes(id));
    return at < 0 ? (unranked === 'last' ? 99 : null) : at;
  };
  return OPTIONS.map((a) =>
    OPTIONS.map((b) =>
      profile.reduce((sum, [ranking, weight]) => {
        const [above, below] = [placeOf(ranking, a), placeOf(ranking, b)];
        return above !== null && below !== null && above < below ? sum + weight : sum;
      }, 0),
    ),
  );
}

/** The strongest of all paths without repetition, tried one by one. */
function slowPath(wins: number[][], from: number, to: number, seen: number[] = []): number {
  const link = (i: number, j: number) => (wins[i]![j]! > wins[j]![i]! ? wins[i]![j]! : 0);
  return OPTIONS.reduce((best, _, via) => {
    if (via === from || seen.includes(via)) return best;
    const first = link(from, via);
    const rest = via === to ? first : Math.min(first, slowPath(wins, via, to, [...seen, from]));
    return Math.max(best, rest);
  }, 0);
}

describe.each(RULES)('%s %j', (rule, params) => {
  const run = (profile: Profile, more = {}) =>
    counted({ rule, options: 'ABCD', ballots: ballotsOf(profile), params: { ...params, ...more } });

  it('compares every pair as looking at each ballot does', () => {
    fc.assert(
      fc.property(
        profileArb,
        fc.constantFrom('last' as const, 'no_opinion' as const),
        (profile, unranked) => {
          const matrix = run(profile, { unranked }).pairwise?.wins.map((row) => row.map(Number));
          expect(matrix).toEqual(slowMatrix(profile, unranked));
        },
      ),
    );
  });

  it('elects whoever beats everybody', () => {
    fc.assert(
      fc.property(profileArb, (profile) => {
        const wins = slowMatrix(profile, 'last');
        const best = OPTIONS.filter((_, i) =>
          OPTIONS.every((__, j) => i === j || wins[i]![j]! > wins[j]![i]!),
        );
        if (best.length > 0) expect(winnersOf(run(profile))).toEqual(new Set(best));
      }),
    );
  });

  it('does not know the options by name or place', () => {
    const names = new Map([
      ['A', 'C'],
      ['B', 'D'],
      ['C', 'B'],
      ['D', 'A'],
    ]);
    const rename = (id: OptionId) => names.get(id) ?? id;
    fc.assert(
      fc.property(profileArb, (profile) => {
        const renamed: Profile = profile.map(([places, weight]) => [
          places.map((place) => place.map(rename)),
          weight,
        ]);
        const expected = electionOf(run(profile)).ranking.map((group) => group.map(rename).sort());
        expect(electionOf(run(renamed)).ranking.map((group) => [...group].sort())).toEqual(expected);
      }),
    );
  });

  it('does not turn from a winner whom a voter moves up', () => {
    fc.assert(
      fc.property(profileArb, fc.nat(), (profile, which) => {
        const [winner = ''] = electionOf(run(profile)).ranking[0] ?? [];
        const raised: Profile = profile.map(([places, weight], at) => {
          if (at !== which % profile.length) return [places, weight];
          const rest = places
            .map((place) => place.filter((id) => id !== winner))
            .filter((place) => place.length > 0);
          return [[[winner], ...rest], weight];
        });
        expect(winnersOf(run(raised))).toContain(winner);
      }),
    );
  });
});

describe('schulze', () => {
  it('finds the strengths of paths that trying all paths finds', () => {
    fc.assert(
      fc.property(profileArb, (profile) => {
        const result = counted({ rule: 'schulze', options: 'ABCD', ballots: ballotsOf(profile) });
        const wins = slowMatrix(profile, 'last');
        const found = result.strengths?.kind === 'paths' ? result.strengths.matrix : [];
        OPTIONS.forEach((_, i) => {
          OPTIONS.forEach((__, j) => {
            if (i !== j) expect(Number(found[i]?.[j])).toBe(slowPath(wins, i, j));
          });
        });
      }),
    );
  });
});

describe.each(['schulze', 'ranked-pairs'])('%s', (rule) => {
  const run = (ballots: BallotGroup[], options: string) => counted({ rule, options, ballots });

  it('never elects whoever loses to everybody', () => {
    fc.assert(
      fc.property(profileArb, (profile) => {
        const wins = slowMatrix(profile, 'last');
        const worst = OPTIONS.filter((_, i) =>
          OPTIONS.every((__, j) => i === j || wins[i]![j]! < wins[j]![i]!),
        );
        for (const id of worst) expect(winnersOf(run(ballotsOf(profile), 'ABCD'))).not.toContain(id);
      }),
    );
  });

  it('is not moved by a clone that stands beside an option on every ballot', () => {
    fc.assert(
      fc.property(profileArb, (profile) => {
        const before = winnersOf(run(ballotsOf(profile), 'ABCD'));
        const cloned: Profile = profile.map(([places, weight]) => [
          places.flatMap((place) => (place.includes('D') ? [place, ['E']] : [place])),
          weight,
        ]);
        // Only where D stands alone does its clone stand right behind it; equal places are skipped.
        fc.pre(
          profile.every(([places]) => places.every((place) => !place.includes('D') || place.length === 1)),
        );
        const after = winnersOf(run(ballotsOf(cloned), 'ABCDE'));
        const merged = new Set([...after].map((id) => (id === 'E' ? 'D' : id)));
        if (before.size === 1 && merged.size === 1) expect(merged).toEqual(before);
      }),
    );
  });
});

describe('ranked pairs', () => {
  it('drops the weakest comparison of a circle', () => {
    const result = counted({
      rule: 'ranked-pairs',
      options: 'ABC',
      ballots: rankings('4 A>B>C', '3 B>C>A', '2 C>A>B'),
    });
    expect(result.strengths).toMatchObject({
      pairs: [
        { winner: 'B', loser: 'C', strength: '7', opposing: '2', locked: true },
        { winner: 'A', loser: 'B', strength: '6', opposing: '3', locked: true },
        { winner: 'C', loser: 'A', strength: '5', opposing: '4', locked: false },
      ],
    });
    expect(electionOf(result).ranking).toEqual([['A'], ['B'], ['C']]);
  });

  it('lets no comparison of equal strength go first by the order of the options', () => {
    for (const options of ['ABC', 'BCA', 'CAB', 'CBA']) {
      const result = counted({
        rule: 'ranked-pairs',
        options,
        ballots: rankings('1 A>B>C', '1 B>C>A', '1 C>A>B'),
      });
      expect(electionOf(result)).toMatchObject({ elected: [], openSeats: 1 });
      expect(result.strengths).toMatchObject({
        pairs: [{ locked: false }, { locked: false }, { locked: false }],
      });
      expect(hasOpenTie(result)).toBe(true);
    }
  });

  it('locks, of equally strong comparisons, the one with fewer against it first', () => {
    const params = { unranked: 'no_opinion' };
    // A>B 5:1, B>C 5:2, C>A 5:3: the last of the three closes the circle.
    const ballots = rankings('5 A>B', '1 B>A', '5 B>C', '2 C>B', '5 C>A', '3 A>C');
    const result = counted({ rule: 'ranked-pairs', options: 'ABC', ballots, params });
    expect(electionOf(result).ranking).toEqual([['A'], ['B'], ['C']]);
  });
});

describe('minimax', () => {
  it('is three rules by its three measures', () => {
    // A>B 9:8, B>C 6:3, C>A 7:4.
    const ballots = rankings('9 A>B', '8 B>A', '6 B>C', '3 C>B', '7 C>A', '4 A>C');
    const worst = (measure: string) =>
      counted({
        rule: 'minimax',
        options: 'ABC',
        ballots,
        params: { measure, unranked: 'no_opinion' },
      }).rounds[0]?.tallies.map(({ votes }) => votes);
    expect(worst('winning_votes')).toEqual(['7', '9', '6']);
    expect(worst('margins')).toEqual(['3', '1', '3']);
    expect(worst('opposition')).toEqual(['8', '9', '6']);
  });
});
