import { Field, ObjectType } from '@nestjs/graphql';

@ObjectType('RuleParameter', { description: 'One parameter of a counting rule, frozen with the box.' })
export class RuleParameterObject {
  @Field(() => String, { description: 'The name of the parameter.' })
  name!: string;

  @Field(() => String, { description: 'Its value as text.' })
  value!: string;
}
