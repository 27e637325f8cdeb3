import { FollowedBodies, isIn } from '#assembly';
import type { SectorId } from '#kernel';
import type { Entry } from '#transparency';

/** Who sits where, as far as a record has told by an entry: seats and mandates, not the people who hold them. */
export class SeatsSeen {
  readonly #bodies = new FollowedBodies();

  see(entry: Entry, index: number): void {
    this.#bodies.see(entry, index);
  }

  /**
   * In what capacity somebody acted for a body: the seat that the entry names was held then, on behalf of whom it says.
   * Null where it was not.
   */
  heldBy({ actor, at }: Entry, bodyId: string): { readonly sectorId: SectorId | null } | null {
    const seat = this.#bodies.seat(actor.seat ?? '');
    const held = this.#bodies
      .mandatesOf(bodyId)
      .find(
        (mandate) =>
          mandate.seatId === seat?.id && mandate.onBehalfOf === actor.org && isIn(mandate, new Date(at)),
      );
    return seat && held ? { sectorId: seat.sectorId ?? this.#bodies.sectorOf(held.onBehalfOf) } : null;
  }
}
