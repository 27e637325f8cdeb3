import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Ballot } from '#counting';
import { normalizeText } from '#kernel';
import {
  ActInput,
  connectionOf,
  Digest,
  NestedInput,
  Node,
  PlainText,
  registerNoun,
  resultOf,
} from '#platform';
import { Receipt, SeenCheckpointInput, type ReceiptRow } from '#record';
import { ArrayMaxSize, Equals, IsOptional } from 'class-validator';
import { BoxObject, MOST_OPTIONS } from './box.graphql.js';
import type { CastBallot } from './voting.types.js';

registerNoun('Ballot', 'blt');

const LONGEST_REASON = 4_000;

@ObjectType('Ballot', {
  implements: () => [Node],
  description: 'One elector’s ballot in a vote whose ballots are published at its close.',
})
export class BallotObject extends Node {
  row!: CastBallot;

  @Field(() => Int, { description: 'How often it was cast and changed.' })
  version!: number;

  @Field(() => String, {
    description: 'Yes, no or abstain; the ranking; or whatever the rule takes, as one line of text.',
  })
  text!: string;

  @Field(() => Boolean, { description: 'True for a ballot without a mark.' })
  isBlank!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Why, in the elector’s words, or that it was erased; null where they gave no reason.',
  })
  reason?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The salt (base64) that opens the commitment to the reason in the ballot’s entry.',
  })
  reasonSalt?: string | null;
}

export const BallotConnection = connectionOf(BallotObject, 'Ballot');

const YesNo = { YES: 'YES', NO: 'NO', ABSTAIN: 'ABSTAIN' } as const;
registerEnumType(YesNo, {
  name: 'YesNo',
  description: 'An answer to a motion.',
  valuesMap: {
    YES: { description: 'For it.' },
    NO: { description: 'Against it.' },
    ABSTAIN: { description: 'Taking part without taking a side.' },
  },
});

const ConsentPositions = { CONSENT: 'CONSENT', CONCERN: 'CONCERN', OBJECTION: 'OBJECTION' } as const;
registerEnumType(ConsentPositions, {
  name: 'ConsentPosition',
  description: 'A position in consent decision-making.',
  valuesMap: {
    CONSENT: { description: 'Good enough for now and safe enough to try.' },
    CONCERN: { description: 'Consent with a worry that is put on record.' },
    OBJECTION: { description: 'The proposal does harm; the reason says which.' },
  },
});

const ConsensusPositions = {
  AGREE: 'AGREE',
  RESERVATION: 'RESERVATION',
  STAND_ASIDE: 'STAND_ASIDE',
  BLOCK: 'BLOCK',
} as const;
registerEnumType(ConsensusPositions, {
  name: 'ConsensusPosition',
  description: 'A position in consensus decision-making.',
  valuesMap: {
    AGREE: { description: 'For it.' },
    RESERVATION: { description: 'For it, with a reservation that is put on record.' },
    STAND_ASIDE: { description: 'Neither carrying it nor standing in its way.' },
    BLOCK: { description: 'It must not pass; the reason says why.' },
  },
});

@InputType({ description: 'A position on a proposal that is decided by consent.' })
export class ConsentInput {
  @Field(() => ConsentPositions, { description: 'The position.' })
  position!: keyof typeof ConsentPositions;

  @Field(() => String, {
    nullable: true,
    description: 'Why; an objection needs it. It is sealed until the close, then public.',
  })
  @IsOptional()
  @PlainText({ max: LONGEST_REASON })
  reason?: string | null;
}

@InputType({ description: 'A position on a proposal that is decided by consensus.' })
export class ConsensusInput {
  @Field(() => ConsensusPositions, { description: 'The position.' })
  position!: keyof typeof ConsensusPositions;

  @Field(() => String, {
    nullable: true,
    description: 'Why; a block needs it. It is sealed until the close, then public.',
  })
  @IsOptional()
  @PlainText({ max: LONGEST_REASON })
  reason?: string | null;
}

@InputType({ description: 'The place of some options in a ranking.' })
export class PlaceInput {
  @Field(() => [String], { description: 'The ids of the options in this place; several are ranked equal.' })
  @ArrayMaxSize(MOST_OPTIONS)
  options!: string[];
}

@InputType({ description: 'Points for one option.' })
export class PointsInput {
  @Field(() => String, { description: 'The id of the option.' })
  option!: string;

  @Field(() => Int, { description: 'The score.' })
  points!: number;
}

@InputType({ description: 'Votes bought for one option.' })
export class VotesInput {
  @Field(() => String, { description: 'The id of the option.' })
  option!: string;

  @Field(() => Int, {
    description:
      'How many votes; they cost their square. Below 0 they are against, where the rule allows it.',
  })
  votes!: number;
}

