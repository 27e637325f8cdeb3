import { exactText, isRefusal, parseExact, refuse, type Rational, type Refusal } from '#kernel';
import type { Ballot, BallotGroup, OptionId } from './ballot.js';
import { applyCaps, type SeatCap } from './caps.js';
import { MAX_OPTIONS, MAX_WEIGHT } from './limits.js';
import { namesOf } from './names.js';
import type { CountResult, Sentence, Tie } from './result.js';
import type { CountingRule, CountOption, Turnout } from './rule.js';
import { tellOutcome, tellTie } from './telling.js';
import { optionCheck } from './validate.js';
import { withoutWithdrawn } from './withdrawn.js';

/** Everything that a count depends on. Nothing else decides: no clock, no chance, no order of the ballots. */
export interface CountInput {
  readonly rule: CountingRule;
  readonly params: Readonly<Record<string, unknown>>;
  readonly options: readonly CountOption[];
  readonly ballots: readonly BallotGroup[];
  /** Places to fill; 1 unless given. Only elections have them. */
  readonly seats?: number;
  /** Money to spend, exact text, in the unit of the options' costs. Only participatory budgets have one. */
  readonly budget?: string;
  /** The tie order, drawn before the count: every option once, the preferred first. */
  readonly lot?: readonly OptionId[];
  /** Where the tie order can be verified: its draw. */
  readonly lotSource?: string;
  readonly caps?: readonly SeatCap[];
  /** The frozen electorate less the recused, and those of it who checked in. */
  readonly electorate?: { readonly entitled?: bigint; readonly present?: bigint };
  /** Told how many rounds or steps are done, so that long work can be looked at. It decides nothing. */
  readonly onStep?: (steps: number) => void;
  /** The file or box that the ballots come from. */
  readonly source?: { readonly format: string; readonly sha256: string };
}

function checkSeats({ rule, seats = 1 }: CountInput): Refusal | null {
  if (!Number.isSafeInteger(seats) || seats < 1) {
    return refuse('BAD_SEATS', 'The number of seats must be a whole number above 0.');
  }
  return rule.seats === 'one' && seats > 1 ? refuse('ONE_SEAT_ONLY', 'This rule fills one seat only.') : null;
}

function checkOptions({ rule, options, lot }: CountInput): Refusal | null {
  if (options.length > MAX_OPTIONS) {
    return refuse('TOO_MANY_OPTIONS', `A count takes at most ${MAX_OPTIONS} options.`);
  }
  if (rule.outcome === 'decision' && options.length > 1) {
    return refuse('ONE_PROPOSAL_ONLY', 'This rule decides on one proposal only.');
  }
  const ids = new Set(options.map(({ id }) => id));
  if (ids.size < options.length) return refuse('DUPLICATE_OPTION', 'Two options have the same id.');
  if (lot && (lot.length !== ids.size || new Set(lot).size !== ids.size || !lot.every((id) => ids.has(id)))) {
    return refuse('BAD_LOT', 'The tie order must hold every option exactly once.');
  }
  return null;
}

function sumTurnout({ ballots, electorate }: CountInput): Turnout | Refusal {
  // Numbers are exact here: the sum is refused long before it leaves 53 bits.
  const sums = { valid: 0, blank: 0, invalid: 0 };
  let total = 0;
  for (const { ballot, weight } of ballots) {
    const votes = Number(weight);
    if (votes <= 0) return refuse('BAD_WEIGHT', 'A ballot must have a weight above 0.');
    total += votes;
    if (total > MAX_WEIGHT) return refuse('TOO_MUCH_WEIGHT', `A count takes at most ${MAX_WEIGHT} votes.`);
    sums[ballot.kind === 'blank' || ballot.kind === 'invalid' ? ballot.kind : 'valid'] += votes;
  }
  const cast = BigInt(total);
  const [entitled, present] = [electorate?.entitled ?? null, electorate?.present ?? null];
  if (entitled !== null && cast > entitled) {
    return refuse('MORE_CAST_THAN_ENTITLED', 'More votes were cast than electors are entitled to.');
  }
  if (entitled !== null && present !== null && present > entitled) {
    return refuse('MORE_PRESENT_THAN_ENTITLED', 'More electors are present than are entitled.');
  }
  return {
    cast,
    valid: BigInt(sums.valid),
    blank: BigInt(sums.blank),
    invalid: BigInt(sums.invalid),
    entitled,
    present,
  };
}

