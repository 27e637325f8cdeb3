import type { Ballot, BallotFile, OptionId } from '#counting';

/**
 * The election with every option under its name, as the file writes it: formats that number their options have ids
 * that say nothing outside of them. A file for participatory budgeting keeps the ids of its projects, and options that
 * their names do not tell apart keep their numbers.
 */
export function namedOptions(file: BallotFile): BallotFile {
  const names = new Map(file.options.map(({ id, name }) => [id, name ?? id]));
  const distinct = new Set(names.values());
  if (file.format === 'pb' || distinct.size < file.options.length || distinct.has('')) return file;
  // Nothing to rename where the format knows no ids, and each name's own place is one list that all ballots share.
  if (file.options.every(({ id, name }) => name === undefined || name === id)) return file;
  const nameOf = (id: OptionId) => names.get(id) ?? id;
  const places = new Map(file.options.map(({ id }) => [id, [nameOf(id)]]));
  const placeOf = (place: readonly OptionId[]) =>
    (place.length === 1 && place[0] !== undefined ? places.get(place[0]) : undefined) ?? place.map(nameOf);
  const { lot } = file.parameters;
  return {
    ...file,
    options: file.options.map((option) => ({ ...option, id: nameOf(option.id) })),
    groups: file.groups.map((group) => ({ ...group, ballot: renamed(group.ballot, nameOf, placeOf) })),
    parameters: { ...file.parameters, ...(lot ? { lot: lot.map(nameOf) } : {}) },
  };
}

function renamed(
  ballot: Ballot,
  nameOf: (id: OptionId) => string,
  placeOf: (place: readonly OptionId[]) => readonly OptionId[],
): Ballot {
  switch (ballot.kind) {
    case 'ranking':
      return { ...ballot, ranking: ballot.ranking.map(placeOf) };
    case 'approval':
      return { ...ballot, approved: ballot.approved.map(nameOf) };
    case 'scores':
      return {
        ...ballot,
        scores: ballot.scores.map(({ option, score }) => ({ option: nameOf(option), score })),
      };
    case 'credits':
      return {
        ...ballot,
        votes: ballot.votes.map(({ option, votes }) => ({ option: nameOf(option), votes })),
      };
    default:
      return ballot;
  }
}
