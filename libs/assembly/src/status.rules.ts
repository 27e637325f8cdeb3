import { refuse, type MandateId, type Refusal } from '#kernel';
import type { Occasion } from './attendance.types.js';
import { monthsLater } from './calendar.rules.js';
import { ofClass, type Provision, type Provisions } from './provision.rules.js';
import { underEveryReading, type Read, type Rulings } from './reading.rules.js';

/** Whether a holder was there on one occasion. */
export type Attendance = 'TOOK_PART' | 'MISSED' | 'EXCUSED';

/** What follows for a holder who stayed away, and by which section. */
export interface StatusDue {
  readonly becomes: Provision<'STATUS'>['becomes'];
  readonly clause: string;
}

/**
 * Whether a holder’s status changes by itself: so many occasions in a row were missed, up to the last one. An excused
 * occasion neither counts nor breaks the row.
 *
 * @param occasions oldest first
 */
export function statusAfter(
  { inARow, becomes, clause }: Pick<Provision<'STATUS'>, 'inARow' | 'becomes' | 'clause'>,
  occasions: readonly Attendance[],
): StatusDue | null {
  const counted = occasions.filter((occasion) => occasion !== 'EXCUSED');
  const last = counted.slice(-inARow);
  const isDue = last.length === inARow && last.every((occasion) => occasion === 'MISSED');
  return isDue ? { becomes, clause } : null;
}

/** What a holder was on an occasion; null where they held no seat then. */
export function attendanceOf(
  { attended, missed, excused }: Pick<Occasion, 'attended' | 'missed' | 'excused'>,
  mandateId: MandateId,
): Attendance | null {
  if (attended.includes(mandateId)) return 'TOOK_PART';
  if (missed.includes(mandateId)) return 'MISSED';
  return excused.includes(mandateId) ? 'EXCUSED' : null;
}

/** A holder, and the occasions since their begin, or since an earlier status was over. */
export interface Attending {
  readonly mandateId: MandateId;
  readonly seatClass: string;
  /** Oldest first. */
  readonly occasions: readonly Attended[];
}

/** A meeting or vote, as what follows from it is reckoned. */
export type Attended = Pick<Occasion, 'kind' | 'heldAt' | 'attended' | 'missed' | 'excused'>;

const KIND_OF = { VOTES: 'VOTE', MEETINGS: 'MEETING' } as const;

/** The status that a charter gives a holder who missed so much; the gravest of several, null where it is as it was. */
export function statusOf(provisions: Provisions, holder: Attending, read: Read): StatusDue | null {
  const due = ofClass(provisions.on('STATUS', read), holder.seatClass).flatMap((clause) => {
    if (clause.missed === 'MONTHS') return [];
    const status = statusAfter(clause, attendancesOf(holder, KIND_OF[clause.missed]));
    return status ? [status] : [];
  });
  return due.toSorted((a, b) => GRAVITY.indexOf(a.becomes) - GRAVITY.indexOf(b.becomes))[0] ?? null;
}

/** What a holder may do less. */
export interface OpenStatus {
  readonly clause: string;
}

/**
 * What follows for a holder from what was attended and missed: an open status is over, or one begins; null where all stays
 * as it is, or depends on what is open.
 *
 * @param open the status of the holder that is not over; null for one without any
 */
export function followsFor(
  provisions: Provisions,
  rulings: Rulings,
  { holder, open }: { readonly holder: Attending; readonly open: OpenStatus | null },
): 'BACK' | StatusDue | null {
  if (open) {
    const { cases } = underEveryReading(rulings, (read) =>
      provisions.on('STATUS', read).some((one) => one.clause === open.clause && isBack(one, holder)),
    );
    return cases.every(({ answer }) => answer) ? 'BACK' : null;
  }
  const { cases, agreed } = underEveryReading(
    rulings,
    (read) => statusOf(provisions, holder, read),
    (a, b) => JSON.stringify(a) === JSON.stringify(b),
  );
  return agreed ? cases[0].answer : null;
}

