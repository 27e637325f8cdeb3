import fc from 'fast-check';
import { hasOpenTie, type CountResult } from '../index.js';
import { multiplyUp, ONE } from '../meek-distribution.js';
import { counted, electionOf, rankings } from '../spec-support/election.js';
import { describeGolden } from '../../../../test/support/golden.js';
import { goldenFile } from '../spec-support/golden.js';
import { referenceRows, withoutRepeats } from '../spec-support/stv-reference.js';

const stv = (rule: string, seats: number, lines: string[], options = 'ABCDE', lot?: string) =>
  counted({ rule, options, seats, ballots: rankings(...lines), ...(lot ? { lot: Array.from(lot) } : {}) });
const talliesOf = (result: CountResult) =>
  result.rounds.map(({ tallies }) => Object.fromEntries(tallies.map(({ id, votes }) => [id, votes])));

describe('Scottish single transferable vote', () => {
  const scottish = (seats: number, lines: string[], options?: string, lot?: string) =>
    stv('stv-scottish', seats, lines, options, lot);

  it('cuts every transfer value to five decimals per paper, and only then multiplies', () => {
    // Quota floor(14 / 3) + 1 = 5; surplus 2 of 7 papers: 0.28571 each, so 3 papers carry 0.85713 and not 0.85714.
    const result = scottish(2, ['3 A>B', '4 A>C', '3 B', '4 C'], 'ABC');
    expect(result.rounds[0]).toMatchObject({ quota: '5', elected: ['A'] });
    expect(result.rounds[0]?.transfers).toEqual([
      { from: 'A', to: 'B', votes: '0.85713' },
      { from: 'A', to: 'C', votes: '1.14284' },
    ]);
    expect(talliesOf(result)[1]).toEqual({ A: '5', B: '3.85713', C: '5.14284' });
    expect(result.rounds[1]?.rounding).toBe('0.00003');
    expect(electionOf(result).elected).toEqual(['A', 'C']);
  });

  it('moves all papers that a candidate holds, not only the parcel that came last', () => {
    // B is elected at the second stage: its own papers go on to D as well as those that came from A.
    const result = scottish(3, ['9 A>B>C', '5 B>D', '3 C', '2 D', '1 E'], 'ABCDE', 'ABCDE');
    expect(result.rounds[0]).toMatchObject({ quota: '6', elected: ['A'] });
    const fromB = result.rounds[1]?.transfers.filter(({ from }) => from === 'B');
    // B holds 5 papers of 1 and 9 of 0.33333, so 7.99997; surplus 1.99997; new values 0.24999 and 0.08333.
    expect(fromB).toEqual([
      { from: 'B', to: 'C', votes: '0.74997' },
      { from: 'B', to: 'D', votes: '1.24995' },
    ]);
  });

  it('has no surplus to move when a candidate is exactly on the quota', () => {
    const result = scottish(2, ['4 A>B', '3 B', '3 C'], 'ABC', 'ABC');
    expect(result.rounds[0]).toMatchObject({ quota: '4', elected: ['A'], eliminated: ['C'] });
    expect(electionOf(result).elected).toEqual(['A', 'B']);
  });

  it('looks at the most recent earlier stage that differs, not the oldest', () => {
    // B and C end level on 4. At the first stage B was lower, at the second, more recent one C was.
    const result = scottish(
      1,
      ['3 C', '2 B', '1 E>B>F', '1 D>B', '1 F>C', '9 A', '8 G'],
      'ABCDEFG',
      'GFEDCBA',
    );
    const tie = result.ties.find(({ between }) => between.join('') === 'BC');
    expect(tie).toMatchObject({ brokenBy: 'earlier_stage', chosen: ['C'] });
  });

  it('leaves a tie that no stage tells apart open without a lot', () => {
    const open = scottish(1, ['3 A', '2 B', '2 C'], 'ABC');
    expect(hasOpenTie(open)).toBe(true);
    expect(electionOf(open)).toMatchObject({ elected: [], openSeats: 1 });
    expect(scottish(1, ['3 A', '2 B', '2 C'], 'ABC', 'ACB').rounds[0]?.eliminated).toEqual(['B']);
  });

  it('refuses a paper with two candidates in one place', () => {
    expect(() => scottish(1, ['1 A=B'])).toThrow('EQUAL_RANKS');
  });
});

