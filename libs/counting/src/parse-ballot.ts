import { refuse, type Refusal } from '#kernel';
import type { Ballot, OptionId } from './ballot.js';

const CHOICES = ['yes', 'no', 'abstain'] as const;
const CONSENT = ['consent', 'concern', 'objection'] as const;
const BLOCKS = ['agree', 'reservation', 'stand_aside', 'block'] as const;

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function oneOf<Name extends string>(value: unknown, names: readonly Name[]): Name | null {
  return names.find((name) => name === value) ?? null;
}

function isIds(value: unknown): value is OptionId[] {
  return Array.isArray(value) && value.every((id) => typeof id === 'string');
}

function isIndices(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((at) => Number.isSafeInteger(at) && at >= 0);
}

/** Pairs of an option and a whole number, under the name that the shape gives the number. */
function pairs<Name extends string>(
  value: unknown,
  name: Name,
): ({ option: OptionId } & Record<Name, number>)[] | null {
  if (!Array.isArray(value)) return null;
  const entries: unknown[] = value;
  const isPair = (entry: unknown): entry is { option: OptionId } & Record<Name, number> =>
    isFields(entry) && typeof entry['option'] === 'string' && typeof entry[name] === 'number';
  return entries.every(isPair) ? entries.map((entry) => ({ ...entry })) : null;
}

function readRanking({ ranking, overvoted }: Fields): Ballot | null {
  if (!Array.isArray(ranking)) return null;
  const places: unknown[] = ranking;
  if (!places.every(isIds)) return null;
  if (overvoted === undefined) return { kind: 'ranking', ranking: places };
  return isIndices(overvoted) ? { kind: 'ranking', ranking: places, overvoted } : null;
}

function read(fields: Fields): Ballot | null {
  switch (fields['kind']) {
    case 'choice': {
      const choice = oneOf(fields['choice'], CHOICES);
      return choice && { kind: 'choice', choice };
    }
    case 'consent': {
      const position = oneOf(fields['position'], CONSENT);
      return position && { kind: 'consent', position };
    }
    case 'blocks': {
      const position = oneOf(fields['position'], BLOCKS);
      return position && { kind: 'blocks', position };
    }
    case 'grade':
      return typeof fields['level'] === 'number' ? { kind: 'grade', level: fields['level'] } : null;
    case 'approval':
      return isIds(fields['approved']) ? { kind: 'approval', approved: fields['approved'] } : null;
    case 'scores': {
      const scores = pairs(fields['scores'], 'score');
      return scores && { kind: 'scores', scores };
    }
    case 'credits': {
      const votes = pairs(fields['votes'], 'votes');
      return votes && { kind: 'credits', votes };
    }
    case 'ranking':
      return readRanking(fields);
    case 'blank':
    case 'invalid':
      return { kind: fields['kind'] };
    default:
      return null;
  }
}

/**
 * Reads a ballot from data of unknown origin, such as the JSON of a record or of a request. Refuses `BAD_BALLOT`
 * for data of no known shape; whether the ballot suits a vote is for `validateBallot`.
 */
export function parseBallot(value: unknown): Ballot | Refusal<'BAD_BALLOT'> {
  const ballot = isFields(value) ? read(value) : null;
  return ballot ?? refuse('BAD_BALLOT', 'This is no ballot of any known shape.');
}
