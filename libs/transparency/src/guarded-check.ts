import { type CheckFailure, type CheckReport, type ReadDocument, type RecordCheck } from './record-check.js';

/**
 * The same check, made safe for a hostile log. Entries are well formed, but what a module finds in their bodies and
 * documents may be nothing that it ever writes: where a check breaks on it, the record fails the check. Only a
 * document that could not be read is passed on, for then nothing was found out.
 */
export function guarded(check: RecordCheck): RecordCheck {
  let broken: CheckFailure | null = null;
  return {
    name: check.name,
    see(entry, index, leafHash) {
      if (broken !== null) return;
      try {
        check.see(entry, index, leafHash);
      } catch (error) {
        broken = failureOf(error, index);
      }
    },
    async finish(documents) {
      if (broken !== null) return reportOf(check, broken);
      const reading = watched(documents);
      try {
        return await check.finish(reading.read);
      } catch (error) {
        if (reading.failedWith(error)) throw error;
        return reportOf(check, failureOf(error, null));
      }
    },
  };
}

function failureOf(error: unknown, index: number | null): CheckFailure {
  const reason = error instanceof Error ? error.message : String(error);
  const where = index === null ? 'A document or an entry' : `Entry ${index}`;
  return { code: 'NOT_CHECKABLE', because: `${where} is nothing that can be checked: ${reason}`, index };
}

function reportOf({ name }: RecordCheck, failure: CheckFailure): CheckReport {
  return { checked: 0, what: `${name} checked`, failures: [failure], skipped: [] };
}

/** Documents as they are, and what they rejected with. */
function watched(documents: ReadDocument) {
  const errors = new Set<unknown>();
  const read: ReadDocument = async (sha256) => {
    try {
      return await documents(sha256);
    } catch (error) {
      errors.add(error);
      throw error;
    }
  };
  return { read, failedWith: (error: unknown) => errors.has(error) };
}
