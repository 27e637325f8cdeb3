import { HttpException } from '@nestjs/common';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { connectionProblem } from '../database/index.js';
import { Fault, type FaultCode } from '../fault.js';
import { logFault, type Log } from '../logging.js';
import type { LimitCode } from './limits.js';

type ProtocolCode =
  'GRAPHQL_PARSE_FAILED' | 'GRAPHQL_VALIDATION_FAILED' | 'OPERATION_RESOLUTION_FAILURE' | 'BAD_REQUEST';

/** Codes of GraphQL errors whose message the caller may read although no Fault stands behind them. */
const PROTOCOL_CODES: ReadonlySet<unknown> = new Set([
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
] satisfies (LimitCode | FaultCode | ProtocolCode)[]);

const STATUS: Readonly<Record<FaultCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  BAD_USER_INPUT: 400,
  CONFLICT: 409,
  RATE_LIMITED: 429,
  STEP_UP_REQUIRED: 403,
  UNAVAILABLE: 503,
  RECORD_FROZEN: 503,
};

/** What the caller is told where HTTP itself refuses a request. */
const HTTP_REFUSALS: Readonly<Record<number, string>> = {
  404: 'There is nothing at this address.',
  405: 'This address does not take this method.',
  413: 'The request is too large.',
  414: 'The address is too long.',
  415: 'Send the request as application/json.',
  431: 'The headers are too large.',
};

const LONGEST_MESSAGE = 300;

/** What a caller may read of an error. */
interface PublicFault {
  readonly message: string;
  readonly extensions: { readonly code: string; readonly ref?: string };
}

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

/**
 * Turns whatever went wrong into what the caller may read: faults and the protocol's own errors as they are, all else
 * masked as INTERNAL with the id under which the log has the cause.
 */
function publicFault(error: unknown, log: Log): PublicFault {
  const cause = causeOf(error);
  if (cause instanceof Fault) return { message: cause.message, extensions: { code: cause.code } };
  if (cause instanceof GraphQLError && error instanceof GraphQLError) {
    const code = codeOf(error) ?? codeOf(cause);
    if (typeof code === 'string' && PROTOCOL_CODES.has(code)) {
      const message = error.message.replace(/\s+/g, ' ').trim().slice(0, LONGEST_MESSAGE);
      return { message, extensions: { code } };
    }
  }
  const ref = logFault(log, 'A request failed.', cause);
  return connectionProblem(cause) === null
    ? { message: 'Internal error', extensions: { code: 'INTERNAL', ref } }
    : {
        message: 'The server cannot answer now. Try again in a minute.',
        extensions: { code: 'UNAVAILABLE', ref },
      };
}

/** The one way in which errors leave GraphQL, whoever executed the operation. */
export function publicError(error: unknown, log: Log): GraphQLFormattedError {
  const { path, locations } = error instanceof GraphQLError ? error : {};
  return {
    ...publicFault(error, log),
    ...(locations ? { locations: locations.map(({ line, column }) => ({ line, column })) } : {}),
    ...(path ? { path } : {}),
  };
}

/** The status with which Nest or Fastify refuse a request; null for what is no refusal of theirs. */
function refusalStatus(error: unknown): number | null {
  const status =
    error instanceof HttpException
      ? error.getStatus()
      : error instanceof Error && 'statusCode' in error
        ? error.statusCode
        : null;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null;
}

/** What the caller reads where Nest or Fastify refuse a request. */
export function refusalBody(status: number): { readonly errors: readonly PublicFault[] } {
  const message = HTTP_REFUSALS[status] ?? 'The request cannot be read.';
  return { errors: [{ message, extensions: { code: status === 404 ? 'NOT_FOUND' : 'BAD_REQUEST' } }] };
}

/** The answer to a request that failed outside GraphQL, in the form that GraphQL clients read. */
export function httpAnswer(
  error: unknown,
  log: Log,
): { readonly status: number; readonly body: { readonly errors: readonly PublicFault[] } } {
  const status = refusalStatus(error);
  if (status !== null) return { status, body: refusalBody(status) };
  const fault = publicFault(error, log);
  return {
    status: error instanceof Fault ? STATUS[error.code] : fault.extensions.code === 'UNAVAILABLE' ? 503 : 500,
    body: { errors: [fault] },
  };
}