@InputType({
  isOneOf: true,
  description: 'A ballot: exactly the one form that the rule of the box takes, or a blank one.',
})
export class BallotInput {
  @Field(() => YesNo, { nullable: true, description: 'The answer to a motion.' })
  choice?: keyof typeof YesNo;

  @Field(() => ConsentInput, { nullable: true, description: 'The position where consent decides.' })
  @IsOptional()
  @NestedInput(() => ConsentInput)
  consent?: ConsentInput;

  @Field(() => ConsensusInput, { nullable: true, description: 'The position where consensus decides.' })
  @IsOptional()
  @NestedInput(() => ConsensusInput)
  consensus?: ConsensusInput;

  @Field(() => Int, {
    nullable: true,
    description: 'The place on the scale of agreement: 1 is whole-hearted endorsement.',
  })
  grade?: number;

  @Field(() => [PlaceInput], {
    nullable: true,
    description: 'The options from best to worst; those left out are unranked.',
  })
  @IsOptional()
  @ArrayMaxSize(MOST_OPTIONS)
  @NestedInput(() => PlaceInput)
  ranking?: PlaceInput[];

  @Field(() => [String], { nullable: true, description: 'The ids of the options that are approved of.' })
  @IsOptional()
  @ArrayMaxSize(MOST_OPTIONS)
  approved?: string[];

  @Field(() => [PointsInput], { nullable: true, description: 'The score of each option that is rated.' })
  @IsOptional()
  @ArrayMaxSize(MOST_OPTIONS)
  @NestedInput(() => PointsInput)
  scores?: PointsInput[];

  @Field(() => [VotesInput], {
    nullable: true,
    description: 'The votes bought for options with the voice credits.',
  })
  @IsOptional()
  @ArrayMaxSize(MOST_OPTIONS)
  @NestedInput(() => VotesInput)
  votes?: VotesInput[];

  @Field(() => Boolean, {
    nullable: true,
    description: 'True for a ballot without a mark: it counts for turnout only.',
  })
  @IsOptional()
  @Equals(true, { message: '$property must be true; leave it out otherwise' })
  blank?: boolean;
}

@InputType({ description: 'A ballot to cast, or to put in the place of the one cast before.' })
export class CastBallotInput extends ActInput {
  @Field(() => ID, { description: 'The vote.' })
  boxId!: string;

  @Field(() => Digest, {
    description: 'The box’s hash as you have read it: the ballot is for these terms and no others.',
  })
  boxHash!: string;

  @Field(() => BallotInput, { description: 'The ballot.' })
  @NestedInput(() => BallotInput)
  ballot!: BallotInput;

  @Field(() => SeenCheckpointInput, {
    nullable: true,
    description: 'The checkpoint of the record that you have verified last; left out, the ballot names none.',
  })
  @IsOptional()
  @NestedInput(() => SeenCheckpointInput)
  seenCheckpoint?: SeenCheckpointInput | null;
}

@ObjectType('BallotCast', { description: 'The ballot is in the box.' })
export class BallotCast {
  @Field(() => BoxObject, { description: 'The vote.' })
  box!: BoxObject;

  @Field(() => Receipt, {
    description: 'The proof that the ballot is in the record; its content stays sealed until the close.',
  })
  receipt!: ReceiptRow;
}

export const CastBallotResult = resultOf('CastBallotResult', BallotCast);

const CHOICE = { YES: 'yes', NO: 'no', ABSTAIN: 'abstain' } as const;
const CONSENT = { CONSENT: 'consent', CONCERN: 'concern', OBJECTION: 'objection' } as const;
const CONSENSUS = {
  AGREE: 'agree',
  RESERVATION: 'reservation',
  STAND_ASIDE: 'stand_aside',
  BLOCK: 'block',
} as const;

/** The reason that a ballot input gives, in NFC; null where it gives none. */
export function readReason({ consent, consensus }: BallotInput): string | null {
  const reason = consent?.reason ?? consensus?.reason ?? null;
  return reason === null ? null : normalizeText(reason);
}

/** What a ballot input says, in the words of the counting library. */
export function readBallot(input: BallotInput): Ballot {
  if (input.choice) return { kind: 'choice', choice: CHOICE[input.choice] };
  if (input.consent) return { kind: 'consent', position: CONSENT[input.consent.position] };
  if (input.consensus) return { kind: 'blocks', position: CONSENSUS[input.consensus.position] };
  if (input.grade !== undefined) return { kind: 'grade', level: input.grade };
  if (input.votes) {
    return { kind: 'credits', votes: input.votes.map(({ option, votes }) => ({ option, votes })) };
  }
  if (input.ranking) return { kind: 'ranking', ranking: input.ranking.map((place) => place.options) };
  if (input.approved) return { kind: 'approval', approved: input.approved };
  if (input.scores) {
    return { kind: 'scores', scores: input.scores.map(({ option, points }) => ({ option, score: points })) };
  }
  return { kind: 'blank' };
}
