import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { RECORD_KINDS } from './record-checks.js';

const LIBS = path.join(import.meta.dirname, '../../../libs');

/** The sources of the libraries, without their specifications and the schemas themselves. */
const sources = readdirSync(LIBS, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !/[.-]spec\.ts$|spec-support|\.kinds\.ts$/.test(file))
  .map((file) => ({ file, text: readFileSync(path.join(LIBS, file), 'utf8') }));

/** The kinds that the sources name where they append entries, or in their vocabulary of entries. */
function kindsAppended(): string[] {
  const kinds = sources.flatMap(({ file, text }) =>
    text
      .split('\n')
      .filter((line) => (/kind/i.test(line) || file.endsWith('.entries.ts')) && !/planDue/.test(line))
      .flatMap((line) => line.match(/'[a-z][a-z_]*(\.[a-z][a-z_]*)+'/g) ?? []),
  );
  return [...new Set(kinds.map((kind) => kind.slice(1, -1)))].sort();
}

it('every kind of entry that a library appends has its closed schema in the library’s *.kinds.ts', () => {
  const kinds = kindsAppended();
  expect(kinds.length).toBeGreaterThan(20);
  expect(kinds.filter((kind) => !Object.hasOwn(RECORD_KINDS, kind))).toEqual([]);
});

it('no schema is left of a kind that no library names', () => {
  const isNamed = (kind: string) => sources.some(({ text }) => text.includes(`'${kind}'`));
  expect(Object.keys(RECORD_KINDS).filter((kind) => !isNamed(kind))).toEqual([]);
});
