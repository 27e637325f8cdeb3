import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { BodyId, CoalitionId, MultilingualText, SectorId } from '#kernel';
import { DateTime, Digest, TextField } from '#platform';
import type {
  Cap,
  CapGroup,
  CharterVersion,
  ClauseOf,
  QuorumCount,
  SeatClass,
  Share,
  Threshold,
  ThresholdBase,
} from './charter.types.js';
import { ClauseInterface } from './clause.graphql.js';

export const QUORUM_COUNT = { CAST: 'CAST', PRESENT: 'PRESENT', YES: 'YES' } as const satisfies Record<
  QuorumCount,
  string
>;
registerEnumType(QUORUM_COUNT, {
  name: 'QuorumCount',
  description: 'Who counts towards a quorum.',
  valuesMap: {
    CAST: { description: 'Those who cast a ballot, abstentions too.' },
    PRESENT: { description: 'Those who are present.' },
    YES: { description: 'Those who vote yes.' },
  },
});

export const THRESHOLD_BASE = {
  CAST: 'CAST',
  VALID: 'VALID',
  DECISIVE: 'DECISIVE',
  PRESENT: 'PRESENT',
  ENTITLED: 'ENTITLED',
} as const satisfies Record<ThresholdBase, string>;
registerEnumType(THRESHOLD_BASE, {
  name: 'ThresholdBase',
  description: 'What a share of the votes is a share of.',
  valuesMap: {
    CAST: { description: 'Every ballot, blank and invalid ones too.' },
    VALID: { description: 'The valid ballots, abstentions too.' },
    DECISIVE: { description: 'The votes for and against.' },
    PRESENT: { description: 'Those who are present.' },
    ENTITLED: { description: 'Everybody who may vote.' },
  },
});

export const CAP_GROUP = { SECTOR: 'SECTOR', ORGANIZATION: 'ORGANIZATION' } as const satisfies Record<
  CapGroup,
  string
>;
registerEnumType(CAP_GROUP, {
  name: 'CapGroup',
  description: 'By what a cap counts the elected.',
  valuesMap: {
    SECTOR: { description: 'By the sectors of the organizations to which they belong.' },
    ORGANIZATION: { description: 'By the organizations to which they belong.' },
  },
});

@ObjectType('Share', { description: 'A fraction as the charter writes it.' })
export class ShareObject implements Share {
  @Field(() => Int, { description: 'The numerator.' })
  num!: number;

  @Field(() => Int, { description: 'The denominator.' })
  den!: number;
}

@ObjectType('SeatClass', { description: 'A kind of seats that a body has.' })
export class SeatClassObject implements SeatClass {
  coalitionId!: CoalitionId;
  sectorId!: SectorId | null;

  @Field(() => String, { description: 'What the class is called; seats name it.' })
  name!: string;

  @Field(() => Int, { description: 'How many seats of this class the body has.' })
  seats!: number;

  @Field(() => Int, {
    nullable: true,
    description: 'How many calendar months a mandate lasts at most; null for no limit.',
  })
  termMonths!: number | null;
}

@ObjectType('SeatsClause', { implements: () => [ClauseInterface], description: 'Which seats the body has.' })
export class SeatsClauseObject extends ClauseInterface implements Omit<ClauseOf<'SEATS'>, 'topic'> {
  @Field(() => [SeatClassObject], { description: 'The classes of seats.' })
  classes!: SeatClassObject[];
}

@ObjectType('QuorumClause', {
  implements: () => [ClauseInterface],
  description: 'The fewest who must take part.',
})
export class QuorumClauseObject extends ClauseInterface implements Omit<ClauseOf<'QUORUM'>, 'topic'> {
  @Field(() => ShareObject, {
    name: 'shareOfEntitled',
    nullable: true,
    description: 'A share of the entitled; null where none is asked for.',
  })
  share!: Share | null;

  @Field(() => Int, { nullable: true, description: 'A number; null where none is asked for.' })
  count!: number | null;

