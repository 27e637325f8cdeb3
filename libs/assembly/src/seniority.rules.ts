import { refuse, type MandateId, type Refusal } from '#kernel';
import { provisionsAt } from './eligibility.rules.js';
import type { BodyRules } from './eligibility.types.js';
import type { Provision } from './provision.rules.js';
import { questionsIn, underEveryReading } from './reading.rules.js';
import { lastReview, leavingBySeniority, type Senior } from './term.rules.js';

/** A holder, with the class of the seat. */
export type ClassedSenior = Senior & { readonly seatClass: string };

/** What a look at the seniority of a body's holders finds. */
export interface Seniority {
  readonly term: Provision<'TERM'>;
  readonly reviewedOn: Date;
  /** Who leaves; nobody while a ruling is needed. */
  readonly leave: readonly MandateId[];
  readonly endsAt: Date;
  readonly questions: readonly string[];
}

/**
 * Who leaves by seniority as of the last of the charter's days, on the roster of that day; null where the charter in force
 * ends no terms by it, or not yet this year.
 *
 * @param rosterOn the holders whose mandates were not over on a day
 */
export function seniorityOf(
  { rulebook, rulings, zone }: BodyRules,
  now: Date,
  rosterOn: (reviewedOn: Date) => readonly ClassedSenior[],
): Seniority | null {
  const found = reviewAt({ rulebook, zone }, now);
  if (!found) return null;
  const { term, reviewedOn } = found;
  const roster = rosterOn(reviewedOn).filter(({ seatClass }) => term.classes?.includes(seatClass) ?? true);
  const { cases, agreed } = underEveryReading(
    rulings,
    (read) => leavingBySeniority(term, roster, { at: reviewedOn, zone, read }),
    (a, b) => String(a.leave.toSorted()) === String(b.leave.toSorted()),
  );
  const [{ answer }] = cases;
  return {
    term,
    reviewedOn,
    leave: agreed ? answer.leave : [],
    endsAt: answer.endsAt,
    questions: agreed ? [] : questionsIn(cases),
  };
}

/** The place of a mandate in the order that a body keeps, from 1; null for one that is not in it. */
export function placeIn(list: readonly MandateId[], mandateId: MandateId): number | null {
  const at = list.indexOf(mandateId);
  return at < 0 ? null : at + 1;
}

/** Whether an order may be kept: it names every holder of the body, each once. */
export function mayList(mandates: readonly MandateId[], holding: readonly MandateId[]): Refusal | null {
  const isAll = mandates.length === holding.length && holding.every((id) => mandates.includes(id));
  if (isAll && holding.length > 0) return null;
  return refuse('LIST_INCOMPLETE', 'An order of holders names each who holds a seat of the body, once.');
}

/** The clause that ends terms by seniority, and the last of its days up to an instant; null where there is none. */
export function reviewAt(
  { rulebook, zone }: Pick<BodyRules, 'rulebook' | 'zone'>,
  now: Date,
): Pick<Seniority, 'term' | 'reviewedOn'> | null {
  const [term] =
    provisionsAt(rulebook, now)
      ?.on('TERM', (_, [first]) => first.value)
      .filter(({ ends }) => ends === 'SENIORITY') ?? [];
  const reviewedOn = term && lastReview(term, now, zone);
  return term && reviewedOn ? { term, reviewedOn } : null;
}
