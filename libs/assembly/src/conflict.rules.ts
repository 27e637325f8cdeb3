import { overlap, refuse, type MandateId, type PersonId, type Refusal } from '#kernel';
import type { Dated, Mandate } from './assembly.types.js';
import type { Counts } from './denominator.rules.js';
import type { Provision } from './provision.rules.js';
import { spanOf } from './register.rules.js';
import type { AlternateActivation, AlternateOccasion, Recusal } from './standing.types.js';

/** Whether somebody may state that a person stays out of a subject: the person, or a steward when others held it. */
export function mayRecuse(
  {
    personId,
    by,
    isSteward,
  }: { readonly personId: PersonId; readonly by: PersonId | null; readonly isSteward: boolean },
  others: readonly Pick<Recusal, 'personId'>[],
): Refusal | null {
  if (by !== personId && !isSteward) {
    return refuse(
      'NOT_YOURS_TO_RECUSE',
      'Everybody recuses themselves; challenge it where somebody does not.',
    );
  }
  if (!others.some((other) => other.personId === personId)) return null;
  return refuse('ALREADY_RECUSED', 'This person stays out of this subject already.');
}

/** The two mandates of an activation, with the class of the seat of each. */
export interface StandIn {
  readonly alternate: Pick<Mandate, 'id' | 'personId'> & Dated & { readonly seatClass: string };
  readonly holder: Pick<Mandate, 'id' | 'personId'> & Dated & { readonly seatClass: string };
}

/** On what occasion and for how long, beside the other activations of both mandates. */
export interface Activation {
  readonly occasion: AlternateOccasion;
  readonly during: Dated;
  readonly others: readonly Pick<AlternateActivation, 'beginsAt' | 'endsAt'>[];
}

/** Whether an alternate may act for a holder on an occasion: the charter lets alternates of that class do so. */
export function mayStandIn(
  clauses: readonly Provision<'ALTERNATE'>[],
  { alternate, holder }: StandIn,
  { occasion, during, others }: Activation,
): Refusal | null {
  const clause = clauses.find(
    ({ classes, when }) => (classes?.includes(alternate.seatClass) ?? true) && when.includes(occasion),
  );
  if (!clause) {
    const because = 'The charter has no alternates of this class of seats who stand in on this occasion.';
    return refuse('NO_ALTERNATE', because);
  }
  const isIn = (mandate: Dated) =>
    mandate.beginsAt <= during.beginsAt &&
    (mandate.endsAt === null || (during.endsAt !== null && during.endsAt <= mandate.endsAt));
  if (others.some((other) => overlap(spanOf(other), spanOf(during)))) {
    return refuse(
      'ALTERNATE_TAKEN',
      'One of the two mandates has an alternate who acts at that time already.',
    );
  }
  if (isIn(alternate) && isIn(holder)) return null;
  const because =
    'The alternate and the holder hold their mandates for the whole of this time: choose a shorter one.';
  return refuse('ALTERNATE_OUT_OF_TERM', because, { clause: clause.clause });
}

/** A holder of a mandate in force, with the class of the seat. */
export interface Holder {
  readonly mandateId: MandateId;
  readonly personId: PersonId;
  readonly seatClass: string;
}

/** The classes of seats whose holders have no vote by the charter. */
export function classesWithoutVote(
  seatings: readonly Pick<Provision<'SEATING'>, 'classes' | 'votes'>[],
): ReadonlySet<string> {
  return new Set(seatings.filter(({ votes }) => !votes).flatMap(({ classes }) => classes ?? []));
}

/** What decides on who of the holders acts on a subject. */
export interface ActingFacts {
  readonly recused: ReadonlySet<PersonId>;
  /** Holders whose place an alternate takes, each with the mandate of the alternate. */
  readonly standIns: ReadonlyMap<MandateId, MandateId>;
  /** Classes of seats whose holders act only in the place of others. */
  readonly alternateClasses: ReadonlySet<string>;
}

/**
 * The alternates who stand in for the recused by the charter alone: of those who are free, who was seated first goes
 * first, so that of those whom one election seated the first elected does.
 *
 * @param holders in the order in which they were seated
 * @returns the mandate of each such holder with that of the alternate
 */
export function standInsByClause(
  clauses: readonly Provision<'ALTERNATE'>[],
  holders: readonly Holder[],
  { recused, standIns, alternateClasses }: ActingFacts,
): ReadonlyMap<MandateId, MandateId> {
  const asked = clauses.filter(({ when, byItself }) => byItself && when.includes('RECUSAL'));
  const classes = new Set(asked.flatMap((clause) => clause.classes ?? []));
  const busy = new Set(standIns.values());
  const idsOf = (which: (holder: Holder) => boolean) =>
    holders.filter(which).map(({ mandateId }) => mandateId);
  const free = idsOf(
    ({ mandateId, personId, seatClass }) =>
      classes.has(seatClass) && !recused.has(personId) && !busy.has(mandateId),
  );
  const out = idsOf(
    ({ mandateId, personId, seatClass }) =>
      !alternateClasses.has(seatClass) && recused.has(personId) && !standIns.has(mandateId),
  );
  return new Map(out.slice(0, free.length).map((holder, n) => [holder, free[n] ?? holder]));
}

/**
 * Who acts on a subject: holders who are not recused and whose place nobody takes, and alternates who take one. An
 * alternate who is recused does not act either, and the place counts as recused. Those who act are always as many as
 * `filled - recused + alternates`.
 */
export function actingOn<H extends Holder>(
  holders: readonly H[],
  { recused, standIns, alternateClasses }: ActingFacts,
): { readonly acting: readonly H[]; readonly counts: Omit<Counts, 'seats'> } {
  const regular = holders.filter(({ seatClass }) => !alternateClasses.has(seatClass));
  const replaced = regular.filter(({ mandateId }) => standIns.has(mandateId));
  const inPlace = new Set(replaced.map(({ mandateId }) => standIns.get(mandateId)));
  const able = ({ personId }: H) => !recused.has(personId);
  const alternates = holders.filter((one) => inPlace.has(one.mandateId) && able(one));
  const own = regular.filter((one) => able(one) && !standIns.has(one.mandateId));
  const acting = new Set([...own, ...alternates]);
  // Those alternates add nobody: the holder could act, and is away. The others act for somebody who may not.
  const forTheAble = new Set(replaced.filter(able).map(({ mandateId }) => standIns.get(mandateId)));
  const away = alternates.filter(({ mandateId }) => forTheAble.has(mandateId)).length;
  return {
    acting: holders.filter((one) => acting.has(one)),
    counts: {
      filled: regular.length,
      recused: regular.length - own.length - away,
      alternates: acting.size - own.length - away,
    },
  };
}
