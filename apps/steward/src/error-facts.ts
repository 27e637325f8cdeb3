/** What is known of something thrown, whichever library or realm made it. */
export interface ErrorFacts {
  readonly name: string | null;
  readonly code: string | null;
  readonly message: string;
  readonly cause: unknown;
}

/** Reads the facts of something thrown. What bundles several errors, as a failed connection does, is its first. */
export function factsOf(error: unknown): ErrorFacts {
  if (typeof error !== 'object' || error === null) {
    return { name: null, code: null, message: String(error), cause: undefined };
  }
  if ('errors' in error && Array.isArray(error.errors) && error.errors.length > 0)
    return factsOf(error.errors[0]);
  return {
    name: text('name' in error ? error.name : null),
    code: text('code' in error ? error.code : null),
    message: text('message' in error ? error.message : null) ?? 'an error without a message',
    cause: 'cause' in error ? error.cause : undefined,
  };
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
