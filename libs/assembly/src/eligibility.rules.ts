import { holds, refuse, type Refusal } from '#kernel';
import { isWithinMonths, monthsLater } from './calendar.rules.js';
import type {
  BodyRules,
  Candidate,
  Eligibility,
  Finding,
  NextEligible,
  Obstacle,
  Rulebook,
} from './eligibility.types.js';
import { addUp, type Added, type Wanted } from './limit.rules.js';
import { ofClass, type Provision, type Provisions } from './provision.rules.js';
import { underEveryReading, type Read } from './reading.rules.js';
import { spanOf } from './register.rules.js';
import type { KnownFact } from './term.types.js';

/** What the charter provided at an instant; null before its first version. */
export function provisionsAt(rulebook: Rulebook, at: Date): Provisions | null {
  return inForce(rulebook, at)?.provisions ?? null;
}

/** The last of dated versions that has begun at an instant. */
function inForce<Version extends { readonly beginsAt: Date }>(
  versions: readonly Version[],
  at: Date,
): Version | null {
  // Dates compare by numbers that are taken out of them again each time.
  const time = at.getTime();
  return versions.findLast(({ beginsAt }) => beginsAt.getTime() <= time) ?? null;
}

/**
 * Whether a person may have a seat from an instant on, decided under every reading of what the charter leaves open.
 * It looks at limits, cooling-off, qualifications and who was removed; whether the seat is free and caps hold is asked elsewhere.
 *
 * @param candidate all that is known of the person; what was known at an earlier instant gives the answer of then
 */
export function eligibility(rules: BodyRules, candidate: Candidate, wanted: Wanted): Eligibility {
  const { cases, agreed } = underEveryReading(
    rules.rulings,
    (read) => findUnder(rules, candidate, { wanted, read }),
    (a, b) => (a.obstacles.length === 0) === (b.obstacles.length === 0),
  );
  const [{ answer: finding }] = cases;
  if (!agreed) return { ...finding, answer: 'NEEDS_RULING', nextEligible: { kind: 'NEEDS_RULING' }, cases };
  if (finding.obstacles.length === 0) return { ...finding, answer: 'YES', nextEligible: null, cases };
  const nexts = cases.map(({ answer }) => latest(answer.obstacles));
  const [next = NEEDS_RULING] = nexts;
  const isSame = nexts.every((other) => isSameNext(other, next));
  return { ...finding, answer: 'NO', nextEligible: isSame ? next : NEEDS_RULING, cases };
}

/** The refusal that an answer amounts to; null for a yes. */
export function refuseIneligible({ answer, obstacles, nextEligible, cases }: Eligibility): Refusal | null {
  if (answer === 'YES') return null;
  if (answer === 'NEEDS_RULING') {
    const questions = [...new Set(cases.flatMap(({ readings }) => readings.map(({ question }) => question)))];
    const because = `The charter can be understood in more than one way here; ask for a ruling on: ${questions.join('; ')}.`;
    return refuse('NEEDS_RULING', because, { questions });
  }
  const [obstacle] = obstacles;
  if (!obstacle) throw new RangeError('Who is not eligible has something in the way.');
  const because = obstacles.map((it) => it.because).join(' ');
  return refuse(obstacle.code, because, { clause: obstacle.clause, nextEligible });
}

const NEEDS_RULING: NextEligible = { kind: 'NEEDS_RULING' };

function isSameNext(one: NextEligible, other: NextEligible): boolean {
  if (one.kind !== 'AT' || other.kind !== 'AT') return one.kind === other.kind;
  return one.at.getTime() === other.at.getTime();
}

/** When the last of the obstacles passes. */
function latest(obstacles: readonly Obstacle[]): NextEligible {
  const passes = obstacles.map((obstacle) => obstacle.passes);
  const unknown = passes.find(({ kind }) => kind === 'NEVER') ?? passes.find(({ kind }) => kind !== 'AT');
  const instants = passes.flatMap((it) => (it.kind === 'AT' ? [it.at.getTime()] : []));
  return unknown ?? { kind: 'AT', at: new Date(Math.max(...instants)) };
}

interface Asked {
  readonly wanted: Wanted;
  readonly read: Read;
}

function findUnder(rules: BodyRules, candidate: Candidate, { wanted, read }: Asked): Finding {
  const provisions = provisionsAt(rules.rulebook, wanted.beginsAt);
  if (!provisions) return { obstacles: [], waived: [], limits: [] };
  const limits = ofClass(provisions.on('LIMIT', read), wanted.seatClass).map((limit) => ({
    limit,
    added: addUp(limit, versionsOf(limit, rules.rulebook, read), {
      tenures: candidate.tenures,
      wanted,
      zone: rules.zone,
    }),
  }));
  const reached = limits.flatMap(({ limit, added }) => limitReached(limit, added));
  const isWaived = ({ clause, waivable }: Obstacle) =>
    waivable &&
    candidate.waivers.some((waiver) => waiver.clause === clause && holds(spanOf(waiver), wanted.beginsAt));
  return {
    obstacles: [
      ...reached.filter((obstacle) => !isWaived(obstacle)),
      ...ofClass(provisions.on('COOLING_OFF', read), wanted.seatClass).flatMap((clause) =>
        coolingOff(clause, candidate, { wanted, zone: rules.zone }),
      ),
      ...provisions
        .on('REMOVAL', read)
        .flatMap((clause) => barred(clause, candidate, { wanted, zone: rules.zone })),
      ...ofClass(provisions.on('QUALIFICATION', read), wanted.seatClass).flatMap((clause) =>
        unqualified(clause, candidate.facts, { wanted, zone: rules.zone }),
      ),
    ],
    waived: reached.filter(isWaived).map(({ clause }) => clause),
    limits: limits.map(({ limit: { clause }, added }) => ({ clause, ...added })),
  };
}

