import { refuse, type Refusal } from '#kernel';
import type { Box, BoxElector, BoxStage, Opening, ProposedOption } from './voting.types.js';

const HOUR = 3_600_000;
/** A decimal of at most 15 digits before the point and 6 behind it. */
const AMOUNT = /^(0|[1-9]\d{0,14})(\.\d{1,6})?$/;
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

function mayAsk(opening: Opening): Refusal | null {
  const { question, options, seats, budget } = opening;
  if (question === 'MOTION' && (options.length > 0 || seats !== 1)) {
    return refuse('MOTION_HAS_NO_OPTIONS', 'A motion is answered as it stands; leave out options and seats.');
  }
  if (question !== 'FUNDING' && (budget !== null || options.some(({ cost }) => cost))) {
    return refuse('ONLY_PROJECTS_COST', 'Only projects have a cost and a budget; leave both out here.');
  }
  if (question !== 'ELECTION' && options.some(({ personId }) => personId)) {
    return refuse('ONLY_CANDIDATES_ARE_PEOPLE', 'Only in an election does an option stand for a person.');
  }
  if (question === 'MOTION') return null;
  return checkOptions(options) ?? (question === 'FUNDING' ? mayFund(opening) : mayFill(opening));
}

function checkOptions(options: readonly ProposedOption[]): Refusal | null {
  if (options.length < 2) return refuse('OPTIONS_MISSING', 'A choice needs at least two options.');
  const ids = options.map((option) => option.id);
  const bad = ids.find((id) => !OPTION_ID.test(id));
  if (bad !== undefined) {
    return refuse(
      'OPTION_ID_MALFORMED',
      `The option id ${bad} may hold only letters, digits, dot, dash and underscore.`,
    );
  }
  return new Set(ids).size < ids.length
    ? refuse('OPTION_TWICE', 'Two options have the same id; give each its own.')
    : null;
}

function mayFill({ question, options, seats }: Opening): Refusal | null {
  if (question === 'CHOICE' && seats !== 1)
    return refuse('CHOICE_HAS_ONE_PLACE', 'A choice between options has one winner.');
  if (seats < 1 || seats >= options.length) {
    return refuse(
      'NOTHING_TO_CHOOSE',
      `An election for ${seats} seats needs more candidates than seats, and at least one seat.`,
    );
  }
  const people = options.flatMap(({ personId }) => personId ?? []);
  return new Set(people).size < people.length
    ? refuse('CANDIDATE_TWICE', 'A person stands twice in this election; let them stand once.')
    : null;
}

function mayFund({ options, seats, budget }: Opening): Refusal | null {
  if (seats !== 1) return refuse('FUNDING_HAS_NO_SEATS', 'Projects fill no seats; leave the seats out.');
  if (budget === null || !isAmount(budget)) {
    return refuse('BUDGET_MISSING', 'Name the budget as an amount above 0, such as 1500 or 1500.50.');
  }
  const free = options.find(({ cost }) => !cost || !isAmount(cost));
  if (!free) return null;
  return refuse('COST_MISSING', `Name what ${free.id} costs as an amount above 0, such as 1500 or 1500.50.`, {
    option: free.id,
  });
}

function isAmount(text: string): boolean {
  return AMOUNT.test(text) && /[1-9]/.test(text);
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
