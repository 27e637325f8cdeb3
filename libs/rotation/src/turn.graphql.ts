import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { CoalitionId, Id, MandateId, MultilingualText, PersonId, SectorId } from '#kernel';
import {
  ActInput,
  ChangeInput,
  connectionOf,
  DateTime,
  Node,
  PlainText,
  registerNoun,
  resultOf,
  TextField,
} from '#platform';
import { Receipt, type ReceiptRow } from '#record';
import { IsOptional } from 'class-validator';
import type { TurnCause } from './explanation.rules.js';
import { RotationChanged } from './rotation.graphql.js';
import type {
  PublicReason,
  RotationId,
  Swap,
  SwapId,
  Turn,
  TurnId,
  TurnState,
  Unavailability,
} from './turn.types.js';

registerNoun('Turn', 'tur');
registerNoun('TurnSwap', 'swp');
registerNoun('Unavailability', 'una');

const LONGEST_REASON = 2000;
const LONGEST_NOTE = 10_000;

const TurnStates = {
  PLANNED: 'PLANNED',
  PUBLISHED: 'PUBLISHED',
  BEGUN: 'BEGUN',
  MISSED: 'MISSED',
} as const satisfies Record<TurnState, string>;
registerEnumType(TurnStates, {
  name: 'TurnState',
  description: 'Where a turn stands.',
  valuesMap: {
    PLANNED: { description: 'It can be planned anew.' },
    PUBLISHED: { description: 'It changes by a swap that both want, or is overridden with a reason.' },
    BEGUN: { description: 'It is or was served, and counts for whoever serves it.' },
    MISSED: { description: 'Nobody served it, and it counts for nobody.' },
  },
});

@ObjectType('HandoverNote', { description: 'What one who had a turn leaves for whoever has the next.' })
export class HandoverNoteObject {
  @Field(() => String, { description: 'The note, or that it was erased.' })
  text!: string;

  @Field(() => DateTime, { description: 'When it was written.' })
  writtenAt!: Date;
}

@ObjectType('Turn', { implements: () => [Node], description: 'One dated stint in a rotating role.' })
export class TurnObject extends Node implements Turn {
  coalitionId!: CoalitionId;
  declare id: TurnId;
  rotationId!: RotationId;
  slot!: number;
  sectorId!: SectorId | null;
  mandateId!: MandateId | null;
  personId!: PersonId | null;
  cause!: TurnCause;
  reason!: PublicReason;
  away!: readonly PersonId[];
  corrects!: number | null;
  changedAt!: Date;
  entryVersion!: number;

  @Field(() => Int, { description: 'How often it has changed; from 1.' })
  version!: number;

  @Field(() => Int, { description: 'Its number in the rotation, from 1.' })
  number?: number;

  @Field(() => DateTime, { description: 'When it begins; the turn before ends then.' })
  beginsAt!: Date;

  @Field(() => DateTime, { description: 'When it ends, exclusive.' })
  endsAt!: Date;

  @Field(() => TurnStates, { description: 'Where it stands.' })
  state!: TurnState;

  @Field(() => [String], {
    description:
      'Why it is whose it is, in plain sentences; who was away is told to people of the coalition alone.',
  })
  explanation?: string[];

  @TextField(
    'The same as one text with a sentence a line, in English, French, Spanish or Arabic; names stay as they are.',
  )
  explanationText?: MultilingualText;
}

export const TurnConnection = connectionOf(TurnObject, 'Turn');

@ObjectType('TurnSwap', {
  implements: () => [Node],
  description: 'An offer to exchange two turns of a rotation.',
})
export class TurnSwapObject extends Node implements Swap {
  coalitionId!: CoalitionId;
  declare id: SwapId;
  rotationId!: RotationId;
  givenSlot!: number;
  takenSlot!: number;
  offeredBy!: PersonId;
  offeredTo!: PersonId;

  @Field(() => Int, { description: 'How often it has changed; from 1.' })
  version!: number;

  @Field(() => DateTime, { description: 'When it was offered.' })
  offeredAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When the other holder consented; null until then.' })
  acceptedAt!: Date | null;

  @Field(() => [String], {
    description: 'What it does to the counts of both, in plain sentences.',
  })
  effect?: string[];

  @TextField('The same as one text with a sentence a line, in English, French, Spanish or Arabic.')
  effectText?: MultilingualText;
}