/** The same limit in every version of the charter, by the instant: the one that speaks of the same mandates. */
function versionsOf(limit: Provision<'LIMIT'>, rulebook: Rulebook, read: Read) {
  const classes = limit.classes?.join(';');
  const versions = rulebook.map(({ beginsAt, provisions }) => {
    const isSame = (it: Provision<'LIMIT'>) => it.scope === limit.scope && it.classes?.join(';') === classes;
    return { beginsAt, limit: provisions.on('LIMIT', read).find(isSame) ?? null };
  });
  return (at: Date) => inForce(versions, at)?.limit ?? null;
}

function limitReached(limit: Provision<'LIMIT'>, { run, runBrokenAt, lifetime }: Added): Obstacle[] {
  const obstacle = (because: string, passes: Obstacle['passes']): Obstacle => {
    return { code: 'TERM_LIMIT_REACHED', clause: limit.clause, because, passes, waivable: !limit.hard };
  };
  const { consecutive, lifetime: inAll } = limit;
  if (inAll !== null && lifetime >= inAll) {
    return [obstacle(`The person has had ${lifetime} of at most ${inAll} mandates.`, { kind: 'NEVER' })];
  }
  if (consecutive === null || run < consecutive) return [];
  const because = `The person has had ${run} of at most ${consecutive} mandates in a row.`;
  return [obstacle(because, runBrokenAt ? { kind: 'AT', at: runBrokenAt } : { kind: 'AFTER_AN_EVENT' })];
}

function coolingOff(
  { clause, classes, months }: Provision<'COOLING_OFF'>,
  { tenures }: Candidate,
  { wanted, zone }: { wanted: Wanted; zone: string },
): Obstacle[] {
  const begins = wanted.beginsAt.getTime();
  let end = -Infinity;
  for (const { seatClass, beginsAt, endsAt, scheduledEnd } of tenures) {
    if (!(classes?.includes(seatClass) ?? true) || beginsAt.getTime() >= begins) continue;
    end = Math.max(end, (endsAt ?? scheduledEnd ?? wanted.beginsAt).getTime());
  }
  if (end === -Infinity) return [];
  const last = new Date(end);
  if (!isWithinMonths(last, wanted.beginsAt, months, zone)) return [];
  const over = monthsLater(last, months, zone);
  if (over <= wanted.beginsAt) return [];
  const because = `The person sat until ${last.toISOString()} and stays away for ${months} months.`;
  return [{ code: 'COOLING_OFF', clause, because, passes: { kind: 'AT', at: over }, waivable: false }];
}

function barred(
  { clause, classes, barredMonths }: Provision<'REMOVAL'>,
  { tenures }: Candidate,
  { wanted, zone }: { wanted: Wanted; zone: string },
): Obstacle[] {
  if (barredMonths === null) return [];
  const ends = tenures
    .filter(({ endReason, seatClass }) => endReason === 'REMOVED' && (classes?.includes(seatClass) ?? true))
    .flatMap(({ endsAt }) => (endsAt ? [monthsLater(endsAt, barredMonths, zone).getTime()] : []));
  const over = new Date(Math.max(0, ...ends));
  if (over <= wanted.beginsAt) return [];
  const because = `The person was removed and is not seated again until ${over.toISOString()}.`;
  return [{ code: 'BARRED', clause, because, passes: { kind: 'AT', at: over }, waivable: false }];
}

function unqualified(
  { clause, fact, least, most, withinMonths }: Provision<'QUALIFICATION'>,
  facts: readonly KnownFact[],
  { wanted, zone }: { wanted: Wanted; zone: string },
): Obstacle[] {
  const { beginsAt } = wanted;
  // Reckoned forwards from each fact, as a person would: backwards the ends of short months fall on other days.
  const leavesAt = (until: Date) => monthsLater(until, withinMonths ?? 0, zone);
  const counted = facts.filter(
    ({ kind, at, until }) =>
      kind === fact && at <= beginsAt && (until === null || leavesAt(until) > beginsAt),
  );
  const obstacle = (because: string, passes: Obstacle['passes']): Obstacle[] => {
    return [{ code: 'NOT_QUALIFIED', clause, because, passes, waivable: false }];
  };
  if (counted.length < least) {
    const because = `It takes ${least} of ${fact}, and the person has ${counted.length}.`;
    return obstacle(because, { kind: 'AFTER_AN_EVENT' });
  }
  if (most === null || counted.length <= most) return [];
  // The oldest ones leave the window first; when so many have left that the rest is allowed, it opens.
  const ends = counted.map(({ until }) => until?.getTime() ?? Infinity).sort((a, b) => a - b);
  const opens = ends[counted.length - most - 1] ?? Infinity;
  const because = `It allows ${most} of ${fact}, and the person has ${counted.length}.`;
  if (opens === Infinity) return obstacle(because, { kind: 'AFTER_AN_EVENT' });
  return obstacle(because, { kind: 'AT', at: leavesAt(new Date(opens)) });
}
