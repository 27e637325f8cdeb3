import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { errorCode } from '#platform';
import type { DataSource } from 'typeorm';

/** The tables whose rows hold a text, in clear, in hexadecimal or in base64. */
export async function tablesWith(dataSource: DataSource, text: string): Promise<string[]> {
  const bytes = Buffer.from(text);
  const spellings = [text, bytes.toString('hex'), bytes.toString('base64').replace(/.{0,2}=*$/, '')];
  const tables = await dataSource.query<{ name: string }[]>(
    `SELECT relname AS name FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'm') ORDER BY relname`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const [row] = await dataSource.query<{ n: number }[]>(
      `SELECT count(*)::integer AS n FROM ${name} WHERE EXISTS (
         SELECT FROM unnest($1::text[]) AS spelling WHERE position(spelling IN ${name}::text) > 0)`,
      [spellings],
    );
    if (row && row.n > 0) found.push(name);
  }
  return found;
}

/**
 * The files in which a database server keeps this database that hold a text: tables and their dead rows, indexes, what
 * all databases share, the write-ahead log. Asks the server first to write down what it has in memory.
 */
export async function filesWith(dataSource: DataSource, text: string): Promise<string[]> {
  await dataSource.query('CHECKPOINT');
  const [row] = await dataSource.query<{ folder: string; oid: number }[]>(
    `SELECT current_setting('data_directory') AS folder, oid::integer FROM pg_database
     WHERE datname = current_database()`,
  );
  if (!row) throw new Error('A database knows where it lies.');
  const needle = Buffer.from(text);
  return [`base/${row.oid}`, 'global', 'pg_wal']
    .flatMap((name) => filesBelow(path.join(row.folder, name)))
    .filter((file) => contentOf(file)?.includes(needle))
    .map((file) => path.relative(row.folder, file));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() ?? false);
}

/** Null for a file that the server removed since it was listed. */
function contentOf(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}
