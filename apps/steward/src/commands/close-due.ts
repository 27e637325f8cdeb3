import { setTimeout as pause } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { databaseOptions, migrateDatabase } from '#platform';
import { DueActs } from '#record';
import { DataSource } from 'typeorm';
import { MIGRATIONS } from '../../../api/src/app.module.js';
import { withApplication, withDatabase } from '../application.js';
import { defineCommand } from '../command.js';
import { EXIT } from '../exit.js';

/** A due act, and whether it has been carried out. */
interface DueLine {
  readonly coalition: string;
  readonly kind: string;
  readonly subject: string;
  readonly dueAt: string;
  readonly isDone: boolean;
}

/** Rounds without anything done before it is given up: another server may be at it, or a lock be held. */
const PATIENCE = 5;
/** Milliseconds between two rounds. */
const PAUSE = 300;

/** `steward close-due`. */
export const closeDue = defineCommand({
  name: 'close-due',
  summary: 'Carry out once what is due: close boxes, end mandates.',
  operands: '',
  operandCount: 0,
  options: {},
  notes: `A running server does this by itself; the command is for a server that is stopped. It ends with 1 when something
that is due could not be carried out.`,
  async run(_given, session) {
    const warnings: string[] = [];
    const lines = await withDatabase(session.env, async (database) => {
      await migrateDatabase(database.url, MIGRATIONS);
      const due = await whatIsDue(database.url);
      return withApplication(
        database,
        (line) => warnings.push(line),
        (application) => carryOut(due, application),
      );
    });
    const [done, left] = [lines.filter(({ isDone }) => isDone), lines.filter(({ isDone }) => !isDone)];
    // What was tried twice at once was warned of and is done; what is left has its reason among the warnings.
    if (left.length > 0) for (const warning of warnings) session.say(warning);
    return {
      exit: left.length === 0 ? EXIT.done : EXIT.refused,
      document: { done: done.map(documentOf), left: left.map(documentOf) },
      text: `${textOf('Carried out', done)}${left.length === 0 ? '' : textOf('Still due', left)}`,
    };
  },
});

/** Looked up before the modules start, since they begin at once to carry out what is due. */
async function whatIsDue(url: string): Promise<string[]> {
  const database = new DataSource(databaseOptions(url, { entities: [], migrations: [] }, { poolSize: 1 }));
  await database.initialize();
  try {
    const rows = await database.query<{ id: string }[]>(WAITING);
    return rows.map(({ id }) => id);
  } finally {
    await database.destroy();
  }
}

/** Goes on while something is done, since one due act may bring about the next: what is closed is to be counted. */
async function carryOut(due: readonly string[], application: INestApplicationContext): Promise<DueLine[]> {
  const database = application.get(DataSource, { strict: false });
  const dueActs = application.get(DueActs, { strict: false });
  const known = new Set(due);
  for (let fruitless = 0; ; fruitless += 1) {
    if ((await dueActs.run()) > 0) fruitless = 0;
    const waiting = await database.query<{ id: string }[]>(WAITING);
    for (const { id } of waiting) known.add(id);
    if (waiting.length === 0 || fruitless === PATIENCE) return database.query<DueLine[]>(BY_ID, [[...known]]);
    await pause(PAUSE);
  }
}

const WAITING = 'SELECT id FROM due_act WHERE done_at IS NULL AND due_at <= quorate_now()';

const BY_ID = `
SELECT log.slug AS coalition, due_act.kind, due_act.subject, due_act.done_at IS NOT NULL AS "isDone",
       to_char(due_act.due_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "dueAt"
FROM due_act JOIN record_log log USING (coalition_id)
WHERE due_act.id = ANY ($1::uuid[]) ORDER BY due_act.due_at, due_act.id`;

function documentOf({ coalition, kind, subject, dueAt }: DueLine) {
  return { coalition, kind, subject, dueAt };
}

function textOf(what: string, lines: readonly DueLine[]): string {
  const rows = lines.map(
    ({ coalition, kind, subject, dueAt }) => `  ${dueAt}  ${coalition}  ${kind}  ${subject}\n`,
  );
  return `${what}: ${lines.length === 0 ? 'nothing was due' : lines.length}.\n${rows.join('')}`;
}
