import { isRefusal, refuse, type Rational, type Refusal } from '#kernel';
import {
  isBallotOf,
  type Ballot,
  type BallotGroup,
  type BallotKind,
  type BallotOf,
  type OptionId,
} from './ballot.js';
import {
  parseParameters,
  type ParameterSpecs,
  type ParameterValue,
  type ParameterValues,
  type ValuesOf,
} from './parameters.js';
import type { CountResult, Outcome, RulingText } from './result.js';

/** An option as the count sees it. A withdrawn one is taken out of every ballot before the count. */
export interface CountOption {
  readonly id: OptionId;
  readonly name?: string;
  /** What the project costs, exact text, in the unit of the budget. */
  readonly cost?: string;
  readonly withdrawn?: boolean;
  /** Stands for all write-ins that nobody declared: counted with the others, and the first to be eliminated. */
  readonly writeIns?: boolean;
}

/** Weights of ballots. `cast` = `valid` + `blank` + `invalid`; null where the count was not told. */
export interface Turnout {
  readonly cast: bigint;
  readonly valid: bigint;
  readonly blank: bigint;
  readonly invalid: bigint;
  readonly entitled: bigint | null;
  readonly present: bigint | null;
}

/** What a rule counts: options that stand, valid ballots of its own shape, checked parameters. */
export interface Election<Content, Params> {
  readonly options: readonly CountOption[];
  readonly ballots: readonly BallotGroup<Content>[];
  readonly seats: number;
  readonly budget: Rational | null;
  readonly params: Params;
  /** The tie order: who stands earlier is preferred. Null leaves ties open. */
  readonly lot: readonly OptionId[] | null;
  readonly turnout: Turnout;
  /** Told after each round or step how many there were, by rules that may need many. It decides nothing. */
  readonly onStep: (steps: number) => void;
}

/** What a rule finds; `count` adds what is the same for every rule. */
export type Finding = Pick<CountResult, 'outcome' | 'explanation'> &
  Partial<Pick<CountResult, 'rounds' | 'pairwise' | 'strengths' | 'ties'>>;

/** What a rule is told about a ballot that is checked before it is cast. */
export interface BallotCheck<Content, Params> {
  readonly ballot: Content;
  readonly options: readonly CountOption[];
  readonly params: Params;
}

/** How one rule is written down. Adding a rule is a file with one of these, and one line in the registry. */
export interface RuleDefinition<Kind extends BallotKind, Specs extends ParameterSpecs> {
  readonly id: string;
  readonly version: string;
  readonly text: RulingText;
  /** The shape of its ballots; null for a rule that has none. */
  readonly ballot: Kind | null;
  readonly outcome: Outcome['kind'];
  /** `one`: the rule fills one seat and refuses more. */
  readonly seats?: 'one';
  /** `as_found`: the rule itself says what a paper means that names an option twice. */
  readonly marks?: 'as_found';
  readonly parameters: Specs;
  /** Which ties the rule can meet and how it breaks them, one sentence each. */
  readonly ties: readonly string[];
  /** What only this rule refuses in a ballot, after the checks that its shape has in common. */
  readonly check?: (ballot: BallotCheck<BallotOf<Kind>, ValuesOf<Specs>>) => Refusal | null;
  /** What only this rule refuses in parameters that are each within bounds. */
  readonly checkParameters?: (params: ValuesOf<Specs>) => Refusal | null;
  readonly count: (election: Election<BallotOf<Kind>, ValuesOf<Specs>>) => Finding | Refusal;
}

/** A rule whose parameters have been checked. */
export interface PreparedRule {
  readonly params: ParameterValues;
  check(ballot: Ballot, options: readonly CountOption[]): Refusal | null;
  count(election: Omit<Election<Ballot, never>, 'params'>): Finding | Refusal;
}

/** A counting rule: what it follows, what it takes, and how it counts. */
export interface CountingRule {
  readonly id: string;
  readonly version: string;
  readonly text: RulingText;
  readonly ballot: BallotKind | null;
  readonly outcome: Outcome['kind'];
  readonly seats?: 'one';
  readonly marks?: 'as_found';
  readonly parameters: ParameterSpecs;
  readonly ties: readonly string[];
  prepare(params: Readonly<Record<string, unknown>>): PreparedRule | Refusal;
}

/** The refusal of a ballot in a form that a rule does not take. */
export function wrongShape(expected: BallotKind | null): Refusal<'WRONG_BALLOT_SHAPE'> {
  return refuse('WRONG_BALLOT_SHAPE', `This rule takes ballots of the shape: ${expected ?? 'none'}.`);
}

/** Makes a rule of a definition, so that the types of its ballots and parameters stay inside its file. */
export function defineRule<Kind extends BallotKind, const Specs extends ParameterSpecs>(
  definition: RuleDefinition<Kind, Specs>,
): CountingRule {
  const { ballot: kind, count, check, checkParameters, ...described } = definition;
  const ofKind = (ballot: Ballot): ballot is BallotOf<Kind> => kind !== null && isBallotOf(ballot, kind);

  const prepare = (given: Readonly<Record<string, unknown>>): PreparedRule | Refusal => {
    const params = parseParameters(definition.parameters, given);
    if (isRefusal(params)) return params;
    const refused = checkParameters?.(params) ?? null;
    if (refused) return refused;
    const values: Readonly<Record<string, ParameterValue>> = params;
    return {
      params: values,
      check: (ballot, options) =>
        ofKind(ballot) ? (check?.({ ballot, options, params }) ?? null) : wrongShape(kind),
      count: ({ ballots, ...election }) => {
        const own = ballots.filter((group): group is BallotGroup<BallotOf<Kind>> => ofKind(group.ballot));
        return own.length === ballots.length
          ? count({ ...election, ballots: own, params })
          : wrongShape(kind);
      },
    };
  };
  return { ...described, ballot: kind, prepare };
}
