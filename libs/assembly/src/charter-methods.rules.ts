import {
  findRule,
  parametersFromText,
  QUORUM_PARAMETERS,
  ruleName,
  SIMPLE_MAJORITY,
  type CountingRule,
  type ParameterValues,
} from '#counting';
import { isRefusal, refuse, type Refusal } from '#kernel';
import type { Method, MethodsClause, Question, Threshold, TieHandling } from './charter.types.js';

/** What a counting rule has to give for each question. */
const OUTCOMES: Readonly<Record<Question, CountingRule['outcome']>> = {
  MOTION: 'decision',
  CHOICE: 'election',
  ELECTION: 'election',
  FUNDING: 'funding',
};

/** The questions that a counting rule answers. */
export function questionsOf({ outcome }: Pick<CountingRule, 'outcome'>): Question[] {
  const questions: readonly Question[] = ['MOTION', 'CHOICE', 'ELECTION', 'FUNDING'];
  return questions.filter((question) => OUTCOMES[question] === outcome);
}

/** The rule whose share and base are the THRESHOLD clause's. */
const MAJORITY = 'majority';
/** The rule that is nothing but a lot. */
const LOT = 'lot';

/** A method as a vote freezes it: every parameter has its value. */
export interface ChosenMethod {
  /** `id@version`. */
  readonly rule: string;
  readonly parameters: ParameterValues;
  readonly ties: TieHandling;
  /** The section of the charter that permits it. */
  readonly clause: string;
}

/**
 * The method by which a question is decided: the one that names the wanted rule, or the first one for the question.
 *
 * @param wanted `id@version`; null leaves the choice to the charter
 * @returns a refusal that names the clause when the charter permits no such method
 */
export function methodFor(
  { methods, source }: MethodsClause,
  threshold: Threshold,
  { question, wanted }: { readonly question: Question; readonly wanted: string | null },
): ChosenMethod | Refusal {
  const permitted = methods.filter((method) => method.question === question);
  const method = permitted.find(({ rule }) => wanted === null || canonicalName(rule) === wanted);
  const clause = source.section;
  if (permitted.length === 0) {
    const because = `The charter has no method for a question of this kind (${question}); it has to be amended first.`;
    return refuse('NO_METHOD_FOR_QUESTION', because, { clause });
  }
  if (!method) {
    const names = permitted.map(({ rule }) => canonicalName(rule)).join(', ');
    const because = `The charter does not permit ${wanted ?? ''} for this question; it permits ${names}.`;
    return refuse('METHOD_NOT_PERMITTED', because, { clause });
  }
  const prepared = prepare(method, thresholdParameters(threshold));
  if (isRefusal(prepared)) return { ...prepared, clause };
  return { ...prepared, ties: method.ties, clause };
}

/** Looks whether every method can decide its question at all. Each refusal names the clause. */
export function checkMethods({ methods, source }: MethodsClause): Refusal | null {
  const clause = source.section;
  if (methods.length === 0) {
    return refuse('CHARTER_METHOD_MISSING', 'A body decides by one method at least.', { clause });
  }
  const names = methods.map(({ question, rule }) => `${question} ${canonicalName(rule)}`);
  if (new Set(names).size < names.length) {
    const because = 'A counting rule stands twice for the same question: keep one of them.';
    return refuse('CHARTER_METHOD_TWICE', because, { clause });
  }
  const refused = methods.map(checkMethod).find((refusal) => refusal !== null) ?? null;
  return refused && { ...refused, clause };
}

function checkMethod(method: Method): Refusal | null {
  const { question, parameters, ties } = method;
  const rule = findRule(method.rule);
  if (!rule) return refuse('CHARTER_RULE_UNKNOWN', `There is no counting rule ${method.rule}.`);
  if (rule.outcome !== OUTCOMES[question]) {
    const because = `The counting rule ${method.rule} does not answer a question of the kind ${question}.`;
    return refuse('CHARTER_RULE_UNFIT', because);
  }
  if (rule.id === LOT && ties === 'OPEN') {
    const because = 'By lot everything is a tie: where ties stay open, the lot decides nothing.';
    return refuse('CHARTER_RULE_UNFIT', because);
  }
  const names = parameters.map(({ name }) => name);
  if (new Set(names).size < names.length) {
    return refuse('CHARTER_PARAMETER_TWICE', `A parameter of ${method.rule} is given twice.`);
  }
  const foreign = names.find((name) => homeOf(rule, name) !== null);
  if (foreign !== undefined) {
    const because = `The parameter ${foreign} of ${method.rule} is stated by the clause on ${homeOf(rule, foreign) ?? ''}.`;
    return refuse('CHARTER_PARAMETER_MISPLACED', because);
  }
  // Any threshold will do here: the clause that states the true one is looked at on its own.
  const prepared = prepare(method, SIMPLE_MAJORITY);
  return isRefusal(prepared) ? prepared : null;
}

/** The topic whose clause states a parameter instead of the method; null for the method's own. */
function homeOf({ id }: CountingRule, parameter: string): 'QUORUM' | 'THRESHOLD' | null {
  if (Object.hasOwn(QUORUM_PARAMETERS, parameter)) return 'QUORUM';
  return id === MAJORITY && Object.hasOwn(SIMPLE_MAJORITY, parameter) ? 'THRESHOLD' : null;
}

function prepare(
  { rule: name, parameters }: Method,
  threshold: ParameterValues,
): Pick<ChosenMethod, 'rule' | 'parameters'> | Refusal {
  const rule = findRule(name);
  if (!rule) return refuse('CHARTER_RULE_UNKNOWN', `There is no counting rule ${name}.`);
  const texts = Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.value]));
  const own = parametersFromText(rule.parameters, texts);
  const prepared = rule.prepare(rule.id === MAJORITY ? { ...own, ...threshold } : own);
  return isRefusal(prepared) ? prepared : { rule: ruleName(rule), parameters: prepared.params };
}

function thresholdParameters({ share, strict, base }: Threshold): ParameterValues {
  return { threshold: `${share.num}/${share.den}`, strict, base: base.toLowerCase() };
}

function canonicalName(name: string): string {
  const rule = findRule(name);
  return rule ? ruleName(rule) : name;
}