describe('Meek by the PRF reference rule', () => {
  it('multiplies shares exactly, rounded up', () => {
    const share = fc.integer({ min: 1, max: ONE });
    fc.assert(
      fc.property(share, share, (a, b) => {
        const exact = (BigInt(a) * BigInt(b) + BigInt(ONE) - 1n) / BigInt(ONE);
        expect(BigInt(multiplyUp(a, b))).toBe(exact);
      }),
    );
    // A product just above a multiple of one vote, where the estimate by division falls one short.
    for (const [a, b] of [
      [999_999_999, 999_999_999],
      [ONE, ONE],
      [1, 1],
      [333_333_334, 3],
      [500_000_000, 2],
    ] as const) {
      const exact = (BigInt(a) * BigInt(b) + BigInt(ONE) - 1n) / BigInt(ONE);
      expect(BigInt(multiplyUp(a, b))).toBe(exact);
    }
  });

  it('keeps the same votes whether papers come one by one or by the thousand million', () => {
    const lines = ['5 A>B', '3 B>C', '4 C', '2 D>A'];
    const one = stv('stv-meek-prf', 2, lines, 'ABCD', 'ABCD');
    const many = stv(
      'stv-meek-prf',
      2,
      lines.map((line) => line.replace(/^\d+/, '$&000000000')),
      'ABCD',
      'ABCD',
    );
    expect(electionOf(many).elected).toEqual(electionOf(one).elected);
  });

  it('rounds keep factors up, so that the elected keep a quota and no less', () => {
    // Quota 6 / 3 cut to 2 and one more unit. A has 4: it keeps 2.000000001 / 4, up to 0.500000001, so 2.000000004.
    const result = stv('stv-meek-prf', 2, ['4 A>B', '2 C'], 'ABC', 'CBA');
    expect(result.rounds[0]).toMatchObject({ quota: '2.000000001', elected: ['A'] });
    expect(talliesOf(result)[1]).toEqual({ A: '2.000000004', B: '1.999999996', C: '2' });
    expect(result.rounds[1]?.eliminated).toEqual(['B']);
    expect(electionOf(result).elected).toEqual(['A', 'C']);
  });

  it('takes for tied with the lowest whoever is within the surplus of it', () => {
    // C has 7.999999759 and A 8, and 0.000000722 of D's surplus could still move: the lot puts A last, so A goes.
    const result = stv('stv-meek-prf', 2, ['8 A>C', '9 D', '7 C', '3 B>D>C'], 'ABCD', 'DCBA');
    expect(talliesOf(result)[2]).toEqual({ A: '8', C: '7.999999759', D: '8.000000964' });
    expect(result.ties).toMatchObject([{ round: 3, between: ['A', 'C'], brokenBy: 'lot', chosen: ['A'] }]);
  });

  it('leaves a tie for defeat open without a lot', () => {
    expect(hasOpenTie(stv('stv-meek-prf', 1, ['2 A', '1 B', '1 C'], 'ABC'))).toBe(true);
  });
});

describe.each(['stv-scottish', 'stv-meek-prf'])('%s', (rule) => {
  const order = fc.shuffledSubarray(['A', 'B', 'C', 'D', 'E'], { minLength: 1 });
  const rows = fc.array(fc.tuple(order, fc.integer({ min: 1, max: 9 })), { minLength: 1, maxLength: 12 });
  const linesOf = (profile: [string[], number][]) =>
    profile.map(([ids, weight]) => `${weight} ${ids.join('>')}`);

  it('keeps every vote in every round and fills every seat', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 4 }), (profile, seats) => {
        const result = stv(rule, seats, linesOf(profile), 'ABCDE', 'CADBE');
        expect(electionOf(result)).toMatchObject({ openSeats: 0 });
        expect(electionOf(result).elected).toHaveLength(seats);
        for (const { tallies, inactive, rounding } of result.rounds) {
          const units = [...tallies.map(({ votes }) => votes), inactive.exhausted, rounding].map((text) => {
            const [whole = '', fraction = ''] = text.split('.');
            return BigInt(whole + fraction.padEnd(9, '0'));
          });
          const sum = units.reduce((total, part) => total + part, 0n);
          expect(sum).toBe(BigInt(result.input.valid) * 1_000_000_000n);
        }
      }),
    );
  });

  it('elects k of the candidates whom more than k quotas of papers put before all others', () => {
    const solid = fc.array(fc.shuffledSubarray(['A', 'B', 'C'], { minLength: 3 }), {
      minLength: 9,
      maxLength: 12,
    });
    const rest = fc.array(order, { maxLength: 5 });
    fc.assert(
      fc.property(solid, rest, (fans, others) => {
        // Of at most 17 papers for 3 seats the quota is at most 5, so 9 papers or more hold one, mostly two quotas.
        const total = fans.length + others.length;
        const quotas = Math.min(3, Math.floor((fans.length * 4 - 1) / total));
        const lines = [...fans, ...others].map((ids) => `1 ${ids.join('>')}`);
        const { elected } = electionOf(stv(rule, 3, lines, 'ABCDE', 'EDCBA'));
        expect(elected.filter((id) => 'ABC'.includes(id)).length).toBeGreaterThanOrEqual(
          rule === 'stv-scottish' ? Math.floor(fans.length / (Math.floor(total / 4) + 1)) : quotas,
        );
      }),
    );
  });

  it('counts grouped papers as it counts single ones', () => {
    fc.assert(
      fc.property(rows, (profile) => {
        const singles = profile.flatMap(([ids, weight]) => Array<string>(weight).fill(`1 ${ids.join('>')}`));
        const grouped = stv(rule, 2, linesOf(profile), 'ABCDE', 'CADBE');
        expect(stv(rule, 2, singles.reverse(), 'ABCDE', 'CADBE')).toEqual(grouped);
      }),
    );
  });
});

