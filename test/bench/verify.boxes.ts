import { SIMPLE_MAJORITY, type Ballot, type ParameterValues } from '#counting';
import { isRefusal, type BallotId, type BoxId, type MandateId, type PersonId, type SeatId } from '#kernel';
import { drandRandomness, drandRoundTime, poolOrder, readDrandSignature, seedOfDraw } from '#rotation';
import { canonicalize, commitTo, toBase64, utf8, type JsonValue } from '#transparency';
import {
  boxEntries,
  commitToDraw,
  settleDraw,
  tallyBox,
  type BoxElector,
  type BoxOption,
  type CastBallot,
} from '#voting';
import { bytesOf, idOf, type RecordFiles } from './verify.record.js';

/** A kind of vote: its rule, what is chosen, and what the nth elector writes on the ballot. */
export interface VoteKind {
  readonly question: 'MOTION' | 'CHOICE' | 'ELECTION';
  readonly rule: string;
  readonly parameters?: ParameterValues;
  readonly options: number;
  readonly seats: number;
  readonly ballot: (n: number, options: readonly string[]) => Ballot;
}

/** The nth elector's order of the options: one of all, each as likely as another. */
function orderOf(n: number, options: readonly string[]): string[] {
  return options
    .map((id) => ({ id, by: toBase64(bytesOf(`${n} ${id}`)) }))
    .sort((a, b) => (a.by < b.by ? -1 : 1))
    .map(({ id }) => id);
}

const ranking = (n: number, options: readonly string[]): Ballot => ({
  kind: 'ranking',
  ranking: orderOf(n, options).map((id) => [id]),
});

export const VOTE_KINDS: readonly VoteKind[] = [
  {
    question: 'MOTION',
    rule: 'majority@1',
    parameters: SIMPLE_MAJORITY,
    options: 0,
    seats: 1,
    ballot: (n) => ({ kind: 'choice', choice: n % 3 === 0 ? 'no' : 'yes' }),
  },
  {
    question: 'CHOICE',
    rule: 'approval@1',
    options: 6,
    seats: 1,
    ballot: (n, options) => ({ kind: 'approval', approved: orderOf(n, options).slice(0, 3).sort() }),
  },
  { question: 'CHOICE', rule: 'schulze@2011', options: 8, seats: 1, ballot: ranking },
  { question: 'CHOICE', rule: 'irv@rctab-2.0', options: 8, seats: 1, ballot: ranking },
  { question: 'ELECTION', rule: 'stv-scottish@ssi-2007-42', options: 12, seats: 5, ballot: ranking },
];

const OPENS = '2023-08-22T09:00:00.000Z';
const CAST = '2023-08-22T10:00:00.000Z';
const CLOSES = '2023-08-23T09:00:00.000Z';
const json = (value: object) => value as unknown as JsonValue;

/**
 * Writes a vote from its opening to its count. Every twentieth elector changes the ballot before the close.
 *
 * @param electors how many vote
 */
