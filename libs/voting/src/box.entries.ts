import type { RecusedMember, VoteShare } from '#assembly';
import type { Ballot, ParameterValues } from '#counting';
import type { MultilingualText } from '#kernel';
import { canonicalize, sha256, toBase64, utf8, type JsonValue } from '#transparency';
import type {
  BoxCap,
  BoxDraw,
  BoxElector,
  BoxOption,
  CandidateGroup,
  CastBallot,
  QuorumTerms,
  Roster,
  Tally,
} from './voting.types.js';

/** The kinds of entries that voting writes. */
export const BOX_OPENED = 'box.opened';
export const BALLOT_CAST = 'ballot.cast';
export const BOX_CLOSED = 'box.closed';
export const BOX_DRAWN = 'box.drawn';
export const BOX_COUNTED = 'box.counted';
export const INTEREST_CHALLENGED = 'interest.challenged';
export const CHALLENGE_ANSWERED = 'challenge.answered';
export const CHALLENGE_RULED = 'challenge.ruled';

export const JSON_DOCUMENT = 'application/json';

type FrozenCap = { readonly [Term in keyof BoxCap]: BoxCap[Term] };
type FrozenQuorum = { readonly [Term in keyof QuorumTerms]: QuorumTerms[Term] };

/** What is frozen at opening, as the entry `box.opened` tells it; its digest is the box's hash. */
export type BoxTerms = {
  readonly box: string;
  readonly body: string;
  readonly proposal: string;
  readonly proposalText: string;
  readonly question: string;
  readonly rule: string;
  readonly parameters: ParameterValues;
  readonly quorum: FrozenQuorum;
  readonly takes: VoteShare | null;
  /** Digest of the document with the options: their names, costs and groups. */
  readonly options: string;
  readonly seats: number;
  readonly budget: string | null;
  readonly caps: readonly FrozenCap[];
  /** Base64 of the SHA-256 of the secret of the lot; null where ties stay open. */
  readonly draw: string | null;
  /** The draw with a future source by whose order ties are broken; absent where there is none. */
  readonly tieDraw?: string;
  readonly charter: string;
  readonly electorate: string;
  readonly entitled: number;
  readonly roster: Roster;
  readonly recused: readonly RecusedMember[];
  /** Digest of the document with the charter as a yes would make it; null where the charter stays as it is. */
  readonly amendment: string | null;
  readonly opensAt: string;
  readonly closesAt: string;
};

/** A line of the document that `box.opened` names: one thing that can be chosen. */
export type OptionLine = {
  readonly id: string;
  readonly name: MultilingualText;
  readonly cost: string | null;
  readonly groups: readonly CandidateGroup[];
};

/** A line of the other document that `box.opened` names: one who may vote. */
export type ElectorLine = {
  readonly elector: string;
  readonly seat: string;
  readonly sector: string | null;
  readonly organization: string | null;
  readonly weight: number;
};

/** A line of the document that `box.closed` names: a ballot as it was last cast, with the salt that opens its entry. */
export type BallotLine = {
  readonly id: string;
  readonly version: number;
  readonly elector: string;
  readonly weight: number;
  readonly ballot: Ballot;
  readonly salt: string;
};

/** A document as it stands in the record: canonical JSON, so that the same content has the same digest. */
export function jsonDocument(value: JsonValue): { readonly mediaType: string; readonly content: Uint8Array } {
  return { mediaType: JSON_DOCUMENT, content: utf8(canonicalize(value)) };
}

/** Base64 of the SHA-256 of some bytes, as entries name documents. */
export function digestOf(content: Uint8Array): string {
  return toBase64(sha256(content));
}

/** The hash that names a box with all its terms. */
export function boxHash(terms: BoxTerms): string {
  return digestOf(utf8(canonicalize(asJson(terms))));
}

/** The electorate as a document, in the order of the electors' ids. */
export function electorateDocument(electors: readonly BoxElector[]) {
  const lines: ElectorLine[] = electors.map(({ elector, seatId, sectorId, organizationId, weight }) => ({
    elector,
    seat: seatId,
    sector: sectorId,
    organization: organizationId,
    weight,
  }));
  return jsonDocument(asJson(lines.sort((a, b) => (a.elector < b.elector ? -1 : 1))));
}

/** The ballots of a closed box as a document, in the order of their ids, which are hashes and tell no order of casting. */
export function ballotsDocument(ballots: readonly CastBallot[]) {
  const lines: BallotLine[] = ballots.map(({ id, version, elector, weight, ballot, salt }) => ({
    id,
    version,
    elector,
    weight,
    ballot,
    salt,
  }));
  return jsonDocument(asJson(lines.sort((a, b) => (a.id < b.id ? -1 : 1))));
}

/** The options as a document: all that a count asks of them, and their names in every language. */
export function optionsDocument(options: readonly BoxOption[]) {
  const lines: OptionLine[] = options.map(({ id, name, cost, groups }) => ({ id, name, cost, groups }));
  return jsonDocument(asJson(lines));
}

/** The lot as a document, by which anybody draws it again. */
export function drawDocument(draw: BoxDraw) {
  return jsonDocument(asJson(draw));
}

/** The tally as a document: a recount that gives the same bytes is the same count. */
export function tallyDocument(tally: Tally) {
  return jsonDocument(asJson(tally));
}

/** Plain data as JSON; whatever JSON cannot say makes `canonicalize` throw. */
function asJson(value: object): JsonValue {
  return value as unknown as JsonValue;
}
