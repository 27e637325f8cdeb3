import { Field, ID, InputType, registerEnumType } from '@nestjs/graphql';
import { ActInput, DateTime, resultOf } from '#platform';
import { ArrayMaxSize } from 'class-validator';
import type { VacancyStep } from './filling.rules.js';
import { Appointed } from './seat.graphql.js';

const VACANCY_STEP = {
  RUNNER_UP: 'RUNNER_UP',
  NEW_RUNNER_UP: 'NEW_RUNNER_UP',
  ALTERNATE: 'ALTERNATE',
  APPOINTMENT: 'APPOINTMENT',
  ORGANIZATION: 'ORGANIZATION',
  SPECIAL_ELECTION: 'SPECIAL_ELECTION',
  NEXT_ELECTION: 'NEXT_ELECTION',
  NEXT_IN_DRAW: 'NEXT_IN_DRAW',
} as const satisfies Record<VacancyStep, string>;
registerEnumType(VACANCY_STEP, {
  name: 'VacancyStep',
  description: 'How a seat is filled that falls vacant in mid-term.',
  valuesMap: {
    RUNNER_UP: { description: 'By who came next in the last election.' },
    NEW_RUNNER_UP: { description: 'By who comes next in the new election.' },
    ALTERNATE: { description: 'By an alternate.' },
    APPOINTMENT: { description: 'By appointment.' },
    ORGANIZATION: { description: 'By the organization that delegates.' },
    SPECIAL_ELECTION: { description: 'By an election of its own.' },
    NEXT_ELECTION: { description: 'By the next election.' },
    NEXT_IN_DRAW: { description: 'By who comes next in the draw.' },
  },
});

const MOST_CANDIDATES = 200;

@InputType({ description: 'A vacant seat to fill.' })
export class FillVacancyInput extends ActInput {
  @Field(() => ID, { description: 'The seat.' })
  seatId!: string;

  @Field(() => VACANCY_STEP, { description: 'By which step of the charter.' })
  by!: VacancyStep;

  @Field(() => [ID], { description: 'Who is asked in turn; the first who may take the seat has it.' })
  @ArrayMaxSize(MOST_CANDIDATES)
  candidates!: string[];

  @Field(() => ID, { description: 'The mandate that ended before its term.' })
  replaces!: string;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When nominations for the next election begin; left out where none is planned.',
  })
  nextNominations?: Date | null;
}

export const FillVacancyResult = resultOf('FillVacancyResult', Appointed);
