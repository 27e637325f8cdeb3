import { setTimeout as pause } from 'node:timers/promises';
import { isRefusal, type Refusal } from '#kernel';
import {
  decodeEntry,
  openByPolicy,
  parsePolicy,
  readLog,
  toBase64,
  type Checkpoint,
  type Entry,
  type FetchBytes,
  type Policy,
} from '#transparency';
import type { TestDatabase } from './database.js';

/** An entry as a stranger reads it from the served log. */
export interface ReadEntry {
  readonly index: number;
  /** In base64, as receipts name it. */
  readonly leafHash: string;
  readonly entry: Entry;
}

/** Reads the files of a coalition's log over HTTP. */
export function logOverHttp(url: string, slug: string): FetchBytes {
  return async (file) => {
    const response = await fetch(`${url}/log/${slug}/${file}`);
    if (response.status !== 200) throw new Error(`${file} was answered with ${response.status}.`);
    return new Uint8Array(await response.arrayBuffer());
  };
}

/** Waits for the first checkpoint of a log whose coalition was founded a moment ago; until then it serves nothing. */
export async function untilPublished(url: string, slug: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while ((await fetch(`${url}/log/${slug}/checkpoint`)).status !== 200) {
    if (Date.now() > deadline) throw new Error(`The log of ${slug} has no checkpoint.`);
    await pause(20);
  }
}

/** Waits until all that a coalition has committed by now is under a checkpoint that its log serves. */
export async function untilAllPublished(
  { url, database }: { readonly url: string; readonly database: TestDatabase },
  slug: string,
): Promise<void> {
  const [{ entries }] = await database.dataSource.query(
    'SELECT count(*)::int AS entries FROM record_event JOIN coalition USING (coalition_id) WHERE slug = $1',
    [slug],
  );
  const deadline = Date.now() + 60_000;
  while (!((await publishedSize(url, slug)) >= entries)) {
    if (Date.now() > deadline) throw new Error(`The ${entries} entries of ${slug} are not published.`);
    await pause(20);
  }
}

/** How many entries are under the checkpoint that a log serves: the second line of its note. */
async function publishedSize(url: string, slug: string): Promise<number> {
  const note = await (await fetch(`${url}/log/${slug}/checkpoint`)).text();
  return Number(note.split('\n')[1]);
}

/** The policy that a log serves. */
export async function policyOf(fetchBytes: FetchBytes): Promise<Policy> {
  return accepted(parsePolicy(await fetchBytes('policy')));
}

/** The checkpoint in a signed note, which the policy must trust. */
export function openedBy(policy: Policy, note: string | Uint8Array): Checkpoint {
  return accepted(openByPolicy(note, policy)).checkpoint;
}

/** Every entry below the log's checkpoint, each verified up to the signed root. */
export async function readEntries(fetchBytes: FetchBytes, policy: Policy): Promise<ReadEntry[]> {
  const checkpoint = openedBy(policy, await fetchBytes('checkpoint'));
  const entries: ReadEntry[] = [];
  for await (const { index, leafHash, bytes } of readLog({ fetchBytes, checkpoint })) {
    entries.push({ index, leafHash: toBase64(leafHash), entry: accepted(decodeEntry(bytes)) });
  }
  return entries;
}

function accepted<Value>(value: Value): Exclude<Value, Refusal> {
  if (isRefusal(value)) throw new Error(value.because);
  return value as Exclude<Value, Refusal>;
}
