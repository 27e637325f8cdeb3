import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { publicFault } from '../http/index.js';
import { logFault, type Log } from '../logging.js';
import type { LimitCode } from './limits.js';

type ProtocolCode =
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'OPERATION_RESOLUTION_FAILURE'
  | 'BAD_REQUEST'
  | 'BAD_USER_INPUT';

/** Codes of GraphQL errors whose message the caller may read although no Fault stands behind them. */
const PUBLIC_CODES: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'DEPTH_LIMIT',
  'ALIAS_LIMIT',
  'DIRECTIVE_LIMIT',
  'FIELD_LIMIT',
  'ROOT_FIELD_LIMIT',
  'MUTATION_LIMIT',
  'COST_LIMIT',
  'INTROSPECTION_DISABLED',
] satisfies (LimitCode | ProtocolCode)[]);

const LONGEST_MESSAGE = 300;

/** What was thrown, below the GraphQL errors that carry it outwards. */
function causeOf(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause;
}

/** Errors of graphql-jit have no extensions where nothing was thrown, although their type says so. */
function codeOf({ extensions }: { readonly extensions?: Readonly<Record<string, unknown>> }): unknown {
  return extensions?.code;
}

/** The protocol's own word on an error: null where it has none that the caller may read. */
function protocolFault(error: unknown, cause: unknown): Omit<GraphQLFormattedError, 'path'> | null {
  if (!(error instanceof GraphQLError) || !(cause instanceof GraphQLError)) return null;
  const code = codeOf(error) ?? codeOf(cause);
  if (!PUBLIC_CODES.has(code)) return null;
  const message = error.message.replace(/\s+/g, ' ').trim().slice(0, LONGEST_MESSAGE);
  return { message, extensions: { code } };
}

function maskedFault(cause: unknown, log: Log): Omit<GraphQLFormattedError, 'path'> {
  const { message, code, isOurs } = publicFault(cause);
  const ref = isOurs ? { ref: logFault(log, 'An operation failed.', cause) } : {};
  return { message, extensions: { code, ...ref } };
}

/**
 * The one way in which errors leave GraphQL, whoever executed the operation: faults and the protocol's own errors as
 * they are, all else masked as INTERNAL with the id under which the log has the cause.
 */
export function publicError(error: unknown, log: Log): GraphQLFormattedError {
  const cause = causeOf(error);
  const { path, locations } = error instanceof GraphQLError ? error : {};
  return {
    ...(protocolFault(error, cause) ?? maskedFault(cause, log)),
    ...(locations ? { locations: locations.map(({ line, column }) => ({ line, column })) } : {}),
    ...(path ? { path } : {}),
  };
}
