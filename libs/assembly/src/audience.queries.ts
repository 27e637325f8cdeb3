import type { BodyId } from '#kernel';
import type { Act } from '#record';
import { audienceOf, shownBy } from './disclosure.rules.js';
import type { Audience, DisclosedKind } from './disclosure.types.js';
import { provisionsAt } from './eligibility.rules.js';
import { standing } from './seating.service.js';
import { rulesOfBody } from './seating.queries.js';

/** Who sees something of a kind by the charters that bodies have at the instant of an act. */
export async function audienceIn(
  act: Pick<Act, 'db' | 'coalitionId' | 'now'>,
  bodies: readonly BodyId[],
  kind: DisclosedKind,
): Promise<Audience> {
  const { db, coalitionId, now } = act;
  const given = [];
  for (const bodyId of new Set(bodies)) {
    const { body } = await standing(act, bodyId);
    const known = { coalitionId, bodyId, asKnownAt: now };
    const { rulebook, rulings } = await rulesOfBody(db, known, { zone: body.zone, at: now });
    const provisions = provisionsAt(rulebook, now);
    given.push({ bodyId, shownTo: provisions && shownBy(provisions, kind, rulings) });
  }
  return audienceOf(given);
}

/** To whom something is shown, as an entry tells it. */
export function toldOf({ shownTo, shownBodies }: Audience) {
  return { shownTo, shownBodies: [...shownBodies] };
}
