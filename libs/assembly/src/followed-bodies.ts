import type { BodyId, MandateId, OrganizationId, SeatId, SectorId } from '#kernel';
import type { Entry, JsonObject, JsonValue } from '#transparency';
import type { Dated } from './assembly.types.js';
import type { CharterVersion, Clause } from './charter.types.js';
import type { BodyRules } from './eligibility.types.js';
import { isProvision, Provisions } from './provision.rules.js';
import type { TermEvent } from './term.rules.js';

/** A seat, as the record tells it. */
export interface FollowedSeat extends Dated {
  readonly id: SeatId;
  readonly bodyId: BodyId;
  readonly seatClass: string;
  readonly sectorId: SectorId | null;
  readonly organizationId: OrganizationId | null;
}

/** A mandate, as the record tells it by now. Who holds it is committed to and not public. */
export interface FollowedMandate extends Dated {
  readonly id: MandateId;
  readonly bodyId: BodyId;
  readonly seatId: SeatId;
  readonly seatClass: string;
  readonly onBehalfOf: OrganizationId | null;
  readonly replaces: MandateId | null;
  readonly termEndsAt: Date | null;
  readonly termEvent: string | null;
  readonly holdover: boolean;
  /** Null while no end was told. */
  readonly endReason: string | null;
  /** The entry that began it. */
  readonly index: number;
}

type Version = Pick<CharterVersion, 'clauses' | 'beginsAt'> & { readonly provisions: Provisions };

interface FollowedBody {
  readonly zone: string;
  readonly versions: Version[];
  readonly rulings: { readonly question: string; readonly reading: string; readonly beginsAt: Date }[];
  readonly events: TermEvent[];
  readonly lists: { readonly mandates: readonly MandateId[]; readonly listedAt: Date }[];
  readonly mandates: Map<MandateId, FollowedMandate>;
}

/** Bodies with their charters, rulings, seats and mandates, followed from the entries of a record alone. */
export class FollowedBodies {
  readonly #bodies = new Map<string, FollowedBody>();
  readonly #seats = new Map<string, FollowedSeat>();
  readonly #bodyOf = new Map<string, BodyId>();
  readonly #sectors = new Map<string, SectorId>();

  /** Takes in one entry; a check compares it with what was before. */
  see(entry: Entry, index: number): void {
    const { kind, stream, body } = entry;
    switch (kind) {
      case 'organization.admitted':
        this.#sectors.set(stream, textIn(body, 'sector') as SectorId);
        break;
      case 'body.established':
        this.#bodies.set(stream, {
          zone: textIn(body, 'zone'),
          versions: [versionIn(body)],
          rulings: [],
          events: [],
          lists: [],
          mandates: new Map(),
        });
        break;
      case 'charter.amended':
        this.#bodies.get(stream)?.versions.push(versionIn(body));
        break;
      case 'ruling.made':
        this.#of(body)?.rulings.push({
          question: textIn(body, 'question'),
          reading: textIn(body, 'reading'),
          beginsAt: instantIn(body, 'beginsAt'),
        });
        break;
      case 'event.recorded':
        this.#of(body)?.events.push({ kind: textIn(body, 'event'), at: instantIn(body, 'at') });
        break;
      case 'seniority.listed':
        this.#of(body)?.lists.push({
          mandates: textsIn(body, 'mandates') as readonly MandateId[],
          listedAt: new Date(entry.at),
        });
        break;
      case 'seat.created':
        this.#seats.set(stream, seatIn(entry));
        break;
      case 'seat.abolished':
        this.#change(this.#seats, stream, { endsAt: instantIn(body, 'endsAt') });
        break;
      case 'mandate.began':
        this.#begin(entry, index);
        break;
      default:
        this.#changeMandate(entry);
    }
  }

  bodies(): readonly BodyId[] {
    return [...this.#bodies.keys()] as BodyId[];
  }

  seat(id: string): FollowedSeat | null {
    return this.#seats.get(id) ?? null;
  }

  /** The seats that a body has at an instant. */
  seatsOf(bodyId: string, at: Date): readonly FollowedSeat[] {
    return [...this.#seats.values()].filter((seat) => seat.bodyId === bodyId && isIn(seat, at));
  }

  mandate(id: string): FollowedMandate | null {
    return this.#bodies.get(this.#bodyOf.get(id) ?? '')?.mandates.get(id as MandateId) ?? null;
  }

  /** The mandates of a body, those that are over too, in the order in which they were told. */
  mandatesOf(bodyId: string): readonly FollowedMandate[] {
    return [...(this.#bodies.get(bodyId)?.mandates.values() ?? [])];
  }

  /** The mandates of a body that are not over at an instant, as far as is known by now. */
  notOver(bodyId: string, at: Date): readonly FollowedMandate[] {
    return this.mandatesOf(bodyId).filter(({ endsAt }) => endsAt === null || at < endsAt);
  }

  /** The sector of an organization. */
  sectorOf(organizationId: OrganizationId | null): SectorId | null {
    return this.#sectors.get(organizationId ?? '') ?? null;
  }

  zoneOf(bodyId: string): string {
    return this.#bodies.get(bodyId)?.zone ?? 'UTC';
  }

  eventsOf(bodyId: string): readonly TermEvent[] {
    return this.#bodies.get(bodyId)?.events ?? [];
  }

  /** The order of its holders that a body kept on a day; empty where it kept none. */
  listOn(bodyId: string, day: Date): readonly MandateId[] {
    const lists = this.#bodies.get(bodyId)?.lists ?? [];
    return lists.findLast(({ listedAt }) => listedAt <= day)?.mandates ?? [];
  }

  /** The charter versions of a body that are known by now. */
  versionsOf(bodyId: string): readonly Version[] {
    return this.#bodies.get(bodyId)?.versions ?? [];
  }

  /** The charter version that is in force at an instant, of those that are known by now. */
  charterAt(bodyId: string, at: Date): Version | null {
    return this.#bodies.get(bodyId)?.versions.findLast(({ beginsAt }) => beginsAt <= at) ?? null;
  }

  /** The rules of a body as known by now, with the rulings that hold at an instant. */
  rulesOf(bodyId: string, at: Date): BodyRules {
    const { zone, versions, rulings } = this.#bodies.get(bodyId) ?? NOBODY;
    const held = rulings.filter(({ beginsAt }) => beginsAt <= at);
    return {
      zone,
      rulebook: versions,
      rulings: new Map(held.map(({ question, reading }) => [question, reading])),
    };
  }

  /** When the first of the mandates began that were served after each other for one term. */
  firstBegin(id: MandateId): Date | null {
    const begins: Date[] = [];
    const seen = new Set<string>();
    for (let one = this.mandate(id); one && !seen.has(one.id); one = this.mandate(one.replaces ?? '')) {
      seen.add(one.id);
      begins.push(one.beginsAt);
    }
    return begins.length === 0 ? null : new Date(Math.min(...begins.map((begin) => begin.getTime())));
  }

  #of(body: JsonObject): FollowedBody | undefined {
    return this.#bodies.get(textIn(body, 'body'));
  }

  #begin({ stream, body }: Entry, index: number): void {
    const bodyId = textIn(body, 'body') as BodyId;
    const term = (body.term ?? {}) as JsonObject;
    this.#bodyOf.set(stream, bodyId);
    this.#of(body)?.mandates.set(stream as MandateId, {
      id: stream as MandateId,
      bodyId,
      seatId: textIn(body, 'seat') as SeatId,
      seatClass: this.seat(textIn(body, 'seat'))?.seatClass ?? '',
      onBehalfOf: (body.organization ?? null) as OrganizationId | null,
      replaces: (body.replaces ?? null) as MandateId | null,
      beginsAt: instantIn(body, 'beginsAt'),
      endsAt: instantOrNull(body, 'endsAt'),
      ...termIn(term),
      endReason: null,
      index,
    });
  }

  #changeMandate({ kind, stream, body }: Entry): void {
    const mandates = this.#bodies.get(this.#bodyOf.get(stream) ?? '')?.mandates;
    if (!mandates) return;
    const id = stream as MandateId;
    switch (kind) {
      case 'mandate.ended':
      case 'mandate.ranOut':
        this.#change(mandates, id, {
          endsAt: instantIn(body, 'endsAt'),
          endReason: textIn(body, 'reason'),
        });
        break;
      case 'mandate.heldOver':
        this.#change(mandates, id, termIn((body.term ?? {}) as JsonObject));
        break;
      case 'mandate.corrected':
        this.#change(mandates, id, {
          onBehalfOf: (body.organization ?? null) as OrganizationId | null,
          beginsAt: instantIn(body, 'beginsAt'),
          endsAt: instantOrNull(body, 'endsAt'),
          endReason: typeof body.reason === 'string' ? body.reason : null,
        });
        break;
    }
  }

  #change<Id extends string, Thing>(things: Map<Id, Thing>, id: Id, change: Partial<Thing>): void {
    const thing = things.get(id);
    if (thing) things.set(id, { ...thing, ...change });
  }
}

