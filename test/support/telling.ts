import { randomUUID } from 'node:crypto';
import type { Entry, JsonObject } from '#transparency';
import type { Clause } from '#assembly';

/** What an entry under test says, beside what all entries have. */
export interface Told {
  readonly kind: string;
  stream: string;
  /** The first of January 2030 unless told. */
  at?: string;
  readonly id?: string;
  readonly cause?: string;
  readonly role?: string;
  readonly organization?: string;
  body: JsonObject;
}

/** Instants of days as entries write them: `on('2030-01-31')`. */
export const on = (day: string): string => `${day}T00:00:00.000Z`;

/** An entry that says so. */
export function entryOf({ kind, stream, at, id, cause, role, organization, body }: Told): Entry {
  return {
    v: 1,
    log: 'quorate.example/log/river',
    id: id ?? randomUUID(),
    kind,
    stream,
    ver: 1,
    prev: null,
    at: at ?? on('2030-01-01'),
    actor: { role: role ?? 'steward', seat: null, org: organization ?? null, commit: null },
    rule: null,
    cause: cause ?? null,
    body,
    commit: {},
    docs: [],
  };
}

/** A body that is established with a charter. */
export function establishedWith(body: string, clauses: readonly Clause[], at = on('2020-01-01')): Told {
  const charter = { number: 1, digest: 'd', beginsAt: at, clauses: clauses as unknown as JsonObject[] };
  return { kind: 'body.established', stream: body, at, body: { zone: 'UTC', charter } };
}

/** A seat that is created. */
export function seatOf(body: string, seat: string, more: JsonObject = {}): Told {
  const place = { seatClass: 'partner', sector: null, organization: null };
  return {
    kind: 'seat.created',
    stream: seat,
    at: on('2020-01-01'),
    body: { body, ...place, beginsAt: on('2020-01-01'), endsAt: null, ...more },
  };
}

/** A mandate that begins on the day on which it is told. */
export function beganOn(
  { body, seat, mandate }: { readonly body: string; readonly seat: string; readonly mandate: string },
  at: string,
  more: JsonObject = {},
): Told {
  const until = (more.endsAt ?? null) as string | null;
  return {
    kind: 'mandate.began',
    stream: mandate,
    at,
    body: {
      body,
      seat,
      organization: null,
      filledBy: null,
      replaces: null,
      beginsAt: at,
      endsAt: until,
      term: { endsAt: until, event: null, holdover: false },
      ...more,
    },
  };
}
