import type {
  CapGroup,
  CharterAmendment,
  Deciding,
  Question,
  RecusalId,
  RecusedMember,
  VoteShare,
} from '#assembly';
import type { DrawId } from '#rotation';
import type { Ballot, CountResult, ParameterValues } from '#counting';
import type {
  BallotId,
  BodyId,
  BoxId,
  CoalitionId,
  MandateId,
  MultilingualText,
  OrganizationId,
  PersonId,
  ProposalId,
  SeatId,
  SectorId,
} from '#kernel';

/** One thing to choose from, as it is proposed; `id` is what ballots, counts and files name it by. */
export interface ProposedOption {
  readonly id: string;
  readonly name: MultilingualText;
  /** What a project costs, as an exact decimal; only projects have one. */
  readonly cost?: string | null;
  /** The person who stands for election, where the coalition knows them. */
  readonly personId?: PersonId | null;
}

/** A sector or an organization to which a candidate belonged when the box was opened. */
export interface CandidateGroup {
  readonly by: CapGroup;
  readonly id: string;
}

/** One thing that can be chosen, with all of it that a count may ask. */
export interface BoxOption extends Required<ProposedOption> {
  readonly groups: readonly CandidateGroup[];
}

/** The cap clause as it was frozen: at most so many of the elected from one group, and the section that says so. */
export interface BoxCap {
  readonly by: CapGroup;
  readonly most: number;
  readonly clause: string;
}

/**
 * The lot that breaks ties. Its secret was committed to at the opening, before any ballot, and shown at the close; or
 * its order is that of a draw whose source nobody knew before the close.
 */
export interface BoxDraw {
  /** Base64 of 32 random bytes; null where a draw gives the order. */
  readonly secret: string | null;
  /** Base64; follows from the box, its ballots and the secret, or is the seed of the draw. */
  readonly seed: string;
  /** The ids of all options; the earlier is preferred. */
  readonly order: readonly string[];
}

/** What is frozen when a box is opened; `boxHash` is the digest of all of it. */
export interface Box {
  readonly coalitionId: CoalitionId;
  readonly id: BoxId;
  readonly version: number;
  readonly bodyId: BodyId;
  readonly proposalId: ProposalId;
  readonly question: Question;
  /** `id@version` of the counting rule. */
  readonly rule: string;
  readonly parameters: ParameterValues;
  readonly quorum: QuorumTerms;
  /** The share of its members that the charter asks for besides quorum and threshold; null where it is silent. */
  readonly takes: VoteShare | null;
  readonly options: readonly BoxOption[];
  /** Places to fill; 1 unless the question is an election. */
  readonly seats: number;
  /** What projects are paid from, as an exact decimal; null where nothing is funded. */
  readonly budget: string | null;
  readonly caps: readonly BoxCap[];
  /** Base64 of the SHA-256 of the secret of the lot; null where ties stay open, or cannot be. */
  readonly drawCommitment: string | null;
  /** The draw with a future source by whose order ties are broken; null where there is none. */
  readonly tieDrawId: DrawId | null;
  /** Digest of the charter version whose clauses were frozen. */
  readonly charterDigest: string;
  readonly electorateDigest: string;
  readonly entitled: number;
  readonly roster: Roster;
  /** Who was recused when it was opened, by which clause, and who acts in their place. */
  readonly recused: readonly RecusedMember[];
  /** The charter as a yes would make it; null where the charter stays as it is. */
  readonly amendment: CharterAmendment | null;
  readonly boxHash: string;
  readonly opensAt: Date;
  readonly closesAt: Date;
  readonly closedAt: Date | null;
  readonly ballotsDigest: string | null;
  readonly cast: number | null;
  /** Who was recused while the box was open, from the closing on: their ballots are set aside. */
  readonly setAside: readonly SetAside[] | null;
  /** The lot, from the closing on; of a draw, from when it is settled. */
  readonly draw: BoxDraw | null;
  readonly countedAt: Date | null;
  readonly tally: Tally | null;
  readonly tallyDigest: string | null;
}

/** The body as it stood when the box was opened: its seats, those that were held, who stayed out, who stood in. */
export type Roster = { readonly [Count in keyof Deciding['counts']]: number };

/** An elector who was recused after the opening: what they cast is kept, and not counted. */
export type SetAside = { readonly elector: MandateId; readonly recusal: RecusalId };

/** The quorum clause as it was frozen: the parameters of the counting library, and the section they come from. */
export interface QuorumTerms {
  readonly quorum: string;
  readonly quorumStrict: boolean;
  readonly quorumCount: number;
  readonly quorumBy: 'cast' | 'present' | 'yes';
  readonly clause: string;
}

/** One who may vote in a box: the holder of a mandate at the instant of opening. */
export interface BoxElector {
  readonly elector: MandateId;
  readonly personId: PersonId;
  readonly seatId: SeatId;
  readonly sectorId: SectorId | null;
  readonly organizationId: OrganizationId | null;
  readonly weight: number;
}

/** A ballot as it lies in its box. While the box is open nobody but its elector sees the choice. */
export interface CastBallot {
  readonly id: BallotId;
  readonly version: number;
  readonly boxId: BoxId;
  readonly elector: MandateId;
  readonly ballot: Ballot;
  /** Base64; opens the commitment in the ballot's entry. */
  readonly salt: string;
  readonly weight: number;
}

/** Where a box stands; it follows from its instants. */
export type BoxStage = 'ANNOUNCED' | 'OPEN' | 'CLOSED' | 'COUNTED';

/** The count with its quorum: all that a decision rests on. */
export interface Tally {
  readonly outcome:
    'PASSED' | 'REJECTED' | 'SENT_BACK' | 'TIED' | 'NO_QUORUM' | 'ELECTED' | 'SEATS_OPEN' | 'FUNDED';
  readonly quorum: { readonly met: boolean; readonly counted: string; readonly needed: string };
  /** The yes votes beside what the charter asks for, of so many; null where it asks for no share of the body. */
  readonly majority: Majority | null;
  /** How many could vote, and how many stayed out: before the opening, and while the box was open. */
  readonly electorate: { readonly entitled: number; readonly recused: number; readonly setAside: number };
  readonly count: CountResult;
}

/** A majority of the body, beside the share of the votes that a rule asks for. */
export type Majority = {
  readonly met: boolean;
  readonly counted: string;
  readonly needed: string;
  readonly of: string;
  readonly clause: string;
};

/** Who asks for a box to be opened, and on what. */
export interface Opening {
  readonly question: Question;
  readonly options: readonly ProposedOption[];
  readonly seats: number;
  readonly budget: string | null;
  readonly opensAt: Date;
  readonly closesAt: Date;
}

/** What stands between a person and a ballot, read on locked state. */
export interface CastState {
  readonly box: Pick<
    Box,
    'boxHash' | 'opensAt' | 'closesAt' | 'closedAt' | 'rule' | 'parameters' | 'options'
  >;
  /** The person's place in the frozen electorate; null when they are not in it. */
  readonly elector: Pick<BoxElector, 'elector'> | null;
  /** Whether they stay out of the proposal since the opening. */
  readonly isRecused: boolean;
  /** When the mandate ends or ended; null while it has no end. */
  readonly mandateEndsAt: Date | null;
}
