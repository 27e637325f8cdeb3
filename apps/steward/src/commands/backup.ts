import { stat } from 'node:fs/promises';
import { withDatabase } from '../application.js';
import { defineCommand } from '../command.js';
import { runPostgresTool } from '../export/postgres-tools.js';
import { UsageProblem } from '../problems.js';

/** `steward backup`. */
export const backup = defineCommand({
  name: 'backup',
  summary: 'Write the whole database into one file, by PostgreSQL’s own pg_dump.',
  operands: 'FILE',
  operandCount: 1,
  options: {},
  notes: `FILE has the custom format of pg_dump, which "restore" reads; it must not be there yet. The keys in QUORATE_DATA are not
in it: keep a copy of that folder in another place, or nobody can open what is sealed and nobody can sign. A backup
counts once "export" of what it restores passes "verify" with every checkpoint that was kept.`,
  run: async ({ operands: [file = ''] }, session) => {
    const isThere = await stat(file).then(
      () => true,
      () => false,
    );
    if (isThere) throw new UsageProblem(`${file} is there already; a backup never overwrites another.`);
    return withDatabase(session.env, async ({ ownerUrl, name }) => {
      await runPostgresTool('pg_dump', ['--format=custom', `--file=${file}`], ownerUrl);
      return { document: { database: name, file }, text: `Wrote ${name} into ${file}.\n` };
    });
  },
});
