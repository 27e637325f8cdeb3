import { Injectable } from '@nestjs/common';
import { Args, ArgsType, Context, Field, ID, InterfaceType, Query, Resolver } from '@nestjs/graphql';
import { ArrayMaxSize } from 'class-validator';
import { Access } from '../access.js';
import { Fault } from '../fault.js';
import type { GraphqlContext } from './context.js';
import { parseGlobalId, type NodeKey } from './global-id.js';
import { LARGEST_PAGE } from './page.js';

/** Which GraphQL type a row was read as: rows are plain objects that do not tell. */
const typeNames = new WeakMap<object, string>();

/**
 * Whatever has a public identifier. The row of an implementing type carries `coalitionId` and `id`; its public `id`
 * is written from them at the edge, for every type that `registerNoun` knows.
 */
@InterfaceType('Node', {
  description: 'Anything that can be fetched again by its id.',
  resolveType: (row: object) => typeNames.get(row),
})
export abstract class Node {
  @Field(() => ID, { description: 'The opaque identifier, the same for ever.' })
  id!: string;
}

/** Reads one thing as this caller may see it; null when it is absent or hidden. Batches by a `loader`. */
export type NodeReader = (key: NodeKey, context: GraphqlContext) => Promise<object | null> | object | null;

/** The readers by which `node` finds things, one for each noun; modules register theirs when they are made. */
@Injectable()
export class NodeReaders {
  readonly #readers = new Map<string, NodeReader>();

  register(noun: string, reader: NodeReader): void {
    if (this.#readers.has(noun)) throw new Error(`${noun} has a reader already.`);
    this.#readers.set(noun, reader);
  }

  /**
   * The thing that a row names by a foreign key, read by the module that it belongs to. Throws when it is not there,
   * which the database rules out.
   */
  async linked<Row extends object>(noun: string, key: NodeKey, context: GraphqlContext): Promise<Row> {
    const row = await this.#readers.get(noun)?.(key, context);
    if (!row) throw new Error(`${noun} ${key.id} is named by a row and is not there.`);
    return row as Row;
  }

  /**
   * The thing of another module that a row names by its foreign key.
   *
   * @throws Error where it is not there, which the foreign key rules out
   */
  async follow<Row>(noun: string, key: NodeKey, context: GraphqlContext): Promise<Row> {
    const row = await this.#readers.get(noun)?.(key, context);
    if (!row) throw new Error(`A row names the ${noun} ${key.id}, which is not there.`);
    return row as Row;
  }

  /** The thing with this public identifier; null alike for malformed, absent and hidden. */
  async read(publicId: string, context: GraphqlContext): Promise<object | null> {
    const key = parseGlobalId(publicId);
    const reader = key && this.#readers.get(key.noun);
    if (!reader) return null;
    try {
      const row = await reader(key, context);
      if (row) typeNames.set(row, key.noun);
      return row;
    } catch (error) {
      const hidden =
        error instanceof Fault && ['NOT_FOUND', 'FORBIDDEN', 'UNAUTHENTICATED'].includes(error.code);
      if (hidden) return null;
      throw error;
    }
  }
}

@ArgsType()
class NodeArgs {
  @Field(() => ID, { description: 'The identifier of the thing.' })
  id!: string;
}

@ArgsType()
class NodesArgs {
  @Field(() => [ID], { description: 'The identifiers of the things, at most 100.' })
  @ArrayMaxSize(LARGEST_PAGE)
  ids!: string[];
}

@Resolver()
export class NodeResolver {
  constructor(private readonly readers: NodeReaders) {}

  @Access('public')
  @Query(() => Node, {
    nullable: true,
    description: 'Finds one thing by its id; null when it is absent or hidden from the caller.',
  })
  node(@Args() { id }: NodeArgs, @Context() context: GraphqlContext): Promise<object | null> {
    return this.readers.read(id, context);
  }

  @Access('public')
  @Query(() => [Node], {
    nullable: 'items',
    description:
      'Finds things by their ids, in that order; null in the place of one that is absent or hidden.',
  })
  nodes(@Args() { ids }: NodesArgs, @Context() context: GraphqlContext): Promise<(object | null)[]> {
    return Promise.all(ids.map((id) => this.readers.read(id, context)));
  }
}
