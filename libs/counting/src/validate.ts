import { isRefusal, refuse, type Refusal } from '#kernel';
import type { Ballot, OptionId } from './ballot.js';
import { onePerPlace } from './papers.js';
import { wrongShape, type CountingRule, type CountOption } from './rule.js';

const unknownOption = (option: OptionId) =>
  refuse('UNKNOWN_OPTION', `The ballot names ${option}, which is not an option of this vote.`, { option });

const REPEATED: Partial<Record<Ballot['kind'], string>> = {
  approval: 'OPTION_APPROVED_TWICE',
  scores: 'OPTION_SCORED_TWICE',
  credits: 'OPTION_CREDITED_TWICE',
};

const namedTwice = (kind: Ballot['kind'], option: OptionId) =>
  refuse(REPEATED[kind] ?? 'OPTION_RANKED_TWICE', `The ballot names ${option} twice.`, { option });

/** Visits every option that a ballot names until a visit refuses; returns that refusal. */
function visitOptions(ballot: Ballot, visit: (option: OptionId) => Refusal | null): Refusal | null {
  switch (ballot.kind) {
    case 'approval':
      return firstRefusal(ballot.approved, visit);
    case 'scores':
      return firstRefusal(ballot.scores, ({ option }) => visit(option));
    case 'credits':
      return firstRefusal(ballot.votes, ({ option }) => visit(option));
    case 'ranking':
      // Without a list of all places: this runs once for each of millions of papers.
      for (const place of ballot.ranking) {
        for (const option of place) {
          const refused = visit(option);
          if (refused) return refused;
        }
      }
      return null;
    default:
      return null;
  }
}

function firstRefusal<Item>(items: readonly Item[], visit: (item: Item) => Refusal | null): Refusal | null {
  for (const item of items) {
    const refused = visit(item);
    if (refused) return refused;
  }
  return null;
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
  let kind: Ballot['kind'] = 'blank';
  const visit = (option: OptionId): Refusal | null => {
    const at = index.get(option);
    if (at === undefined) return unknownOption(option);
    if (seen[at] === paper && !asFound) return namedTwice(kind, option);
    seen[at] = paper;
    return null;
  };
  return (ballot) => {
    paper += 1;
    kind = ballot.kind;
    return visitOptions(ballot, visit);
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
  if (ballot.kind !== rule.ballot) return wrongShape(rule.ballot);
  const refused = optionCheck(options)(ballot);
  if (refused) return refused;
  const withdrawn = new Map(
    options.filter((option) => option.withdrawn === true).map((option) => [option.id, option]),
  );
  const gone = visitOptions(ballot, (id) => {
    const option = withdrawn.get(id);
    return option ? refuse('OPTION_WITHDRAWN', `${option.name ?? id} has withdrawn.`, { option: id }) : null;
  });
  if (gone) return gone;
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
  // A paper may be found so and has its rule; a ballot that is being cast can still be set right.
  return rule.marks === 'as_found' ? onePerPlace({ ballot }) : null;
}
