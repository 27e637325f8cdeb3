import { randomUUID } from 'node:crypto';
import { isRefusal } from '#kernel';
import { AccessTokens, Accounts, databaseNow } from '#platform';
import type { TestServer } from './world.js';

/** Whatever a query asked for. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- its shape is that of the query
export type Answer = any;

/** Asks the server over GraphQL as one person, or as nobody; throws what stands in its `errors`. */
export type Caller = (query: string, variables?: object) => Promise<Answer>;

const DAY = 86_400_000;

/** Somebody who has an account with this address, with a token for a day of the server's clock. */
export async function callerOf(server: TestServer, email: string): Promise<Caller> {
  const { dataSource } = server.database;
  const founder = email.startsWith('founder');
  const account = await server.app.get(Accounts, { strict: false }).ensure(dataSource, email, { founder });
  const made = await server.app.get(AccessTokens, { strict: false }).create(account, {
    label: 'story',
    scopes: ['READ', 'ACT'],
    expiresAt: new Date((await databaseNow(dataSource)).getTime() + DAY),
  });
  if (isRefusal(made)) throw new Error(made.because);
  return callerWith(server, { authorization: `Bearer ${made.token}` });
}

/** Somebody without an account. */
export function anyone(server: TestServer): Caller {
  return callerWith(server, {});
}

function callerWith({ url }: TestServer, credentials: Record<string, string>): Caller {
  const headers = { 'content-type': 'application/json', ...credentials };
  return async (query, variables = {}) => {
    const body = JSON.stringify({ query, variables });
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
    const { data, errors } = JSON.parse(await response.text());
    if (errors) throw new Error(`${errors[0].extensions.code}: ${errors[0].message}`);
    return data;
  };
}

/** One act: its payload or refusal. */
export async function act(caller: Caller, name: string, input: object, fields = ''): Promise<Answer> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) {
    __typename ... on Refusal { code because clause } ${fields}
  } }`;
  return (await caller(query, { input: { idempotencyKey: randomUUID(), ...input } }))[name];
}

/** One act that is carried out: its payload. Throws the refusal's sentence where it is not. */
export async function done(caller: Caller, name: string, input: object, fields: string): Promise<Answer> {
  const payload = await act(caller, name, input, fields);
  if ('code' in payload) throw new Error(`${name}: ${payload.code}: ${payload.because}`);
  return payload;
}

/** A text in English, as inputs take it. */
export const text = (content: string): object[] => [{ lang: 'en', text: content }];

/** Where the words of a clause stand, as inputs take it. */
export const wordsOf = (section: string) => ({ text: `The words of ${section}.`, section, lang: 'en' });

/** A clause on one of the topics of provisions, as inputs take it. */
export const provision = (
  topic: string,
  section: string,
  says: Readonly<Record<string, string | readonly string[]>>,
) => ({
  provision: {
    topic,
    source: wordsOf(section),
    parameters: Object.entries(says).map(([name, value]) => ({ name, readings: [value].flat() })),
  },
});
