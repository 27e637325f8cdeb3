import type { PersonId, SectorId } from '#kernel';
import type { Entry } from '#transparency';
import { textOf } from './check-values.js';
import type { TurnEntryLine } from './rotation.entries.js';
import type { Member, SectorOrAll } from './rotation.types.js';

/** A mandate as the entries tell it so far; instants of the record compare as texts do. */
interface Held {
  readonly body: string;
  readonly sector: string | null;
  readonly beginsAt: string;
  readonly endsAt: string | null;
}

const TELL_OF_SEATING: readonly string[] = [
  'organization.admitted',
  'seat.created',
  'mandate.began',
  'mandate.ended',
  'mandate.ranOut',
  'mandate.corrected',
];

/** Whether an entry tells who may have turns: of seats, of whom they stand for, and of how long they are held. */
export function tellsOfSeating({ kind }: Pick<Entry, 'kind'>): boolean {
  return TELL_OF_SEATING.includes(kind);
}

/** Follows from when until when mandates are held, in which body and for which sector. */
export class FollowedMandates {
  readonly #sectors = new Map<string, string>();
  readonly #held = new Map<string, Held>();

  see({ kind, stream, body }: Pick<Entry, 'kind' | 'stream' | 'body'>): void {
    if (kind === 'organization.admitted') {
      this.#sectors.set(stream, textOf(body.sector));
    } else if (kind === 'seat.created') {
      const sector = textOf(body.sector);
      if (sector !== '') this.#sectors.set(stream, sector);
    } else {
      const before = this.#held.get(stream);
      this.#held.set(stream, {
        body: textOf(body.body),
        sector:
          this.#sectors.get(textOf(body.seat)) ??
          this.#sectors.get(textOf(body.organization)) ??
          before?.sector ??
          null,
        beginsAt: textOf(body.beginsAt) || (before?.beginsAt ?? ''),
        endsAt: textOf(body.endsAt) || null,
      });
    }
  }

  /** True where the mandate of a turn's holder is not held for the whole turn, by what is told so far. */
  hasLeft({ holder, beginsAt, endsAt }: Pick<TurnEntryLine, 'holder' | 'beginsAt' | 'endsAt'>): boolean {
    const held = holder === null ? undefined : this.#held.get(holder);
    if (!held) return false;
    return beginsAt < held.beginsAt || (held.endsAt !== null && held.endsAt < endsAt);
  }

  /** True where a turn is nobody's, or its holder's mandate is held in the body when it begins, by what is told so far. */
  isHeldIn(body: string, { holder, beginsAt }: Pick<TurnEntryLine, 'holder' | 'beginsAt'>): boolean {
    if (holder === null) return true;
    const held = this.#held.get(holder);
    return (
      held?.body === body && held.beginsAt <= beginsAt && (held.endsAt === null || beginsAt < held.endsAt)
    );
  }

  /** The mandates of a body in some sectors; each stands for its person, whom the record does not name. */
  membersOf(body: string, sectors: readonly SectorOrAll[]): Member[] {
    const regardless = sectors.length === 1 && sectors[0] === null;
    return [...this.#held]
      .filter(([, held]) => held.body === body)
      .map(([id, { sector, beginsAt, endsAt }]): Member => ({
        personId: id as PersonId,
        sectorId: regardless ? null : (sector as SectorId | null),
        present: [{ from: new Date(beginsAt), until: endsAt === null ? null : new Date(endsAt) }],
        away: [],
      }));
  }
}
