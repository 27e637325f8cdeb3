import { randomInt, randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { CoalitionId, Id } from '#kernel';
import { createLog, globalId, parseGlobalId, readConfig } from '#platform';
import { DataSource } from 'typeorm';
import { createServer } from '../../apps/api/src/server.js';
import { Committee } from './committee.js';
import { FAULTS, FaultWorld } from './fault-world.js';
import { History } from './history.js';
import { buildServer } from './server-process.js';
import type { Browser } from './sign-in-server.js';
import { browserAt, linkFor, type BoxToVoteIn } from './voters.js';
import { freePort } from './world.js';

export interface FaultPlan {
  readonly members: number;
  /** Browsers in which each member votes at the same time. */
  readonly browsersEach: number;
  /** How often something is killed. */
  readonly kills: number;
}

/** Ballots that are acknowledged between two kills, from and to; so every fault strikes a server under load. */
const UNTIL_KILL = [20, 120] as const;
/** Milliseconds from the last of them to the kill, from and to: less than a ballot takes on its way. */
const UNTIL_STRUCK = [0, 60] as const;
/** Milliseconds that the boxes are open; below the time after which an idle session ends. */
const OPEN_FOR = 20 * 60_000;
/** Milliseconds after which the box closes that closes under fire. */
const CLOSES_UNDER_FIRE = 4_000;

/** A committee as it was founded before anything failed. */
interface Founding {
  readonly slug: string;
  readonly coalitionId: CoalitionId;
  /** The mandates of the members, in their order: the electors of every box. */
  readonly electors: readonly string[];
  /** Sign-in links of each member, one for each browser. */
  readonly links: readonly (readonly string[])[];
  readonly boxes: readonly BoxToVoteIn[];
  /** The public id of a proposal that can be put to the vote, at version 3. */
  readonly proposal: string;
}

/** What a run leaves behind to be compared with the record. */
export interface FaultRun extends Pick<Founding, 'slug' | 'coalitionId' | 'electors' | 'boxes'> {
  readonly url: string;
  /** How often each thing was killed. */
  readonly killed: FaultWorld['killed'];
  readonly history: History;
  /** Every checkpoint that anybody was shown, as signed notes. */
  readonly checkpoints: ReadonlySet<string>;
  readonly browsers: readonly (readonly Browser[])[];
  readonly database: DataSource;
  /** Stops the server and its database and removes what is left of the run; the exit code of the server. */
  end(): Promise<number | null>;
}

/**
 * Lets the members of a committee cast ballots over HTTP while the server and its database are killed again and
 * again; then brings every operation to a known end.
 */
export async function runUnderFaults(plan: FaultPlan): Promise<FaultRun> {
  buildServer();
  const folder = await mkdtemp(path.join(tmpdir(), 'quorate-faults-'));
  await chmod(folder, 0o711); // PostgreSQL, which root may not run, has to reach its own folder in it
  const settings = {
    HOST: '127.0.0.1',
    PORT: String(await freePort()),
    QUORATE_DATA: folder,
    QUORATE_CHECKPOINT_INTERVAL_MS: '30',
  };
  const founding = await found(settings, plan);
  const world = await FaultWorld.start(settings);
  const end = async () => {
    const exitCode = await world.stop();
    await rm(folder, { recursive: true, force: true });
    return exitCode;
  };
  try {
    const voted = await voteUnderFaults(world, founding, plan);
    const database = await world.openDatabase();
    return {
      ...founding,
      ...voted,
      url: world.url,
      killed: world.killed,
      database,
      async end() {
        if (database.isInitialized) await database.destroy();
        return end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

async function voteUnderFaults(
  world: FaultWorld,
  founding: Founding,
  { kills }: FaultPlan,
): Promise<Pick<FaultRun, 'history' | 'checkpoints' | 'browsers' | 'boxes'>> {
  const browsers = await Promise.all(
    founding.links.map((links) => Promise.all(links.map((link) => browserAt(world.url, link)))),
  );
  const history = new History();
  const watch = watchCheckpoints(world.url, founding.slug);
  const boxes = [...founding.boxes];
  const voting = new AbortController();
  const voters = browsers.flatMap((ofMember, member) =>
    ofMember.map((browser) => history.vote(member, browser, boxes, voting.signal)),
  );
  try {
    const [chair] = browsers.flat();
    if (chair) boxes.push(await openBox(chair, founding, new Date(Date.now() + CLOSES_UNDER_FIRE)));
    for (let n = 0; n < kills; n += 1) {
      await history.progress(randomInt(...UNTIL_KILL));
      await pause(randomInt(...UNTIL_STRUCK));
      await world.fail(FAULTS[n % FAULTS.length] ?? 'both');
    }
    await history.progress(UNTIL_KILL[0]);
  } catch (error) {
    history.abandon();
    await watch.stop();
    throw error;
  }
  voting.abort();
  await Promise.all(voters);
  const checkpoints = new Set([...(await watch.stop()), ...history.checkpoints]);
  return { history, checkpoints, browsers, boxes };
}

/** Founds a committee with open boxes through a server in this process, which is stopped again. */
async function found(
  settings: Readonly<Record<string, string>>,
  { members, browsersEach }: FaultPlan,
): Promise<Founding> {
  const server = await createServer(
    readConfig(settings),
    createLog(() => undefined),
  );
  try {
    const host = { app: server.app, database: { dataSource: server.app.get(DataSource) } };
    const committee = await Committee.seat(host, members);
    const boxes = [];
    for (let n = 0; n < 2; n += 1) boxes.push(await committee.box(OPEN_FOR));
    const links = [];
    for (const { email } of committee.members) {
      const ofMember = [];
      for (let n = 0; n < browsersEach; n += 1) ofMember.push(await linkFor(host, email));
      links.push(ofMember);
    }
    const { id } = await committee.proposal();
    const { slug, coalitionId } = committee;
    const electors = committee.members.map(({ mandateId }) => mandateId);
    return { slug, coalitionId, electors, links, boxes, proposal: globalId('Proposal', coalitionId, id) };
  } finally {
    await server.stop();
  }
}

const OPEN = `mutation ($input: OpenBoxInput!) {
  openBox(input: $input) { ... on BoxOpened { box { id boxHash } } ... on Refusal { code because } }
}`;

async function openBox(chair: Browser, { proposal }: Founding, closesAt: Date): Promise<BoxToVoteIn> {
  const { openBox: opened } = await chair.data(OPEN, {
    input: { idempotencyKey: randomUUID(), expectedVersion: 3, proposalId: proposal, closesAt },
  });
  const key = parseGlobalId(opened.box?.id ?? '');
  if (!key) throw new Error(`The box was not opened: ${JSON.stringify(opened)}`);
  return { coalitionId: key.coalitionId, id: key.id as Id<'Box'>, boxHash: opened.box.boxHash };
}

/** Collects the checkpoints that a log serves, as often as it can be asked. */
function watchCheckpoints(url: string, slug: string): { stop(): Promise<ReadonlySet<string>> } {
  const seen = new Set<string>();
  const over = new AbortController();
  const watching = (async () => {
    while (!over.signal.aborted) {
      try {
        const response = await fetch(`${url}/log/${slug}/checkpoint`);
        const text = await response.text();
        if (response.ok) seen.add(text);
      } catch {
        // The server is being killed; what it shows when it is back counts.
      }
      await pause(20);
    }
  })();
  return {
    async stop() {
      over.abort();
      await watching;
      return seen;
    },
  };
}