@ObjectType('Unavailability', {
  implements: () => [Node],
  description: 'A time at which the caller takes no turns; nobody else is shown it.',
})
export class UnavailabilityObject extends Node implements Unavailability {
  coalitionId!: CoalitionId;
  declare id: Id<'Unavailability'>;
  personId!: PersonId;

  @Field(() => Int, { description: 'How often it has changed; from 1.' })
  version!: number;

  @Field(() => DateTime, { description: 'From when on.' })
  beginsAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'Until when, exclusive; null without an end.' })
  endsAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was taken back; null while it holds.' })
  withdrawnAt!: Date | null;
}

@InputType({ description: 'A turn to give to somebody against the plan.' })
export class OverrideTurnInput extends ChangeInput {
  @Field(() => ID, { description: 'The turn; expectedVersion is the version of its rotation.' })
  turnId!: string;

  @Field(() => ID, { nullable: true, description: 'Who is to have it; nobody when it is left out.' })
  personId?: string | null;

  @Field(() => String, { description: 'Why; the people of the coalition can read it.' })
  @PlainText({ max: LONGEST_REASON })
  because!: string;
}

@InputType({ description: 'A turn whose holder did not come.' })
export class MarkTurnMissedInput extends ChangeInput {
  @Field(() => ID, { description: 'The turn; expectedVersion is the version of its rotation.' })
  turnId!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'Who served instead, and has the turn counted; nobody when left out.',
  })
  servedById?: string | null;

  @Field(() => String, { description: 'What happened; the people of the coalition can read it.' })
  @PlainText({ max: LONGEST_REASON })
  because!: string;
}

@InputType({ description: 'A note for whoever has the next turn.' })
export class HandOverTurnInput extends ChangeInput {
  @Field(() => ID, { description: 'The turn; expectedVersion is the version of its rotation.' })
  turnId!: string;

  @Field(() => String, { description: 'The note; the people of the coalition can read it.' })
  @PlainText({ max: LONGEST_NOTE })
  note!: string;
}

@InputType({ description: 'A swap to offer.' })
export class OfferSwapInput extends ActInput {
  @Field(() => ID, { description: 'The turn that the caller gives.' })
  givenTurnId!: string;

  @Field(() => ID, { description: 'The turn of the same rotation that the caller takes.' })
  takenTurnId!: string;
}

@InputType({ description: 'A swap to consent to.' })
export class AcceptSwapInput extends ActInput {
  @Field(() => ID, { description: 'The swap that was offered to the caller.' })
  swapId!: string;
}

@InputType({ description: 'A time at which the caller takes no turns.' })
export class DeclareUnavailabilityInput extends ActInput {
  @Field(() => ID, { description: 'The coalition.' })
  coalitionId!: string;

  @Field(() => DateTime, { description: 'From when on.' })
  beginsAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Until when, exclusive; without an end when it is left out.',
  })
  endsAt?: Date | null;

  @Field(() => String, { nullable: true, description: 'Why; it is sealed and shown to nobody.' })
  @IsOptional()
  @PlainText({ max: LONGEST_REASON })
  because?: string | null;
}

@InputType({ description: 'A time to take back.' })
export class WithdrawUnavailabilityInput extends ActInput {
  @Field(() => ID, { description: 'The time that the caller has declared.' })
  unavailabilityId!: string;
}

@ObjectType('SwapChanged', { description: 'A swap was offered, or made.' })
export class SwapChanged {
  @Field(() => TurnSwapObject, { description: 'The swap.' })
  swap!: Swap;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

@ObjectType('UnavailabilityChanged', { description: 'The caller takes no turns at a time, or does again.' })
export class UnavailabilityChanged {
  @Field(() => UnavailabilityObject, { description: 'The time.' })
  unavailability!: Unavailability;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

export const OverrideTurnResult = resultOf('OverrideTurnResult', RotationChanged);
export const MarkTurnMissedResult = resultOf('MarkTurnMissedResult', RotationChanged);
export const HandOverTurnResult = resultOf('HandOverTurnResult', RotationChanged);
export const OfferSwapResult = resultOf('OfferSwapResult', SwapChanged);
export const AcceptSwapResult = resultOf('AcceptSwapResult', SwapChanged);
export const DeclareUnavailabilityResult = resultOf('DeclareUnavailabilityResult', UnavailabilityChanged);
export const WithdrawUnavailabilityResult = resultOf('WithdrawUnavailabilityResult', UnavailabilityChanged);
