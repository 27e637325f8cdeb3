import { canonicalize, sha256, toBase64, utf8 } from '#transparency';
import type { PublicReason, Turn } from './turn.types.js';

/** The kinds of entries that rotations write. */
export const ROTATION_PLANNED = 'rotation.planned';
export const ROTATION_REPLANNED = 'rotation.replanned';
export const TURNS_PUBLISHED = 'rotation.published';
export const TURN_BEGUN = 'rotation.turn_begun';
export const TURN_OVERRIDDEN = 'rotation.turn_overridden';
export const TURN_MISSED = 'rotation.turn_missed';
export const TURNS_SWAPPED = 'rotation.turns_swapped';
export const TURN_HANDED_OVER = 'rotation.turn_handed_over';
export const SWAP_OFFERED = 'swap.offered';
export const SWAP_ACCEPTED = 'swap.accepted';
export const UNAVAILABILITY_DECLARED = 'unavailability.declared';
export const UNAVAILABILITY_WITHDRAWN = 'unavailability.withdrawn';

/** A turn as the documents of a rotation's entries tell it: who holds it only by the mandate, nobody's absence. */
export type TurnEntryLine = {
  readonly slot: number;
  readonly number: number;
  readonly beginsAt: string;
  readonly endsAt: string;
  readonly sector: string | null;
  readonly holder: string | null;
  readonly state: string;
  readonly cause: string;
  readonly corrects: number | null;
  readonly reason: Omit<PublicReason, 'before'>;
};

/** The turns that an entry changes, as a document, and what the entry's body says of it. */
export function turnsDocument(turns: readonly Turn[]) {
  const lines: TurnEntryLine[] = turns.map((turn) => ({
    slot: turn.slot,
    number: turn.version,
    beginsAt: turn.beginsAt.toISOString(),
    endsAt: turn.endsAt.toISOString(),
    sector: turn.sectorId,
    holder: turn.mandateId,
    state: turn.state,
    cause: turn.cause,
    corrects: turn.corrects,
    reason: withoutPeople(turn.reason),
  }));
  // Plain data through and through: what JSON cannot say makes `canonicalize` throw.
  const content = utf8(canonicalize(lines));
  return {
    body: { turns: toBase64(sha256(content)), changed: turns.length },
    documents: [{ mediaType: 'application/json', content }],
  };
}

function withoutPeople({ before: _, ...reason }: PublicReason): Omit<PublicReason, 'before'> {
  return reason;
}
