import {
  GraphQLScalarType,
  GraphQLSchema,
  Kind,
  type DefinitionNode,
  type DocumentNode,
  type TypeNode,
  type VariableDefinitionNode,
} from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';

type State = CompiledQuery | 'seen' | 'not compilable';

/** Takes what graphql-js has coerced as it is: graphql-jit coerces otherwise (it refuses `Int! = 0` left out). */
const CoercedVariable = new GraphQLScalarType({ name: 'CoercedVariable' });
const COERCED_TYPE: TypeNode = {
  kind: Kind.NAMED_TYPE,
  name: { kind: Kind.NAME, value: CoercedVariable.name },
};

/**
 * Operations as functions of a context and coerced variables. One is compiled when its document comes for the second
 * time, so that documents made up for one request cost no compilation. What is compiled lives as long as Apollo keeps
 * the document.
 */
export class CompiledOperations {
  readonly #byDocument = new WeakMap<DocumentNode, Map<string | null, State>>();
  readonly #schemas = new WeakMap<GraphQLSchema, GraphQLSchema>();

  /** The compiled operation; null while graphql-js has to execute it. */
  get(schema: GraphQLSchema, document: DocumentNode, operationName: string | null): CompiledQuery | null {
    const states = this.#byDocument.get(document) ?? new Map<string | null, State>();
    this.#byDocument.set(document, states);
    const state = states.get(operationName) ?? 'new';
    if (state === 'new') {
      states.set(operationName, 'seen');
      return null;
    }
    if (state !== 'seen') return state === 'not compilable' ? null : state;
    const compiled = compileQuery(
      this.#withCoercedVariable(schema),
      { ...document, definitions: document.definitions.map(takingCoercedVariables) },
      operationName ?? undefined,
      { disablingCapturingStackErrors: true },
    );
    states.set(operationName, isCompiledQuery(compiled) ? compiled : 'not compilable');
    return isCompiledQuery(compiled) ? compiled : null;
  }

  #withCoercedVariable(schema: GraphQLSchema): GraphQLSchema {
    const known = this.#schemas.get(schema);
    if (known) return known;
    const config = schema.toConfig();
    const made = new GraphQLSchema({ ...config, types: [...config.types, CoercedVariable] });
    this.#schemas.set(schema, made);
    return made;
  }
}

function takingCoercedVariables(definition: DefinitionNode): DefinitionNode {
  if (definition.kind !== Kind.OPERATION_DEFINITION) return definition;
  const variableDefinitions = definition.variableDefinitions?.map(
    ({ variable, type }): VariableDefinitionNode => ({
      kind: Kind.VARIABLE_DEFINITION,
      variable,
      type: isBoolean(type) ? type : COERCED_TYPE,
    }),
  );
  return { ...definition, variableDefinitions };
}

/** @skip and @include compile only with variables that say Boolean; those are coerced alike by both. */
function isBoolean(type: TypeNode): boolean {
  const named = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
  return named.kind === Kind.NAMED_TYPE && named.name.value === 'Boolean';
}
