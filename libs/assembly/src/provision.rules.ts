import { ceil, floor, multiply, rational, refuse, refuseAll, type Rational, type Refusal } from '#kernel';
import type { Clause } from './charter.types.js';
import { clear, type Read, type Readings } from './reading.rules.js';
import { PROVISION_TOPICS, type ProvisionTopic, type ProvisionValues } from './provision.topics.js';
import type { Amount, Parameter, Parameters } from './provision.parameters.js';
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

/** True for a cap that may come to a lot, and leaves no time between naming its source and knowing it. */
function drawsWithoutTime({ topic, parameters }: ProvisionClause<ProvisionTopic>): boolean {
  const readingsOf = (name: string) =>
    parameters.flatMap((parameter) => (parameter.name === name ? parameter.readings : []));
  const isByLot = readingsOf('remedies').some((steps) => steps.split(';').includes('LOT'));
  return topic === 'CAP' && isByLot && readingsOf('graceDays').some((days) => Number(days) < 1);
}

/**
 * Looks whether provisions ask for what no composition of the body could give: a cap that lets nobody in, or fewer of
 * a sector than the seats that are kept for it or than its floor, floors for more seats than there are, a balance of
 * a class with itself.
 *
 * @param seats the seats that the charter gives the body, each with its class and the sector for which it is kept
 */
export function checkAgainstComposition(
  clauses: readonly ProvisionClause<ProvisionTopic>[],
  seats: readonly PlannedSeat[],
): Refusal | null {
  const provisions = new Provisions(clauses);
  const within = (classes: readonly string[] | null) =>
    seats.filter(({ seatClass }) => classes?.includes(seatClass) ?? true);
  const inClasses = (classes: readonly string[] | null) => within(classes).length;
  const floors = provisions.on('FLOOR', takeFirst);
  const wrong = (because: string, clause: string) => refuse('CHARTER_CAP_IMPOSSIBLE', because, { clause });
  const faults = [
    ...clauses.filter(drawsWithoutTime).map(({ source }) => {
      const because = 'A lot is drawn from a source that nobody knows yet: give each remedy a day or more.';
      return refuse('CHARTER_LOT_WITHOUT_TIME', because, { clause: source.section });
    }),
    ...provisions.on('CAP', takeFirst).flatMap((cap) => {
      const { most, classes, clause, fromSeats, toSeats, rounding } = cap;
      const holdsHere = seats.length >= fromSeats && (toSeats === null || seats.length <= toSeats);
      const bound = Number((rounding === 'UP' ? ceil : floor)(boundOf(most, inClasses(classes))));
      if (!holdsHere) return [];
      if (bound < 1) return [wrong('This cap would let no group hold a single seat.', clause)];
      if (cap.by !== 'SECTOR') return [];
      const kept = mostOfOneSector(within(classes));
      const because = `This cap lets a sector hold ${bound} seats, and ${kept} are kept for one.`;
      const above = floors
        .filter((it) => it.classes?.join(';') === classes?.join(';'))
        .filter((it) => Number(ceil(boundOf(it.least, inClasses(classes)))) > bound);
      return [
        ...(kept > bound ? [wrong(because, clause)] : []),
        ...above.map((it) =>
          wrong(`A floor asks for more of a sector than the ${bound} it may hold.`, it.clause),
        ),
      ];
    }),
    ...floors.flatMap(({ least, classes, groups, clause }) => {
      const needed = groups.length * Number(ceil(boundOf(least, inClasses(classes))));
      const because = `These floors ask for ${needed} seats, and there are ${inClasses(classes)}.`;
      return needed > inClasses(classes) ? [wrong(because, clause)] : [];
    }),
    ...provisions.on('BALANCE', takeFirst).flatMap(({ classes, notAbove, clause }) => {
      const isOverlapping = classes === null || classes.some((name) => notAbove.includes(name));
      return isOverlapping ? [wrong('A class of seats cannot be balanced against itself.', clause)] : [];
    }),
  ];
  const [first, ...others] = faults;
  return first ? refuseAll([first, ...others]) : null;
}

/** A seat of which a charter speaks: its class, and the sector for which that is kept, where there is one. */
interface PlannedSeat {
  readonly seatClass: string;
  readonly sectorId: string | null;
}

function mostOfOneSector(seats: readonly PlannedSeat[]): number {
  const kept = seats.flatMap(({ sectorId }) => sectorId ?? []);
  return Math.max(0, ...kept.map((sector) => kept.filter((other) => other === sector).length));
}

function boundOf({ count, share }: Amount, seats: number): Rational {
  return share === null ? rational(BigInt(count ?? 0)) : multiply(share, rational(BigInt(seats)));
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

const takeFirst: Read = (_, [first]) => first.value;

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
