import { isNativeError } from 'node:util/types';
import { errorCode } from '../error-code.js';

/** The facts of a PostgreSQL error that decisions rest on (PostgreSQL manual, appendix A). */
interface DatabaseFacts {
  readonly code: string | null;
  readonly constraint: string | null;
  readonly message: string;
}

/** Reads the facts from an error of `pg`, from TypeORM's wrapping of one, or from a bundle of them. */
function factsOf(error: unknown): DatabaseFacts | null {
  if (!isNativeError(error)) return null;
  if ('driverError' in error && error.driverError !== error) {
    const inner = factsOf(error.driverError);
    if (inner !== null) return inner;
  }
  if ('errors' in error && Array.isArray(error.errors) && error.errors.length > 0)
    return factsOf(error.errors[0]);
  return {
    code: errorCode(error),
    constraint: 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : null,
    message: error.message,
  };
}

/** True when a row was refused because another has its key: of the named constraint, or of any. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const facts = factsOf(error);
  return facts?.code === '23505' && (constraint === undefined || facts.constraint === constraint);
}

/** True when a row was refused because another one that it refers to is not there, or is referred to still. */
export function isForeignKeyViolation(error: unknown): boolean {
  return factsOf(error)?.code === '23503';
}

/** True when the same act, run again in a new transaction, may well succeed: serialization failure or deadlock. */
export function isRetryable(error: unknown): boolean {
  const code = factsOf(error)?.code;
  return code === '40001' || code === '40P01';
}

const BY_CODE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The database does not answer: nothing listens at its address.',
  ECONNRESET: 'The database closed the connection.',
  EPIPE: 'The database closed the connection.',
  ETIMEDOUT: 'The database does not answer in time.',
  EHOSTUNREACH: 'The database cannot be reached over the network.',
  ENETUNREACH: 'The database cannot be reached over the network.',
  ENOTFOUND: 'The host of the database is unknown.',
  EAI_AGAIN: 'The host of the database cannot be looked up at the moment.',
  '08006': 'The database closed the connection.',
  '25006': 'The database takes no changes: it is read-only.',
  '28000': 'The database refuses this user.',
  '28P01': 'The database refuses the password of this user.',
  '3D000': 'The database server has no database of this name.',
  '53100': 'The disk of the database is full.',
  '53200': 'The database is out of memory.',
  '53300': 'The database has too many clients.',
  '55P03': 'The database is busy: a lock was not free in time.',
  '57014': 'The database stopped a statement that took too long.',
  '57P01': 'The database is shutting down.',
  '57P02': 'The database crashed and is starting again.',
  '57P03': 'The database is starting up.',
  '57P05': 'The database closed an idle connection.',
};

const BY_MESSAGE: readonly (readonly [RegExp, string])[] = [
  [/timeout exceeded when trying to connect/, 'No connection to the database was free in time.'],
  [/timeout expired/, 'The database does not answer in time.'],
  [/is not currently accepting connections/, 'The database takes no connections at the moment.'],
  [/Connection terminated|Client has encountered a connection error/, 'The database closed the connection.'],
  // TypeORM releases the runner of a connection that fails, and says of later statements only that it is released.
  [/query runner (was )?already released/i, 'The database closed the connection.'],
];

/**
 * Says in one plain sentence why the database cannot serve now, or null when the error is of another kind.
 * The sentence is for operators and logs; callers are told `UNAVAILABLE` and no more.
 */
export function connectionProblem(error: unknown): string | null {
  const facts = factsOf(error);
  if (facts === null) return null;
  const byCode = facts.code === null ? undefined : BY_CODE[facts.code];
  return byCode ?? BY_MESSAGE.find(([pattern]) => pattern.test(facts.message))?.[1] ?? null;
}
