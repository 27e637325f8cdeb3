import type { CommitteeHost } from './committee.js';
import type { Browser } from './sign-in-server.js';
import { A_SENTENCE, rowCounts } from './untouched.js';

/** What an act was answered with instead of being carried out. */
export interface No {
  readonly code: string;
  readonly because: string;
  /** The section of the charter on which it rests; null where it rests on none. */
  readonly clause: string | null;
}

/** What GraphQL answers to one act that asks for `REFUSAL`. */
export interface ActAnswer {
  readonly data?: Readonly<Record<string, No>> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

/** The selection that every act can answer. */
export const REFUSAL = '__typename ... on Refusal { code because clause }';

/** Input types that are not named after their act. */
const INPUT_TYPES: Readonly<Record<string, string>> = {
  withdrawProposal: 'SeenProposalInput',
  submitProposal: 'SeenProposalInput',
};

/**
 * What an act is answered with, be it a refusal or a fault. Whatever it is, it has to be a sentence, and the act
 * must have left no row behind.
 */
export async function refusalOf(
  { database }: Pick<CommitteeHost, 'database'>,
  browser: Browser,
  act: string,
  input: object,
): Promise<No> {
  const before = await rowCounts(database.dataSource);
  const type = INPUT_TYPES[act] ?? `${act.charAt(0).toUpperCase()}${act.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${act}(input: $input) { ${REFUSAL} } }`;
  const { data, errors } = (await (await browser.ask(query, { input })).json()) as ActAnswer;
  expect(await rowCounts(database.dataSource)).toEqual(before);
  const [error] = errors ?? [];
  const { code = 'CARRIED_OUT', because = '', clause = null } = data?.[act] ?? {};
  const no = error
    ? { code: error.extensions.code, because: error.message, clause: null }
    : { code, because, clause };
  expect(no.because).toMatch(A_SENTENCE);
  return no;
}