describeGolden('single transferable vote against reference dumps', 'ballots', () => {
  /** The reference excludes the first of the tied, so its tie order is the reverse of ours. */
  const countReference = async (name: string, rule: string) => {
    const file = await goldenFile(`stv-droop-gpl3/blt/${name}.blt`);
    const lot = file.parameters.lot ?? file.options.map(({ id }) => id).reverse();
    const seats = file.parameters.seats ?? 1;
    const result = counted({ rule, options: file.options, ballots: file.groups, seats, lot });
    const nameOf = new Map(file.options.map(({ id, name: shown }) => [id, shown ?? id]));
    return { result, nameOf };
  };
  const trimmed = (text: string) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

  it.each([
    'Anderston-City-2007',
    'Hillhead-2007',
    'Linn-2007',
    'weak-defeat',
    'weak-surplus',
    'SC',
    'SC-Vm-12',
    'M135',
    '42',
    '42t',
    '513',
  ])('Scottish, %s: every tally of every stage to five decimals', async (name) => {
    const { result, nameOf } = await countReference(name, 'stv-scottish');
    const rows = referenceRows(`stv-droop-gpl3/ref/${name}-scotland-fixed-p5-d5.txt`);
    const expected = rows
      .filter(({ action }) => action === 'begin' || action === 'transfer')
      .map(({ votes, fields }) => [...votes.values(), fields['Non-Transferable'] ?? ''].map(trimmed));
    const found = result.rounds.map(({ tallies, inactive }) => {
      const votes = new Map(tallies.map((tally) => [nameOf.get(tally.id), tally.votes]));
      return [...[...nameOf.values()].map((shown) => votes.get(shown) ?? '0'), inactive.exhausted];
    });
    expect(withoutRepeats(found)).toEqual(withoutRepeats(expected));
    const states = rows.at(-1)?.states ?? new Map<string, string>();
    const winners = [...states].filter(([, state]) => state.toUpperCase() === 'E').map(([shown]) => shown);
    expect(
      electionOf(result)
        .elected.map((id) => nameOf.get(id))
        .sort(),
    ).toEqual(winners.sort());
  });

  it.each(['42', '42t', '513', 'SC', 'SC-Vm-12', 'M135'])(
    'Meek, %s: votes and quota to nine decimals wherever somebody is elected or defeated',
    async (name) => {
      const { result, nameOf } = await countReference(name, 'stv-meek-prf');
      const rows = referenceRows(`stv-droop-gpl3/ref/${name}-meek-prf-o6-fixed-p9-d9.txt`);
      const events = rows.filter(({ action }) => action === 'elect' || action === 'defeat');
      const found = result.rounds.map(({ quota, tallies }) => ({
        quota: quota ?? '',
        votes: new Map(tallies.map(({ id, votes }) => [nameOf.get(id) ?? '', votes])),
      }));
      const winners = events.at(-1)?.states ?? new Map<string, string>();
      const elected = [...winners].filter(([, state]) => state === 'E').map(([shown]) => shown);
      expect(
        electionOf(result)
          .elected.map((id) => nameOf.get(id) ?? '')
          .sort(),
      ).toEqual(elected.sort());
      const seen = new Set(events.map(({ quota, votes }) => key(trimmed(quota), votes)));
      const last = result.rounds.length - 1;
      for (const [at, round] of found.entries()) {
        if (at === last && result.rounds[at]?.eliminated.length === 0) continue;
        expect(seen).toContain(
          key(
            round.quota,
            new Map([...nameOf.values()].map((shown) => [shown, round.votes.get(shown) ?? '0'])),
          ),
        );
      }
    },
  );

  function key(quota: string, votes: ReadonlyMap<string, string>): string {
    return JSON.stringify([quota, ...[...votes].map(([shown, vote]) => [shown, trimmed(vote)])]);
  }
});
