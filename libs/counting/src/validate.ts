import { isRefusal, refuse, type Refusal } from '#kernel';
import type { Ballot, OptionId } from './ballot.js';
import type { CountingRule, CountOption } from './rule.js';

const unknownOption = (option: OptionId) =>
  refuse('UNKNOWN_OPTION', `The ballot names ${option}, which is not an option of this vote.`, { option });

const REPEATED = {
  approval: 'OPTION_APPROVED_TWICE',
  scores: 'OPTION_SCORED_TWICE',
  credits: 'OPTION_CREDITED_TWICE',
  ranking: 'OPTION_RANKED_TWICE',
} as const;

/** Every option that a ballot names, in the ballot's order; empty for shapes that name none. */
export function optionsNamed(ballot: Ballot): readonly OptionId[] {
  switch (ballot.kind) {
    case 'approval':
      return ballot.approved;
    case 'scores':
      return ballot.scores.map(({ option }) => option);
    case 'credits':
      return ballot.votes.map(({ option }) => option);
    case 'ranking':
      return ballot.ranking.flat();
    default:
      return [];
  }
}

/**
 * Makes the check that every ballot of a count passes: the options it names exist, and none is named twice.
 * `asFound` lets a paper name an option twice, where the rule itself says what that means.
 */
export function optionCheck(
  options: readonly CountOption[],
  asFound = false,
): (ballot: Ballot) => Refusal | null {
  const index = new Map(options.map(({ id }, at) => [id, at]));
  const seen = new Int32Array(options.length);
  let paper = 0;
  return (ballot) => {
    paper += 1;
    for (const option of optionsNamed(ballot)) {
      const at = index.get(option);
      if (at === undefined) return unknownOption(option);
      if (seen[at] === paper && !asFound) {
        const code = REPEATED[ballot.kind as keyof typeof REPEATED];
        return refuse(code, `The ballot names ${option} twice.`, { option });
      }
      seen[at] = paper;
    }
    return null;
  };
}

function isEmpty(ballot: Ballot): boolean {
  switch (ballot.kind) {
    case 'scores':
      return ballot.scores.length === 0;
    case 'credits':
      return ballot.votes.every(({ votes }) => votes === 0);
    case 'ranking':
      return ballot.ranking.every((place) => place.length === 0);
    default:
      return false;
  }
}

/**
 * Checks one ballot before it is cast. Null when it may be cast.
 *
 * Refuses `INVALID_BALLOT`, `WRONG_BALLOT_SHAPE`, `EMPTY_BALLOT` (to abstain, cast a blank one),
 * `UNKNOWN_OPTION`, `OPTION_WITHDRAWN`, `OPTION_RANKED_TWICE` (and `_APPROVED_`, `_SCORED_`, `_CREDITED_`),
 * `EMPTY_PLACE`, `OVERVOTED`, and what the rule adds, such as `OFF_SCALE`, `EQUAL_RANKS` or `OVERSPENT`.
 * An approval of nobody is a ballot: it says that no option is good enough.
 */
export function validateBallot(
  rule: CountingRule,
  params: Readonly<Record<string, unknown>>,
  options: readonly CountOption[],
  ballot: Ballot,
): Refusal | null {
  const prepared = rule.prepare(params);
  if (isRefusal(prepared)) return prepared;
  if (ballot.kind === 'blank') return null;
  if (ballot.kind === 'invalid') {
    return refuse('INVALID_BALLOT', 'A spoiled ballot is found by tellers, not cast.');
  }
  const refused = optionCheck(options)(ballot);
  if (refused) return refused;
  const named = new Set(optionsNamed(ballot));
  const withdrawn = options.find((option) => option.withdrawn === true && named.has(option.id));
  if (withdrawn) {
    return refuse('OPTION_WITHDRAWN', `${withdrawn.name ?? withdrawn.id} has withdrawn.`, {
      option: withdrawn.id,
    });
  }
  const shape = prepared.check(ballot, options);
  if (shape) return shape;
  if (isEmpty(ballot)) {
    return refuse('EMPTY_BALLOT', 'The ballot says nothing about any option; to abstain, cast a blank one.');
  }
  if (ballot.kind !== 'ranking') return null;
  if (ballot.overvoted) return refuse('OVERVOTED', 'Only a paper can bear marks that nobody can read.');
  if (ballot.ranking.some((place) => place.length === 0)) {
    return refuse('EMPTY_PLACE', 'The ranking leaves a place empty; move the next option up.');
  }
  return null;
}
