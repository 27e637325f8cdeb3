import { isEmpty, overlap, refuse, type Refusal } from '#kernel';

interface Dated {
  readonly beginsAt: Date;
  readonly endsAt: Date | null;
}

/** Whether a person may say that they are away for a time, beside what they have said already. */
export function mayDeclare(span: Dated, others: readonly Dated[], now: Date): Refusal | null {
  const wanted = { from: span.beginsAt, until: span.endsAt };
  if (isEmpty(wanted)) {
    return refuse(
      'SPAN_REVERSED',
      'This would end before it begins: choose a later end or an earlier begin.',
    );
  }
  if (span.endsAt !== null && span.endsAt <= now) {
    return refuse('SPAN_IN_THE_PAST', 'This is over. Say when you are away from now on.');
  }
  const other = others.find(({ beginsAt, endsAt }) => overlap(wanted, { from: beginsAt, until: endsAt }));
  if (!other) return null;
  const because =
    'You have said so for a part of this time already: withdraw that first, or choose another time.';
  return refuse('UNAVAILABILITY_OVERLAPS', because, { from: other.beginsAt, until: other.endsAt });
}
