import type { Ballot, BallotGroup, OptionId } from './ballot.js';
import type { CountOption } from './rule.js';

function strip(ballot: Ballot, gone: ReadonlySet<OptionId>): Ballot {
  const stays = (option: OptionId) => !gone.has(option);
  switch (ballot.kind) {
    case 'approval':
      return { ...ballot, approved: ballot.approved.filter(stays) };
    case 'scores':
      return { ...ballot, scores: ballot.scores.filter(({ option }) => stays(option)) };
    case 'credits':
      return { ...ballot, votes: ballot.votes.filter(({ option }) => stays(option)) };
    case 'ranking':
      return { ...ballot, ranking: stripRanking(ballot.ranking, stays) };
    default:
      return ballot;
  }
}

/** A place that only held withdrawn options goes; one that the voter left empty stays. */
function stripRanking(
  ranking: readonly (readonly OptionId[])[],
  stays: (option: OptionId) => boolean,
): readonly (readonly OptionId[])[] {
  return ranking.flatMap((place) => {
    const left = place.filter(stays);
    return left.length === 0 && place.length > 0 ? [] : [left];
  });
}

/** Takes withdrawn options out of the vote and out of every ballot: who stood below moves up. */
export function withoutWithdrawn(
  options: readonly CountOption[],
  ballots: readonly BallotGroup[],
): { readonly options: readonly CountOption[]; readonly ballots: readonly BallotGroup[] } {
  const gone = new Set(options.filter(({ withdrawn }) => withdrawn === true).map(({ id }) => id));
  if (gone.size === 0) return { options, ballots };
  return {
    options: options.filter(({ id }) => !gone.has(id)),
    ballots: ballots.map(({ ballot, weight }) => ({ ballot: strip(ballot, gone), weight })),
  };
}
