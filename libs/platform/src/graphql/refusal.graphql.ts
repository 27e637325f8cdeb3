import type { Refusal as RefusalValue } from '#kernel';
import { isRefusal } from '#kernel';
import { createUnionType, Field, InterfaceType, ObjectType } from '@nestjs/graphql';

type ObjectClass = new () => object;

/** Types that show more of a refusal than its sentence, by the refusal's code. */
const typesByCode = new Map<string, ObjectClass>();

/** The type that shows a refusal: the richer one of its code where `allowed` holds it, else the plain one. */
function typeOf(refusal: { readonly code: string }, allowed?: readonly ObjectClass[]): ObjectClass {
  const richer = typesByCode.get(refusal.code);
  return richer && (allowed?.includes(richer) ?? true) ? richer : Refused;
}

/** An expected "no" (kernel `Refusal`) as clients see it: `... on Refusal { code because clause }` fits every one. */
@InterfaceType('Refusal', {
  description: 'An expected no of a rule: nothing was changed.',
  resolveType: (refusal: { readonly code: string }) => typeOf(refusal),
})
export abstract class Refusal {
  @Field(() => String, { description: 'The fact in stable words, such as TERM_LIMIT_REACHED.' })
  code!: string;

  @Field(() => String, { description: 'What happened and what to do next, in one plain sentence.' })
  because!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The clause of the charter or text on which the no rests; null where it rests on none.',
  })
  clause!: string | null;
}

@ObjectType('Refused', {
  implements: () => [Refusal],
  description: 'A refusal that needs no more than its sentence.',
})
export class Refused extends Refusal {}

/**
 * Declares a type that carries facts of one refusal beside its sentence. Its fields are the facts that
 * `refuse(code, because, facts)` gave; list it in `resultOf` of the acts that may answer it.
 */
export function RefusalType(code: string, name: string, description: string): ClassDecorator {
  return (target) => {
    const type = target as unknown as ObjectClass;
    if (typesByCode.has(code)) throw new Error(`The refusal ${code} has a type already.`);
    typesByCode.set(code, type);
    ObjectType(name, { description, implements: () => [Refusal] })(target);
  };
}

@RefusalType('SEVERAL_REFUSALS', 'SeveralRefusals', 'Several rules said no at once.')
export class SeveralRefusals extends Refusal {
  @Field(() => [Refusal], { description: 'The refusals, each with its own sentence.' })
  refusals!: readonly RefusalValue[];
}

/**
 * The result of an act: its payload, or why it was refused.
 *
 * @param name the union's name, such as CastBallotResult
 * @param richer refusal types with facts that this act may answer; `Refused` and `SeveralRefusals` always belong
 */
export function resultOf(name: string, payload: ObjectClass, ...richer: ObjectClass[]): object {
  const refusals = [...richer, Refused, SeveralRefusals];
  return createUnionType({
    name,
    description: 'The receipt of the act, or why it was refused.',
    types: () => [payload, ...refusals],
    resolveType: (value: object) => (isRefusal(value) ? typeOf(value, refusals) : payload),
  });
}
