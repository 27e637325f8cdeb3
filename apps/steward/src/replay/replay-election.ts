import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { provingSortition } from '#rotation';
import { verifyRecord, type Verification } from '#transparency';
import { CommandProblem } from '../problems.js';
import { RECORD_KINDS, recordChecks } from '../record-checks.js';
import type { ReplayApi } from './api-client.js';
import { castAll, openVote, secondsToVote, type CastReceipt, type OpenVote } from './casting.js';
import { COUNTED_BOX, RECORD_DECISION } from './documents.js';
import { seatVoters } from './electorate.js';
import type { ReplayElection } from './election.js';
import { foundCoalition, inEnglish, type FoundedCoalition } from './founding.js';

/** What a replay found. Candidates stand by the ids that the box gave them. */
export interface Replayed {
  readonly slug: string;
  /** `id@version`, as the box froze it. */
  readonly rule: string;
  readonly entitled: number;
  readonly cast: number;
  readonly valid: number;
  /** In the order of election. */
  readonly elected: readonly string[];
  /** Best first; an inner list is a tie. */
  readonly ranking: readonly (readonly string[])[];
  /** The outcome of the recorded decision. */
  readonly outcome: string;
  readonly receipts: readonly CastReceipt[];
  readonly secondsOpen: number;
  readonly verification: Verification;
}

/** Who looks on, and what may stop the replay. */
export interface ReplayWatch {
  readonly interrupted: AbortSignal;
  /** Told how far the replay has come, and with what. */
  readonly told?: (what: string, done: number, total: number) => void;
  /** Seconds that the vote is open; chosen by the measured pace when left out. */
  readonly seconds?: number;
  /** Waits, when everybody has voted, until the vote has closed; by this machine's clock when left out. */
  readonly untilClosed?: (closesAt: Date) => Promise<unknown>;
}

/** Milliseconds in which a vote that is over must be counted, and an entry published. */
const PATIENCE = 60_000;

/**
 * Holds an election again on a running server, through its API alone: a coalition of its own is founded, every voter
 * is registered, seated and signed in, casts their ballot, some change it; the box closes at its instant, is counted,
 * the decision is recorded, and the whole record is verified as a stranger would.
 *
 * @param slug of the coalition to be founded
 * @throws CommandProblem when the server refuses something
 */
export async function replayElection(
  api: ReplayApi,
  slug: string,
  election: ReplayElection,
  watch: ReplayWatch,
): Promise<Replayed> {
  const { interrupted, told = () => undefined, untilClosed = sleepUntil(interrupted) } = watch;
  const steps = (what: string) => (done: number, total: number) => told(what, done, total);
  const coalition = await foundCoalition(api, slug, election, interrupted);
  const electorate = await seatVoters(api, coalition, {
    count: election.ballots.length,
    steps: steps('steps of registering the voters'),
    interrupted,
  });
  const [proposer] = electorate.voters;
  if (proposer === undefined) throw new CommandProblem('The file holds no ballot.');
  const secondsOpen = watch.seconds ?? secondsToVote(election.ballots.length, electorate.pace);
  const box = await openVote(coalition, proposer, election, secondsOpen);
  const casting = { policy: coalition.policy, steps: steps('ballots cast') };
  const receipts = await castAll(electorate, box, election, casting);
  await untilClosed(new Date(box.closesAt));
  const tally = await counted(coalition, box, interrupted);
  const { outcome, elected } = await decide(coalition, box, interrupted);
  if (elected.join() !== tally.elected.join())
    throw new CommandProblem('The decision states another result than the count.');
  const verification = await verifyRecord({
    fetchBytes: coalition.fetchBytes,
    policy: coalition.policy,
    prior: [coalition.prior],
    checks: recordChecks(provingSortition()),
    kinds: RECORD_KINDS,
    onProgress: steps('entries verified'),
  });
  return {
    slug,
    rule: box.rule,
    entitled: box.entitled,
    cast: Number(tally.cast),
    valid: Number(tally.valid),
    elected,
    ranking: tally.ranking,
    outcome,
    receipts,
    secondsOpen,
    verification,
  };
}

interface TallyAnswer {
  readonly cast: string;
  readonly valid: string;
  readonly elected: readonly string[];
  readonly ranking: readonly (readonly string[])[];
}

function sleepUntil(interrupted: AbortSignal): (instant: Date) => Promise<unknown> {
  return (instant) => pause(Math.max(0, instant.getTime() - Date.now()), undefined, { signal: interrupted });
}

/** Waits for the count of a vote that is over. */
async function counted(
  { steward }: FoundedCoalition,
  { id }: OpenVote,
  interrupted: AbortSignal,
): Promise<TallyAnswer> {
  for (const deadline = Date.now() + PATIENCE; Date.now() < deadline;) {
    const { node } = await steward.ask<{ node: { tally: TallyAnswer | null } }>(COUNTED_BOX, { id });
    if (node.tally !== null) return node.tally;
    await pause(200, undefined, { signal: interrupted });
  }
  throw new CommandProblem('The vote was not counted in time.');
}

interface DecisionAnswer {
  readonly decision: { readonly outcome: string; readonly numbers: { readonly elected: readonly string[] } };
  readonly receipt: { readonly status: CastReceipt['status'] };
}

/** Records the decision, and waits until it is published: the same request answers the same receipt. */
async function decide(
  { steward }: FoundedCoalition,
  { id: boxId }: OpenVote,
  interrupted: AbortSignal,
): Promise<{ outcome: string; elected: readonly string[] }> {
  const input = { boxId, rationale: inEnglish('The count of the ballots that were cast.') };
  const key = randomUUID();
  for (const deadline = Date.now() + PATIENCE; Date.now() < deadline;) {
    const { decision, receipt } = await steward.act<DecisionAnswer>(RECORD_DECISION, input, key);
    if (receipt.status === 'PUBLISHED')
      return { outcome: decision.outcome, elected: decision.numbers.elected };
    await pause(100, undefined, { signal: interrupted });
  }
  throw new CommandProblem('The decision was not published in time.');
}
