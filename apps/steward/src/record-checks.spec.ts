import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { RECORD_KINDS } from './record-checks.js';

const LIBS = path.join(import.meta.dirname, '../../../libs');

/** The kinds that the sources of the libraries name where they append entries. */
function kindsInSources(): string[] {
  const files = readdirSync(LIBS, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !/[.-]spec\.ts$|spec-support/.test(file),
  );
  const kinds = files.flatMap((file) => {
    const source = readFileSync(path.join(LIBS, file), 'utf8');
    const isVocabulary = file.endsWith('.entries.ts');
    return source
      .split('\n')
      .filter((line) => (/\bkind: /.test(line) || isVocabulary) && !/planDue/.test(line))
      .flatMap((line) => line.match(/'[a-z][a-z_]*\.[a-z][a-z_]*'/g) ?? []);
  });
  return [...new Set(kinds.map((kind) => kind.slice(1, -1)))].sort();
}

it('every kind of entry that a library appends has its closed schema in the library’s *.kinds.ts', () => {
  const kinds = kindsInSources();
  expect(kinds.length).toBeGreaterThan(20);
  expect(kinds.filter((kind) => !Object.hasOwn(RECORD_KINDS, kind))).toEqual([]);
});

it('no schema is left of a kind that nobody appends', () => {
  const kinds = kindsInSources();
  expect(Object.keys(RECORD_KINDS).filter((kind) => !kinds.includes(kind))).toEqual([]);
});
