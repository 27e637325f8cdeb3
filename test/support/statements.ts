import { jest } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { Answer } from './caller.js';
import type { TestServer } from './world.js';

/** What the server does of its own accord: it sequences entries, publishes checkpoints, looks for due acts and for lotteries to seek. */
const BACKGROUND =
  /record_(?!private|subject_key|event (?:first|last))|due_act|FROM sortition_work WHERE answer|pg_|^(START|SET|COMMIT|ROLLBACK)/;

/** What an anonymous caller is answered, and the SQL statements that it took. */
export async function askCounted(
  { app, url }: Pick<TestServer, 'app' | 'url'>,
  query: string,
  variables: object = {},
): Promise<{ readonly data: Answer; readonly statements: readonly string[] }> {
  const { logger } = app.get(DataSource);
  const logged = jest.spyOn(logger, 'logQuery').mockImplementation(() => undefined);
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = JSON.parse(await response.text());
    if (errors) throw new Error(errors[0].message);
    return { data, statements: logged.mock.calls.map(([sql]) => sql).filter((sql) => !BACKGROUND.test(sql)) };
  } finally {
    logged.mockRestore();
  }
}