  @Field(() => QUORUM_COUNT, { description: 'Who counts.' })
  countedBy!: QuorumCount;
}

@ObjectType({ isAbstract: true })
abstract class ThresholdFields extends ClauseInterface implements Threshold {
  @Field(() => ShareObject, { description: 'The share that must vote yes.' })
  share!: Share;

  @Field(() => Boolean, { description: 'True when more than the share is needed, not just the share.' })
  strict!: boolean;

  @Field(() => THRESHOLD_BASE, { description: 'What it is a share of.' })
  base!: ThresholdBase;
}

@ObjectType('ThresholdClause', {
  implements: () => [ClauseInterface],
  description: 'How much consent a motion needs.',
})
export class ThresholdClauseObject extends ThresholdFields implements Omit<ClauseOf<'THRESHOLD'>, 'topic'> {}

@ObjectType('SecondingClause', {
  implements: () => [ClauseInterface],
  description: 'Who must stand behind a proposal, besides its proposer, before the body takes it up.',
})
export class SecondingClauseObject extends ClauseInterface implements Omit<ClauseOf<'SECONDING'>, 'topic'> {
  @Field(() => Int, { description: 'How many.' })
  coSponsors!: number;

  @Field(() => Int, { description: 'From how many different sectors.' })
  sectors!: number;
}

@ObjectType('VotingPeriodClause', {
  implements: () => [ClauseInterface],
  description: 'How long a vote may be open.',
})
export class VotingPeriodClauseObject
  extends ClauseInterface
  implements Omit<ClauseOf<'VOTING_PERIOD'>, 'topic'>
{
  @Field(() => Int, { description: 'Hours that it is open at least.' })
  shortestHours!: number;

  @Field(() => Int, { description: 'Days that it is open at most.' })
  longestDays!: number;
}

@ObjectType('Cap', { description: 'A cap on those whom one vote elects.' })
export class CapObject implements Cap {
  @Field(() => CAP_GROUP, { description: 'By what the elected are counted.' })
  by!: CapGroup;

  @Field(() => Int, { description: 'How many of one such group may be elected at most.' })
  most!: number;
}

@ObjectType('CapsClause', {
  implements: () => [ClauseInterface],
  description: 'How many of those whom a vote elects may come from one sector or organization.',
})
export class CapsClauseObject extends ClauseInterface implements Omit<ClauseOf<'CAPS'>, 'topic'> {
  @Field(() => [CapObject], { description: 'The caps; an election holds all of them.' })
  caps!: Cap[];
}

@ObjectType('FinalityClause', {
  implements: () => [ClauseInterface],
  description: 'How many witnesses must have cosigned the record before a decision is final.',
})
export class FinalityClauseObject extends ClauseInterface implements Omit<ClauseOf<'FINALITY'>, 'topic'> {
  @Field(() => Int, { description: 'How many.' })
  witnesses!: number;
}

@ObjectType('AmendmentClause', {
  implements: () => [ClauseInterface],
  description: 'How much consent a change of the charter needs.',
})
export class AmendmentClauseObject extends ThresholdFields implements Omit<ClauseOf<'AMENDMENT'>, 'topic'> {}

@ObjectType('CharterVersion', { description: 'The rules of a body from an instant on.' })
export class CharterVersionObject implements Omit<CharterVersion, 'clauses' | 'adoptedBy'> {
  coalitionId!: CoalitionId;
  bodyId!: BodyId;

  @Field(() => Int, { description: 'The number of the version; from 1.' })
  number!: number;

  @Field(() => Digest, { description: 'SHA-256 of its document; entries carry it as the rule in force.' })
  digest!: string;

  @Field(() => DateTime, { description: 'From when on it is in force, until a later version begins.' })
  beginsAt!: Date;

  @Field(() => [ClauseInterface], { description: 'Its clauses.' })
  clauses!: ClauseInterface[];

  @TextField('What holds on the way from the version before to this one.', { nullable: true })
  transitional!: MultilingualText | null;
}
