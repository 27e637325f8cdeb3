import {
  count,
  findRule,
  type Ballot,
  type BallotGroup,
  type CountInput,
  type CountResult,
} from '../index.js';
import { accepted } from './golden.js';

/** Reads `A>B=C` as a ranking. */
export function ranking(text: string): Ballot {
  return {
    kind: 'ranking',
    ranking: text === '' ? [] : text.split('>').map((place) => place.split('=').filter((id) => id !== '')),
  };
}

/** Ballots from lines such as `5 A>B=C`. */
export function rankings(...lines: string[]): BallotGroup[] {
  return lines.map((line) => {
    const [weight = '', text = ''] = line.split(' ');
    return { ballot: ranking(text), weight: BigInt(weight) };
  });
}

export type Counting = Omit<CountInput, 'rule' | 'params' | 'options'> & {
  readonly rule: string;
  readonly params?: CountInput['params'];
  readonly options: string | CountInput['options'];
};

/** The input of a count with its rule by name and its options as one letter each. */
export function inputOf({ rule, params = {}, options, ...rest }: Counting): CountInput {
  const found = findRule(rule);
  if (!found) throw new Error(`There is no rule ${rule}.`);
  const listed = typeof options === 'string' ? Array.from(options, (id) => ({ id })) : options;
  return { ...rest, rule: found, params, options: listed };
}

/** Counts, and fails the test on a refusal. */
export function counted(counting: Counting): CountResult {
  return accepted<CountResult>(count(inputOf(counting)));
}

/** What an election came to. Fails the test when the rule elects nobody. */
export function electionOf(result: CountResult) {
  if (result.outcome.kind !== 'election') throw new Error('The rule held no election.');
  return result.outcome;
}

/** Which projects are paid, in the order of their selection. */
export function fundedOf(result: CountResult): string[] {
  if (result.outcome.kind !== 'funding') throw new Error('The rule spent no budget.');
  return result.outcome.funded.map(({ id }) => id);
}
