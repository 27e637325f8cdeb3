import { ceil, floor, multiply, parseExact, rational, refuse, type Rational, type Refusal } from '#kernel';
import type { Provision } from './provision.rules.js';

/** A body on one subject at an instant, counted. */
export interface Counts {
  /** Seats that exist, held or not: the fixed membership. */
  readonly seats: number;
  readonly filled: number;
  /** Holders who are recused from the subject. */
  readonly recused: number;
  /** Alternates who act at that instant, for holders who do not. */
  readonly alternates: number;
}

type Base = Provision<'DENOMINATOR'>['base'];

/** What a charter says that something takes: a share of a base, and what becomes of those who are recused. */
export type AskedShare = Pick<
  Provision<'DENOMINATOR'>,
  'clause' | 'base' | 'share' | 'strict' | 'least' | 'allBut' | 'recused'
>;

/** What a charter provides on votes, as a vote freezes it: of what so many are reckoned, not yet how many. */
export type VoteShare = {
  readonly clause: string;
  readonly kind: 'QUORUM' | 'MAJORITY';
  /** Who is present is noted in no vote, so nothing is reckoned of them. */
  readonly base: Exclude<Base, 'PRESENT'>;
  /** A fraction as the charter writes it. */
  readonly share: string;
  readonly strict: boolean;
  readonly least: number;
  readonly allBut: number;
  readonly recused: 'STAY' | 'LEAVE';
};

/** What votes and presence add, once they are known. */
export interface Turnout {
  readonly present: number;
  readonly yes: number;
  readonly no: number;
}

/** Of what a quorum or majority is reckoned, and how many it takes. Printed with the result. */
export interface Denominator {
  readonly clause: string;
  readonly base: Base;
  /** What the share is a share of, after recusals have left where the charter says that they do. */
  readonly of: number;
  readonly needed: number;
  readonly recused: number;
  /** True where those who are recused have left the base. */
  readonly recusedLeft: boolean;
}

/**
 * Reckons what a quorum or majority takes. What recusal removes is the charter’s: of a fixed membership nothing (4 of
 * 7 stays), of the non-conflicted all of it. Alternates who act for the recused are back in the base.
 */
export function reckon(
  { clause, base, share, strict, least, allBut, recused: rule }: AskedShare,
  { seats, filled, recused, alternates }: Counts,
  { present, yes, no }: Turnout,
): Denominator {
  const all = { SEATS: seats, FILLED: filled, PRESENT: present, VOTES: yes + no }[base];
  // Those who are recused cast no votes, so they are in no count of votes to begin with.
  const recusedLeft = rule === 'LEAVE' && base !== 'VOTES';
  // Alternates who are present are in the count of those who are.
  const back = base === 'PRESENT' ? 0 : alternates;
  const of = Math.max(0, recusedLeft ? all - recused + back : all);
  const exact = multiply(share, rational(BigInt(of)));
  const bySharing = Number(strict ? floor(exact) + 1n : ceil(exact)) - allBut;
  return { clause, base, of, needed: Math.max(bySharing, least), recused, recusedLeft };
}

/** The same of what a vote has frozen. `recused` are all who are by now, before the opening or since. */
export function reckonFrozen(
  { share, ...frozen }: VoteShare,
  counts: Counts,
  votes: Pick<Turnout, 'yes' | 'no'>,
): Denominator {
  return reckon({ ...frozen, share: shareOf(share) }, counts, { present: 0, ...votes });
}

function shareOf(text: string): Rational {
  const share = parseExact(text);
  if (share === null) throw new RangeError(`${text} is no exact fraction.`);
  return share;
}

/** Refuses a vote for which too few are left who may take part, whatever they do. */
export function refuseWithoutQuorum(
  { clause, needed }: Pick<Denominator, 'clause' | 'needed'>,
  { filled, recused, alternates }: Counts,
): Refusal | null {
  const able = filled - recused + alternates;
  if (able >= needed) return null;
  const because = `It takes ${needed}, and only ${able} may take part: wait for seats to be filled or recusals to end.`;
  return refuse('QUORUM_MISSING', because, { clause, present: able, required: needed });
}

/** Who decides on a matter, by a clause on conflicts, where too few of the body may. */
export interface Fallback {
  readonly clause: string;
  readonly decidedBy: string;
}

/** Who decides where too few are left; null where no clause says. */
export function fallbackOf(clauses: readonly Provision<'CONFLICT'>[]): Fallback | null {
  const [fallback = null] = clauses.flatMap(({ clause, decidedBy }) =>
    decidedBy === null ? [] : [{ clause, decidedBy }],
  );
  return fallback;
}

/** The refusal of a vote for which too few are left, with who decides instead where that is because of recusals. */
export function withFallback(
  refusal: Refusal,
  { recused }: Pick<Counts, 'recused'>,
  fallback: Fallback | null,
): Refusal {
  if (recused === 0 || fallback === null) return refusal;
  const { clause, decidedBy } = fallback;
  const because = `${refusal.because} By ${clause} it is for others to decide: ${decidedBy}.`;
  return { ...refusal, because, decidedBy } as Refusal;
}
