import { type Entry } from './entry.js';
import { type JsonValue } from './jcs.js';
import { type CheckFailure, type RecordCheck } from './record-check.js';

/** The kind of entry by which committed values and documents are erased. */
export const ERASED_KIND = 'privacy.erased';

/** The documents, by the base64 of their SHA-256, that an entry says were erased; none for other entries. */
export function erasedDocuments({ kind, body }: Entry): readonly string[] {
  const documents = kind === ERASED_KIND ? body.documents : undefined;
  return Array.isArray(documents) ? documents.filter((hash) => typeof hash === 'string') : [];
}

interface Erasure {
  readonly entry: Entry;
  readonly index: number;
}

/**
 * Checks that every erasure is of something that the record has, and by a decision that it has, and tells how many
 * commitments nobody can open any more.
 */
export function erasureCheck(): RecordCheck {
  const documentsOf = new Map<string, Set<string>>();
  const decisions = new Set<string>();
  const erasures: Erasure[] = [];
  const failures: CheckFailure[] = [];
  return {
    name: 'erasures',
    see(entry, index) {
      const { kind, stream, docs } = entry;
      if (kind === ERASED_KIND) {
        const because = faultOf(entry, documentsOf, decisions);
        if (because !== null) failures.push({ code: 'ERASURE_MISFITS', because, index });
        erasures.push({ entry, index });
      }
      const documents = documentsOf.get(stream) ?? new Set();
      for (const { sha256 } of docs) documents.add(sha256);
      documentsOf.set(stream, documents);
      if (kind === 'decision.recorded') decisions.add(stream);
    },
    finish() {
      const documents = new Set(erasures.flatMap(({ entry }) => erasedDocuments(entry)));
      const commitments = erasures.reduce((sum, { entry }) => sum + countIn(entry.body.commitments), 0);
      const erased = `${commitments} committed values and ${documents.size} documents`;
      return Promise.resolve({
        checked: erasures.length,
        what: 'erasures of what the record has, each with its ground',
        failures,
        skipped:
          erasures.length === 0
            ? []
            : [`What stood in ${erased}: they were erased, and only what committed to them is left.`],
      });
    },
  };
}

function faultOf(
  entry: Entry,
  documentsOf: ReadonlyMap<string, ReadonlySet<string>>,
  decisions: ReadonlySet<string>,
): string | null {
  const { ref, decidedBy } = entry.body;
  const documents = typeof ref === 'string' ? documentsOf.get(ref) : undefined;
  if (!documents) return 'It erases something of which no entry before tells.';
  if (erasedDocuments(entry).some((hash) => !documents.has(hash))) {
    return 'It erases a document that no entry of its subject names.';
  }
  if (typeof decidedBy === 'string' && !decisions.has(decidedBy)) {
    return 'It rests on a decision that the record does not have.';
  }
  return null;
}

function countIn(value: JsonValue | undefined): number {
  return typeof value === 'number' ? value : 0;
}
