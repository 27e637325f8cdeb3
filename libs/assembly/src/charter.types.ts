import type { BodyId, CoalitionId, DecisionId, MultilingualText, SectorId } from '#kernel';
import type { ClauseOn } from './clause.types.js';
import type { ProvisionTopic } from './provision.topics.js';
import type { ProvisionClause } from './provision.types.js';

export type { ClauseSource } from './clause.types.js';

/** A share of something, as the charter writes it: 2/3 stays 2/3 and 4/6 stays 4/6. */
export type Share = {
  readonly num: number;
  readonly den: number;
};

export type SeatClass = {
  readonly name: string;
  /** How many seats of this class the body has. */
  readonly seats: number;
  /** The sector that all seats of this class belong to, where there is one. */
  readonly sectorId: SectorId | null;
  /** How long a mandate lasts at most, in calendar months of the body's zone; null for no limit. */
  readonly termMonths: number | null;
};

export type SeatsClause = ClauseOn<'SEATS'> & { readonly classes: readonly SeatClass[] };

/** Who counts towards a quorum: those who cast a ballot, those present, or those who voted yes. */
export type QuorumCount = 'CAST' | 'PRESENT' | 'YES';

/** The fewest who must take part: a share of the entitled, a fixed number, or both at once. */
export type QuorumClause = ClauseOn<'QUORUM'> & {
  readonly share: Share | null;
  readonly count: number | null;
  readonly countedBy: QuorumCount;
};

/** What a share of the votes is a share of. */
export type ThresholdBase = 'CAST' | 'VALID' | 'DECISIVE' | 'PRESENT' | 'ENTITLED';

/** How much consent is needed: at least the share of the base, or more than it where `strict`. */
export type Threshold = {
  readonly share: Share;
  readonly strict: boolean;
  readonly base: ThresholdBase;
};

/** How much consent a motion needs. */
export type ThresholdClause = ClauseOn<'THRESHOLD'> & Threshold;

export type RuleParameter = { readonly name: string; readonly value: string };

/** Yes or no to a text; a choice between options; a choice of people for seats; projects to pay from a budget. */
export type Question = 'MOTION' | 'CHOICE' | 'ELECTION' | 'FUNDING';

/**
 * What becomes of a tie that the counting rule leaves: a lot drawn before the count breaks it, or a draw whose source
 * nobody knows before the vote is closed, or it stays open.
 */
export type TieHandling = 'LOT' | 'DRAW' | 'OPEN';

/** One way in which the body may decide a question. */
export type Method = {
  readonly question: Question;
  /** `id@version` of a rule of the counting library. */
  readonly rule: string;
  readonly parameters: readonly RuleParameter[];
  readonly ties: TieHandling;
};

/** By which methods the body may decide; of those for one question the first holds where no other is named. */
export type MethodsClause = ClauseOn<'METHODS'> & { readonly methods: readonly Method[] };

/** What the people are counted by whom a cap holds back. */
export type CapGroup = 'SECTOR' | 'ORGANIZATION';

/** At most so many of those whom one vote elects may come from one sector, or from one organization. */
export type Cap = { readonly by: CapGroup; readonly most: number };

export type CapsClause = ClauseOn<'CAPS'> & { readonly caps: readonly Cap[] };

/** Who must stand behind a proposal, besides its proposer, before the body takes it up. */
export type SecondingClause = ClauseOn<'SECONDING'> & {
  readonly coSponsors: number;
  /** From how many different sectors the co-sponsors must come. */
  readonly sectors: number;
};

/** How long a vote may be open. */
export type VotingPeriodClause = ClauseOn<'VOTING_PERIOD'> & {
  readonly shortestHours: number;
  readonly longestDays: number;
};

/**
 * When a decision is final: as soon as so many witnesses have cosigned a checkpoint of the record that covers it.
 * Until then nobody but the server vouches that everybody is shown the same decision.
 */
export type FinalityClause = ClauseOn<'FINALITY'> & { readonly witnesses: number };

/** How much consent a change of the charter itself needs. Where the charter is silent on it, as much as any motion. */
export type AmendmentClause = ClauseOn<'AMENDMENT'> & Threshold;

/** One rule of a body, as data. */
export type Clause =
  | SeatsClause
  | QuorumClause
  | ThresholdClause
  | MethodsClause
  | SecondingClause
  | VotingPeriodClause
  | CapsClause
  | FinalityClause
  | AmendmentClause
  | ProvisionClause<ProvisionTopic>;

export type Topic = Clause['topic'];

/** The clause of one topic. */
export type ClauseOf<T extends Topic> = Extract<Clause, { readonly topic: T }>;

/** The topics on which every charter speaks, in the order in which it is shown. */
export const REQUIRED_TOPICS = [
  'SEATS',
  'QUORUM',
  'THRESHOLD',
  'METHODS',
  'SECONDING',
  'VOTING_PERIOD',
] as const satisfies readonly Topic[];

/** The topics on which a charter may be silent: then nothing is asked. */
export const OPTIONAL_TOPICS = ['CAPS', 'FINALITY', 'AMENDMENT'] as const satisfies readonly Topic[];

export type RequiredTopic = (typeof REQUIRED_TOPICS)[number];
export type OptionalTopic = (typeof OPTIONAL_TOPICS)[number];

/** A body's rules from an instant on, until a later version begins. */
export interface CharterVersion {
  readonly coalitionId: CoalitionId;
  readonly bodyId: BodyId;
  readonly number: number;
  readonly clauses: readonly Clause[];
  /** SHA-256 of the clauses as canonical JSON, in base64: what entries carry as the rule in force. */
  readonly digest: string;
  readonly beginsAt: Date;
  /** The decision by which it was adopted; null for the version with which the body was established. */
  readonly adoptedBy: DecisionId | null;
  /** What holds on the way from the version before to this one; null where there is nothing to say. */
  readonly transitional: MultilingualText | null;
}
