import { refuse, refuseAll, type Refusal } from '#kernel';
import type { Clause } from './charter.types.js';
import { clear, type Read, type Readings } from './reading.rules.js';
import { PROVISION_TOPICS, type ProvisionTopic, type ProvisionValues } from './provision.topics.js';
import type { Parameter, Parameters } from './provision.parameters.js';
import type { ProvisionClause } from './provision.types.js';

/** What a charter provides on one matter: the section in which its words stand, and its values. */
export type Provision<T extends ProvisionTopic> = ProvisionValues<T> & { readonly clause: string };

/** True for a clause on one of the topics of provisions. */
export function isProvision(clause: Clause): clause is ProvisionClause<ProvisionTopic> {
  return Object.hasOwn(PROVISION_TOPICS, clause.topic);
}

/** Looks whether a clause says what its topic asks for. Names everything that is wrong with it. */
export function checkProvision(clause: ProvisionClause<ProvisionTopic>): Refusal | null {
  const { parameters }: { parameters: Parameters } = PROVISION_TOPICS[clause.topic];
  const wrong = (because: string, parameter: string) =>
    refuse('CHARTER_PROVISION_IMPOSSIBLE', because, { clause: clause.source.section, parameter });
  const given = clause.parameters.map(({ name }) => name);
  const faults = [
    ...clause.parameters.flatMap(({ name, readings }, at) => {
      const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
      if (!parameter) return [wrong(`A clause on ${clause.topic} has no parameter ${name}.`, name)];
      if (given.indexOf(name) !== at) return [wrong(`The parameter ${name} is given twice.`, name)];
      if (readings.length === 0 || new Set(readings).size !== readings.length) {
        return [wrong(`The parameter ${name} has a reading, and each of its readings once.`, name)];
      }
      const bad = readings.find((text) => parameter.parse(text) === undefined);
      if (bad === undefined) return [];
      return [wrong(`The parameter ${name} cannot be ${bad}: it is ${parameter.expected}.`, name)];
    }),
    ...Object.entries(parameters)
      .filter(([name, { silence }]) => !silence && !given.includes(name))
      .map(([name, { meaning }]) => wrong(`The parameter ${name} is missing: ${meaning}`, name)),
  ];
  const [first, ...others] = faults;
  return first ? refuseAll([first, ...others]) : null;
}

/** A clause with its parameters read. */
interface ReadClause {
  readonly clause: string;
  /** The parameters that are clear, and the clause. */
  readonly plain: Settled;
  /** Those with several readings. */
  readonly open: readonly (readonly [name: string, readings: Readings<unknown>])[];
  /** What has been settled, by the values that were read: a charter is read once and asked often. */
  readonly made: { readonly values: readonly unknown[]; readonly settled: Settled }[];
  /** The same as text, to tell whether two clauses say the same. */
  readonly says: string;
}

/** What clauses of one topic say on one matter. */
interface Matter {
  readonly topic: ProvisionTopic;
  /** The strongest clauses on it; several where they contradict each other. */
  readonly among: Readings<ReadClause>;
  /** The provision, where nothing about it is open. */
  readonly plain: Settled | null;
}

type Settled = Readonly<Record<string, unknown>>;

/** What a charter provides, read once and then asked often. */
export class Provisions {
  readonly #matters: readonly Matter[];

  /** Throws a RangeError for a clause that `checkProvision` refuses. */
  constructor(clauses: readonly ProvisionClause<ProvisionTopic>[]) {
    const matters = new Map<string, ProvisionClause<ProvisionTopic>[]>();
    for (const clause of clauses) {
      const matter = matterOf(clause);
      matters.set(matter, [...(matters.get(matter) ?? []), clause]);
    }
    this.#matters = [...matters.values()].flatMap(readMatter);
  }

  /**
   * What the charter provides on a topic, one provision a matter. Where clauses of equal precedence contradict each
   * other on a matter, which of them holds is a question of its own; so is every parameter with several readings.
   */
  on<T extends ProvisionTopic>(topic: T, read: Read): readonly Provision<T>[] {
    const settled = this.#matters
      .filter((matter) => matter.topic === topic)
      .map(({ plain, among }) => plain ?? settle(topic, among, read));
    // Every parameter of the topic has just been given a value of its own type.
    return settled as readonly Settled[] as readonly Provision<T>[];
  }
}

function readMatter(clauses: readonly ProvisionClause<ProvisionTopic>[]): Matter[] {
  const most = Math.max(...clauses.map(({ precedence }) => precedence));
  const strongest = clauses.filter(({ precedence }) => precedence === most);
  const different = new Map(strongest.map(readClause).map((clause) => [clause.says, clause]));
  const [first, ...others] = [...different.values()].map((value) => ({ words: value.clause, value }));
  const topic = strongest[0]?.topic;
  if (!first || !topic) return [];
  const among: Readings<ReadClause> = [first, ...others];
  const isPlain = others.length === 0 && first.value.open.length === 0;
  return [{ topic, among, plain: isPlain ? first.value.plain : null }];
}

function settle(topic: ProvisionTopic, among: Readings<ReadClause>, read: Read): Settled {
  const sections = among.map(({ words }) => words).join(' or ');
  const { clause, plain, open, made } = read(`${topic}: which holds, ${sections}`, among);
  const values = open.map(([name, readings]) => read(`${topic}.${name} of ${clause}`, readings));
  const known = made.find((it) => it.values.every((value, at) => value === values[at]));
  if (known) return known.settled;
  const settled: Record<string, unknown> = { ...plain };
  for (const [at, [name]] of open.entries()) settled[name] = values[at];
  made.push({ values, settled });
  return settled;
}

function readClause(clause: ProvisionClause<ProvisionTopic>): ReadClause {
  const specs: Parameters = PROVISION_TOPICS[clause.topic].parameters;
  const given = new Map(clause.parameters.map(({ name, readings }) => [name, readings]));
  const parameters = Object.entries(specs).map(([name, spec]): [string, Readings<unknown>] => [
    name,
    readParameter(spec, given.get(name) ?? []),
  ]);
  const { section } = clause.source;
  const clear = parameters.filter(([, readings]) => readings.length === 1);
  const plain: Record<string, unknown> = { clause: section };
  for (const [name, readings] of clear) plain[name] = readings[0].value;
  return {
    clause: section,
    plain,
    open: parameters.filter(([, readings]) => readings.length > 1),
    made: [],
    says: JSON.stringify(parameters.map(([, readings]) => readings.map(({ words }) => words))),
  };
}

function readParameter(spec: Parameter<unknown>, texts: readonly string[]): Readings<unknown> {
  const [first, ...others] = texts.map((words) => ({ words, value: spec.parse(words) }));
  if (first) return [first, ...others];
  if (!spec.silence) throw new RangeError('A charter that was not checked is silent where it must speak.');
  return clear(spec.silence.value);
}

function matterOf({ topic, parameters }: ProvisionClause<ProvisionTopic>): string {
  const matter: readonly string[] = PROVISION_TOPICS[topic].matter;
  const about = matter.map((name) => parameters.find((it) => it.name === name)?.readings ?? null);
  return JSON.stringify([topic, about]);
}

/** The provisions that speak of a class of seats: those on it, and those on all. */
export function ofClass<P extends { readonly classes: readonly string[] | null }>(
  provisions: readonly P[],
  seatClass: string,
): readonly P[] {
  return provisions.filter(({ classes }) => classes?.includes(seatClass) ?? true);
}
