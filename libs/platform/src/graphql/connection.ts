import { ArgsType, Extensions, Field, Int, ObjectType } from '@nestjs/graphql';
import { IsOptional, Max, MaxLength, Min, ValidateBy } from 'class-validator';
import { LARGEST_PAGE, type Connection, type PageInfo, type PageRequest } from './page.js';

/** Marks a property that may be a promise; read by `schema-resolvers.ts`. */
export const MAY_WAIT = 'quorate:may-wait';

const CURSOR_CHARACTERS = 2000;
const sizeMessage = { message: `$property must be from 1 to ${LARGEST_PAGE}` };
const cursorMessage = { message: '$property must be a cursor that this list gave out' };

const isAbsent = (value: unknown) => value === null || value === undefined;

/** Refuses a page that is asked for from both ends. */
function NotWith(other: 'first' | 'last'): PropertyDecorator {
  return ValidateBy({
    name: 'notWith',
    validator: {
      validate: (value: unknown, call) => {
        const page = call?.object;
        return isAbsent(value) || !(page instanceof PageArgs) || isAbsent(page[other]);
      },
      defaultMessage: () => `$property cannot stand together with ${other}`,
    },
  });
}

/** The arguments of every list: a size from one end, between cursors. Out of bounds is refused, never clamped. */
@ArgsType()
export class PageArgs implements PageRequest {
  @Field(() => Int, {
    nullable: true,
    description: 'How many items from the beginning, 1 to 100; without first and last it is 20.',
  })
  @IsOptional()
  @Min(1, sizeMessage)
  @Max(LARGEST_PAGE, sizeMessage)
  @NotWith('last')
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'Only items behind the one with this cursor.' })
  @IsOptional()
  @MaxLength(CURSOR_CHARACTERS, cursorMessage)
  after?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many items from the end, 1 to 100; not together with first.',
  })
  @IsOptional()
  @Min(1, sizeMessage)
  @Max(LARGEST_PAGE, sizeMessage)
  last?: number | null;

  @Field(() => String, { nullable: true, description: 'Only items before the one with this cursor.' })
  @IsOptional()
  @MaxLength(CURSOR_CHARACTERS, cursorMessage)
  before?: string | null;
}

@ObjectType('PageInfo', { description: 'Where a page stands in its list.' })
class PageInfoObject implements PageInfo {
  @Field(() => Boolean, { description: 'True when items follow behind this page.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'True when items stand before this page.' })
  hasPreviousPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the first item; null on an empty page.',
  })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'The cursor of the last item; null on an empty page.' })
  endCursor!: string | null;
}

/**
 * Makes the types of a list: `<name>Connection` and `<name>Edge`. Made once for each node type and shared by all its
 * lists.
 *
 * @param name the node's name in the schema, where its class has another
 */
export function connectionOf<Row extends object>(
  NodeClass: abstract new (...parts: never[]) => Row,
  name: string = NodeClass.name,
): new () => Connection<Row> {
  @ObjectType(`${name}Edge`, { description: `One ${name} of a list with its place in it.` })
  class Edge {
    @Field(() => String, { description: 'The opaque place of this item, for after and before.' })
    cursor!: string;

    @Field(() => NodeClass, { description: 'The item.' })
    node!: Row;
  }

  @ObjectType(`${name}Connection`, { description: `One page of a list of ${name} items.` })
  class ConnectionObject implements Connection<Row> {
    @Field(() => [Edge], { description: 'The items of this page with their cursors.' })
    edges!: Edge[];

    @Field(() => [NodeClass], { description: 'The items of this page.' })
    nodes!: Row[];

    @Field(() => PageInfoObject, { description: 'Where this page stands in the list.' })
    pageInfo!: PageInfo;

    @Field(() => Int, {
      nullable: true,
      description: 'How many items the whole list has; null where the number would tell of hidden things.',
    })
    @Extensions({ [MAY_WAIT]: true })
    totalCount!: number | null;
  }

  return ConnectionObject;
}
