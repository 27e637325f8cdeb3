import type { BodyId, BoxId, CoalitionId, Id, MandateId } from '#kernel';
import type { Dated } from './assembly.types.js';
import type { Provision } from './provision.rules.js';

/** A meeting or a vote of a body, and which of its holders were there. */
export interface Occasion {
  readonly coalitionId: CoalitionId;
  readonly id: Id<'Occasion'>;
  readonly version: number;
  readonly bodyId: BodyId;
  readonly kind: 'MEETING' | 'VOTE';
  readonly heldAt: Date;
  /** The vote; null for a meeting. */
  readonly boxId: BoxId | null;
  readonly attended: readonly MandateId[];
  readonly missed: readonly MandateId[];
  readonly excused: readonly MandateId[];
}

/** What a holder may do less, for a time, because they stayed away. */
export interface MandateStatus extends Dated {
  readonly coalitionId: CoalitionId;
  readonly id: Id<'MandateStatus'>;
  readonly version: number;
  readonly bodyId: BodyId;
  readonly mandateId: MandateId;
  readonly becomes: Exclude<Provision<'STATUS'>['becomes'], 'ENDED'>;
  readonly clause: string;
}
