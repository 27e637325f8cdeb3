import { compare, exactText, parseExact, rational, type Rational } from '#kernel';
import type { OptionId, ScoresBallot } from '../ballot.js';
import { namesOf, placesOfRanking } from '../names.js';
import { choice, type ValuesOf } from '../parameters.js';
import { roundOf, say } from '../result.js';
import { defineRule, type Election, type Finding } from '../rule.js';
import { onScale, scaleHolds } from '../scale.js';
import { rankBy, seatFromRanking } from '../seats.js';

const PARAMETERS = {
  min: { type: 'integer', min: -1000, max: 999, default: 0, meaning: 'The lowest score.' },
  max: { type: 'integer', min: -999, max: 1000, default: 5, meaning: 'The highest score.' },
  unrated: choice(
    ['none', 'zero'],
    'Whether an option left unrated is judged by those who rated it only, or has a 0 from everybody else.',
    'none',
  ),
  leastRated: {
    type: 'fraction',
    min: '0',
    max: '1',
    default: '0',
    meaning: 'The share of the valid ballots that must rate an option, or it stands behind all others.',
  },
} as const;

type Params = ValuesOf<typeof PARAMETERS>;

interface Rating {
  readonly average: Rational | null;
  /** True when too few have rated the option. */
  readonly tooFew: boolean;
}

function rate(sum: bigint, raters: bigint, valid: bigint, params: Params): Rating {
  const share = parseExact(params.leastRated) ?? { num: 0n, den: 1n };
  const judges = params.unrated === 'zero' ? valid : raters;
  return {
    average: judges === 0n ? null : rational(sum, judges),
    tooFew: raters * share.den < share.num * valid,
  };
}

/** Those with enough ratings first, then by average; whom nobody rated stands last. */
function better(a: Rating, b: Rating): number {
  if (a.tooFew !== b.tooFew) return a.tooFew ? 1 : -1;
  if (a.average === null || b.average === null)
    return Number(a.average === null) - Number(b.average === null);
  return compare(b.average, a.average);
}

function countScores({
  options,
  ballots,
  seats,
  params,
  lot,
  turnout,
}: Election<ScoresBallot, Params>): Finding {
  const sums = new Map<OptionId, { sum: bigint; raters: bigint }>(
    options.map(({ id }) => [id, { sum: 0n, raters: 0n }]),
  );
  for (const { ballot, weight } of ballots) {
    for (const { option, score } of ballot.scores) {
      const total = sums.get(option);
      if (!total) continue;
      total.sum += BigInt(score) * weight;
      total.raters += weight;
    }
  }
  const ids = options.map(({ id }) => id);
  const ratings = new Map(
    [...sums].map(([id, { sum, raters }]) => [id, rate(sum, raters, turnout.valid, params)] as const),
  );
  const ratingOf = (id: OptionId): Rating => ratings.get(id) ?? { average: null, tooFew: true };
  const nameOf = namesOf(options);
  const explain = (id: OptionId, place: number) => {
    const { average, tooFew } = ratingOf(id);
    const { sum = 0n, raters = 0n } = sums.get(id) ?? {};
    const args = { place, name: nameOf(id), raters: raters.toString(), sum: sum.toString() };
    if (average === null) return say('score.unrated', 'Place {place}: {name}, whom nobody rated.', args);
    return tooFew
      ? say('score.too_few', 'Place {place}: {name}, whom too few rated: {raters}.', args)
      : say(
          'score.place',
          'Place {place}: {name} with {figure} on average, {sum} in all from {raters} who rated.',
          {
            ...args,
            figure: exactText(average),
          },
        );
  };
  const ranking = rankBy(ids, ratingOf, better);
  return {
    ...seatFromRanking(ranking, seats, lot),
    rounds: [
      roundOf({
        n: 1,
        tallies: ids.map((id) => ({ id, votes: (sums.get(id)?.sum ?? 0n).toString() })),
      }),
    ],
    explanation: placesOfRanking(ranking).map(({ id, place }) => explain(id, place)),
  };
}

/** Score voting: the best average. An option left blank is not rated 0 unless the charter says so. */
export const score = defineRule({
  id: 'score',
  version: '1',
  text: { title: "The body's charter", section: 'scale of scores' },
  ballot: 'scores',
  outcome: 'election',
  parameters: PARAMETERS,
  ties: ['Equal averages at the last seat: the lot, else reported.'],
  check: ({ ballot, params }) => onScale(ballot, params),
  checkParameters: scaleHolds,
  count: countScores,
});