const NOBODY: FollowedBody = {
  zone: 'UTC',
  versions: [],
  rulings: [],
  events: [],
  lists: [],
  mandates: new Map(),
};

/** True for what begins by an instant and is not over then. */
export function isIn({ beginsAt, endsAt }: Dated, at: Date): boolean {
  return beginsAt <= at && (endsAt === null || at < endsAt);
}

/** A text of an entry's body; empty where it holds something else, which then fits nothing. */
export function textIn(body: JsonObject, name: string): string {
  const value = body[name];
  return typeof value === 'string' ? value : '';
}

/** An instant of an entry's body. */
export function instantIn(body: JsonObject, name: string): Date {
  return new Date(textIn(body, name));
}

/** An instant of an entry's body; null where it holds none. */
export function instantOrNull(body: JsonObject, name: string): Date | null {
  return typeof body[name] === 'string' ? instantIn(body, name) : null;
}

/** The texts of a list in an entry's body. */
export function textsIn(body: JsonObject, name: string): readonly string[] {
  const value = body[name];
  return Array.isArray(value) ? value.filter((item: JsonValue) => typeof item === 'string') : [];
}

function versionIn(body: JsonObject): Version {
  // The closed schema of the kind has refused an entry without a charter.
  const charter = body.charter as JsonObject;
  const clauses = charter.clauses as unknown as readonly Clause[];
  return {
    beginsAt: instantIn(charter, 'beginsAt'),
    clauses,
    provisions: new Provisions(clauses.filter(isProvision)),
  };
}

function seatIn({ stream, body }: Entry): FollowedSeat {
  return {
    id: stream as SeatId,
    bodyId: textIn(body, 'body') as BodyId,
    seatClass: textIn(body, 'seatClass'),
    sectorId: (body.sector ?? null) as SectorId | null,
    organizationId: (body.organization ?? null) as OrganizationId | null,
    beginsAt: instantIn(body, 'beginsAt'),
    endsAt: instantOrNull(body, 'endsAt'),
  };
}

function termIn(term: JsonObject): Pick<FollowedMandate, 'termEndsAt' | 'termEvent' | 'holdover'> {
  return {
    termEndsAt: instantOrNull(term, 'endsAt'),
    termEvent: typeof term.event === 'string' ? term.event : null,
    holdover: term.holdover === true,
  };
}
