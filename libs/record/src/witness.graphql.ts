import { Field, Int, ObjectType } from '@nestjs/graphql';
import { DateTime, WebAddress } from '#platform';

@ObjectType('Cosigned', {
  description: 'How many witnesses have cosigned a checkpoint, and whether that is enough.',
})
export class Cosigned {
  @Field(() => Int, { description: 'How many witnesses of the quorum have cosigned it.' })
  have!: number;

  @Field(() => Int, {
    description: 'The fewest witnesses that could make up the quorum; 0 where nobody is asked.',
  })
  needed!: number;

  @Field(() => Boolean, { description: 'True when the quorum is complete.' })
  met!: boolean;
}

@ObjectType('Witness', {
  description:
    'An organization that cosigns the checkpoints of a record, each only if it extends all that it cosigned before.',
})
export class Witness {
  @Field(() => String, { description: 'Its name in the policy of the record.' })
  name!: string;

  @Field(() => String, { description: 'Its verifier key, as C2SP signed-note writes it.' })
  key!: string;

  @Field(() => WebAddress, { description: 'Where it is asked, and shows what it has cosigned.' })
  url!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'How many entries the last checkpoint that it cosigned has; null before the first.',
  })
  lastSize!: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it cosigned that one, by its own clock; null before the first.',
  })
  lastSeen!: Date | null;
}
