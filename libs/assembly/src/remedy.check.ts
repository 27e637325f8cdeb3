import type { PersonId } from '#kernel';
import type { CheckFailure, CheckReport, Entry, RecordCheck } from '#transparency';
import { breachedBy, chainAgainst, type Breached } from './breach.rules.js';
import { daysLater } from './calendar.rules.js';
import type { Breach, Composition } from './cap.rules.js';
import { FollowedBodies, instantIn, isIn, textIn } from './followed-bodies.js';
import type { Provisions } from './provision.rules.js';
import { nextRemedy, type RemedyChain, type RemedyStep } from './remedy.rules.js';

/** A remedy, as the record tells it by now. */
interface FollowedRemedy {
  readonly body: string;
  readonly clause: string;
  readonly group: string;
  readonly step: RemedyStep;
  readonly deadline: Date;
  readonly isOpen: boolean;
}

const TOPICS: readonly Breach['topic'][] = ['CAP', 'FLOOR', 'BALANCE', 'SEATING'];

/** Steps at whose end the server itself ends mandates. */
const UNSEATING: readonly RemedyStep[] = ['REMOVE_ALL', 'LOWEST_RANKED'];

/**
 * Follows remedies from the record alone: each step is the charter's, has the days that it gives and comes when the one
 * before is over; a remedy ends when the breach does, or the steps do; and whoever is taken from office is so by a step
 * that takes somebody. Breaches are reckoned again where they are of sectors, classes or numbers of seats; who
 * belongs to which organization is committed to and not public, so caps on organizations are taken as told.
 */
export function remedyCheck(): RecordCheck {
  const bodies = new FollowedBodies();
  const remedies = new Map<string, FollowedRemedy>();
  const failures: CheckFailure[] = [];
  let taken = 0;
  let last = new Date(0);
  const fail = (index: number, because: string) => failures.push({ code: 'REMEDY', because, index });

  function see(entry: Entry, index: number): void {
    last = new Date(entry.at);
    switch (entry.kind) {
      case 'remedy.opened':
        seeOpened(entry, index);
        break;
      case 'remedy.moved':
        seeMoved(entry, index);
        break;
      case 'remedy.closed':
        seeClosed(entry, index);
        break;
      case 'mandate.ended':
        if (entry.body.reason === 'REMEDY') seeUnseated(entry, index);
        break;
    }
    bodies.see(entry, index);
  }

  function seeOpened({ stream, at, body }: Entry, index: number): void {
    const remedy = remedyIn(body);
    const from = opensFrom(bodies, remedy, new Date(at));
    if (!from) {
      fail(index, `Remedy ${stream} begins with a step, or a deadline, that the charter does not give.`);
    } else if (!isReckoned(bodies, remedy, from)) {
      taken += 1;
    } else {
      const breach = breachAt(bodies, remedy, from)?.breach;
      if (breach?.holds !== body.holds || breach?.bound !== body.bound) {
        fail(index, `Remedy ${stream} is against a breach that is none, or another one.`);
      }
    }
    const isTwice = [...remedies.values()].some((other) => other.isOpen && isOfSame(other, remedy));
    if (isTwice) fail(index, `Remedy ${stream} is against what another is open against.`);
    remedies.set(stream, remedy);
  }

  function seeMoved({ stream, at, body }: Entry, index: number): void {
    const [before, remedy, now] = [remedies.get(stream), remedyIn(body), new Date(at)];
    const next = before && chainAt(bodies, remedy, now)?.map((chain) => nextRemedy(chain, before.step, now));
    const isNext = next?.some(
      (one) => one?.step === remedy.step && one.deadline.getTime() === remedy.deadline.getTime(),
    );
    if (!before?.isOpen || !isOfSame(before, remedy) || now < before.deadline || !isNext) {
      fail(index, `Remedy ${stream} goes on to another step than the charter has next, or before its time.`);
    }
    if (isReckoned(bodies, remedy, now) && !breachAt(bodies, remedy, now)) {
      fail(index, `Remedy ${stream} goes on, and nothing is breached any more.`);
    }
    remedies.set(stream, remedy);
  }

  function seeClosed({ stream, at, body }: Entry, index: number): void {
    const [before, now] = [remedies.get(stream), new Date(at)];
    if (!before?.isOpen || now < before.deadline) {
      return void fail(index, `Remedy ${stream} is closed, and was not open or has time left.`);
    }
    const isCured = body.outcome === 'CURED';
    const steps = chainAt(bodies, before, now) ?? [];
    if (!isCured && !steps.some((chain) => nextRemedy(chain, before.step, now) === null)) {
      fail(index, `Remedy ${stream} is given up, and the charter has a further step.`);
    }
    if (isReckoned(bodies, before, now) && (breachAt(bodies, before, now) === null) !== isCured) {
      fail(index, `Remedy ${stream} is told to be ${isCured ? 'cured' : 'at its end'}, and is not.`);
    }
    remedies.set(stream, { ...before, isOpen: false });
  }

  function seeUnseated({ stream, at, cause, body }: Entry, index: number): void {
    const [mandate, now] = [bodies.mandate(stream), new Date(at)];
    const isBy = (remedy: FollowedRemedy) => {
      const isOf = remedy.isOpen && remedy.body === body.body && remedy.clause === body.clause;
      // A lot is carried out when it is drawn, by which it is caused; another check looks at whom it takes.
      const takes = cause === null ? UNSEATING.includes(remedy.step) : remedy.step === 'LOT';
      const isItsTime = cause !== null || remedy.deadline <= now;
      if (!isOf || !takes || !isItsTime) return false;
      const isOfGroup = !isBySector(bodies, remedy, now) || sectorOf(bodies, mandate) === remedy.group;
      const isTooMany = !isReckoned(bodies, remedy, now) || breachAt(bodies, remedy, now) !== null;
      return isOfGroup && (isTooMany || remedy.step === 'REMOVE_ALL');
    };
    if (![...remedies.values()].some(isBy)) {
      fail(index, `Mandate ${stream} ends by a remedy that takes nobody then, or not this holder.`);
    }
  }

  function finish(): Promise<CheckReport> {
    for (const bodyId of bodies.bodies()) {
      for (const { breach } of breachesAt(bodies, bodyId, last)) {
        const named = { body: bodyId, clause: breach.clause, group: breach.group };
        const isBySectors = breach.topic === 'CAP' && isBySector(bodies, named, last);
        if (!isBySectors || [...remedies.values()].some((one) => isOfSame(one, named))) continue;
        const because = `In body ${bodyId} a sector holds ${breach.holds} seats of the ${breach.bound} that ${breach.clause} lets it, and no remedy was opened.`;
        failures.push({ code: 'REMEDY', because, index: null });
      }
    }
    const skipped =
      taken === 0
        ? []
        : [
            `Who belongs to which organization is committed to: of ${taken} remedies the breach is taken as told.`,
          ];
    return Promise.resolve({ what: 'remedies followed', checked: remedies.size, failures, skipped });
  }

  return { name: 'remedies', see, finish };
}

