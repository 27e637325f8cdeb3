import type { Ballot, BallotGroup } from '../index.js';

/** Reads `2 A5 B3`: two ballots that score A with 5 and B with 3. */
export function scores(...lines: string[]): BallotGroup[] {
  return lines.map((line) => {
    const [weight = '', ...marks] = line.split(' ');
    const ballot: Ballot = {
      kind: 'scores',
      scores: marks.map((mark) => ({ option: mark.slice(0, 1), score: Number(mark.slice(1)) })),
    };
    return { ballot, weight: BigInt(weight) };
  });
}
