import type { CoalitionId } from '#kernel';
import { isForeignKeyViolation, type Vault } from '#platform';
import type { Entry, JsonValue } from '#transparency';
import type { EntityManager } from 'typeorm';
import { Audit } from './audit/audit.js';
import { auditEntries } from './audit/entries.audit.js';
import type { KeptTable, StateRow } from './audit/kept-table.js';
import { subjectOf } from './audit/recorded-subject.js';
import { columnsOf, inUtc, isOfLines, tiesIn, type Column } from './audit/state-columns.js';
import { auditValues } from './audit/values.audit.js';
import type { LaggingRow } from './restoration.sql.js';

/** A table with what is known of its columns, and whether each of its rows is a line that one entry brought. */
interface Known extends KeptTable {
  readonly all: readonly Column[];
  readonly isLine: boolean;
}

/** One statement for one row of one version. */
interface Step {
  readonly table: string;
  readonly isNew: boolean;
  readonly row: StateRow;
}

/**
 * Writes the rows of lagging subjects again where their entries tell every column, by what the modules say of their
 * tables; version by version, so that every trigger sees the steps that it saw the first time.
 *
 * @param db a transaction in which the entries have been put back
 * @returns how many subjects stand where their record stands again
 */
export async function restoreRows(
  db: EntityManager,
  owner: { readonly coalitionId: CoalitionId; readonly vault: Vault },
  tables: readonly KeptTable[],
  lagging: readonly LaggingRow[],
): Promise<number> {
  if (lagging.length === 0) return 0;
  const audit = new Audit(db, { ...owner, tables, unrecorded: {}, signed: null });
  await auditEntries(audit);
  await auditValues(audit);
  const known: Known[] = [];
  for (const kept of tables) {
    const all = await columnsOf(db, kept.table);
    known.push({ ...kept, all, isLine: isOfLines(all) });
  }
  const rows = new Rows(audit, known);
  let waiting = [...lagging];
  // A row may have to wait for another one that it refers to: as long as one came back, the others are tried again.
  for (;;) {
    const left: LaggingRow[] = [];
    for (const row of waiting) if (!(await rows.restore(row))) left.push(row);
    if (left.length === 0 || left.length === waiting.length) return lagging.length - left.length;
    waiting = left;
  }
}

class Rows {
  constructor(
    private readonly audit: Audit,
    private readonly tables: readonly Known[],
  ) {}

  /** False where the entries do not tell all, or where a row is missing that this one refers to. */
  async restore({ stream, row }: LaggingRow): Promise<boolean> {
    const entries = this.audit.subjects.get(stream)?.flatMap((entry) => entry ?? []) ?? [];
    const from = row?.version ?? 0;
    const lost = entries.slice(from);
    const involved = this.tables.filter(
      ({ table, brought }) =>
        table === row?.table || lost.some((entry) => (brought[entry.kind]?.(entry) ?? 0) > 0),
    );
    if (!involved.some(({ isLine }) => !isLine)) return false;
    const isWhole = involved.every(
      ({ isWholeBy, brought }) =>
        isWholeBy?.(lost) === true && lost.every((entry) => (brought[entry.kind]?.(entry) ?? 0) <= 1),
    );
    if (!isWhole) return false;
    const steps = await this.stepsOf(involved, entries, from);
    return steps !== null && (await this.take(steps));
  }

  private async stepsOf(
    involved: readonly Known[],
    entries: readonly Entry[],
    from: number,
  ): Promise<Step[] | null> {
    const steps: Step[] = [];
    for (const entry of entries.slice(from)) {
      for (const kept of involved) {
        if (kept.isLine && (kept.brought[entry.kind]?.(entry) ?? 0) === 0) continue;
        const row = await this.rowAt(kept, entries.slice(0, entry.ver));
        if (row === null) return null;
        steps.push({ table: kept.table, isNew: kept.isLine || entry.ver === 1, row });
      }
    }
    return steps;
  }

  /** The row as the last of these entries left it; null where something in it does not follow from the entries. */
  private async rowAt(kept: Known, entries: readonly Entry[]): Promise<StateRow | null> {
    const last = entries.at(-1);
    if (!last) return null;
    const { coalitionId } = this.audit;
    const ties: StateRow = kept.isLine
      ? { coalition_id: coalitionId, entry_stream: last.stream, entry_version: last.ver }
      : { coalition_id: coalitionId, id: last.stream, version: last.ver };
    const standing = last.ver > 1 && !kept.isLine ? await this.standing(kept, last.stream) : null;
    const isTold = ({ name }: Column) => tiesIn(kept.all).includes(name) || name in kept.columns;
    if (!standing && !kept.all.every(isTold)) return null;
    const told: Record<string, JsonValue> = { ...ties };
    const seen = watched(standing ?? ties);
    const subject = subjectOf(this.audit, kept.isLine ? [last] : entries);
    for (const [column, said] of Object.entries(kept.columns)) {
      const value = await said(subject, seen.row);
      if (value === undefined || seen.hasMissed()) return null;
      told[column] = value;
    }
    return told;
  }

  private async standing({ table, all }: Known, id: string): Promise<StateRow | null> {
    const [found]: { row: StateRow }[] = await this.audit.db.query(
      `SELECT to_jsonb(kept) AS row FROM ${table} kept WHERE coalition_id = $1 AND id = $2`,
      [this.audit.coalitionId, id],
    );
    return found ? inUtc(found.row, all) : null;
  }

  private async take(steps: readonly Step[]): Promise<boolean> {
    const { db } = this.audit;
    await db.query('SAVEPOINT subject');
    try {
      for (const step of steps) await db.query(step.isNew ? insertOf(step) : updateOf(step), [step.row]);
      await db.query('RELEASE SAVEPOINT subject');
      return true;
    } catch (error) {
      if (!isForeignKeyViolation(error)) throw error;
      await db.query('ROLLBACK TO SAVEPOINT subject');
      return false;
    }
  }
}

/** A row that notes when it is asked for a column that it does not have: what needs that column cannot be told without it. */
function watched(row: StateRow): { readonly row: StateRow; readonly hasMissed: () => boolean } {
  let isMissed = false;
  const get = (held: StateRow, name: string | symbol) => {
    if (!Reflect.has(held, name)) isMissed = true;
    return Reflect.get(held, name) as JsonValue | undefined;
  };
  return { row: new Proxy(row, { get }), hasMissed: () => isMissed };
}

function insertOf({ table, row }: Step): string {
  const columns = Object.keys(row).map(quoted).join(', ');
  return `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM ${told(table)}`;
}

function updateOf({ table, row }: Step): string {
  const set = Object.keys(row).map((column) => `${quoted(column)} = told.${quoted(column)}`);
  return `UPDATE ${table} kept SET ${set.join(', ')} FROM ${told(table)} told
    WHERE kept.coalition_id = told.coalition_id AND kept.id = told.id`;
}

/** The row that is given, with the types of the table's columns; named with its schema, since `box` is a type of its own. */
function told(table: string): string {
  return `jsonb_populate_record(NULL::public.${table}, $1)`;
}

/** Some columns bear words of SQL, such as `cast`. */
function quoted(column: string): string {
  return `"${column}"`;
}
