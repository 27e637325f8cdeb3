import { compare, parseExact, refuse, ZERO, type BodyId, type OrganizationId, type Refusal } from '#kernel';
import type { Audience, DisclosedKind, FundingAmount, ShownBy } from './disclosure.types.js';
import type { Provision, Provisions } from './provision.rules.js';
import { MOST_CASES, underEveryReading, type Rulings } from './reading.rules.js';

const WIDTH: Readonly<Record<ShownBy, number>> = { BODY: 1, COALITION: 2, PUBLIC: 3 };

/**
 * To whom a charter shows things of a kind; null where it shows them to nobody. Of several clauses, and of several
 * readings, the one holds that shows it to the fewest: what is doubtful is not shown.
 */
export function shownBy(
  provisions: Pick<Provisions, 'on'>,
  kind: DisclosedKind,
  rulings: Rulings,
): ShownBy | null {
  const { cases } = underEveryReading(rulings, (read) =>
    narrowest(provisions.on('DISCLOSURE', read).filter(({ of }) => of.includes(kind))),
  );
  const answers = cases.flatMap(({ answer }) => answer ?? []);
  if (answers.length < cases.length || cases.length >= MOST_CASES) return null;
  return narrowest(answers.map((shownTo) => ({ shownTo })));
}

function narrowest(clauses: readonly Pick<Provision<'DISCLOSURE'>, 'shownTo'>[]): ShownBy | null {
  const [first] = clauses.map(({ shownTo }) => shownTo).sort((a, b) => WIDTH[a] - WIDTH[b]);
  return first ?? null;
}

/** Who sees what is disclosed under the charters of several bodies: each gives what it gives, and none takes it away. */
export function audienceOf(
  given: readonly { readonly bodyId: BodyId; readonly shownTo: ShownBy | null }[],
): Audience {
  const isShownTo = (whom: ShownBy) => given.filter(({ shownTo }) => shownTo === whom);
  if (isShownTo('PUBLIC').length > 0) return { shownTo: 'PUBLIC', shownBodies: [] };
  if (isShownTo('COALITION').length > 0) return { shownTo: 'COALITION', shownBodies: [] };
  const shownBodies = isShownTo('BODY').map(({ bodyId }) => bodyId);
  return { shownTo: shownBodies.length > 0 ? 'BODIES' : null, shownBodies };
}

/** Whether somebody may tell of the funding of an organization: who holds a mandate on its behalf. */
export function mayTellOfFunding(holdsForIt: boolean): Refusal<'NOT_ON_ITS_BEHALF'> | null {
  if (holdsForIt) return null;
  const because =
    'Only who holds a mandate on behalf of an organization tells of its funding. Ask one of them.';
  return refuse('NOT_ON_ITS_BEHALF', because);
}

/** Who pays whom, and how much. */
export interface FundingFacts extends FundingAmount {
  readonly organizationId: OrganizationId;
  readonly funderId: OrganizationId | null;
  readonly funderName: string | null;
}

/** Whether what is told of funding can be so: one funder who is another, and an amount or a band of amounts. */
export function checkFunding(facts: FundingFacts): Refusal | null {
  const { organizationId, funderId, funderName, currency, least, most } = facts;
  if ((funderId === null) === (funderName === null)) {
    return refuse('FUNDER_UNCLEAR', 'Name the funder: a partner of the coalition, or another by its name.');
  }
  if (funderId === organizationId) {
    return refuse('FUNDS_ITSELF', 'An organization does not fund itself: name another funder.');
  }
  const [from, to] = [amountOf(least), amountOf(most ?? least)];
  if (!from || !to || !/^[A-Z]{3}$/.test(currency)) {
    const because =
      'An amount is written such as 1200 or 1200.50, its currency by three letters such as EUR.';
    return refuse('AMOUNT_UNCLEAR', because);
  }
  if (compare(from, to) <= 0) return null;
  return refuse('BAND_REVERSED', 'This band ends below its begin: exchange the two amounts.');
}

function amountOf(text: string) {
  const amount = /^\d{1,15}(\.\d{1,2})?$/.test(text) ? parseExact(text) : null;
  return amount && compare(amount, ZERO) >= 0 ? amount : null;
}
