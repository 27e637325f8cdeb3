import { EXIT } from '../exit.js';
import type { Answer } from '../command.js';
import { counted, shown } from '../terminal.js';
import { documentOf, textOf } from '../verification.js';
import type { CopiedRecord } from './copy-record.js';

/** What a command that copied a record answers: the verification, and what came into the folder. */
export function copiedAnswer({ verification, written }: CopiedRecord, folder: string): Answer {
  const isRefused = verification.verdicts.length > 0;
  const outcome = isRefused
    ? `Nothing was written: ${folder} is as it was.`
    : written === 0
      ? `${folder} has this record already.`
      : `${counted(written)} files were written into ${folder}.`;
  return {
    exit: isRefused ? EXIT.refused : EXIT.done,
    document: { ...documentOf(verification), folder, written },
    text: `${textOf(verification)}\n${shown(outcome)}\n`,
  };
}
