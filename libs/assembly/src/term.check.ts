import { isRefusal, type MandateId, type PersonId } from '#kernel';
import type { CheckFailure, CheckReport, Entry, RecordCheck } from '#transparency';
import { provisionsAt } from './eligibility.rules.js';
import {
  FollowedBodies,
  instantIn,
  instantOrNull,
  isIn,
  textIn,
  textsIn,
  type FollowedMandate,
} from './followed-bodies.js';
import { underEveryReading } from './reading.rules.js';
import { grantMandate, isHeldOverAt } from './seat.rules.js';
import { mayList, placeIn, seniorityOf } from './seniority.rules.js';
import { grantedTerm } from './term.rules.js';
import type { GrantedTerm } from './term.types.js';

/** Who holds a mandate is committed to: nobody but those who know them can tell one person from another. */
const NOBODY = '' as PersonId;

/** What an entry of the same act has to follow: a mandate that an event or a look at seniority ends. */
interface Expected {
  readonly index: number;
  readonly because: string;
}

/**
 * Reckons the terms of mandates again: each begins on a seat of its body while that exists, ends no later than the
 * charter lets it, waits for the event that the charter names, and ends by what the record tells; nobody else has the
 * seat meanwhile; and who leaves by seniority are the most senior.
 */
export function termCheck(): RecordCheck {
  const bodies = new FollowedBodies();
  const entries = new Map<string, Entry>();
  /** By the entry that brings it and the mandate. */
  const expected = new Map<string, Expected>();
  const failures: CheckFailure[] = [];
  let checked = 0;
  const fail = (index: number, because: string) => failures.push({ code: 'TERM', because, index });

  function see(entry: Entry, index: number): void {
    const fault = faultOf(entry);
    if (fault !== null) fail(index, `${nameOf(entry)} ${fault}`);
    bodies.see(entry, index);
    if (entry.kind === 'mandate.began') checked += 1;
    if (CAUSES.includes(entry.kind)) entries.set(entry.id, entry);
    if (entry.kind === 'event.recorded') expectEnds(entry, index);
    if (entry.kind === 'seniority.reviewed') expectLeaving(entry, index);
  }

  function faultOf(entry: Entry): string | null {
    switch (entry.kind) {
      case 'mandate.began':
        return beginFault(bodies, entry);
      case 'mandate.ended':
        expected.delete(keyOf(entry));
        return endFault(bodies, entry, entries.get(entry.cause ?? ''));
      case 'mandate.ranOut':
        return ranOutFault(bodies, entry);
      case 'mandate.heldOver':
        expected.delete(keyOf(entry));
        return heldOverFault(bodies, entry);
      case 'seniority.listed':
        return listFault(bodies, entry);
      case 'seniority.reviewed':
        return reviewFault(bodies, entry);
      default:
        return null;
    }
  }

  function expectEnds({ id, at, body }: Entry, index: number): void {
    for (const mandate of bodies.notOver(textIn(body, 'body'), new Date(at))) {
      if (mandate.termEvent !== textIn(body, 'event')) continue;
      const term = termBy(bodies, mandate);
      const isOver = term?.endsAt && term.event === null && isEarlier(term.endsAt, mandate.termEndsAt);
      const because = `The event of entry ${id} ends the term of mandate ${mandate.id}, and nothing tells of it.`;
      if (isOver) expected.set(`${id} ${mandate.id}`, { index, because });
    }
  }

  function expectLeaving({ id, body }: Entry, index: number): void {
    const endsAt = instantIn(body, 'endsAt');
    for (const mandateId of textsIn(body, 'leave')) {
      const mandate = bodies.mandate(mandateId);
      if (!mandate || (mandate.endsAt !== null && mandate.endsAt <= endsAt)) continue;
      const because = `By entry ${id} mandate ${mandateId} ends by seniority, and nothing tells of its end.`;
      expected.set(`${id} ${mandateId}`, { index, because });
    }
  }

  function finish(): Promise<CheckReport> {
    for (const { index, because } of expected.values()) fail(index, because);
    for (const bodyId of bodies.bodies()) {
      for (const { index, id, seatId } of seatedTwice(bodies.mandatesOf(bodyId))) {
        fail(index, `Mandate ${id} holds seat ${seatId} while another does.`);
      }
    }
    const skipped =
      checked === 0
        ? []
        : [
            'Who holds a mandate is committed to: limits, qualifications and seats of one person are not checked.',
          ];
    return Promise.resolve({ what: 'terms of mandates reckoned', checked, failures, skipped });
  }

  return { name: 'terms', see, finish };
}

