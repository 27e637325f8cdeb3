import {
  parseCanonical,
  type CheckFailure,
  type CheckReport,
  type Entry,
  type ReadDocument,
  type RecordCheck,
} from '#transparency';
import { isEvenWhoeverWasAway } from './followed-balance.rules.js';
import { FollowedMandates, tellsOfSeating } from './followed-mandates.rules.js';
import { checkShares } from './followed-shares.rules.js';
import {
  beginningFault,
  boundaryFault,
  changeFault,
  KINDS_WITH_LINES,
  mayBePlanned,
  turnLinesIn,
} from './followed-turns.rules.js';
import { ROTATION_PLANNED, ROTATION_REPLANNED, type TurnEntryLine } from './rotation.entries.js';
import type { DatedWeights } from './turn.types.js';

interface Followed {
  readonly body: string;
  readonly role: string;
  readonly weightings: readonly DatedWeights[];
  readonly lines: readonly TurnEntryLine[];
}

/**
 * Follows every rotation from the record alone: turns without gap or overlap, one holder for each, nothing that has
 * begun rewritten without a correction that names it, and each sector's share within its bound or with a reason. Who
 * was away is committed to and not public: a plan whose turns could not be shared more evenly if everybody were free
 * is proved to be as even as can be, and any other is told of as not proved.
 */
export function rotationCheck(): RecordCheck {
  const seen: { readonly entry: Entry; readonly index: number }[] = [];
  const mandates = new FollowedMandates();

  function see(entry: Entry, index: number): void {
    if (Object.hasOwn(KINDS_WITH_LINES, entry.kind) || tellsOfSeating(entry)) seen.push({ entry, index });
  }

  async function finish(documents: ReadDocument): Promise<CheckReport> {
    const rotations = new Map<string, Followed>();
    const excuses = new Map<string, string>();
    const unproved = new Set<string>();
    const failures: CheckFailure[] = [];
    for (const { entry, index } of seen) {
      if (tellsOfSeating(entry)) {
        mandates.see(entry);
        continue;
      }
      const lines = turnLinesIn(parseCanonical(await documents(textOf(entry.body.turns))));
      const { stream } = entry;
      const { followed, faults, excused, movable } = follow(entry, lines, { rotations, mandates });
      if (followed) rotations.set(stream, followed);
      if (excused !== null) excuses.set(stream, excused);
      if (followed && movable) {
        const isProved = isEvenWhoeverWasAway({ id: stream, ...followed }, movable, mandates);
        if (isProved) unproved.delete(stream);
        else unproved.add(stream);
      }
      const told = faults.map((fault) => `Entry ${entry.id} of rotation ${stream} ${fault}.`);
      failures.push(...told.map((because) => ({ code: 'ROTATION', because, index })));
    }
    const skipped = [...excuses].map(
      ([id, reason]) => `Rotation ${id} is held to no bound between its sectors from there on: ${reason}.`,
    );
    for (const id of unproved) {
      skipped.push(
        `Rotation ${id} could be shared more evenly if everybody were free: who was away is not public.`,
      );
    }
    if (rotations.size > 0) {
      skipped.push('Who holds a mandate is not public: the counts of people in reasons are not checked.');
    }
    return { what: 'rotations followed', checked: rotations.size, failures, skipped };
  }

  return { name: 'rotations', see, finish };
}

/** How a rotation stands after an entry, and what is wrong with the entry. */
interface Step {
  readonly followed: Followed | null;
  readonly faults: readonly string[];
  readonly excused: string | null;
  /** The turns that a plan could give to anybody; null for an entry that plans none. */
  readonly movable: ReadonlySet<number> | null;
}

/** What the entries before have told. */
interface Known {
  readonly rotations: ReadonlyMap<string, Followed>;
  readonly mandates: FollowedMandates;
}

const wrong = (fault: string): Step => ({ followed: null, faults: [fault], excused: null, movable: null });