function parseBudget(budget: string | undefined): Rational | null | Refusal {
  if (budget === undefined) return null;
  const value = parseExact(budget);
  if (value === null || value.num < 0n) return refuse('BAD_BUDGET', 'The budget must be an exact amount.');
  return value;
}

function describe(input: CountInput, turnout: Turnout, budget: Rational | null) {
  const exact = (weight: bigint | null) => (weight === null ? null : weight.toString());
  return {
    rule: { id: input.rule.id, version: input.rule.version, text: input.rule.text },
    options: input.options.map(({ id, name, withdrawn }) => ({
      id,
      name: name ?? id,
      withdrawn: withdrawn ?? false,
    })),
    seats: input.rule.outcome === 'election' ? (input.seats ?? 1) : null,
    budget: budget === null ? null : exactText(budget),
    input: {
      format: input.source?.format ?? null,
      sha256: input.source?.sha256 ?? null,
      cast: turnout.cast.toString(),
      valid: turnout.valid.toString(),
      blank: turnout.blank.toString(),
      invalid: turnout.invalid.toString(),
      weight: turnout.valid.toString(),
      entitled: exact(turnout.entitled),
      present: exact(turnout.present),
    },
    lot: input.lot ? { order: input.lot, source: input.lotSource ?? null } : null,
  };
}

/** Why there is no count; for a ballot that the rule cannot read, `group` is its place among the ballots, from 0. */
export type CountRefused = Refusal<string, { readonly group?: number }>;

/**
 * Counts ballots by a rule. The same input gives the same bytes, in whatever order the ballots come.
 *
 * Refuses bad parameters, options, weights, seats, budget, lot or caps, and names the first ballot that the
 * rule cannot read (`UNKNOWN_OPTION`, `OPTION_RANKED_TWICE`, `WRONG_BALLOT_SHAPE`, `OFF_SCALE` ...).
 */
export function count(input: CountInput): CountResult | CountRefused {
  const seats = input.seats ?? 1;
  const refused = checkSeats(input) ?? checkOptions(input);
  if (refused) return refused;
  const prepared = input.rule.prepare(input.params);
  if (isRefusal(prepared)) return prepared;
  const turnout = sumTurnout(input);
  if (isRefusal(turnout)) return turnout;
  const budget = parseBudget(input.budget);
  if (isRefusal(budget)) return budget;

  const valid: BallotGroup[] = [];
  const check = optionCheck(input.options, input.rule.marks === 'as_found');
  for (const [at, group] of input.ballots.entries()) {
    if (isUnmarked(group.ballot)) continue;
    const bad = check(group.ballot) ?? prepared.check(group.ballot, input.options);
    if (bad) return { ...bad, group: at };
    valid.push(group);
  }
  const { options, ballots } = withoutWithdrawn(input.options, valid);
  const { lot = null, onStep = () => undefined } = input;
  const finding = prepared.count({ options, ballots, seats, budget, lot, turnout, onStep });
  if (isRefusal(finding)) return finding;
  const capped = applyCaps(finding, input);
  if (isRefusal(capped)) return capped;
  return {
    ...describe(input, turnout, budget),
    params: prepared.params,
    rounds: finding.rounds ?? [],
    pairwise: finding.pairwise ?? null,
    strengths: finding.strengths ?? null,
    ties: [...(finding.ties ?? []), ...capped.ties],
    caps: capped.caps,
    outcome: capped.outcome,
    explanation: [
      ...finding.explanation,
      ...tellUntold(input.options, finding.ties ?? []),
      ...tellUntold(input.options, capped.ties),
      ...capped.explanation,
      ...tellOutcome(input.options, capped.outcome, seats),
    ],
  };
}

/** A rule that counts in rounds tells of a tie where it meets it; of all others it is told here. */
function tellUntold(options: readonly CountOption[], ties: readonly Tie[]): Sentence[] {
  const nameOf = namesOf(options);
  return ties.filter(({ round }) => round === null).map((tie) => tellTie(nameOf, tie));
}

function isUnmarked(ballot: Ballot): boolean {
  return ballot.kind === 'blank' || ballot.kind === 'invalid';
}