/** The kinds of entries that bring about the ends of mandates. */
const CAUSES: readonly string[] = ['mandate.began', 'event.recorded', 'seniority.reviewed', 'seat.abolished'];

const keyOf = ({ cause, stream }: Entry) => `${cause ?? ''} ${stream}`;
const nameOf = ({ kind, stream }: Entry) =>
  kind.startsWith('mandate.') ? `Mandate ${stream}` : `Entry ${stream} (${kind})`;

/** The term that the charter gives a mandate by what is known; undefined where it leaves that open. */
function termBy(
  bodies: FollowedBodies,
  {
    bodyId,
    seatClass,
    beginsAt,
    replaces,
  }: Pick<FollowedMandate, 'bodyId' | 'seatClass' | 'beginsAt' | 'replaces'>,
): GrantedTerm | null | undefined {
  const { rulebook, rulings, zone } = bodies.rulesOf(bodyId, beginsAt);
  const provisions = provisionsAt(rulebook, beginsAt);
  if (!provisions) return null;
  const from = (replaces && bodies.firstBegin(replaces)) ?? beginsAt;
  const { cases, agreed } = underEveryReading(
    rulings,
    (read) => grantedTerm(provisions, seatClass, { from, events: bodies.eventsOf(bodyId), zone }, read),
    (a, b) => JSON.stringify(a) === JSON.stringify(b),
  );
  return agreed ? cases[0].answer : undefined;
}

function beginFault(bodies: FollowedBodies, { at, body }: Entry): string | null {
  const seat = bodies.seat(textIn(body, 'seat'));
  const charter = bodies.charterAt(textIn(body, 'body'), new Date(at));
  if (!seat || seat.bodyId !== body.body || !charter) return 'begins on a seat that its body does not have.';
  const beginsAt = instantIn(body, 'beginsAt');
  const replaces = (body.replaces ?? null) as MandateId | null;
  const term = termBy(bodies, { ...seat, beginsAt, replaces });
  if (term === undefined) return 'begins with a term that the charter leaves open.';
  const told = (body.term ?? {}) as Entry['body'];
  const onBehalfOf = (body.organization ?? null) as FollowedMandate['onBehalfOf'];
  const granted = grantMandate(
    {
      seat,
      charter,
      zone: bodies.zoneOf(seat.bodyId),
      term,
      mandates: [],
      affiliatedWith: onBehalfOf ? [onBehalfOf] : [],
    },
    { personId: NOBODY, beginsAt, endsAt: instantOrNull(told, 'endsAt'), onBehalfOf },
  );
  if (isRefusal(granted)) return `has a term that the charter does not give: ${granted.because}`;
  const given = [granted.endsAt, granted.termEndsAt, granted.termEvent, granted.holdover, granted.onBehalfOf];
  const said = [
    instantOrNull(body, 'endsAt'),
    instantOrNull(told, 'endsAt'),
    told.event ?? null,
    told.holdover,
    onBehalfOf,
  ];
  return JSON.stringify(given) === JSON.stringify(said) ? null : 'has another term than the charter gives.';
}

function endFault(bodies: FollowedBodies, entry: Entry, cause: Entry | undefined): string | null {
  const { stream, at, actor, body } = entry;
  const mandate = bodies.mandate(stream);
  const endsAt = instantIn(body, 'endsAt');
  if (!mandate || mandate.bodyId !== body.body || mandate.seatId !== body.seat) {
    return 'ends, and was not held on that seat of that body.';
  }
  if (mandate.endsAt !== null && endsAt > mandate.endsAt) return 'ends later than it would have by itself.';
  switch (body.reason) {
    case 'EVENT':
      return eventFault(bodies, mandate, { entry, cause });
    case 'SENIORITY':
      return cause?.kind === 'seniority.reviewed' &&
        cause.body.body === body.body &&
        cause.body.endsAt === body.endsAt &&
        textsIn(cause.body, 'leave').includes(stream)
        ? null
        : 'ends by seniority, and no look at it says so.';
    case 'SUCCEEDED':
      return cause?.kind === 'mandate.began' &&
        cause.body.body === body.body &&
        cause.body.beginsAt === body.endsAt &&
        isHeldOverAt(mandate, endsAt)
        ? null
        : 'is succeeded by nobody, or before its term was over.';
    case 'SEAT_ABOLISHED':
      return cause?.kind === 'seat.abolished' &&
        cause.stream === body.seat &&
        cause.body.endsAt === body.endsAt
        ? null
        : 'ends with a seat that goes on.';
    case 'WITHDRAWN':
      return mandate.onBehalfOf !== null && actor.org === mandate.onBehalfOf
        ? null
        : 'is withdrawn by another organization than it was held for.';
    default:
      return endsAt.getTime() >= Date.parse(at) ? null : 'ends in the past, and is no correction.';
  }
}

