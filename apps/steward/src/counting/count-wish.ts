import {
  csvFields,
  findRule,
  parametersFromText,
  RULES,
  ruleName,
  type BallotFile,
  type CountingRule,
  type CountInput,
  type CountOption,
  type OptionId,
  type ParameterValue,
  type ParameterValues,
  type SeatCap,
} from '#counting';
import { isRefusal } from '#kernel';
import { namedValues, wholeNumber } from '../arguments.js';
import { UsageProblem } from '../problems.js';

/** How a file is to be counted, as it was typed. What stands here goes before what the file says. */
export interface CountWish {
  readonly seats?: string | undefined;
  readonly budget?: string | undefined;
  /** `name=value` each. */
  readonly param?: readonly string[] | undefined;
  /** Names in the order of preference, apart by commas; a name with a comma is quoted as in CSV. */
  readonly lot?: string | undefined;
  readonly withdrawn?: readonly string[] | undefined;
}

/** @throws UsageProblem for a rule that is not known, with those that are */
export function ruleOf(text: string): CountingRule {
  const rule = findRule(text);
  if (rule === null) {
    throw new UsageProblem(`There is no rule "${text}". There is: ${RULES.map(ruleName).join(', ')}.`);
  }
  return rule;
}

/**
 * Puts together what is counted: what was typed, else what the file says where it concerns the rule.
 *
 * @throws UsageProblem for what cannot be meant, such as seats where nobody is elected
 */
export function countInput(
  rule: CountingRule,
  file: BallotFile,
  wish: CountWish,
  caps: readonly SeatCap[],
): CountInput {
  const options = withWithdrawn(file.options, wish.withdrawn ?? []);
  const params = paramsOf(rule, file, wish.param ?? []);
  const lot = lotOf(options, wish.lot, file.parameters.lot);
  return {
    rule,
    params,
    options,
    ballots: file.groups,
    ...seatsOf(rule, file, wish.seats),
    ...budgetOf(rule, file, wish.budget),
    ...(lot === undefined ? {} : { lot }),
    ...(caps.length === 0 ? {} : { caps }),
    source: { format: file.format, sha256: file.sha256 },
  };
}

function withWithdrawn(options: readonly CountOption[], names: readonly OptionId[]): CountOption[] {
  requireOptions('--withdrawn', options, names);
  return options.map((option) => (names.includes(option.id) ? { ...option, withdrawn: true } : option));
}

function requireOptions(option: string, options: readonly CountOption[], names: readonly OptionId[]): void {
  const unknown = names.find((name) => !options.some(({ id }) => id === name));
  if (unknown !== undefined)
    throw new UsageProblem(`${option} names "${unknown}", which nobody can vote for.`);
}

function paramsOf(rule: CountingRule, file: BallotFile, pairs: readonly string[]): ParameterValues {
  const typed = parametersFromText(rule.parameters, namedValues(pairs));
  const params = { ...paramsOfFile(rule, file), ...typed };
  const prepared = rule.prepare(params);
  if (isRefusal(prepared)) throw new UsageProblem(prepared.because);
  return params;
}

/**
 * What the file says for this rule. What an option left unranked means is a fact of the ballots, so that it goes for
 * every rule that knows the difference.
 */
function paramsOfFile(rule: CountingRule, { parameters }: BallotFile): ParameterValues {
  const isMeant = parameters.rule !== undefined && findRule(parameters.rule)?.id === rule.id;
  const knows = (name: string, value: ParameterValue) => {
    const spec = rule.parameters[name];
    return name === 'unranked' && spec?.type === 'choice' && spec.values.some((known) => known === value);
  };
  const said = Object.entries(parameters.params ?? {});
  return Object.fromEntries(said.filter(([name, value]) => isMeant || knows(name, value)));
}

function seatsOf(rule: CountingRule, { parameters }: BallotFile, typed: string | undefined) {
  if (rule.outcome !== 'election') {
    if (typed !== undefined) throw new UsageProblem(`--seats says nothing to ${rule.id}: it elects nobody.`);
    return {};
  }
  const seats = typed === undefined ? parameters.seats : wholeNumber('--seats', typed);
  return seats === undefined ? {} : { seats };
}

function budgetOf(rule: CountingRule, { parameters }: BallotFile, typed: string | undefined) {
  if (rule.outcome !== 'funding') {
    if (typed !== undefined)
      throw new UsageProblem(`--budget says nothing to ${rule.id}: it spends nothing.`);
    return {};
  }
  const budget = typed ?? parameters.budget;
  return budget === undefined ? {} : { budget };
}

/** The withdrawn may be left out of a tie order: they are in no tie, and are put at its end. */
function lotOf(
  options: readonly CountOption[],
  typed: string | undefined,
  said: readonly OptionId[] | undefined,
): readonly OptionId[] | undefined {
  if (typed === undefined) return said;
  const names = csvFields(typed)?.map((name) => name.trim());
  if (!names) throw new UsageProblem('--lot has a quotation that is not closed.');
  requireOptions('--lot', options, names);
  const gone = options.filter(({ withdrawn }) => withdrawn === true).map(({ id }) => id);
  return [...names, ...gone.filter((id) => !names.includes(id))];
}
