/** What the caller did wrong, in the words that clients compare (`extensions.code`). */
export type FaultCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'BAD_USER_INPUT'
  | 'CONFLICT'
  | 'RATE_LIMITED'
  | 'STEP_UP_REQUIRED'
  | 'UNAVAILABLE'
  | 'RECORD_FROZEN';

/**
 * A call that cannot be served as it was made. The only error whose message leaves the server: it is one plain
 * sentence for the caller and names no table, path or person. Every other error is masked at the edge.
 */
export class Fault extends Error {
  override readonly name = 'Fault';

  constructor(
    readonly code: FaultCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The one answer for what is absent and for what is hidden from the caller. */
export function notFound(): Fault {
  return new Fault('NOT_FOUND', 'There is no such thing, or it is not open to you.');
}
