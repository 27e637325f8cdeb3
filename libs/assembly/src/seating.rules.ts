import { refuse, type Refusal } from '#kernel';
import { breachesOf, type Breach, type Composition, type Seated } from './cap.rules.js';
import type { Provisions } from './provision.rules.js';
import { refuseOpen, underEveryReading, type Rulings } from './reading.rules.js';

/**
 * Whether one more may be seated beside those who are: refuses what would breach a cap or a balance, or a breach
 * that would become worse by it. A breach that stood before is no reason to keep others out.
 *
 * @param before the body without the person
 */
export function mayJoin(
  { provisions, rulings }: { readonly provisions: Provisions; readonly rulings: Rulings },
  before: Composition,
  joining: Seated,
): Refusal | null {
  const after = { ...before, seated: [...before.seated, joining] };
  const { cases, agreed } = underEveryReading(
    rulings,
    (read) => {
      const stood = breachesOf(provisions, before, read);
      return breachesOf(provisions, after, read).filter(
        (breach) => breach.topic !== 'FLOOR' && !stood.some((old) => isAsBad(old, breach)),
      );
    },
    (a, b) => (a.length === 0) === (b.length === 0),
  );
  const [breach] = cases[0].answer;
  if (agreed) return breach ? refuseBreach(breach) : null;
  return refuseOpen(cases, 'Whether a cap holds');
}

function isAsBad(old: Breach, breach: Breach): boolean {
  return old.clause === breach.clause && old.group === breach.group && old.holds >= breach.holds;
}

function refuseBreach({ clause, group, holds, bound }: Breach): Refusal {
  const because = `One group would hold ${holds} seats, and it may hold ${bound}: seat somebody of another group.`;
  return refuse('CAP_EXCEEDED', because, { clause, group, holds, bound });
}
