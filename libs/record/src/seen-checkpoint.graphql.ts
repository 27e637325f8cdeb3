import { Field, InputType, Int } from '@nestjs/graphql';
import { Digest } from '#platform';
import type { SeenCheckpoint } from '#transparency';
import { Min } from 'class-validator';

@InputType({
  description:
    'The checkpoint of the record that your client has verified last: it goes into the entry, as evidence of what you were shown.',
})
export class SeenCheckpointInput implements SeenCheckpoint {
  @Field(() => Int, { description: 'How many entries it has.' })
  @Min(1)
  size!: number;

  @Field(() => Digest, { description: 'Its root.' })
  root!: string;
}
