import {
  getVariableValues,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { LIMITS } from './limits.js';

/** What the plugins of one request share of Apollo's request context. */
export interface ResolvedOperation {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly request: { readonly variables?: Record<string, unknown> };
}

type Coercion =
  | { readonly coerced: Record<string, unknown>; readonly errors?: never }
  | { readonly errors: readonly GraphQLError[]; readonly coerced?: never };

const coercions = new WeakMap<ResolvedOperation['request'], Coercion>();

/** The request's variables as graphql-js coerces them, defaults filled in; once for each request. */
export function coerceVariables({ schema, operation, request }: ResolvedOperation): Coercion {
  const known = coercions.get(request);
  if (known) return known;
  const coercion = getVariableValues(schema, operation.variableDefinitions ?? [], request.variables ?? {}, {
    maxErrors: LIMITS.validationErrors,
  });
  coercions.set(request, coercion);
  return coercion;
}
