/**
 * Something outside the program keeps the witness from running. The message is one or two plain sentences that say
 * what, and what to do; whoever runs it is shown them without a stack.
 */
export class WitnessProblem extends Error {
  override readonly name = 'WitnessProblem';
}

/** True for a system error of this code, like ENOENT. */
export function isCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