export function writeVote(record: RecordFiles, kind: VoteKind, electors: number): void {
  const box = idOf(`box ${record.size}`);
  const electorate = Array.from({ length: electors }, (_, n): BoxElector => ({
    elector: idOf(`mandate ${n}`) as MandateId,
    personId: idOf(`person ${n}`) as PersonId,
    seatId: idOf(`seat ${n}`) as SeatId,
    sectorId: null,
    organizationId: null,
    weight: 1,
  }));
  const options = Array.from({ length: kind.options }, (_, n): BoxOption => ({
    id: `option-${n}`,
    name: [{ lang: 'en', text: `Option ${n}`, isOriginal: true, origin: 'HUMAN' }],
    cost: null,
    personId: null,
    groups: [],
  }));
  const ids = options.map(({ id }) => id);
  const ballots = electorate.map(({ elector }, n): CastBallot => ({
    id: idOf(`ballot ${box} ${n}`) as BallotId,
    version: n % 20 === 0 ? 2 : 1,
    boxId: box as string as BoxId,
    elector,
    ballot: kind.ballot(n, ids),
    salt: toBase64(bytesOf(`salt ${box} ${n}`)),
    weight: 1,
  }));
  const documents = {
    electorate: boxEntries.electorateDocument(electorate).content,
    options: boxEntries.optionsDocument(options).content,
    ballots: boxEntries.ballotsDocument(ballots).content,
  };
  const secret = bytesOf(`secret ${box}`);
  const terms: boxEntries.BoxTerms = {
    box,
    body: idOf('body'),
    proposal: idOf(`proposal ${box}`),
    proposalText: toBase64(bytesOf('text')),
    question: kind.question,
    rule: kind.rule,
    parameters: kind.parameters ?? {},
    quorum: { quorum: '1/2', quorumStrict: false, quorumCount: 0, quorumBy: 'cast', clause: '2' },
    takes: null,
    options: boxEntries.digestOf(documents.options),
    seats: kind.seats,
    budget: null,
    caps: [],
    draw: commitToDraw(secret),
    charter: toBase64(bytesOf('charter')),
    electorate: boxEntries.digestOf(documents.electorate),
    entitled: electors,
    roster: { seats: electors, filled: electors, recused: 0, alternates: 0 },
    recused: [],
    amendment: null,
    opensAt: OPENS,
    closesAt: CLOSES,
  };
  const hash = boxEntries.boxHash(terms);
  record.append({
    stream: box,
    kind: boxEntries.BOX_OPENED,
    at: OPENS,
    body: { terms: json(terms), boxHash: hash },
    documents: [documents.electorate, documents.options],
  });
  for (const version of [1, 2]) {
    for (const { id, elector, ballot, salt } of ballots.filter((ballot) => ballot.version >= version)) {
      record.append({
        stream: id,
        kind: boxEntries.BALLOT_CAST,
        at: CAST,
        rule: hash,
        body: { box, elector },
        commit: { ballot: commitTo(json(ballot), Buffer.from(salt, 'base64')) },
      });
    }
  }
  const ballotsDigest = boxEntries.digestOf(documents.ballots);
  const draw = settleDraw({ boxHash: hash, ballotsDigest, secret }, ids);
  const tally = tallyBox({ ...terms, options, ballots, ballotsDigest, draw, setAside: [] });
  if (isRefusal(tally)) throw new Error(tally.because);
  const counted = boxEntries.tallyDocument(tally).content;
  const lot = boxEntries.drawDocument(draw).content;
  record.append({
    stream: box,
    kind: boxEntries.BOX_CLOSED,
    at: CLOSES,
    body: { box, cast: electors, ballots: ballotsDigest, draw: boxEntries.digestOf(lot), setAside: [] },
    documents: [documents.ballots, lot],
  });
  record.append({
    stream: box,
    kind: boxEntries.BOX_COUNTED,
    at: CLOSES,
    body: { box, outcome: tally.outcome, tally: boxEntries.digestOf(counted) },
    documents: [counted],
  });
}

/** A round of drand's quicknet. */
const ROUND = 1000;
const SIGNATURE =
  'b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39';

/** Writes a draw of a whole pool, from its commitment to the order that the beacon gave. */
export function writeDraw(record: RecordFiles, people: number): void {
  // Each draw has a pool of its own: to draw from the same one again, a decision is needed.
  const { size } = record;
  const draw = idOf(`draw ${size}`);
  const pool = Array.from({ length: people }, (_, n) => `person-${size}-${n}`);
  const listed = utf8(canonicalize(pool));
  record.append({
    stream: draw,
    kind: 'draw.committed',
    at: CLOSES,
    body: {
      body: idOf('body'),
      section: '7',
      decision: null,
      remedy: null,
      source: {
        origin: 'DRAND',
        round: ROUND,
        name: null,
        at: drandRoundTime(ROUND).toISOString(),
        sectors: null,
        sealedBy: null,
      },
      pool: boxEntries.digestOf(listed),
      size: people,
      ofPeople: false,
    },
    documents: [listed],
  });
  const { place } = record;
  const output = drandRandomness(ROUND, readDrandSignature(SIGNATURE) ?? new Uint8Array());
  if (isRefusal(output)) throw new Error(output.because);
  const drawn = utf8(canonicalize(poolOrder(seedOfDraw({ drawId: draw, ...place, output }), pool)));
  record.append({
    stream: draw,
    kind: 'draw.settled',
    at: '2023-08-24T00:00:00.000Z',
    body: { output: SIGNATURE, missing: [], drawn: boxEntries.digestOf(drawn) },
    documents: [drawn],
  });
}
