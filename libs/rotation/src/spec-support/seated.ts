import { randomUUID } from 'node:crypto';
import type { Entry, JsonObject } from '#transparency';

const LONG_AGO = '2020-01-01T00:00:00.000Z';

/** A body with one seat for each sector, each held since long ago, as entries tell it. */
export class SeatedBody {
  readonly body = randomUUID();
  readonly #seats: ReadonlyMap<string, string>;

  constructor(sectors: readonly string[]) {
    this.#seats = new Map(sectors.map((sector) => [sector, randomUUID()]));
  }

  /** The entries that establish it. */
  entries(): Entry[] {
    const dated = { beginsAt: LONG_AGO, endsAt: null };
    const charter = { number: 1, beginsAt: LONG_AGO, clauses: [] };
    return [
      told('body.established', this.body, { zone: 'UTC', charter }),
      ...[...this.#seats].flatMap(([sector, seat]) => [
        told('seat.created', seat, {
          body: this.body,
          seatClass: 'member',
          sector,
          organization: null,
          ...dated,
        }),
        told('mandate.began', randomUUID(), { body: this.body, seat, organization: null, ...dated }),
      ]),
    ];
  }

  /** The capacity of whoever holds the seat of a sector. */
  actorOf(sector: string): Entry['actor'] {
    return { role: 'member', seat: this.#seats.get(sector) ?? null, org: null, commit: null };
  }

  /** The capacity of somebody who sits. */
  anybody(): Entry['actor'] {
    return this.actorOf([...this.#seats.keys()][0] ?? '');
  }
}

function told(kind: string, stream: string, body: JsonObject): Entry {
  return {
    id: randomUUID(),
    kind,
    stream,
    ver: 1,
    at: LONG_AGO,
    body,
    commit: {},
    docs: [],
  } as unknown as Entry;
}