function eventFault(
  bodies: FollowedBodies,
  mandate: FollowedMandate,
  { entry: { at, body }, cause }: { readonly entry: Entry; readonly cause: Entry | undefined },
): string | null {
  const term = termBy(bodies, mandate);
  const isCause =
    cause?.kind === 'event.recorded' &&
    cause.body.body === body.body &&
    cause.body.event === mandate.termEvent;
  if (!isCause || !term?.endsAt || term.event !== null) return 'ends by an event that does not end its term.';
  const endsAt = Math.max(term.endsAt.getTime(), Date.parse(at));
  return instantIn(body, 'endsAt').getTime() === endsAt && body.clause === term.clause
    ? null
    : 'ends at another instant, or by another clause, than its event gives.';
}

function ranOutFault(bodies: FollowedBodies, { stream, at, body }: Entry): string | null {
  const mandate = bodies.mandate(stream);
  const isOver =
    mandate?.endReason === null &&
    mandate.endsAt?.toISOString() === body.endsAt &&
    instantIn(body, 'endsAt').getTime() <= Date.parse(at);
  return isOver ? null : 'is told to have run out, and has not.';
}

function heldOverFault(bodies: FollowedBodies, { stream, body }: Entry): string | null {
  const mandate = bodies.mandate(stream);
  const term = mandate && termBy(bodies, mandate);
  const told = (body.term ?? {}) as Entry['body'];
  const isSo =
    mandate?.holdover === true &&
    term?.event === null &&
    term.endsAt?.toISOString() === told.endsAt &&
    told.event === null &&
    told.holdover === true &&
    body.clause === term.clause;
  return isSo ? null : 'is held over by a clause or from an instant that the charter does not give.';
}

function reviewFault(bodies: FollowedBodies, { at, body }: Entry): string | null {
  const bodyId = textIn(body, 'body');
  const now = new Date(at);
  const found = seniorityOf(bodies.rulesOf(bodyId, now), now, (reviewedOn) => {
    const list = bodies.listOn(bodyId, reviewedOn);
    return bodies.notOver(bodyId, reviewedOn).map(({ id: mandateId, seatClass, beginsAt }) => {
      return { mandateId, seatClass, beginsAt, listed: placeIn(list, mandateId) };
    });
  });
  if (!found) return 'looks at seniority, by which the charter ends no terms then.';
  const { term, reviewedOn, leave, endsAt, questions } = found;
  const given = [term.clause, reviewedOn.toISOString(), [...leave].sort(), endsAt.toISOString(), questions];
  const said = [
    body.clause,
    body.reviewedOn,
    [...textsIn(body, 'leave')].sort(),
    body.endsAt,
    textsIn(body, 'questions'),
  ];
  return JSON.stringify(given) === JSON.stringify(said)
    ? null
    : 'has others leave than have served longest, or otherwise.';
}

function listFault(bodies: FollowedBodies, { at, body }: Entry): string | null {
  const now = new Date(at);
  const held = bodies.mandatesOf(textIn(body, 'body')).filter((mandate) => isIn(mandate, now));
  const listed = textsIn(body, 'mandates') as readonly MandateId[];
  const refused = mayList(
    listed,
    held.map(({ id }) => id),
  );
  return refused && 'keeps an order of others than hold seats then.';
}

function isEarlier(endsAt: Date, termEndsAt: Date | null): boolean {
  return termEndsAt === null || endsAt < termEndsAt;
}

/** Mandates that begin on a seat while another holds it. */
function seatedTwice(mandates: readonly FollowedMandate[]): readonly FollowedMandate[] {
  const bySeat = new Map<string, FollowedMandate[]>();
  for (const mandate of mandates) {
    const { beginsAt, endsAt, seatId } = mandate;
    const isNever = endsAt !== null && endsAt <= beginsAt;
    if (!isNever) bySeat.set(seatId, [...(bySeat.get(seatId) ?? []), mandate]);
  }
  return [...bySeat.values()].flatMap((held) => {
    const inOrder = held.toSorted((a, b) => a.beginsAt.getTime() - b.beginsAt.getTime());
    return inOrder.filter((one, at) => inOrder.slice(0, at).some((before) => isIn(before, one.beginsAt)));
  });
}
