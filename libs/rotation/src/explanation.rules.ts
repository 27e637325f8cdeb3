import { listNames, say, type Sentence } from '#counting';
import { exactText, rational, type PersonId, type SectorId } from '#kernel';
import type { RotatingRole, TurnReason } from './rotation.types.js';

/** A turn as it is told: with the names that the reader may know. */
export interface ToldTurn {
  readonly role: RotatingRole;
  /** The local days of its begin and its end. */
  readonly from: string;
  readonly until: string;
  readonly holder: PersonId | null;
  readonly sectorId: SectorId | null;
  readonly reason: TurnReason;
  /** How it came to its holder, where that was not the plan. */
  readonly cause: TurnCause;
}

/** How a turn came to stand as it does. */
export type TurnCause = 'PLANNED' | 'SWAPPED' | 'OVERRIDDEN' | 'STOOD_IN' | 'MISSED';

/** Who reads, and what they call people and sectors. */
export interface Telling {
  /** The reader, who is told `you`; null for an observer, who is not told who was away. */
  readonly reader: PersonId | null;
  readonly isMember: boolean;
  readonly person: (id: PersonId) => string;
  readonly sector: (id: SectorId) => string;
}

const DOES = {
  CHAIR: ['chair', 'chairs'],
  FACILITATOR: ['facilitate', 'facilitates'],
  NOTE_TAKER: ['take notes', 'takes notes'],
  SPOKESPERSON: ['speak for the body', 'speaks for the body'],
} as const satisfies Record<RotatingRole, readonly [string, string]>;

/** Why a turn is whose it is, in plain sentences from the numbers that were stored with it. */
export function explainTurn(turn: ToldTurn, telling: Telling): Sentence[] {
  return [
    whoHasIt(turn, telling),
    ...howItCame(turn, telling),
    ...sectorSentences(turn, telling),
    ...personSentences(turn, telling),
  ];
}

function whoHasIt({ role, from, until, holder }: ToldTurn, { reader, person }: Telling): Sentence {
  const [plain, third] = DOES[role];
  if (holder === null) {
    return say('rotation.open', 'Nobody {does} from {from} until {until}: the turn is open.', {
      does: third,
      from,
      until,
    });
  }
  if (holder === reader)
    return say('rotation.you', 'You {does} from {from} until {until}.', { does: plain, from, until });
  return say('rotation.holder', '{name} {does} from {from} until {until}.', {
    name: person(holder),
    does: third,
    from,
    until,
  });
}

const CAUSES = {
  SWAPPED: 'Both people agreed to exchange their turns.',
  OVERRIDDEN: 'The plan was overridden for this turn; whoever was passed over keeps the lag.',
  STOOD_IN: 'They stood in for somebody who did not come, and the turn counts as theirs.',
  MISSED: 'Nobody served: the turn was missed and counts for nobody.',
} as const;

function howItCame({ cause }: ToldTurn, _telling: Telling): Sentence[] {
  return cause === 'PLANNED' ? [] : [say(`rotation.${cause.toLowerCase()}`, CAUSES[cause])];
}

function sectorSentences({ sectorId, reason }: ToldTurn, { sector }: Telling): Sentence[] {
  const passed = reason.passedOver.flatMap((id) => (id === null ? [] : [sector(id)]));
  const sentences: Sentence[] = [];
  if (passed.length > 0) {
    const template = 'The turn was due to {sectors}, which had nobody free and keeps its lag.';
    sentences.push(say('rotation.passedOver', template, { sectors: listNames(passed) }));
  }
  if (sectorId !== null) {
    const args = { sector: sector(sectorId), lag: exactText(lagOf(reason)) };
    sentences.push(
      passed.length > 0
        ? say('rotation.nextSector', '{sector} was next, {lag} of a turn behind.', args)
        : say('rotation.sector', '{sector} was {lag} of a turn behind, with the earliest deadline.', args),
    );
  }
  return sentences;
}

/** How far the sector was behind, in turns. */
function lagOf({ lag, parts }: TurnReason) {
  return rational(BigInt(lag), BigInt(parts));
}

function personSentences({ holder, reason }: ToldTurn, { reader, isMember, person }: Telling): Sentence[] {
  if (holder === null) return isMember ? awaySentences(reason, person) : [];
  const { had, fewest, most } = reason;
  const sentences: Sentence[] = [];
  if (fewest !== null && most !== null) {
    const who = holder === reader ? 'You' : person(holder);
    const others = fewest === most ? `${fewest}` : `${fewest} to ${most}`;
    const template = 'Turns before it: {who} {had}, the others {others}.';
    sentences.push(say('rotation.turnsBefore', template, { who, had, others }));
  }
  if (isMember) sentences.push(...awaySentences(reason, person));
  if (reason.before !== null && reason.before !== holder) {
    const name = reason.before === reader ? 'You' : person(reason.before);
    const template =
      reason.before === reader ? '{name} have the turn before.' : '{name} has the turn before.';
    sentences.push(say('rotation.before', template, { name }));
  }
  return sentences;
}

/** That somebody could not come, never why. */
function awaySentences({ away }: TurnReason, person: Telling['person']): Sentence[] {
  if (away.length === 0) return [];
  return [say('rotation.away', 'Not free at that time: {names}.', { names: listNames(away.map(person)) })];
}

/** What a swap does to the counts of both, told before either consents: each gives one turn and takes one. */
export function explainSwap({
  given,
  taken,
}: {
  readonly given: SwapSide;
  readonly taken: SwapSide;
}): Sentence[] {
  const sentence = ({ name, turns, sector }: SwapSide, now: string, before: string) =>
    say(
      'rotation.swapEffect',
      '{name}{sector} keeps {turns} turns, and serves from {now} instead of {before}.',
      {
        name,
        sector: sector === null ? '' : ` (${sector})`,
        turns,
        now,
        before,
      },
    );
  return [sentence(given, taken.from, given.from), sentence(taken, given.from, taken.from)];
}

/** One holder of a swap: their name and sector, how many turns they have, and the day on which this one begins. */
export interface SwapSide {
  readonly name: string;
  readonly sector: string | null;
  readonly turns: number;
  readonly from: string;
}
