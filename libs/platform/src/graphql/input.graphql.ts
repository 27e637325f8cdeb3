import { Field, InputType, Int } from '@nestjs/graphql';
import { Min } from 'class-validator';
import { UUID } from './scalars.js';

/** What the input of every act carries. */
@InputType({ isAbstract: true })
export abstract class ActInput {
  @Field(() => UUID, {
    description: 'Chosen anew for each act; sent again with the same act it answers the same receipt.',
  })
  idempotencyKey!: string;
}

/** What the input of an act on an existing thing carries. */
@InputType({ isAbstract: true })
export abstract class ChangeInput extends ActInput {
  @Field(() => Int, {
    description: 'The version of the thing that the caller has seen; another one is a conflict.',
  })
  @Min(1)
  expectedVersion!: number;
}
