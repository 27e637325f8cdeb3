import { setTimeout as pause } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { databaseNow, databaseOptions, migrateDatabase } from '#platform';
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
      await migrateDatabase(database.ownerUrl, MIGRATIONS);
      const startedAt = await clockOf(database.url);
      return withApplication(
        database,
        (line) => warnings.push(line),
        (application) => carryOut(startedAt, application),
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

/** The database's clock before the modules start, since they begin at once to carry out what is due. */
async function clockOf(url: string): Promise<Date> {
  const database = new DataSource(databaseOptions(url, { entities: [], migrations: [] }, { poolSize: 1 }));
  await database.initialize();
  try {
    return await databaseNow(database);
  } finally {
    await database.destroy();
  }
}

/** Goes on while something is done, since one due act may bring about the next: what is closed is to be counted. */
async function carryOut(startedAt: Date, application: INestApplicationContext): Promise<DueLine[]> {
  const database = application.get(DataSource, { strict: false });
  const dueActs = application.get(DueActs, { strict: false });
  for (let fruitless = 0; ; fruitless += 1) {
    if ((await dueActs.run()) > 0) fruitless = 0;
    const lines = await database.query<DueLine[]>(DUE_SINCE, [startedAt]);
    if (fruitless === PATIENCE || lines.every(({ isDone }) => isDone)) return lines;
    await pause(PAUSE);
  }
}

/** What is due and what has been carried out since an instant, by whichever server. */
const DUE_SINCE = `
SELECT log.slug AS coalition, due_act.kind, due_act.subject, due_act.done_at IS NOT NULL AS "isDone",
       to_char(due_act.due_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "dueAt"
FROM due_act JOIN record_log log USING (coalition_id)
WHERE due_act.done_at >= $1 OR (due_act.done_at IS NULL AND due_act.due_at <= quorate_now())
ORDER BY due_act.due_at, due_act.id`;

function documentOf({ coalition, kind, subject, dueAt }: DueLine) {
  return { coalition, kind, subject, dueAt };
}

function textOf(what: string, lines: readonly DueLine[]): string {
  const rows = lines.map(
    ({ coalition, kind, subject, dueAt }) => `  ${dueAt}  ${coalition}  ${kind}  ${subject}\n`,
  );
  return `${what}: ${lines.length === 0 ? 'nothing was due' : lines.length}.\n${rows.join('')}`;
}
