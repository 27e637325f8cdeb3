import { HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import { OperationTypeNode, type OperationDefinitionNode } from 'graphql';
import type { Log } from '../logging.js';
import type { GraphqlContext } from './context.js';
import { publicError } from './errors.js';
import { CompiledOperations } from './compiled-operations.js';
import { checkLimits } from './limits.js';
import { coerceVariables } from './variables.js';

/**
 * Refuses what is too large before it runs. Not a validation rule: Apollo runs those once for each cached document,
 * and what counts here depends on the variables and the caller.
 */
export function limitsPlugin({ production }: { production: boolean }): ApolloServerPlugin<GraphqlContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: ({ schema, document, operation, request, contextValue }) => {
          const coerced = operation && coerceVariables({ schema, operation, request }).coerced;
          // An operation that is not there, or whose variables do not fit, is answered by the execution, which runs nothing.
          if (!coerced) return Promise.resolve();
          const mayIntrospect = !production || contextValue.principal.accountId !== null;
          checkLimits({ schema, document, operation, variables: coerced, mayIntrospect });
          return Promise.resolve();
        },
      }),
  };
}

/** Apollo comes here also with no operation, where the document has none of the name that was asked for. */
function isRunnable(operation: OperationDefinitionNode | undefined): boolean {
  return operation !== undefined && operation.operation !== OperationTypeNode.SUBSCRIPTION;
}

/** Answers from a compiled operation where there is one; else leaves the operation to graphql-js. */
export function compiledPlugin(log: Log): ApolloServerPlugin<GraphqlContext> {
  const operations = new CompiledOperations();
  return {
    requestDidStart: () =>
      Promise.resolve({
        responseForOperation: async (resolved) => {
          const { schema, document, operation, operationName, request, contextValue } = resolved;
          if (!isRunnable(operation)) return null;
          const { coerced } = coerceVariables({ schema, operation, request });
          const compiled = coerced && operations.get(schema, document, operationName);
          if (!compiled) return null;
          const { data, errors } = await compiled.query(undefined, contextValue, coerced);
          return {
            http: { headers: new HeaderMap(), status: undefined },
            body: {
              kind: 'single',
              singleResult: errors
                ? { data, errors: errors.map((error) => publicError(error, log)) }
                : { data },
            },
          };
        },
      }),
  };
}

const WELL_FORMED = new Set<unknown>(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT']);

/**
 * Answers 200 to a well-formed request whose document or variables are wrong, where the caller wants
 * `application/json` (GraphQL over HTTP, section 6.4.1). `application/graphql-response+json` keeps 400.
 */
export const statusPlugin: ApolloServerPlugin<GraphqlContext> = {
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse: ({ request, response, errors }) => {
        const accept = request.http?.headers.get('accept') ?? '';
        const wantsJson = accept.includes('application/json') && !accept.includes('graphql-response');
        if (wantsJson && response.http.status === 400 && WELL_FORMED.has(errors?.[0]?.extensions.code)) {
          response.http.status = 200;
        }
        return Promise.resolve();
      },
    }),
};
