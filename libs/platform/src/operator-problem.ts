/**
 * Something outside the program keeps it from running: a setting, a folder, a port, a database. The message is one
 * or two plain sentences that say what, and what to do; the operator is shown them without a stack.
 */
export class OperatorProblem extends Error {
  override readonly name = 'OperatorProblem';
}
