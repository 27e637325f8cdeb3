import type { SectorId } from '#kernel';
import type { CharterVersion, Clause } from './charter.types.js';

/** What an entry says of a charter version. A recount needs no more; the words stand in the charter's document. */
export function sayCharter({
  number,
  digest,
  beginsAt,
  clauses,
}: Pick<CharterVersion, 'number' | 'digest' | 'beginsAt' | 'clauses'>) {
  return { number, digest, beginsAt: beginsAt.toISOString(), clauses: clauses.map(withoutWords) };
}

function withoutWords(clause: Clause) {
  return { ...clause, source: { section: clause.source.section, lang: clause.source.lang } };
}

/** The sectors that a charter names. */
export function sectorsOf(clauses: readonly Clause[]): SectorId[] {
  return clauses
    .flatMap((clause) => (clause.topic === 'SEATS' ? clause.classes : []))
    .flatMap(({ sectorId }) => (sectorId === null ? [] : [sectorId]));
}
