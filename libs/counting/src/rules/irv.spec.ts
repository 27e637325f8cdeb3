import fc from 'fast-check';
import { count, findRule, hasOpenTie, type CountResult } from '../index.js';
import { counted, electionOf, rankings } from '../spec-support/election.js';
import { accepted } from '../spec-support/golden.js';

const irv = (lines: string[], params = {}, options = 'ABCD', lot?: string) =>
  counted({
    rule: 'irv',
    options,
    ballots: rankings(...lines),
    params,
    ...(lot ? { lot: Array.from(lot) } : {}),
  });
const talliesOf = (result: CountResult) =>
  result.rounds.map(({ tallies }) => Object.fromEntries(tallies.map(({ id, votes }) => [id, votes])));
const inactiveOf = (result: CountResult) => result.rounds.at(-1)?.inactive;

describe('instant-runoff voting', () => {
  it('eliminates the lowest, moves their papers on, and elects a majority of what still counts', () => {
    const result = irv(['4 A', '3 B>A', '2 C>B', '1 D']);
    expect(talliesOf(result)).toEqual([
      { A: '4', B: '3', C: '2', D: '1' },
      { A: '4', B: '3', C: '2' },
      { A: '4', B: '5' },
    ]);
    expect(result.rounds.map(({ quota }) => quota)).toEqual(['6', '5', '5']);
    expect(result.rounds[1]?.transfers).toEqual([{ from: 'C', to: 'B', votes: '2' }]);
    expect(electionOf(result)).toMatchObject({ elected: ['B'], ranking: [['B'], ['A'], ['C'], ['D']] });
    expect(result.explanation.map(({ text }) => text)).toEqual([
      'Round 1: D has 1 vote and is eliminated; 1 to nobody.',
      'Round 2: C has 2 votes and is eliminated; 2 to B.',
      'B has 5 votes and needs 5: elected.',
      'Elected: B.',
    ]);
  });

  it('freezes the majority of the first round where the charter says so', () => {
    // 4 A, 3 B, 2 C, 1 D: six votes are a majority of the first round, and nobody ever has them.
    const frozen = irv(['4 A', '3 B>A', '2 C>B', '1 D'], { threshold: 'first_round' });
    expect(frozen.rounds.map(({ quota }) => quota)).toEqual(['6', '6', '6']);
    expect(electionOf(frozen).elected).toEqual(['B']);
  });

  it.each([
    ['exhaust', { A: '2', B: '2' }, { overvotes: '2' }],
    ['skip', { A: '2', B: '4' }, { overvotes: '0' }],
    ['exhaust_if_multiple_continuing', { A: '2', B: '2' }, { overvotes: '2' }],
  ])('overvote: %s', (overvote, tallies, inactive) => {
    const result = irv(['2 A', '2 B', '2 A=C>B'], { overvote }, 'ABC', 'ABC');
    expect(result.rounds[0]?.tallies).toEqual(
      [...Object.entries(tallies), ['C', '0']].map(([id, votes]) => ({ id, votes })),
    );
    expect(result.rounds[0]?.inactive).toMatchObject(inactive);
  });

  it('lets an overvote count once only one of its options continues', () => {
    const params = { overvote: 'exhaust_if_multiple_continuing' };
    const result = irv(['3 A', '4 B', '1 D>A=C>B'], params, 'ABCD', 'ABCD');
    // C has no vote and goes first, D next; then A is the only one of A=C that continues.
    expect(talliesOf(result).at(-1)).toEqual({ A: '4', B: '4' });
    const exhausted = irv(['3 A', '4 B', '1 D>A=C>B'], { overvote: 'exhaust' }, 'ABCD', 'ABCD');
    expect(exhausted.rounds.at(-1)?.inactive.overvotes).toBe('1');
  });

  it('exhausts a paper that skips too many places, and does not call trailing blanks skipped', () => {
    const skipped = irv(['3 A', '2 B', '2 >>B', '1 C>>'], { maxSkipped: 1 }, 'ABC', 'ABC');
    expect(skipped.rounds[0]?.inactive).toMatchObject({ skipped: '2', exhausted: '0' });
    expect(inactiveOf(skipped)).toMatchObject({ skipped: '2', exhausted: '1' });
    expect(irv(['3 A', '2 B', '2 >>B'], { maxSkipped: 2 }, 'AB').rounds[0]?.inactive.skipped).toBe('0');
  });

  it('passes over an option ranked twice, or exhausts the paper there', () => {
    const lines = ['3 A', '4 B', '2 C>C>A'];
    expect(electionOf(irv(lines, {}, 'ABC')).elected).toEqual(['A']);
    const exhausted = irv(lines, { repeated: 'exhaust' }, 'ABC');
    expect(electionOf(exhausted).elected).toEqual(['B']);
    expect(inactiveOf(exhausted)?.repeated).toBe('2');
  });

  it('reads no more places than the ballot may have', () => {
    expect(electionOf(irv(['3 A', '2 B', '2 C>D>B'], { maxRankings: 2 }, 'ABCD', 'ABCD')).elected).toEqual([
      'A',
    ]);
  });

  it('eliminates in one round whom nobody can save', () => {
    const result = irv(['5 A', '4 B', '1 C>B', '1 D>B'], { batchElimination: true });
    expect(result.rounds[0]?.eliminated).toEqual(['C', 'D']);
    expect(electionOf(result)).toMatchObject({ elected: ['B'], ranking: [['B'], ['A'], ['C', 'D']] });
  });

  it('goes on until two remain when asked, without unseating the winner', () => {
    const result = irv(['6 A', '2 B', '1 C>B'], { untilTwo: true }, 'ABC');
    expect(result.rounds.map(({ elected, eliminated }) => [elected, eliminated])).toEqual([
      [['A'], []],
      [[], ['C']],
      [[], []],
    ]);
    expect(talliesOf(result).at(-1)).toEqual({ A: '6', B: '3' });
  });

  it('eliminates options below the minimum first', () => {
    const result = irv(['5 A', '4 B', '2 C>B', '1 D>B'], { minimumVotes: 3 });
    expect(result.rounds[0]?.eliminated).toEqual(['C', 'D']);
  });

  it('stops at a tie for elimination without a lot, and asks an earlier round where the charter says so', () => {
    const lines = ['5 A', '3 B', '2 C', '1 D>C'];
    const open = irv(lines);
    expect(electionOf(open)).toMatchObject({ elected: [], openSeats: 1 });
    expect(open.ties.at(-1)).toMatchObject({ decided: 'exclusion', between: ['B', 'C'], brokenBy: null });
    expect(hasOpenTie(open)).toBe(true);
    expect(irv(lines, {}, 'ABCD', 'ACBD').rounds[1]?.eliminated).toEqual(['B']);
    const earlier = irv(lines, { tiebreak: 'earlier_round' });
    expect(earlier.rounds[1]?.eliminated).toEqual(['C']);
    expect(earlier.ties).toMatchObject([{ brokenBy: 'earlier_stage', chosen: ['C'] }]);
  });

  it('keeps every vote: tallies and inactive papers add up in every round', () => {
    const row = fc.tuple(
      fc.array(fc.subarray(['A', 'B', 'C', 'D'], { maxLength: 2 }), { maxLength: 4 }),
      fc.integer({ min: 1, max: 5 }),
    );
    const rule = findRule('irv');
    if (!rule) throw new Error('There is no instant-runoff voting.');
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 10 }),
        fc.constantFrom('exhaust', 'skip', 'exhaust_if_multiple_continuing'),
        fc.boolean(),
        (rows, overvote, batchElimination) => {
          const ballots = rows.map(([ranking, weight]) => ({
            ballot: { kind: 'ranking', ranking } as const,
            weight: BigInt(weight),
          }));
          const options = Array.from('ABCD', (id) => ({ id }));
          const params = { overvote, batchElimination, maxSkipped: 1, repeated: 'exhaust' };
          const result = accepted<CountResult>(
            count({ rule, options, ballots, params, lot: ['A', 'B', 'C', 'D'] }),
          );
          for (const { tallies, inactive } of result.rounds) {
            const votes = tallies.reduce((sum, tally) => sum + Number(tally.votes), 0);
            const idle = Object.values<string>({ ...inactive }).reduce(
              (sum, weight) => sum + Number(weight),
              0,
            );
            expect(votes + idle).toBe(Number(result.input.valid));
          }
        },
      ),
    );
  });

  it('is not monotone: raising the winner can make it lose', () => {
    const before = ['39 A>B>C', '35 B>C>A', '26 C>A>B'];
    const after = ['49 A>B>C', '25 B>C>A', '26 C>A>B'];
    expect(electionOf(irv(before, {}, 'ABC')).elected).toEqual(['A']);
    expect(electionOf(irv(after, {}, 'ABC')).elected).toEqual(['C']);
  });
});
