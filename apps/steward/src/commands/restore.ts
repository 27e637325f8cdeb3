import type { Restored } from '#record';
import { databaseOptions, migrateDatabase } from '#platform';
import { DataSource } from 'typeorm';
import { MIGRATIONS } from '../../../api/src/app.module.js';
import { withDatabase, type CommandDatabase } from '../application.js';
import { defineCommand, type Answer, type Session } from '../command.js';
import { restoreFromMirror } from '../export/from-mirror.js';
import { runPostgresTool } from '../export/postgres-tools.js';
import { readPolicy } from '../given-files.js';
import { findLog } from '../log-source.js';
import { UsageProblem } from '../problems.js';
import { counted, shown } from '../terminal.js';

/** `steward restore`. */
export const restore = defineCommand({
  name: 'restore',
  summary: 'Restore a backup into an empty database, or what it lacks from a mirror.',
  operands: 'FILE|DIR',
  operandCount: 1,
  options: {
    'from-mirror': {
      type: 'boolean',
      help: 'DIR is a mirror: put back the entries that the database has lost.',
    },
    policy: {
      type: 'string',
      value: 'FILE',
      help: 'The policy held beforehand, by which the mirror is verified; needed with --from-mirror.',
    },
  },
  notes: `Without --from-mirror FILE is a backup, and the database must be empty. The server must not run meanwhile. A
backup that is older than the last published checkpoint is found out when the server starts, which then signs nothing
and refuses acts: run "restore --from-mirror DIR --policy FILE" before. It puts back entries, tiles, documents and the
signed head, in one transaction that reproduces the signed root, writes the rows of state again that their entries
tell whole, and tells which others stand behind their record: those are not made up. What was erased is erased again
when the server starts.`,
  run: ({ values, operands: [source = ''] }, session) =>
    withDatabase(session.env, (database) =>
      values['from-mirror'] === true
        ? fromMirror(database, { folder: source, policy: values.policy }, session)
        : fromBackup(database, source),
    ),
});

async function fromBackup({ ownerUrl, name }: CommandDatabase, file: string): Promise<Answer> {
  if (!(await isEmpty(ownerUrl))) {
    throw new UsageProblem(`There is something in ${name} already; restore into an empty database.`);
  }
  const args = [
    '--single-transaction',
    '--exit-on-error',
    '--no-owner',
    `--dbname=${nameIn(ownerUrl)}`,
    file,
  ];
  await runPostgresTool('pg_restore', args, ownerUrl);
  const migrated = await migrateDatabase(ownerUrl, MIGRATIONS);
  return { document: { database: name, file, migrated }, text: `Restored ${file} into ${name}.\n` };
}

function nameIn(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}

async function isEmpty(url: string): Promise<boolean> {
  const dataSource = new DataSource(databaseOptions(url, { entities: [], migrations: [] }, { poolSize: 1 }));
  await dataSource.initialize();
  try {
    const [row]: { tables: number }[] = await dataSource.query(
      `SELECT count(*)::int AS tables FROM pg_class
       WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')`,
    );
    return row?.tables === 0;
  } finally {
    await dataSource.destroy();
  }
}

async function fromMirror(
  database: CommandDatabase,
  { folder, policy }: { readonly folder: string; readonly policy: string | undefined },
  session: Session,
): Promise<Answer> {
  if (policy === undefined)
    throw new UsageProblem('--from-mirror needs the policy held beforehand, by --policy.');
  const { fetchBytes } = await findLog(folder, undefined, session.interrupted);
  const held = await readPolicy(policy);
  const onProgress = session.progress('entries verified').update;
  const restored = await restoreFromMirror(database, { fetchBytes, policy: held, onProgress });
  return { document: documentOf(restored), text: textOf(restored) };
}

function documentOf({ from, size, documents, rows, lagging }: Restored) {
  return {
    from,
    size,
    documents,
    rows,
    lagging: lagging.map((row) => ({ ...row, row: row.row && { ...row.row } })),
  };
}

function textOf({ from, size, documents, rows, lagging }: Restored): string {
  const lines = [
    `Put back ${counted(size - from)} entries, up to ${counted(size)}, and ${counted(documents)} documents; the signed root came out.`,
    `Wrote ${counted(rows)} subjects’ rows of state again, which their entries tell whole.`,
    lagging.length === 0
      ? 'Every row of state stands where its record stands.'
      : `${counted(lagging.length)} subjects stand behind their record; act on none of them before they are set right:`,
    ...lagging.map(({ stream, kind, recorded, row }) =>
      row === null
        ? `  ${stream}: ${kind} made version ${recorded}; it has no row`
        : `  ${stream}: ${kind} made version ${recorded}; its row in ${row.table} has version ${row.version}`,
    ),
    'Not put back: what was disclosed of entries, keys of new people, answers to repeated requests, and plans of what is due.',
  ];
  return `${lines.map(shown).join('\n')}\n`;
}
