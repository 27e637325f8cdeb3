import { breachesOf, shortfallsOf, type Breach, type Composition } from './cap.rules.js';
import type { Provision, Provisions } from './provision.rules.js';
import { underEveryReading, type Read, type Rulings } from './reading.rules.js';
import type { RemedyChain } from './remedy.rules.js';

/** A breach beyond doubt, with what the charter has against it. */
export interface Breached {
  readonly breach: Breach;
  /** The cap; null where there are too few. */
  readonly cap: Provision<'CAP'> | null;
  readonly chain: RemedyChain;
}

/** What a body breaches under every reading; what is open waits for its ruling. */
export function breachedBy(
  provisions: Provisions,
  composition: Composition,
  rulings: Rulings,
): readonly Breached[] {
  const { cases } = underEveryReading(rulings, (read) => {
    const breaches = [
      ...breachesOf(provisions, composition, read),
      ...shortfallsOf(provisions, composition, read),
    ];
    return breaches.flatMap((breach) => {
      const chain = chainAgainst(breach, provisions, read);
      const cap = provisions.on('CAP', read).find(({ clause }) => clause === breach.clause) ?? null;
      return chain ? [{ breach, chain, cap: breach.topic === 'CAP' ? cap : null }] : [];
    });
  });
  const [{ answer: first }] = cases;
  const isIn = ({ breach }: Breached) =>
    cases.every(({ answer }) =>
      answer.some((other) => other.breach.clause === breach.clause && other.breach.group === breach.group),
    );
  return first.filter(isIn);
}

/** What the charter has against a breach: a cap has its own steps; where there are too few, seats are filled in time. */
export function chainAgainst(
  { topic, clause }: Pick<Breach, 'topic' | 'clause'>,
  provisions: Provisions,
  read: Read,
): RemedyChain | null {
  const says = provisions.on(topic, read).find((one) => one.clause === clause);
  if (!says) return null;
  return 'remedies' in says ? says : { remedies: ['FILL'], graceDays: says.graceDays };
}
