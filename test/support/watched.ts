import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { People } from '#assembly';
import { formatPolicy, isSameKey, openNote, splitNote, type Policy } from '#transparency';
import { isRefusal } from '#kernel';
import type { TestWitness } from '../../apps/witness/src/spec-support/witness-world.js';
import { committed, type Committee, type CommitteeHost } from './committee.js';
import { logOverHttp, policyOf } from './log-reader.js';

/** Writes the policy by which a server asks these witnesses, all of whom its quorum needs. */
export async function policyFileOf(folder: string, witnesses: readonly TestWitness[]): Promise<string> {
  const file = path.join(folder, 'witness-policy');
  const names = witnesses.map((_, n) => `w${n + 1}`);
  await writeFile(
    file,
    formatPolicy({
      logs: [],
      witnesses: witnesses.map(({ key, url }, n) => ({ name: names[n] ?? '', key, url })),
      groups: [{ name: 'everybody', threshold: witnesses.length, members: names }],
      quorum: 'everybody',
    }),
  );
  return file;
}

/** Makes witnesses watch a log, as its keepers ask them to by handing them its key. Returns the policy that it serves. */
export async function watch(witnesses: readonly TestWitness[], url: string, slug: string): Promise<Policy> {
  const policy = await policyOf(logOverHttp(url, slug));
  for (const witness of witnesses) await witness.know(...policy.logs.map(({ key }) => key));
  return policy;
}

/** Waits until something is so, which it must be within a time that only a hanging test takes. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 45_000;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`It never came to pass that ${what}.`);
    await pause(50);
  }
}

/** The checkpoint that a log serves, and which of these witnesses have cosigned it. */
export async function servedBy(url: string, slug: string, policy: Policy, witnesses: readonly TestWitness[]) {
  const note = Buffer.from(await logOverHttp(url, slug)('checkpoint')).toString('utf8');
  const keys = [...policy.logs.map(({ key }) => key), ...witnesses.map(({ key }) => key)];
  const opened = openNote(note, keys);
  const split = splitNote(note);
  if (isRefusal(opened) || isRefusal(split))
    throw new Error('The served checkpoint is not what it should be.');
  const [, size] = split.body.split('\n');
  const cosigners = witnesses.filter(({ key }) =>
    opened.verified.some((signed) => isSameKey(signed.key, key)),
  );
  return { note, size: Number(size), cosigners: cosigners.length };
}

/** Adds one entry to a coalition's record, at whichever server. */
export async function addEntry({ app }: CommitteeHost, committee: Committee, name: string): Promise<void> {
  const outcome = await app
    .get(People)
    .registerPerson(committee.actor(committee.founderId), { name, email: null, steward: false });
  committed(outcome);
}

/** How many entries a coalition has, and why it is frozen, if it is. */
export async function stateOf({ database }: CommitteeHost, { coalitionId }: Committee) {
  const [row]: { entries: number; frozen: string | null }[] = await database.dataSource.query(
    `SELECT (SELECT count(*)::int FROM record_event WHERE coalition_id = $1) AS entries, frozen
     FROM record_head WHERE coalition_id = $1`,
    [coalitionId],
  );
  if (!row) throw new Error('The coalition has no record.');
  return row;
}
