import { randomUUID } from 'node:crypto';
import { globalId, Accounts, SignIn } from '#platform';
import type { Box } from '#voting';
import type { CommitteeHost } from './committee.js';
import { Browser } from './sign-in-server.js';

/** The path of a link that signs the account of this address in once, in any browser. */
export async function linkFor({ app, database }: CommitteeHost, email: string): Promise<string> {
  return app.get(SignIn).issueLink(await app.get(Accounts).ensure(database.dataSource, email));
}

/** A browser that has followed a link. */
export async function browserAt(url: string, link: string): Promise<Browser> {
  const browser = new Browser(url, {});
  const { status } = await browser.post({ token: link.replace('/sign-in/', '') });
  if (status !== 303) throw new Error(`The link was answered with ${status}.`);
  return browser;
}

/** A browser in which whoever has this address is signed in. */
export async function signedIn(
  host: CommitteeHost & { readonly url: string },
  email: string,
): Promise<Browser> {
  return browserAt(host.url, await linkFor(host, email));
}

export const CAST = `mutation ($input: CastBallotInput!) {
  castBallot(input: $input) {
    ... on BallotCast { receipt { eventId leafHash repeated status leafIndex checkpoint tlogProof cosigned { have needed met } } }
    ... on Refusal { code because clause }
  }
}`;

/** What is known of a box by whoever votes in it. */
export type BoxToVoteIn = Pick<Box, 'coalitionId' | 'id' | 'boxHash'>;

/** The input of `castBallot` for a motion. */
export function castInput(
  box: BoxToVoteIn,
  choice: 'YES' | 'NO' | 'ABSTAIN',
  idempotencyKey: string = randomUUID(),
): object {
  const boxId = globalId('Box', box.coalitionId, box.id);
  return { idempotencyKey, boxId, boxHash: box.boxHash, ballot: { choice } };
}

/** A receipt as `CAST` asks for it. */
export interface CastReceipt {
  readonly eventId: string;
  readonly leafHash: string;
  readonly repeated: boolean;
  readonly status: 'PENDING' | 'SEQUENCED' | 'PUBLISHED';
  readonly leafIndex: number | null;
  readonly checkpoint: string | null;
  readonly tlogProof: string | null;
  readonly cosigned: { readonly have: number; readonly needed: number; readonly met: boolean };
}

/** Casts a ballot, and returns the receipt as it was handed out. */
export async function castBy(browser: Browser, input: object): Promise<CastReceipt> {
  const { castBallot } = await browser.data(CAST, { input });
  if (!castBallot.receipt) throw new Error(`${castBallot.code}: ${castBallot.because}`);
  return castBallot.receipt as CastReceipt;
}

/** A receipt under a published checkpoint. */
export interface PublishedReceipt extends CastReceipt {
  readonly leafIndex: number;
  readonly checkpoint: string;
  readonly tlogProof: string;
}

/** Casts a ballot, and asks again with the same key until its entry is published, which takes a busy machine longer. */
export async function publishedBy(browser: Browser, input: object): Promise<PublishedReceipt> {
  for (;;) {
    const receipt = await castBy(browser, input);
    const { status, leafIndex, checkpoint, tlogProof } = receipt;
    if (status !== 'PUBLISHED' || leafIndex === null || checkpoint === null || tlogProof === null) continue;
    return { ...receipt, leafIndex, checkpoint, tlogProof };
  }
}
