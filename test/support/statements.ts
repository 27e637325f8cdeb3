import { jest } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { Answer } from './caller.js';
import { Browser } from './sign-in-server.js';
import type { TestServer } from './world.js';

/** What the server does of its own accord: it sequences entries, publishes checkpoints, looks for due acts and for lotteries to seek. */
const BACKGROUND =
  /record_(?!private|subject_key|event (?:first|last))|due_act|FROM sortition_work WHERE answer|pg_|^(START|SET|COMMIT|ROLLBACK)/;

/** What a caller is answered, an anonymous one unless a browser is handed in, and the SQL statements that it took. */
export async function askCounted(
  { app, url }: Pick<TestServer, 'app' | 'url'>,
  query: string,
  variables: object = {},
  browser = new Browser(url, {}),
): Promise<{ readonly data: Answer; readonly statements: readonly string[] }> {
  const { logger } = app.get(DataSource);
  const logged = jest.spyOn(logger, 'logQuery').mockImplementation(() => undefined);
  try {
    const response = await browser.ask(query, variables);
    const { data, errors } = JSON.parse(await response.text());
    if (errors) throw new Error(errors[0].message);
    return { data, statements: logged.mock.calls.map(([sql]) => sql).filter((sql) => !BACKGROUND.test(sql)) };
  } finally {
    logged.mockRestore();
  }
}