type Named = Pick<FollowedRemedy, 'body' | 'clause' | 'group'>;

function remedyIn(body: Entry['body']): FollowedRemedy {
  return {
    body: textIn(body, 'body'),
    clause: textIn(body, 'clause'),
    group: textIn(body, 'group'),
    step: textIn(body, 'step') as RemedyStep,
    deadline: instantIn(body, 'deadline'),
    isOpen: true,
  };
}

function isOfSame(one: Named, other: Named): boolean {
  return one.body === other.body && one.clause === other.clause && one.group === other.group;
}

/** The chains that a charter has by a clause, one for each reading; null where there is no charter. */
function chainsIn(provisions: Provisions, clause: string): readonly RemedyChain[] {
  const chains: RemedyChain[] = [];
  for (const topic of TOPICS) {
    const chain = chainAgainst({ topic, clause }, provisions, (_, [first]) => first.value);
    if (chain) chains.push(chain);
  }
  return chains;
}

function chainAt(bodies: FollowedBodies, { body, clause }: Named, at: Date): readonly RemedyChain[] | null {
  const provisions = bodies.charterAt(body, at)?.provisions;
  return provisions ? chainsIn(provisions, clause) : null;
}

/** From when on the breach is, by the first step's deadline; null where no charter gives such a step and deadline. */
function opensFrom(
  bodies: FollowedBodies,
  { body, clause, step, deadline }: FollowedRemedy,
  now: Date,
): Date | null {
  for (const { provisions } of bodies.versionsOf(body)) {
    for (const { remedies, graceDays } of chainsIn(provisions, clause)) {
      const from = daysLater(deadline, -graceDays);
      const isThen = bodies.charterAt(body, from)?.provisions === provisions;
      if (remedies[0] === step && from >= now && isThen) return from;
    }
  }
  return null;
}

/** Whether the breach can be reckoned again: it is none of organizations. */
function isReckoned(bodies: FollowedBodies, named: Named, at: Date): boolean {
  const caps = bodies.charterAt(named.body, at)?.provisions.on('CAP', (_, [first]) => first.value) ?? [];
  return caps.every(({ clause, by }) => clause !== named.clause || by === 'SECTOR');
}

function isBySector(bodies: FollowedBodies, { body, clause }: Named, at: Date): boolean {
  const caps = bodies.charterAt(body, at)?.provisions.on('CAP', (_, [first]) => first.value) ?? [];
  return caps.some((cap) => cap.clause === clause && cap.by === 'SECTOR');
}

function breachAt(bodies: FollowedBodies, { body, clause, group }: Named, at: Date): Breached | null {
  const found = breachesAt(bodies, body, at);
  return found.find(({ breach }) => breach.clause === clause && breach.group === group) ?? null;
}

function breachesAt(bodies: FollowedBodies, body: string, at: Date): readonly Breached[] {
  const provisions = bodies.charterAt(body, at)?.provisions;
  return provisions
    ? breachedBy(provisions, compositionOf(bodies, body, at), bodies.rulesOf(body, at).rulings)
    : [];
}

/** The body with its mandates in the place of those who hold them, each of whom has one. */
function compositionOf(bodies: FollowedBodies, body: string, at: Date): Composition {
  const held = bodies.mandatesOf(body).filter((mandate) => isIn(mandate, at));
  return {
    seats: bodies.seatsOf(body, at),
    seated: held.map((mandate) => ({
      personId: mandate.id as string as PersonId,
      seatClass: mandate.seatClass,
      sectorId: sectorOf(bodies, mandate),
      belongings: [],
    })),
  };
}

function sectorOf(bodies: FollowedBodies, mandate: ReturnType<FollowedBodies['mandate']>) {
  return bodies.seat(mandate?.seatId ?? '')?.sectorId ?? bodies.sectorOf(mandate?.onBehalfOf ?? null);
}
