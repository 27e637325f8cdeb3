import { parseCanonical, type Entry, type JsonValue } from '#transparency';
import { SEALING_KEY, unpackDocument } from '../privacy-values.js';
import { isBy, valueKey, type Audit } from './audit.js';
import type { RecordedSubject } from './kept-table.js';

/** What the record holds of the subject of these entries. */
export function subjectOf(audit: Audit, entries: readonly Entry[]): RecordedSubject {
  const last = (field: string) => {
    const entry = entries.findLast(({ commit }) => Object.hasOwn(commit, field));
    return entry ? audit.values.get(valueKey(entry.stream, entry.ver, field)) : NOTHING;
  };
  return {
    entries,
    committed: (field) => last(field)?.value,
    saltOf: (field) => last(field)?.salt,
    document: (digest) => readDocument(audit, digest),
    isBegunBy: (person) => entries[0] && isBy(audit, person, entries[0]),
    other: (stream) =>
      subjectOf(
        audit,
        (audit.subjects.get(stream) ?? []).flatMap((entry) => entry ?? []),
      ),
  };
}

/** What was never committed to. */
const NOTHING = { value: null, salt: null };

async function readDocument(
  { db, coalitionId, plan }: Audit,
  digest: string,
): Promise<JsonValue | undefined> {
  const hash = Buffer.from(digest, 'base64');
  const [stored]: { content: Buffer | null; sealed: Buffer | null }[] = await db.query(DOCUMENT, [
    coalitionId,
    hash,
    `docs/${hash.toString('hex')}`,
  ]);
  if (!stored) return undefined;
  const content = stored.content ?? (stored.sealed && unpackDocument(plan.vault, stored.sealed).content);
  return content ? (parseCanonical(content) ?? undefined) : undefined;
}

const DOCUMENT = `
SELECT content, NULL::bytea AS sealed FROM record_doc WHERE coalition_id = $1 AND sha256 = $2
UNION ALL (
  SELECT NULL, sealing.key || private.sealed FROM record_private private
  ${SEALING_KEY}
  WHERE private.coalition_id = $1 AND private.field = $3 LIMIT 1
)
LIMIT 1`;
