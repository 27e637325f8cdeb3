import type { Ballot } from '#counting';
import { isRefusal } from '#kernel';
import { hashFromBase64, verifyProof, type Policy } from '#transparency';
import { CommandProblem } from '../problems.js';
import type { ApiClient } from './api-client.js';
import { CAST_BALLOT, DRAFT_PROPOSAL, OPEN_BOX, SUBMIT_PROPOSAL } from './documents.js';
import { HANDS, type Electorate, type Steps } from './electorate.js';
import type { ReplayElection } from './election.js';
import { inEnglish, type FoundedCoalition } from './founding.js';
import { inParallel } from './workers.js';

/** Every so many voters cast something else first and change it. */
const CHANGES_EVERY = 7;

/** Seconds that a box is open beyond what casting should take, and how much longer than that it may take. */
const SPARE = 5;
const MARGIN = 2.5;
/** Ballots a second that are counted on at most: each answer waits for its checkpoint. */
const FASTEST = 120;

/** A vote that is open. */
export interface OpenVote {
  readonly id: string;
  readonly boxHash: string;
  readonly rule: string;
  readonly entitled: number;
  readonly closesAt: string;
}

/** How a ballot was acknowledged. */
export interface CastReceipt {
  readonly status: 'PENDING' | 'SEQUENCED' | 'PUBLISHED';
  readonly milliseconds: number;
  /** True when the proof that came with it leads, without the server, to a checkpoint of the known log. */
  readonly isProved: boolean;
}

interface ProposalSeen {
  readonly proposal: { readonly id: string; readonly version: number };
}

/** True for a voter who changes the ballot; `place` counts from 0. */
export function changesMind(place: number): boolean {
  return place % CHANGES_EVERY === CHANGES_EVERY - 1;
}

/** Seconds that the vote should be open, by the pace at which the server answered so far. */
export function secondsToVote(ballots: number, pace: number): number {
  const casts = ballots + Math.floor(ballots / CHANGES_EVERY);
  return Math.ceil(SPARE + (MARGIN * casts) / Math.min(pace, FASTEST));
}

/** Lets the first voter propose the election, and the steward put it to the vote for so many seconds. */
export async function openVote(
  { steward, bodyId }: FoundedCoalition,
  proposer: ApiClient,
  { title, candidates, seats }: ReplayElection,
  seconds: number,
): Promise<OpenVote> {
  const { proposal } = await proposer.act<ProposalSeen>(DRAFT_PROPOSAL, {
    bodyId,
    kind: 'ELECTION',
    title: inEnglish(title),
    text: inEnglish(`Whom to elect to ${seats} seats.`),
  });
  const submitted = await proposer.act<ProposalSeen>(SUBMIT_PROPOSAL, {
    proposalId: proposal.id,
    expectedVersion: proposal.version,
  });
  const { box } = await steward.act<{ box: OpenVote }>(OPEN_BOX, {
    proposalId: proposal.id,
    expectedVersion: submitted.proposal.version,
    options: candidates.map(({ id, name }) => ({ id, name: inEnglish(name) })),
    seats,
    closesAt: new Date(Date.now() + seconds * 1000).toISOString(),
  });
  return box;
}

/** Lets every voter cast their own ballot, some of them after another one. Answers the receipts of all casts. */
export async function castAll(
  { voters }: Electorate,
  box: OpenVote,
  { ballots }: ReplayElection,
  { policy, steps }: { readonly policy: Policy; readonly steps: Steps },
): Promise<CastReceipt[]> {
  const done = (finished: number) => steps(finished, ballots.length);
  const receipts = await inParallel(ballots, { hands: HANDS, done }, async (ballot, place) => {
    const voter = voters[place];
    if (voter === undefined) throw new CommandProblem('There are more ballots than voters.');
    const first = changesMind(place) ? [await cast(voter, box, somethingElse(ballot, ballots), policy)] : [];
    return [...first, await cast(voter, box, ballot, policy)];
  });
  return receipts.flat();
}

/** Another ballot of the same election; a blank one where all are alike. */
function somethingElse(ballot: Ballot, ballots: readonly Ballot[]): Ballot {
  const own = JSON.stringify(ballot);
  return ballots.find((other) => JSON.stringify(other) !== own) ?? { kind: 'blank' };
}

interface CastAnswer {
  readonly receipt: {
    readonly status: CastReceipt['status'];
    readonly leafHash: string;
    readonly tlogProof: string | null;
  };
}

async function cast(voter: ApiClient, box: OpenVote, ballot: Ballot, policy: Policy): Promise<CastReceipt> {
  const startedAt = performance.now();
  const { receipt } = await voter.act<CastAnswer>(CAST_BALLOT, {
    boxId: box.id,
    boxHash: box.boxHash,
    ballot: inputOf(ballot),
  });
  const milliseconds = performance.now() - startedAt;
  return { status: receipt.status, milliseconds, isProved: isProved(receipt, policy) };
}

function isProved({ leafHash, tlogProof }: CastAnswer['receipt'], policy: Policy): boolean {
  const hash = hashFromBase64(leafHash);
  return hash !== null && tlogProof !== null && !isRefusal(verifyProof(tlogProof, hash, policy));
}

/** A ballot in the words of the API. */
function inputOf(ballot: Ballot): object {
  switch (ballot.kind) {
    case 'ranking':
      return { ranking: ballot.ranking.map((options) => ({ options })) };
    case 'approval':
      return { approved: ballot.approved };
    case 'scores':
      return { scores: ballot.scores.map(({ option, score }) => ({ option, points: score })) };
    case 'blank':
      return { blank: true };
    default:
      throw new CommandProblem(`Ballots of the kind "${ballot.kind}" cannot be cast in an election here.`);
  }
}
