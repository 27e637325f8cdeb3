import {
  getArgumentValues,
  getNamedType,
  GraphQLError,
  isCompositeType,
  isInterfaceType,
  isLeafType,
  isListType,
  isObjectType,
  getNullableType,
  Kind,
  OperationTypeNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { DEFAULT_PAGE, LARGEST_PAGE } from './page.js';

/** What one request may be at most. */
export const LIMITS = {
  /** Levels of lists and objects in the variables. */
  nesting: 32,
  tokens: 2000,
  recursiveSelections: 1000,
  validationErrors: 5,
  /** Levels of fields. */
  depth: 8,
  aliases: 20,
  directives: 20,
  /** Fields in all, those of a fragment counted wherever it is spread. */
  fields: 300,
  rootFields: 20,
  /** One, so that guesses cannot ride on aliases past a rate limit and a retry repeats one act. */
  mutationFields: 1,
  /** An object costs 2 and a leaf 1, times the page sizes above it. */
  cost: 5000,
} as const;

export type LimitCode =
  | 'DEPTH_LIMIT'
  | 'ALIAS_LIMIT'
  | 'DIRECTIVE_LIMIT'
  | 'FIELD_LIMIT'
  | 'ROOT_FIELD_LIMIT'
  | 'MUTATION_LIMIT'
  | 'COST_LIMIT'
  | 'INTROSPECTION_DISABLED';

function refused(code: LimitCode | 'BAD_USER_INPUT', message: string): GraphQLError {
  // Without a status of its own, what is thrown before execution becomes a 500.
  return new GraphQLError(message, { extensions: { code, http: { status: 400 } } });
}

/** One operation as it will run: with its fragments, and its variables coerced so that defaults count. */
export interface MeasuredOperation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Whether the caller may ask for the whole schema. */
  readonly mayIntrospect: boolean;
}

/**
 * Walks through the operation and stops at the first limit that it crosses.
 *
 * @throws GraphQLError with the limit's code, or BAD_USER_INPUT for a page size out of bounds
 */
export function checkLimits(measured: MeasuredOperation): void {
  new Walk(measured).operation();
}

class Walk {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  #aliases = 0;
  #directives = 0;
  #fields = 0;
  #rootFields = 0;
  #cost = 0;

  constructor(private readonly measured: MeasuredOperation) {
    const fragments = measured.document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
    this.#fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  }

  operation(): void {
    const { schema, operation } = this.measured;
    this.#countDirectives(operation);
    this.#selections(operation.selectionSet, schema.getRootType(operation.operation), 1, 1);
  }

  #selections(
    { selections }: SelectionSetNode,
    parent: GraphQLCompositeType | null | undefined,
    depth: number,
    pages: number,
  ): void {
    const { schema } = this.measured;
    for (const selection of selections) {
      this.#countDirectives(selection);
      if (selection.kind === Kind.FIELD) {
        this.#field(selection, parent, depth, pages);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value;
        const narrowed = condition === undefined ? parent : compositeType(schema, condition);
        this.#selections(selection.selectionSet, narrowed, depth, pages);
      } else {
        const fragment = this.#fragments.get(selection.name.value);
        if (!fragment) continue;
        this.#countDirectives(fragment);
        const narrowed = compositeType(schema, fragment.typeCondition.name.value);
        this.#selections(fragment.selectionSet, narrowed, depth, pages);
      }
    }
  }

  #field(
    node: FieldNode,
    parent: GraphQLCompositeType | null | undefined,
    depth: number,
    pages: number,
  ): void {
    if (depth > LIMITS.depth) {
      const because = `A query may be ${LIMITS.depth} levels deep, and "${node.name.value}" lies deeper: ask for it in a query of its own, by the id of what it belongs to.`;
      throw refused('DEPTH_LIMIT', because);
    }
    if (depth === 1) this.#countRootField();
    if (++this.#fields > LIMITS.fields) {
      throw refused(
        'FIELD_LIMIT',
        `A query may select ${LIMITS.fields} fields: ask for the rest in another one.`,
      );
    }
    if (node.alias && ++this.#aliases > LIMITS.aliases) {
      throw refused(
        'ALIAS_LIMIT',
        `A query may have ${LIMITS.aliases} aliases: ask for the rest in another one.`,
      );
    }
    if (node.name.value === '__schema' && !this.measured.mayIntrospect) {
      throw refused('INTROSPECTION_DISABLED', 'The schema is published at /schema.graphql.');
    }
    const definition = fieldOf(parent, node.name.value);
    if (!definition) return;
    const type = getNamedType(definition.type);
    this.#cost += pages * (isLeafType(type) ? 1 : 2);
    if (this.#cost > LIMITS.cost) {
      throw refused('COST_LIMIT', `A query may cost ${LIMITS.cost}. Ask for smaller pages or fewer fields.`);
    }
    if (!node.selectionSet) return;
    const size = this.#pageSize(definition, node);
    this.#selections(node.selectionSet, isCompositeType(type) ? type : null, depth + 1, pages * size);
  }

  #countRootField(): void {
    this.#rootFields += 1;
    const isMutation = this.measured.operation.operation === OperationTypeNode.MUTATION;
    if (isMutation && this.#rootFields > LIMITS.mutationFields) {
      throw refused('MUTATION_LIMIT', 'A mutation carries one act: send the others one by one.');
    }
    if (this.#rootFields > LIMITS.rootFields) {
      throw refused(
        'ROOT_FIELD_LIMIT',
        `A query may have ${LIMITS.rootFields} root fields: ask for the rest in another one.`,
      );
    }
  }

  #countDirectives({ directives = [] }: { readonly directives?: readonly unknown[] }): void {
    this.#directives += directives.length;
    if (this.#directives > LIMITS.directives) {
      throw refused('DIRECTIVE_LIMIT', `A query may have ${LIMITS.directives} directives.`);
    }
  }

  /** How many things the field may bring for each thing above it. */
  #pageSize(definition: GraphQLField<unknown, unknown>, node: FieldNode): number {
    const values = getArgumentValues(definition, node, this.measured.variables);
    const taken = definition.args.map(({ name }) => name);
    for (const name of ['first', 'last']) {
      const size = taken.includes(name) ? values[name] : undefined;
      if (typeof size !== 'number') continue;
      if (size < 1 || size > LARGEST_PAGE) {
        throw refused('BAD_USER_INPUT', `${name} must be from 1 to ${LARGEST_PAGE}.`);
      }
      return size;
    }
    if (Array.isArray(values.ids)) return Math.max(1, values.ids.length);
    const isIntrospected = definition.name.startsWith('__') || isListOfIntrospection(definition);
    return taken.includes('first') || isIntrospected ? DEFAULT_PAGE : 1;
  }
}

/** Lists of the schema's own description have no pages but many entries. */
function isListOfIntrospection({ type }: GraphQLField<unknown, unknown>): boolean {
  return isListType(getNullableType(type)) && getNamedType(type).name.startsWith('__');
}

function compositeType(schema: GraphQLSchema, name: string): GraphQLCompositeType | null {
  const type = schema.getType(name);
  return isCompositeType(type) ? type : null;
}

function fieldOf(
  parent: GraphQLCompositeType | null | undefined,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (name === '__schema') return SchemaMetaFieldDef;
  if (name === '__type') return TypeMetaFieldDef;
  if (name === '__typename') return TypeNameMetaFieldDef;
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}