function follow(entry: Entry, lines: readonly TurnEntryLine[] | null, { rotations, mandates }: Known): Step {
  const { kind, stream, body } = entry;
  const before = rotations.get(stream);
  const wanted = KINDS_WITH_LINES[kind] ?? body.changed;
  if (lines === null) return wrong('has turns of another form, or without their reasons');
  if (lines.length !== body.changed || lines.length !== wanted)
    return wrong('tells of another number of turns');
  if (kind === ROTATION_PLANNED) {
    return before ? wrong('plans the rotation a second time') : begin(entry, lines, { rotations, mandates });
  }
  return before
    ? change(entry, lines, { before, mandates })
    : wrong('tells of a rotation that was not planned');
}

function begin(
  { stream, body }: Entry,
  lines: readonly TurnEntryLine[],
  { rotations, mandates }: Known,
): Step {
  const fault = beginningFault(lines, Number(body.count));
  if (fault !== null) return wrong(fault);
  const followed = {
    body: textOf(body.body),
    role: textOf(body.role),
    weightings: weightingsIn(body.weightings),
    lines,
  };
  const slots = slotsIn(lines);
  const shares = checkShares({ id: stream, ...followed }, slots, true);
  const faults = [...shares.faults, ...strangersIn(lines, followed.body, mandates)];
  const isTwice = [...rotations.values()].some((other) => isOverlapping(other, followed));
  return {
    followed,
    faults: isTwice ? ['gives turns of a role that another has then', ...faults] : faults,
    excused: shares.excused,
    movable: slots,
  };
}

/** Turns of a plan that it gives to somebody who does not sit on the body when they begin. */
function strangersIn(
  lines: readonly TurnEntryLine[],
  body: string,
  mandates: FollowedMandates,
): readonly string[] {
  return lines
    .filter((line) => !mandates.isHeldIn(body, line))
    .map(({ slot }) => `gives turn ${slot + 1} to somebody who does not sit on the body then`);
}

function change(
  entry: Entry,
  lines: readonly TurnEntryLine[],
  { before, mandates }: { readonly before: Followed; readonly mandates: FollowedMandates },
): Step {
  const { kind, stream, body, at } = entry;
  const faults = lines.flatMap(
    (line) => changeFault(entry, before.lines[line.slot], { line, mandates }) ?? [],
  );
  const slots = slotsIn(lines);
  if (slots.size < lines.length) faults.push('gives one turn twice');
  if (faults.length > 0) return { followed: null, faults, excused: null, movable: null };
  const isReplanned = kind === ROTATION_REPLANNED;
  const changed = new Map(lines.map((line) => [line.slot, line]));
  const followed = {
    ...before,
    weightings: isReplanned ? weightingsIn(body.weightings) : before.weightings,
    lines: before.lines.map((line) => changed.get(line.slot) ?? line),
  };
  const gap = isReplanned ? boundaryFault(followed.lines) : null;
  const shares = checkShares({ id: stream, ...followed }, isReplanned ? slots : new Set(), false);
  const movable = before.lines.filter((line) => mayBePlanned(line, mandates, at));
  const strangers = isReplanned ? strangersIn(lines, before.body, mandates) : [];
  return {
    followed,
    faults: [...(gap === null ? [] : [gap]), ...shares.faults, ...strangers],
    excused: shares.excused,
    movable: isReplanned ? slotsIn(movable) : null,
  };
}

/** Whether two rotations give turns of one role in one body at one time. */
function isOverlapping(one: Followed, other: Followed): boolean {
  const [begins, ends] = [one.lines[0]?.beginsAt ?? '', one.lines.at(-1)?.endsAt ?? ''];
  const [from, until] = [other.lines[0]?.beginsAt ?? '', other.lines.at(-1)?.endsAt ?? ''];
  return one.body === other.body && one.role === other.role && begins < until && from < ends;
}

function slotsIn(lines: readonly TurnEntryLine[]): ReadonlySet<number> {
  return new Set(lines.map(({ slot }) => slot));
}

/** The weights of a plan; the closed schema of its kind has refused any other form. */
function weightingsIn(value: unknown): readonly DatedWeights[] {
  return value as readonly DatedWeights[];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
