import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { BodyId, CoalitionId } from '#kernel';
import { connectionOf, DateTime, Node, registerNoun } from '#platform';
import type { RemedyStep } from './remedy.rules.js';
import type { Remedy, RemedyId } from './standing.types.js';

registerNoun('Remedy', 'rem');

const REMEDY_STEP = {
  AGREE: 'AGREE',
  RESIGN: 'RESIGN',
  LOT: 'LOT',
  LOWEST_RANKED: 'LOWEST_RANKED',
  REMOVE_ALL: 'REMOVE_ALL',
  TOLERATE: 'TOLERATE',
  FILL: 'FILL',
} as const satisfies Record<RemedyStep, string>;
registerEnumType(REMEDY_STEP, {
  name: 'RemedyStep',
  description: 'What is tried when a group holds too many seats, or too few.',
  valuesMap: {
    AGREE: { description: 'The members agree on who leaves.' },
    RESIGN: { description: 'Somebody resigns.' },
    LOT: { description: 'A lot is drawn.' },
    LOWEST_RANKED: { description: 'Who was elected last leaves.' },
    REMOVE_ALL: { description: 'All of the group leave.' },
    TOLERATE: { description: 'It is tolerated.' },
    FILL: { description: 'Seats are filled.' },
  },
});

const REMEDY_OUTCOME = { CURED: 'CURED', EXHAUSTED: 'EXHAUSTED' } as const;
registerEnumType(REMEDY_OUTCOME, {
  name: 'RemedyOutcome',
  description: 'How a remedy ended.',
  valuesMap: {
    CURED: { description: 'The group holds as many as it may, or must.' },
    EXHAUSTED: { description: 'The charter has no further step.' },
  },
});

@ObjectType('Remedy', {
  implements: () => [Node],
  description:
    'What is done about a group that holds more seats than the charter allows, or fewer than it asks for.',
})
export class RemedyObject extends Node implements Remedy {
  coalitionId!: CoalitionId;
  declare id: RemedyId;
  bodyId!: BodyId;
  groupId!: string;

  @Field(() => Int, { description: 'How often it has changed; from 1.' })
  version!: number;

  @Field(() => String, { description: 'The section of the charter that is breached.' })
  clause!: string;

  @Field(() => Int, { description: 'How many seats the group holds.' })
  holds!: number;

  @Field(() => Int, { description: 'How many it may hold at most, or must hold at least.' })
  bound!: number;

  @Field(() => REMEDY_STEP, { description: 'What is being tried.' })
  step!: RemedyStep;

  @Field(() => DateTime, { description: 'Until when.' })
  deadline!: Date;

  @Field(() => REMEDY_OUTCOME, { nullable: true, description: 'How it ended; null while it is open.' })
  outcome!: Remedy['outcome'];
}

export const RemedyConnection = connectionOf(RemedyObject, 'Remedy');