/** What follows for a holder who has stayed away for long enough by an instant; null for one who has not. */
export function idleBy(
  provisions: Provisions,
  rulings: Rulings,
  holder: { readonly seatClass: string; readonly lastSeen: Date },
  { now, zone }: { readonly now: Date; readonly zone: string },
): StatusDue | null {
  const { cases } = underEveryReading(rulings, (read) => idleAfter(provisions, holder, zone, read));
  const [{ answer: status }] = cases;
  return cases.every(({ answer }) => answer && answer.at <= now) ? status : null;
}

/** When a holder was seen last: on an occasion, or at the begin. */
export function lastSeen(
  { id, beginsAt }: { readonly id: MandateId; readonly beginsAt: Date },
  occasions: readonly Pick<Occasion, 'attended' | 'heldAt'>[],
): Date {
  const seen = occasions.filter(({ attended, heldAt }) => attended.includes(id) && heldAt > beginsAt);
  return seen.at(-1)?.heldAt ?? beginsAt;
}

const GRAVITY: readonly Provision<'STATUS'>['becomes'][] = ['ENDED', 'SUSPENDED', 'WITHOUT_VOTE'];

/** Whether a status is over by itself: the charter says after how many occasions in a row, and they were attended. */
export function isBack(
  { missed, backAfter }: Pick<Provision<'STATUS'>, 'missed' | 'backAfter'>,
  holder: Attending,
): boolean {
  if (backAfter === null || missed === 'MONTHS') return false;
  const last = attendancesOf(holder, KIND_OF[missed])
    .filter((one) => one !== 'EXCUSED')
    .slice(-backAfter);
  return last.length === backAfter && last.every((one) => one === 'TOOK_PART');
}

/** When a holder who attends nothing more has stayed away for so many months, and what follows; the earliest of several. */
export function idleAfter(
  provisions: Provisions,
  { seatClass, lastSeen }: { readonly seatClass: string; readonly lastSeen: Date },
  zone: string,
  read: Read,
): (StatusDue & { readonly at: Date }) | null {
  const due = ofClass(provisions.on('STATUS', read), seatClass)
    .filter(({ missed }) => missed === 'MONTHS')
    .map(({ becomes, clause, inARow }) => ({ becomes, clause, at: monthsLater(lastSeen, inARow, zone) }));
  return due.toSorted((a, b) => a.at.getTime() - b.at.getTime())[0] ?? null;
}

function attendancesOf({ mandateId, occasions }: Attending, kind: Occasion['kind']): Attendance[] {
  return occasions
    .filter((occasion) => occasion.kind === kind)
    .map((occasion) => attendanceOf(occasion, mandateId))
    .filter((attendance) => attendance !== null);
}

/** What is known of a meeting that is recorded. */
export interface Meeting {
  readonly heldAt: Date;
  readonly attended: readonly MandateId[];
  readonly excused: readonly MandateId[];
  /** Those who held seats then. */
  readonly holding: readonly MandateId[];
  /** True where a meeting of that instant is in the record. */
  readonly isRecorded: boolean;
}

/** Whether a meeting may be recorded as it is told. */
export function mayRecordMeeting(meeting: Meeting, now: Date): Refusal | null {
  const { heldAt, attended, excused, holding, isRecorded } = meeting;
  if (heldAt > now) return refuse('MEETING_TO_COME', 'Record a meeting when it has been held.');
  if (isRecorded) return refuse('MEETING_RECORDED', 'A meeting of that instant is in the record already.');
  if ([...attended, ...excused].some((id) => !holding.includes(id))) {
    return refuse('NOT_A_MEMBER', 'Only those who held a seat of the body then attend, or are excused.');
  }
  if (!excused.some((id) => attended.includes(id))) return null;
  return refuse('ATTENDED_AND_EXCUSED', 'Somebody attended or was excused, not both.');
}
