import {
  checkQuorum,
  count,
  findRule,
  groupBallots,
  quorumOf,
  validateBallot,
  type Ballot,
  type BallotGroup,
  type CountingRule,
  type CountInput,
  type CountResult,
  type ParameterValues,
} from '#counting';
import { isRefusal, lookupText, refuse, type Refusal } from '#kernel';
import type {
  Box,
  BoxElector,
  BoxOption,
  BoxStage,
  CastState,
  Opening,
  QuorumTerms,
  Tally,
} from './voting.types.js';

const HOUR = 3_600_000;
const OPTION_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Where a box stands at an instant: stages follow from stored instants, whether or not a due act has run. */
export function stageOf(
  box: Pick<Box, 'opensAt' | 'closesAt' | 'closedAt' | 'countedAt'>,
  now: Date,
): BoxStage {
  if (box.countedAt) return 'COUNTED';
  if (box.closedAt || box.closesAt <= now) return 'CLOSED';
  return box.opensAt <= now ? 'OPEN' : 'ANNOUNCED';
}

/** What the voting-period clause of the charter asks for. */
export interface VotingPeriod {
  readonly shortestHours: number;
  readonly longestDays: number;
  readonly clause: string;
}

/**
 * Whether a box may be opened like this. `now` is the act's instant: a box may be announced for later, never for
 * earlier.
 */
export function mayOpen(
  opening: Opening,
  electors: readonly BoxElector[],
  period: VotingPeriod,
  now: Date,
): Refusal | null {
  if (opening.opensAt < now) {
    return refuse('OPENING_IN_THE_PAST', 'A box opens now or later; leave out the opening to open it now.');
  }
  const length = opening.closesAt.getTime() - opening.opensAt.getTime();
  if (length <= 0)
    return refuse('CLOSES_BEFORE_IT_OPENS', 'A box closes after it opens; choose a later closing.');
  if (length < period.shortestHours * HOUR) {
    return refuse(
      'VOTING_PERIOD_TOO_SHORT',
      `A vote lasts at least ${period.shortestHours} hours here; choose a later closing.`,
      {
        clause: period.clause,
      },
    );
  }
  if (length > period.longestDays * 24 * HOUR) {
    return refuse(
      'VOTING_PERIOD_TOO_LONG',
      `A vote lasts at most ${period.longestDays} days here; choose an earlier closing.`,
      {
        clause: period.clause,
      },
    );
  }
  return mayAsk(opening) ?? mayElect(electors);
}

function mayAsk({ question, options, seats }: Opening): Refusal | null {
  if (question === 'MOTION') {
    return options.length === 0 && seats === 1
      ? null
      : refuse('MOTION_HAS_NO_OPTIONS', 'A motion is answered by yes or no; leave out options and seats.');
  }
  if (options.length < 2) return refuse('OPTIONS_MISSING', 'A choice needs at least two options.');
  const ids = options.map((option) => option.id);
  const bad = ids.find((id) => !OPTION_ID.test(id));
  if (bad !== undefined) {
    return refuse(
      'OPTION_ID_MALFORMED',
      `The option id ${bad} may hold only letters, digits, dot, dash and underscore.`,
    );
  }
  if (new Set(ids).size < ids.length) return refuse('OPTION_TWICE', 'Two options have the same id.');
  if (question === 'CHOICE' && seats !== 1)
    return refuse('CHOICE_HAS_ONE_PLACE', 'A choice between options has one winner.');
  if (seats < 1 || seats >= options.length) {
    return refuse(
      'NOTHING_TO_CHOOSE',
      `An election for ${seats} seats needs more candidates than seats, and at least one seat.`,
    );
  }
  return null;
}

function mayElect(electors: readonly BoxElector[]): Refusal | null {
  if (electors.length === 0) {
    return refuse(
      'NOBODY_ENTITLED',
      'No mandate is in force on this body, so nobody could vote; appoint members first.',
    );
  }
  if (new Set(electors.map((elector) => elector.personId)).size < electors.length) {
    return refuse(
      'PERSON_HOLDS_TWO_SEATS',
      'A person holds two seats of this body and would vote twice; end one mandate first.',
    );
  }
  return null;
}

/**
 * Whether this ballot may be cast now: a vote counts iff `opensAt <= now < closesAt`.
 *
 * @param seen the box's hash as the caller knows it; another one means that the ballot was meant for another box
 */
