import { HttpException } from '@nestjs/common';
import { connectionProblem } from '../database/index.js';
import { errorCode } from '../error-code.js';
import { Fault, type FaultCode } from '../fault.js';

/** What a caller may know of a failed HTTP request. */
export interface PublicFault {
  readonly status: number;
  readonly code: FaultCode | 'BAD_REQUEST' | 'INTERNAL';
  readonly message: string;
  /** True where the failure is ours: it is logged, and the caller gets an id to ask about it. */
  readonly isOurs: boolean;
}

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

const BY_STATUS: Readonly<Record<number, Pick<PublicFault, 'code' | 'message'>>> = {
  400: { code: 'BAD_REQUEST', message: 'The request could not be read.' },
  401: { code: 'UNAUTHENTICATED', message: 'Sign in to do this.' },
  403: { code: 'FORBIDDEN', message: 'This is not open to you.' },
  404: { code: 'NOT_FOUND', message: 'There is nothing at this address.' },
  405: { code: 'BAD_REQUEST', message: 'This address does not take this method.' },
  408: { code: 'BAD_REQUEST', message: 'The request took too long to arrive.' },
  413: { code: 'BAD_REQUEST', message: 'The request is too large.' },
  415: { code: 'BAD_REQUEST', message: 'This address does not take this content type.' },
  429: { code: 'RATE_LIMITED', message: 'Too many requests; try again later.' },
};

/** Decides what of an error leaves the server. Only a fault's own message does; every other text is ours. */
export function publicFault(error: unknown): PublicFault {
  if (error instanceof Fault) {
    return { status: STATUS[error.code], code: error.code, message: error.message, isOurs: false };
  }
  const status = statusOf(error);
  if (status !== null && status >= 400 && status < 500) {
    const known = BY_STATUS[status] ?? { code: 'BAD_REQUEST', message: 'The request could not be served.' };
    return { status, ...known, isOurs: false };
  }
  if (status === 503 || connectionProblem(error) !== null) {
    const message = 'The server cannot answer now. Try again in a minute.';
    return { status: 503, code: 'UNAVAILABLE', message, isOurs: true };
  }
  return { status: 500, code: 'INTERNAL', message: 'Internal error', isOurs: true };
}

/** The HTTP status that Nest or Fastify gave an error of its own. */
function statusOf(error: unknown): number | null {
  if (error instanceof HttpException) return error.getStatus();
  const isFastify = errorCode(error)?.startsWith('FST_') === true;
  return isFastify && hasStatus(error) ? error.statusCode : null;
}

function hasStatus(error: unknown): error is { statusCode: number } {
  return (
    typeof error === 'object' &&
    error !== null &&
    'statusCode' in error &&
    typeof error.statusCode === 'number'
  );
}
