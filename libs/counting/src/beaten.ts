/** Whether option `i` beats option `j`, by whatever a rule makes of the ballots. */
export type Beats = (i: number, j: number) => boolean;

/** Indices in groups, those with the fewest defeats first. */
export function rankByDefeats(size: number, beats: Beats): number[][] {
  const all = Array.from({ length: size }, (_, at) => at);
  const defeats = all.map((i) => all.filter((j) => beats(j, i)).length);
  const levels = [...new Set(defeats)].sort((a, b) => a - b);
  return levels.map((level) => all.filter((at) => defeats[at] === level));
}

/** Indices in groups: whom nobody beats, then whom nobody beats of the others, and so on. */
export function rankByPeeling(size: number, beats: Beats): number[][] {
  const ranking: number[][] = [];
  let left = Array.from({ length: size }, (_, at) => at);
  while (left.length > 0) {
    const rivals = left;
    const winners = rivals.filter((i) => !rivals.some((j) => beats(j, i)));
    if (winners.length === 0) throw new RangeError('The options beat each other in a circle.');
    ranking.push(winners);
    left = rivals.filter((at) => !winners.includes(at));
  }
  return ranking;
}
