import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { errorCode } from './error-code.js';
import { OperatorProblem } from './operator-problem.js';

/**
 * Makes the data folder where it is missing, and makes sure that it can be used. Other users may pass through it
 * but not list it: what it holds guards itself, and an embedded PostgreSQL may run as another user.
 *
 * @throws OperatorProblem
 */
export function openDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o711 });
    if (!statSync(folder).isDirectory())
      throw new OperatorProblem(`The data folder ${folder} is not a folder.`);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    if (error instanceof OperatorProblem) throw error;
    throw new OperatorProblem(`${sentence(folder, error)} Set QUORATE_DATA to a folder that can be written.`);
  }
}

function sentence(folder: string, error: unknown): string {
  const code = errorCode(error);
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return `The data folder ${folder} may not be read and written by this user.`;
    case 'EROFS':
      return `The data folder ${folder} is on a read-only disk.`;
    case 'EEXIST':
    case 'ENOTDIR':
      return `The data folder ${folder} is, or lies below, a file.`;
    case 'ENOSPC':
      return `The disk of the data folder ${folder} is full.`;
    default:
      return `The data folder ${folder} cannot be used (${code ?? String(error)}).`;
  }
}
