import { schema, type JsonObject, type JsonValue, type Schema } from '#transparency';
import type { FollowedMandates } from './followed-mandates.rules.js';
import {
  ROTATION_PLANNED,
  ROTATION_REPLANNED,
  TURN_BEGUN,
  TURN_MISSED,
  TURN_OVERRIDDEN,
  TURNS_PUBLISHED,
  TURNS_SWAPPED,
  type TurnEntryLine,
} from './rotation.entries.js';

const { count, instant, listOf, object, oneOf, orNull, uuid } = schema;
const whole: Schema = { type: 'integer', minimum: Number.MIN_SAFE_INTEGER };

const turnLines = listOf(
  object({
    slot: count,
    number: count,
    beginsAt: instant,
    endsAt: instant,
    sector: orNull(uuid),
    holder: orNull(uuid),
    state: oneOf('PLANNED', 'PUBLISHED', 'BEGUN', 'MISSED'),
    cause: oneOf('PLANNED', 'SWAPPED', 'OVERRIDDEN', 'STOOD_IN', 'MISSED'),
    corrects: orNull(count),
    reason: object({
      lag: whole,
      parts: count,
      passedOver: listOf(orNull(uuid)),
      had: whole,
      fewest: orNull(whole),
      most: orNull(whole),
    }),
  }),
);

/** The lines of a document, each with its reason; null for a document of another form. */
export function turnLinesIn(document: JsonValue): readonly TurnEntryLine[] | null {
  // The closed schema has proved the form.
  return schema.misfitOf(document, turnLines) === null
    ? (document as readonly JsonObject[] as readonly TurnEntryLine[])
    : null;
}

/** Every kind of entry that brings lines of turns, with the number of turns that it may bring; null for any. */
export const KINDS_WITH_LINES: Readonly<Record<string, number | null>> = {
  [ROTATION_PLANNED]: null,
  [ROTATION_REPLANNED]: null,
  [TURNS_PUBLISHED]: null,
  [TURN_BEGUN]: null,
  [TURN_OVERRIDDEN]: 1,
  [TURN_MISSED]: 1,
  [TURNS_SWAPPED]: 2,
};

/** What stands at the beginning of a rotation: one line a turn, none begun, each turn from where the last one ended. */
export function beginningFault(lines: readonly TurnEntryLine[], turns: number): string | null {
  if (lines.length !== turns) return `has lines for ${lines.length} of ${turns} turns`;
  const wrong = lines.findIndex(
    ({ slot, number, state, cause, corrects }, place) =>
      slot !== place ||
      number !== 1 ||
      (state !== 'PLANNED' && state !== 'PUBLISHED') ||
      cause !== 'PLANNED' ||
      corrects !== null,
  );
  return wrong < 0 ? boundaryFault(lines) : `has no first line of turn ${wrong + 1} in its place`;
}

/** A gap or an overlap between two turns; null where each begins when the one before ends. */
export function boundaryFault(lines: readonly TurnEntryLine[]): string | null {
  const wrong = lines.findIndex(
    ({ beginsAt, endsAt }, place) =>
      beginsAt >= endsAt || beginsAt !== (lines[place - 1]?.endsAt ?? beginsAt),
  );
  return wrong < 0 ? null : `leaves a gap or an overlap at turn ${wrong + 1}`;
}

/**
 * What an entry may not do to a turn: what has begun stays but for a correction that names the line it corrects, what
 * is published changes hands by a swap or an override alone, unless its holder has left, and times move only where
 * turns are planned anew. A turn that was opened on purpose stays open.
 *
 * @param at the entry's instant, in the one form of the record, in which later texts are later times
 */
export function changeFault(
  { kind, at }: { readonly kind: string; readonly at: string },
  before: TurnEntryLine | undefined,
  { line, mandates }: { readonly line: TurnEntryLine; readonly mandates: FollowedMandates },
): string | null {
  const turn = `turn ${line.slot + 1}`;
  if (!before || line.number !== before.number + 1) return `has a line of ${turn} that follows on none`;
  const isBegun = before.state === 'BEGUN' || before.state === 'MISSED';
  if (isBegun !== (kind === TURN_MISSED))
    return `rewrites ${turn}, which has begun, or corrects one that has not`;
  if (line.corrects !== (isBegun ? before.number : null))
    return `does not name the line of ${turn} that it corrects`;
  const hasMoved = line.beginsAt !== before.beginsAt || line.endsAt !== before.endsAt;
  if (hasMoved && kind !== ROTATION_REPLANNED) return `moves ${turn} to another time`;
  return isAllowed(kind, { before, line, at, mandates }) ? null : `does to ${turn} what its kind may not do`;
}

interface Change {
  readonly before: TurnEntryLine;
  readonly line: TurnEntryLine;
  readonly at: string;
  readonly mandates: FollowedMandates;
}

function isAllowed(kind: string, { before, line, at, mandates }: Change): boolean {
  const isKept =
    line.holder === before.holder && line.sector === before.sector && line.cause === before.cause;
  const isToCome = at < before.beginsAt;
  switch (kind) {
    case ROTATION_REPLANNED:
      return mayBePlanned(before, mandates, at) && line.state === before.state && line.cause === 'PLANNED';
    case TURNS_PUBLISHED:
      return isKept && before.state === 'PLANNED' && line.state === 'PUBLISHED';
    case TURN_BEGUN:
      return isKept && (isToCome ? line.state === 'PUBLISHED' : line.state === 'BEGUN');
    case TURN_OVERRIDDEN:
      return isToCome && line.state === 'PUBLISHED' && line.cause === 'OVERRIDDEN';
    case TURNS_SWAPPED:
      return isToCome && line.state === 'PUBLISHED' && line.cause === 'SWAPPED';
    default:
      return line.holder !== null && line.state === 'BEGUN'
        ? line.cause === 'STOOD_IN'
        : line.state === 'MISSED' && line.cause === 'MISSED';
  }
}

/** Whether planning anew at an instant may give a turn to anybody. */
export function mayBePlanned(line: TurnEntryLine, mandates: FollowedMandates, at: string): boolean {
  return at < line.beginsAt && !isFrozen(line, mandates);
}

function isFrozen(line: TurnEntryLine, mandates: FollowedMandates): boolean {
  const { state, holder, cause } = line;
  if (state !== 'PUBLISHED') return state !== 'PLANNED';
  return holder === null ? cause === 'OVERRIDDEN' : !mandates.hasLeft(line);
}
