import type { OptionId } from '../index.js';

/** Single ballots, each one read again for every question: slow, and too simple to be wrong in the same way. */
export interface Singles<Ballot> {
  readonly options: readonly OptionId[];
  readonly ballots: readonly Ballot[];
  readonly seats: number;
  readonly lot: readonly OptionId[];
}

export type Places = readonly (readonly OptionId[])[];
export type Ranked = readonly (readonly OptionId[])[];

/** Groups of equal figures, the highest first. */
export function rankedBy(options: readonly OptionId[], figureOf: (id: OptionId) => number): OptionId[][] {
  const figures = [...new Set(options.map(figureOf))].sort((a, b) => b - a);
  return figures.map((figure) => options.filter((id) => figureOf(id) === figure));
}

/** Whoever is seated when the lot orders every group. */
export function seated(ranking: Ranked, { seats, lot }: Pick<Singles<unknown>, 'seats' | 'lot'>): OptionId[] {
  return ranking
    .flatMap((group) => group.toSorted((a, b) => lot.indexOf(a) - lot.indexOf(b)))
    .slice(0, seats);
}

const placeIn = (places: Places, id: OptionId) => places.findIndex((place) => place.includes(id));

/** How many ballots place `a` above `b`. */
export function above({ ballots }: Singles<Places>, a: OptionId, b: OptionId, unranked: string): number {
  return ballots.filter((places) => {
    const [first, second] = [placeIn(places, a), placeIn(places, b)];
    if (first < 0) return false;
    return second < 0 ? unranked === 'last' : first < second;
  }).length;
}

type Wins = (a: OptionId, b: OptionId) => number;

function linkOf(wins: Wins, strength: string): Wins {
  return (a, b) => {
    const [won, lost] = [wins(a, b), wins(b, a)];
    return won > lost ? (strength === 'margins' ? won - lost : won) : 0;
  };
}

/** The strongest of all paths without repetition, tried one by one. */
function strongestPath(options: readonly OptionId[], link: Wins, from: OptionId, to: OptionId): number {
  const others = options.filter((id) => id !== from);
  return Math.max(
    0,
    ...others.map((via) => {
      const first = link(from, via);
      return via === to || first === 0
        ? via === to
          ? first
          : 0
        : Math.min(first, strongestPath(others, link, via, to));
    }),
  );
}

export function slowSchulze(
  election: Singles<Places>,
  { strength, unranked, order }: Record<'strength' | 'unranked' | 'order', string>,
): Ranked {
  const { options } = election;
  const link = linkOf((a, b) => above(election, a, b, unranked), strength);
  const paths = new Map(
    options.flatMap((a) =>
      options.map((b) => [a + b, a === b ? 0 : strongestPath(options, link, a, b)] as const),
    ),
  );
  const beats = (a: OptionId, b: OptionId) => (paths.get(a + b) ?? 0) > (paths.get(b + a) ?? 0);
  return order === 'peel'
    ? peeled(options, beats)
    : rankedBy(options, (id) => -options.filter((other) => beats(other, id)).length);
}

/** Whom nobody beats, then whom nobody beats of the others, and so on. */
function peeled(options: readonly OptionId[], beats: (a: OptionId, b: OptionId) => boolean): OptionId[][] {
  const top = options.filter((id) => !options.some((other) => beats(other, id)));
  if (options.length === 0 || top.length === 0) return [];
  return [
    top,
    ...peeled(
      options.filter((id) => !top.includes(id)),
      beats,
    ),
  ];
}

type Edge = readonly [OptionId, OptionId];

function reaches(
  edges: readonly Edge[],
  from: OptionId,
  to: OptionId,
  seen: readonly OptionId[] = [],
): boolean {
  return edges.some(
    ([a, b]) => a === from && (b === to || (!seen.includes(b) && reaches(edges, b, to, [...seen, b]))),
  );
}

