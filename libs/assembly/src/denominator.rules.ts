import { ceil, floor, multiply, rational, refuse, type Refusal } from '#kernel';
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

/** What votes and presence add, once they are known. */
export interface Turnout {
  readonly present: number;
  readonly yes: number;
  readonly no: number;
}

/** Of what a quorum or majority is reckoned, and how many it takes. Printed with the result. */
export interface Denominator {
  readonly clause: string;
  readonly base: Provision<'DENOMINATOR'>['base'];
  /** What the share is a share of, after recusals have left where the charter says that they do. */
  readonly of: number;
  readonly needed: number;
  readonly recused: number;
  /** True where those who are recused have left the base. */
  readonly recusedLeft: boolean;
}

/**
 * Reckons what a quorum or majority takes. What recusal removes is the charter’s: of a fixed membership nothing (4 of
 * 7 stays), of the non-conflicted all of it.
 */
export function reckon(
  { clause, base, share, strict, least, allBut, recused: rule }: Provision<'DENOMINATOR'>,
  { seats, filled, recused }: Counts,
  { present, yes, no }: Turnout,
): Denominator {
  const all = { SEATS: seats, FILLED: filled, PRESENT: present, VOTES: yes + no }[base];
  // Those who are recused cast no votes, so they are in no count of votes to begin with.
  const recusedLeft = rule === 'LEAVE' && base !== 'VOTES';
  const of = Math.max(0, recusedLeft ? all - recused : all);
  const exact = multiply(share, rational(BigInt(of)));
  const bySharing = Number(strict ? floor(exact) + 1n : ceil(exact)) - allBut;
  return { clause, base, of, needed: Math.max(bySharing, least), recused, recusedLeft };
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