export function mayCast(state: CastState, ballot: Ballot, seen: string, now: Date): Refusal | null {
  const { box, elector, mandateEndsAt } = state;
  if (!elector) {
    return refuse(
      'NOT_ENTITLED',
      'You are not in the electorate of this box, which was frozen when it opened.',
    );
  }
  if (now < box.opensAt) {
    return refuse('BOX_NOT_OPEN', 'The box is not open yet; come back at its opening.', {
      opensAt: box.opensAt,
    });
  }
  if (box.closedAt || box.closesAt <= now) {
    return refuse('BOX_CLOSED', 'The box is closed; ballots are taken up to, and not at, its closing.', {
      closesAt: box.closesAt,
    });
  }
  if (mandateEndsAt && mandateEndsAt <= now) {
    return refuse(
      'MANDATE_ENDED',
      'Your mandate has ended, and with it the right to vote here; a ballot you cast before stands.',
      {
        endedAt: mandateEndsAt,
      },
    );
  }
  if (seen !== box.boxHash) {
    return refuse(
      'OTHER_BOX',
      'The ballot was filled in for another box, or for other terms; read the box again, then vote.',
    );
  }
  const rule = findRule(box.rule);
  if (!rule)
    throw new Error(`The box was opened under the rule ${box.rule}, which this version does not have.`);
  return validateBallot(rule, box.parameters, countOptions(box.options), ballot);
}

/** Whether a box may be closed: its instant has come, and nobody has closed it before. */
export function mayClose(box: Pick<Box, 'closesAt' | 'closedAt'>, now: Date): Refusal | null {
  if (box.closedAt)
    return refuse('BOX_CLOSED', 'The box is closed already; it is closed once.', { closesAt: box.closesAt });
  if (now < box.closesAt) {
    return refuse(
      'BOX_STILL_OPEN',
      'Ballots can be changed until the closing, so the box closes then and not before.',
      {
        closesAt: box.closesAt,
      },
    );
  }
  return null;
}

/** What a count depends on, as it was frozen and cast; a stranger reads the same from the record. */
export interface Count {
  readonly rule: string;
  readonly parameters: ParameterValues;
  readonly quorum: QuorumTerms;
  readonly options: readonly BoxOption[];
  readonly seats: number;
  readonly entitled: number;
  readonly ballots: readonly { readonly ballot: Ballot; readonly weight: number }[];
  /** Base64 of the SHA-256 of the document that holds the ballots. */
  readonly ballotsDigest: string;
}

/** Counts a closed box: the quorum first, then the rule. Refuses only what an opened box cannot hold. */
export function tallyBox(box: Count): Tally | Refusal {
  const rule = findRule(box.rule);
  if (!rule) return refuse('COUNTING_RULE_UNKNOWN', `This version has no counting rule ${box.rule}.`);
  const counted = count(countInput(rule, box));
  if (isRefusal(counted)) return counted;
  const yes = counted.rounds[0]?.tallies.find((tally) => tally.id === 'yes')?.votes;
  const turnout = {
    cast: BigInt(counted.input.cast),
    valid: BigInt(counted.input.valid),
    blank: BigInt(counted.input.blank),
    invalid: BigInt(counted.input.invalid),
    entitled: BigInt(box.entitled),
    present: null,
  };
  const quorum = checkQuorum(quorumOf(box.quorum), turnout, BigInt(yes ?? counted.input.valid));
  if (isRefusal(quorum)) return quorum;
  return {
    outcome: quorum.met ? outcomeOf(counted) : 'NO_QUORUM',
    quorum: { met: quorum.met, counted: quorum.counted.toString(), needed: quorum.needed.toString() },
    count: counted,
  };
}

function countInput(rule: CountingRule, box: Count): CountInput {
  const groups: BallotGroup[] = box.ballots.map(({ ballot, weight }) => ({ ballot, weight: BigInt(weight) }));
  return {
    rule,
    params: box.parameters,
    options: countOptions(box.options),
    ballots: groupBallots(groups),
    seats: box.seats,
    electorate: { entitled: BigInt(box.entitled) },
    source: { format: 'quorate-box', sha256: box.ballotsDigest },
  };
}

function outcomeOf({ outcome }: CountResult): Tally['outcome'] {
  switch (outcome.kind) {
    case 'decision':
      return outcome.decision === 'PASSED' || outcome.decision === 'TIED' ? outcome.decision : 'REJECTED';
    case 'election':
      return outcome.openSeats > 0 ? 'SEATS_OPEN' : 'ELECTED';
    case 'funding':
      return 'FUNDED';
  }
}

function countOptions(options: readonly BoxOption[]) {
  return options.map(({ id, name }) => ({ id, name: lookupText(name, [])?.text ?? id }));
}
