/** An option on the ballot: a candidate, a project, a scenario. Unique within one count. */
export type OptionId = string;

/** An answer to one proposal. `abstain` takes part and takes no side. */
export interface ChoiceBallot {
  readonly kind: 'choice';
  readonly choice: 'yes' | 'no' | 'abstain';
}

/** A position in consent decision-making. A concern is recorded and does not stop the proposal. */
export interface ConsentBallot {
  readonly kind: 'consent';
  readonly position: 'consent' | 'concern' | 'objection';
}

/** A position in consensus decision-making with blocks. */
export interface BlocksBallot {
  readonly kind: 'blocks';
  readonly position: 'agree' | 'reservation' | 'stand_aside' | 'block';
}

/** A place on a scale of agreement: 1 is whole-hearted endorsement, the rule's last level the strongest refusal. */
export interface GradeBallot {
  readonly kind: 'grade';
  readonly level: number;
}

/** The options that the voter approves of. */
export interface ApprovalBallot {
  readonly kind: 'approval';
  readonly approved: readonly OptionId[];
}

/** A whole number for each option that the voter rated. An option left out is unrated, which is not zero. */
export interface ScoresBallot {
  readonly kind: 'scores';
  readonly scores: readonly { readonly option: OptionId; readonly score: number }[];
}

/**
 * Places, best first; options in one place are ranked equal. An option in no place is unranked: the rule's
 * parameter says whether that means "last" or "no opinion". An empty place is a rank that was left out on
 * paper, which only instant-runoff counting tells apart.
 */
export interface RankingBallot {
  readonly kind: 'ranking';
  readonly ranking: readonly (readonly OptionId[])[];
  /** Places, from 0, that bear several marks which the record of the paper does not name. */
  readonly overvoted?: readonly number[];
}

/** Votes bought with voice credits: v votes for an option cost v squared; negative votes oppose. */
export interface CreditsBallot {
  readonly kind: 'credits';
  readonly votes: readonly { readonly option: OptionId; readonly votes: number }[];
}

/** A paper handed in without a mark: cast, but not valid. Every rule accepts one. */
export interface BlankBallot {
  readonly kind: 'blank';
}

/** A paper that the tellers found spoiled: cast, but not valid. Nobody can cast one knowingly. */
export interface InvalidBallot {
  readonly kind: 'invalid';
}

/** A ballot that says something about the options. */
export type MarkedBallot =
  | ChoiceBallot
  | ConsentBallot
  | BlocksBallot
  | GradeBallot
  | ApprovalBallot
  | ScoresBallot
  | RankingBallot
  | CreditsBallot;

export type Ballot = MarkedBallot | BlankBallot | InvalidBallot;
export type BallotKind = MarkedBallot['kind'];
export type BallotOf<Kind extends BallotKind> = Extract<MarkedBallot, { readonly kind: Kind }>;

/** One content of a ballot and the weight it was cast with: k ballots of weight 1 count as one of weight k. */
export interface BallotGroup<Content = Ballot> {
  readonly ballot: Content;
  readonly weight: bigint;
}

/** True when the ballot has the shape that the rule asks for. */
export function isBallotOf<Kind extends BallotKind>(ballot: Ballot, kind: Kind): ballot is BallotOf<Kind> {
  return ballot.kind === kind;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The ballot in its normal form: where order says nothing (approved options, scores, options in one place),
 * options stand in code-unit order. Two ballots mean the same when their normal forms are equal.
 */
export function normalizeBallot(ballot: Ballot): Ballot {
  switch (ballot.kind) {
    case 'approval':
      return { kind: 'approval', approved: [...ballot.approved].sort(byText) };
    case 'scores':
      return { kind: 'scores', scores: [...ballot.scores].sort((a, b) => byText(a.option, b.option)) };
    case 'credits':
      return { kind: 'credits', votes: [...ballot.votes].sort((a, b) => byText(a.option, b.option)) };
    case 'ranking':
      if (ballot.ranking.every((place) => place.length < 2)) return ballot;
      return { ...ballot, ranking: ballot.ranking.map((place) => [...place].sort(byText)) };
    default:
      return ballot;
  }
}

/** A text that is equal for two ballots exactly when they mean the same. */
export function ballotKey(ballot: Ballot): string {
  return JSON.stringify(normalizeBallot(ballot));
}

/**
 * Gathers ballots of equal content, weights added, in the code-unit order of their keys, so that the order in
 * which ballots came in leaves no trace.
 */
export function groupBallots(ballots: Iterable<BallotGroup>): BallotGroup[] {
  const groups = new Map<string, { ballot: Ballot; weight: bigint }>();
  for (const { ballot, weight } of ballots) {
    const key = ballotKey(ballot);
    const group = groups.get(key);
    if (group) group.weight += weight;
    else groups.set(key, { ballot: normalizeBallot(ballot), weight });
  }
  return [...groups].sort(([a], [b]) => byText(a, b)).map(([, group]) => group);
}