export function slowRankedPairs(
  election: Singles<Places>,
  { strength, unranked }: Record<'strength' | 'unranked', string>,
): Ranked {
  const { options } = election;
  const wins: Wins = (a, b) => above(election, a, b, unranked);
  const link = linkOf(wins, strength);
  const edges = options.flatMap((a) => options.flatMap((b): Edge[] => (link(a, b) > 0 ? [[a, b]] : [])));
  const turnOf = ([a, b]: Edge) => link(a, b) * 1000 - wins(b, a);
  let locked: Edge[] = [];
  for (const turn of [...new Set(edges.map(turnOf))].sort((a, b) => b - a)) {
    const free = edges.filter((edge) => turnOf(edge) === turn && !reaches(locked, edge[1], edge[0]));
    const together = [...locked, ...free];
    locked = [...locked, ...free.filter(([a, b]) => !reaches(together, b, a))];
  }
  return peeled(options, (a, b) => reaches(locked, a, b));
}

export function slowMinimax(
  election: Singles<Places>,
  { measure, unranked }: Record<'measure' | 'unranked', string>,
): Ranked {
  const { options } = election;
  const bad = (id: OptionId, rival: OptionId) => {
    const [lost, won] = [above(election, rival, id, unranked), above(election, id, rival, unranked)];
    if (measure === 'opposition') return lost;
    return measure === 'margins' ? lost - won : lost > won ? lost : 0;
  };
  return rankedBy(
    options,
    (id) => -Math.max(...options.filter((other) => other !== id).map((rival) => bad(id, rival))),
  );
}

export function slowCopeland(election: Singles<Places>, { unranked }: Record<'unranked', string>): Ranked {
  const { options } = election;
  const sign = (a: OptionId, b: OptionId) =>
    Math.sign(above(election, a, b, unranked) - above(election, b, a, unranked));
  return rankedBy(options, (id) => options.reduce((sum, other) => sum + sign(id, other), 0));
}

export function slowBorda(
  { options, ballots }: Singles<Places>,
  { unranked }: Record<'unranked', string>,
): Ranked {
  const points = (places: Places, id: OptionId) => {
    if (placeIn(places, id) < 0 && unranked === 'none') return 0;
    const rank = (other: OptionId) => (placeIn(places, other) < 0 ? options.length : placeIn(places, other));
    // Twice the points: two for everybody below, one for everybody beside.
    return options.reduce((sum, other) => {
      if (other === id || rank(other) < rank(id)) return sum;
      return sum + (rank(other) > rank(id) ? 2 : 1);
    }, 0);
  };
  return rankedBy(options, (id) => ballots.reduce((sum, places) => sum + points(places, id), 0));
}

export type Scores = ReadonlyMap<OptionId, number>;

/** Score voting among few voters: averages as 53-bit numbers tell these small fractions apart. */
export function slowScore(
  { options, ballots }: Singles<Scores>,
  { unrated }: Record<'unrated', string>,
): Ranked {
  return rankedBy(options, (id) => {
    const given = ballots.flatMap((scores) => scores.get(id) ?? []);
    const judges = unrated === 'zero' ? ballots.length : given.length;
    return judges === 0 ? -1 : given.reduce((sum, score) => sum + score, 0) / judges;
  });
}

/** Who is elected, seat by seat. */
export function slowStar(
  { options, ballots, seats, lot }: Singles<Scores>,
  { max }: { max: number },
): OptionId[] {
  const total = (id: OptionId) => ballots.reduce((sum, scores) => sum + (scores.get(id) ?? 0), 0);
  const tops = (id: OptionId) => ballots.filter((scores) => scores.get(id) === max).length;
  const preferred = (id: OptionId, among: readonly OptionId[]) =>
    among.reduce(
      (sum, other) =>
        sum + ballots.filter((scores) => (scores.get(id) ?? 0) > (scores.get(other) ?? 0)).length,
      0,
    );
  const elected: OptionId[] = [];
  while (elected.length < Math.min(seats, options.length)) {
    const left = options.filter((id) => !elected.includes(id));
    const peers = (id: OptionId) => left.filter((other) => total(other) === total(id));
    const finalists = left
      .toSorted(
        (a, b) =>
          total(b) - total(a) ||
          preferred(b, peers(b)) - preferred(a, peers(a)) ||
          tops(b) - tops(a) ||
          lot.indexOf(a) - lot.indexOf(b),
      )
      .slice(0, 2);
    const [winner = ''] = finalists.toSorted(
      (a, b) =>
        preferred(b, finalists) - preferred(a, finalists) ||
        total(b) - total(a) ||
        tops(b) - tops(a) ||
        lot.indexOf(a) - lot.indexOf(b),
    );
    elected.push(winner);
  }
  return elected;
}
