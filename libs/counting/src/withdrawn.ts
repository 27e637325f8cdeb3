import type { Ballot, BallotGroup, OptionId, RankingBallot } from './ballot.js';
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
      return stripRanking(ballot, stays);
    default:
      return ballot;
  }
}

/** A place that only held withdrawn options goes; one that the voter left empty, or overvoted, stays. */
function stripRanking(ballot: RankingBallot, stays: (option: OptionId) => boolean): RankingBallot {
  const ranking: OptionId[][] = [];
  const overvoted: number[] = [];
  for (const [at, place] of ballot.ranking.entries()) {
    const left = place.filter(stays);
    if (left.length === 0 && place.length > 0) continue;
    if (ballot.overvoted?.includes(at) === true) overvoted.push(ranking.length);
    ranking.push(left);
  }
  return ballot.overvoted ? { kind: 'ranking', ranking, overvoted } : { kind: 'ranking', ranking };
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
