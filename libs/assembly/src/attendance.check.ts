import type { MandateId } from '#kernel';
import type { CheckFailure, CheckReport, Entry, RecordCheck } from '#transparency';
import { FollowedBodies, instantIn, isIn, textIn, textsIn, type FollowedMandate } from './followed-bodies.js';
import { followsFor, idleBy, lastSeen, type Attended, type StatusDue } from './status.rules.js';

/** A change of what a holder may do, as the record tells it by now. */
interface FollowedStatus {
  readonly mandate: string;
  readonly becomes: string;
  readonly clause: string;
  readonly beginsAt: Date;
  readonly endsAt: Date | null;
}

/**
 * Follows who stayed away and what came of it: a meeting was attended, missed or left by leave by exactly those who held
 * seats then; and a holder's status changes, and is over, where the charter of the instant says so and nowhere else.
 * Who voted is compared with the votes by another check.
 */
export function attendanceCheck(): RecordCheck {
  const bodies = new FollowedBodies();
  const occasions = new Map<string, Attended[]>();
  const statuses = new Map<string, FollowedStatus>();
  /** What is to follow from an entry, by its id and the mandate. */
  const expected = new Map<
    string,
    { readonly index: number; readonly mandate: string; readonly says: string }
  >();
  const failures: CheckFailure[] = [];
  let checked = 0;
  const fail = (index: number, because: string) => failures.push({ code: 'STATUS', because, index });

  function see(entry: Entry, index: number): void {
    switch (entry.kind) {
      case 'attendance.recorded':
        seeOccasion(entry, index);
        break;
      case 'status.changed':
        seeChange(entry, index);
        break;
      case 'status.restored':
        seeRestored(entry, index);
        break;
      case 'mandate.ended':
        if (entry.body.reason === 'STATUS') follow(entry, entry.stream, index, endOf(entry));
        break;
    }
    bodies.see(entry, index);
  }

  function seeOccasion({ id, at, body }: Entry, index: number): void {
    const bodyId = textIn(body, 'body');
    const [attended, missed, excused] = ['attended', 'missed', 'excused'].map(
      (name) => textsIn(body, name) as readonly MandateId[],
    );
    const held = [...(attended ?? []), ...(missed ?? []), ...(excused ?? [])];
    const occasion: Attended = {
      kind: body.occasion === 'VOTE' ? 'VOTE' : 'MEETING',
      heldAt: instantIn(body, 'heldAt'),
      attended: attended ?? [],
      missed: missed ?? [],
      excused: excused ?? [],
    };
    checked += 1;
    const holding = bodies
      .mandatesOf(bodyId)
      .filter((one) => isIn(one, occasion.heldAt))
      .map((one) => one.id);
    if (occasion.kind === 'MEETING' && String(held.toSorted()) !== String(holding.toSorted())) {
      fail(index, `Entry ${id} tells of others at the meeting than held seats of ${bodyId} then.`);
    }
    const all = [...(occasions.get(bodyId) ?? []), occasion];
    occasions.set(
      bodyId,
      all.sort((a, b) => a.heldAt.getTime() - b.heldAt.getTime()),
    );
    expect({ id, index }, bodyId, new Date(at));
  }

  /** What the charter in force has follow from an occasion for each who holds a seat. */
  function expect(cause: { readonly id: string; readonly index: number }, bodyId: string, now: Date): void {
    const provisions = bodies.charterAt(bodyId, now)?.provisions;
    if (!provisions) return;
    const { rulings } = bodies.rulesOf(bodyId, now);
    for (const mandate of bodies.mandatesOf(bodyId).filter((one) => isIn(one, now))) {
      const { open, since } = statusOf(mandate);
      const own = (occasions.get(bodyId) ?? []).filter(({ heldAt }) => heldAt >= since);
      const holder = { mandateId: mandate.id, seatClass: mandate.seatClass, occasions: own };
      const follows = followsFor(provisions, rulings, { holder, open });
      if (!follows) continue;
      const says = follows === 'BACK' ? `BACK ${open?.clause ?? ''}` : sayDue(follows);
      expected.set(`${cause.id} ${mandate.id}`, { index: cause.index, mandate: mandate.id, says });
    }
  }

  function statusOf({ id, beginsAt }: FollowedMandate): {
    readonly open: FollowedStatus | null;
    readonly since: Date;
  } {
    const own = [...statuses.values()]
      .filter(({ mandate }) => mandate === id)
      .sort((a, b) => a.beginsAt.getTime() - b.beginsAt.getTime());
    const open = own.find(({ endsAt }) => endsAt === null) ?? null;
    return { open, since: open?.beginsAt ?? own.at(-1)?.endsAt ?? beginsAt };
  }

  function seeChange(entry: Entry, index: number): void {
    const { stream, at, body } = entry;
    const mandate = textIn(body, 'mandate');
    const [becomes, clause] = [textIn(body, 'becomes'), textIn(body, 'clause')];
    if (body.beginsAt !== at || body.endsAt !== null) {
      fail(index, `Status ${stream} begins at another instant than it was told, or with an end.`);
    }
    follow(entry, mandate, index, `${becomes} ${clause}`);
    const beginsAt = instantIn(body, 'beginsAt');
    statuses.set(stream, { mandate, becomes, clause, beginsAt, endsAt: null });
  }

  function seeRestored(entry: Entry, index: number): void {
    const { stream, at, body, cause } = entry;
    const status = statuses.get(stream);
    const isOpen =
      status?.endsAt === null && status.mandate === body.mandate && status.clause === body.clause;
    if (!isOpen || body.endsAt !== at) {
      fail(index, `Status ${stream} is over, and was not open, or at another instant.`);
    }
    // A steward ends one because the body has decided so; by itself it ends only as the charter says.
    if (cause !== null || entry.actor.role !== 'steward') {
      follow(entry, textIn(body, 'mandate'), index, `BACK ${textIn(body, 'clause')}`);
    }
    if (status) statuses.set(stream, { ...status, endsAt: new Date(at) });
  }

  /** Takes what an entry tells off what was to follow; what did not follow from an occasion follows from months without any. */
  function follow(
    { id, at, cause, body }: Entry,
    mandateId: string,
    index: number,
    says: string | null,
  ): void {
    const key = `${cause ?? ''} ${mandateId}`;
    const due =
      cause === null ? idle(mandateId, textIn(body, 'body'), new Date(at)) : expected.get(key)?.says;
    expected.delete(key);
    if (due !== says) fail(index, `By entry ${id} mandate ${mandateId} changes as the charter does not say.`);
  }

  function idle(mandateId: string, bodyId: string, now: Date): string | null {
    const mandate = bodies.mandate(mandateId);
    const provisions = bodies.charterAt(bodyId, now)?.provisions;
    if (!mandate || !provisions || statusOf(mandate).open) return null;
    const seen = lastSeen(mandate, occasions.get(bodyId) ?? []);
    const { rulings, zone } = bodies.rulesOf(bodyId, now);
    const holder = { seatClass: mandate.seatClass, lastSeen: seen };
    const due = idleBy(provisions, rulings, holder, { now, zone });
    return due && sayDue(due);
  }

  function finish(): Promise<CheckReport> {
    for (const { index, mandate, says } of expected.values()) {
      fail(index, `From this the charter has follow for mandate ${mandate}: ${says}; nothing tells of it.`);
    }
    return Promise.resolve({ what: 'meetings and votes followed', checked, failures, skipped: [] });
  }

  return { name: 'attendance', see, finish };
}

function sayDue({ becomes, clause }: StatusDue): string {
  return `${becomes} ${clause}`;
}

function endOf({ body }: Entry): string {
  return `ENDED ${textIn(body, 'clause')}`;
}
