import { setTimeout as pause } from 'node:timers/promises';
import { ruleKey } from '#assembly';
import { findRule } from '#counting';
import { isRefusal } from '#kernel';
import { MissingFile, parsePolicy, type FetchBytes, type Policy } from '#transparency';
import { findLog } from '../log-source.js';
import { CommandProblem } from '../problems.js';
import { ApiClient, type ReplayApi } from './api-client.js';
import { ADD_SECTOR, ESTABLISH_BODY, FOUND_COALITION } from './documents.js';
import type { ReplayElection } from './election.js';

/** A coalition that was founded for one election, and what a stranger would have kept of it at its beginning. */
export interface FoundedCoalition {
  readonly slug: string;
  readonly id: string;
  readonly steward: ApiClient;
  readonly bodyId: string;
  readonly fetchBytes: FetchBytes;
  /** The policy of its log, taken before anything is voted on. */
  readonly policy: Policy;
  /** A checkpoint of its log from that time. */
  readonly prior: Uint8Array;
}

/** Milliseconds until the first checkpoint must be published. */
const PATIENCE = 20_000;

/** The class of every voter's seat. */
export const VOTER = 'voter';

/** Founds a coalition with one sector and one body, whose charter counts elections as the replay is to be counted. */
export async function foundCoalition(
  api: ReplayApi,
  slug: string,
  election: ReplayElection,
  interrupted: AbortSignal,
): Promise<FoundedCoalition> {
  const steward = await ApiClient.signIn(api, `steward@${slug}.example`, interrupted, { founder: true });
  const { coalition } = await steward.act<{ coalition: { id: string } }>(FOUND_COALITION, {
    slug,
    name: inEnglish(election.title),
    founderName: 'Returning Officer',
  });
  const coalitionId = coalition.id;
  await steward.act(ADD_SECTOR, { coalitionId, name: inEnglish('Electors') });
  const { body } = await steward.act<{ body: { id: string } }>(ESTABLISH_BODY, {
    coalitionId,
    name: inEnglish('Electorate'),
    zone: 'UTC',
    clauses: clausesFor(election),
  });
  const { fetchBytes } = await findLog(api.url, slug, interrupted);
  const policy = parsePolicy(await whenServed(fetchBytes, 'policy'));
  if (isRefusal(policy)) throw new CommandProblem(policy.because);
  const prior = await whenServed(fetchBytes, 'checkpoint');
  return { slug, id: coalitionId, steward, bodyId: body.id, fetchBytes, policy, prior };
}

/** A text in one language, as inputs take it. */
export function inEnglish(text: string) {
  return [{ lang: 'en', text }];
}

function clausesFor({ title, rule, parameters, ballots }: ReplayElection) {
  const source = (section: string, text: string) => ({ source: { section, text, lang: 'en' } });
  const classes = [{ name: VOTER, seats: ballots.length }];
  return [
    { seats: { ...source('1', 'Whoever cast a ballot has a seat.'), classes } },
    { quorum: { ...source('2', 'A single ballot is enough.'), count: 1 } },
    {
      threshold: {
        ...source('3', 'Motions pass by simple majority.'),
        share: { num: 1, den: 2 },
        strict: true,
        base: 'DECISIVE',
      },
    },
    {
      methods: {
        ...source('4', `Elections are counted as ${title} was; where the rule leaves a tie, it stays open.`),
        methods: [{ question: 'ELECTION', rule: keyOf(rule), parameters: inPairs(parameters), ties: 'OPEN' }],
      },
    },
    { seconding: { ...source('5', 'No co-sponsor is needed.'), coSponsors: 0, sectors: 0 } },
    { votingPeriod: { ...source('6', 'A vote lasts a day at most.'), shortestHours: 0, longestDays: 1 } },
  ];
}

/** What the API calls a rule that the ballot file was read for. */
function keyOf(rule: string): string {
  const found = findRule(rule);
  if (!found) throw new CommandProblem(`There is no counting rule ${rule}.`);
  return ruleKey(found);
}

function inPairs(parameters: Readonly<Record<string, string>>) {
  return Object.entries(parameters).map(([name, value]) => ({ name, value }));
}

/** Waits for what the log serves from its first checkpoint on. */
async function whenServed(fetchBytes: FetchBytes, file: string): Promise<Uint8Array> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    try {
      return await fetchBytes(file);
    } catch (error) {
      if (!(error instanceof MissingFile) || performance.now() > deadline) throw error;
      await pause(50);
    }
  }
}
