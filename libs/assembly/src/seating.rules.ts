import { refuse, type Refusal } from '#kernel';
import { breachesOf, type Breach, type Composition, type Seated } from './cap.rules.js';
import type { Provision, Provisions } from './provision.rules.js';
import { refuseOpen, underEveryReading, type Rulings } from './reading.rules.js';

/** A charter, and what was ruled on it. */
interface Rules {
  readonly provisions: Provisions;
  readonly rulings: Rulings;
}

/**
 * Whether one more may be seated beside those who are: refuses what would breach a cap or a balance, or a breach
 * that would become worse by it. A breach that stood before is no reason to keep others out.
 *
 * @param before the body without the person
 */
export function mayJoin(rules: Rules, before: Composition, joining: Seated): Refusal | null {
  return mayBeside(rules, { before, joining }, ({ topic }) => topic !== 'FLOOR');
}

/**
 * Whether they may also sit beside those who will be there later. Only caps can be foreseen that are a number or a share
 * of the seats: how many of the seats that fall vacant until then will be filled, and by whom, is not known.
 *
 * @param before the body at the later instant, without the person
 */
export function mayStay(rules: Rules, before: Composition, joining: Seated): Refusal | null {
  return mayBeside(rules, { before, joining }, (breach, caps) => isForeseen(breach, caps));
}

/** True for the breach of a cap that does not depend on who fills what falls vacant. */
export function isForeseen({ topic, clause }: Breach, caps: readonly Provision<'CAP'>[]): boolean {
  const cap = topic === 'CAP' ? caps.find((one) => one.clause === clause) : undefined;
  return cap !== undefined && (cap.most.share === null || cap.of === 'SEATS');
}

function mayBeside(
  { provisions, rulings }: Rules,
  { before, joining }: { readonly before: Composition; readonly joining: Seated },
  matters: (breach: Breach, caps: readonly Provision<'CAP'>[]) => boolean,
): Refusal | null {
  const after = { ...before, seated: [...before.seated, joining] };
  const { cases, agreed } = underEveryReading(
    rulings,
    (read) => {
      const stood = breachesOf(provisions, before, read);
      const caps = provisions.on('CAP', read);
      return breachesOf(provisions, after, read).filter(
        (breach) => matters(breach, caps) && !stood.some((old) => isAsBad(old, breach)),
      );
    },
    (a, b) => (a.length === 0) === (b.length === 0),
  );
  const [breach] = cases[0].answer;
  if (agreed) return breach ? refuseBreach(breach) : null;
  const doubtsBy = provisions.on('CAP', (_, [first]) => first.value).flatMap((cap) => cap.doubtsBy ?? []);
  const open = refuseOpen(cases, 'Whether a cap holds');
  if (doubtsBy.length === 0) return open;
  const decidedBy = [...new Set(doubtsBy)].join('; ');
  return {
    ...open,
    because: `${open.because} By the charter it is decided by ${decidedBy}.`,
    decidedBy,
  } as Refusal;
}

function isAsBad(old: Breach, breach: Breach): boolean {
  return old.clause === breach.clause && old.group === breach.group && old.holds >= breach.holds;
}

function refuseBreach({ clause, group, holds, bound }: Breach): Refusal {
  const because = `One group would hold ${holds} seats, and it may hold ${bound}: seat somebody of another group.`;
  return refuse('CAP_EXCEEDED', because, { clause, group, holds, bound });
}
