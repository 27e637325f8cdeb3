import type { CheckFailure, CheckReport, Entry, ReadDocument, RecordCheck } from '#transparency';
import { parseCanonical } from '#transparency';
import { linesOf, textOf } from './check-values.js';
import { DRAW_COMMITTED, DRAW_SETTLED } from './draw.entries.js';

/** The kinds of entries by which the assembly tells of remedies and mandates. */
const STAGES = ['remedy.opened', 'remedy.moved'];
const MANDATE_BEGAN = 'mandate.began';
const MANDATE_ENDED = 'mandate.ended';

interface SeenLot {
  readonly draw: string;
  readonly index: number;
  /** Digest of the drawn order. */
  readonly drawn: string;
  /** How many too many the group held, as the record last said. */
  readonly surplus: number;
  /** The mandates that were over by then. */
  readonly over: ReadonlySet<string>;
  /** The mandates that it ended. */
  readonly ended: string[];
}

/**
 * Follows the lots of remedies: whoever it took from office was drawn before everybody whom it left there, and they were
 * no more than the group held too many.
 */
export function remedyLotsCheck(): RecordCheck {
  const surplus = new Map<string, number>();
  const remedyOf = new Map<string, string>();
  /** The instant at which each mandate ends; null for one without an end. */
  const ends = new Map<string, string | null>();
  const lots = new Map<string, SeenLot>();

  function see(entry: Entry, index: number): void {
    const { kind, stream, body } = entry;
    if (STAGES.includes(kind)) surplus.set(stream, Number(body.holds) - Number(body.bound));
    if (kind === DRAW_COMMITTED && typeof body.remedy === 'string') remedyOf.set(stream, body.remedy);
    if (kind === DRAW_SETTLED) seeSettled(entry, index);
    if (kind === MANDATE_ENDED) lots.get(entry.cause ?? '')?.ended.push(stream);
    if (kind === MANDATE_BEGAN || kind === MANDATE_ENDED) {
      ends.set(stream, typeof body.endsAt === 'string' ? body.endsAt : null);
    }
  }

  function seeSettled({ stream, id, at, body }: Entry, index: number): void {
    const remedy = remedyOf.get(stream);
    if (remedy === undefined) return;
    const over = [...ends].flatMap(([mandate, end]) => (end !== null && end <= at ? [mandate] : []));
    lots.set(id, {
      draw: stream,
      index,
      drawn: textOf(body.drawn),
      surplus: surplus.get(remedy) ?? 0,
      over: new Set(over),
      ended: [],
    });
  }

  async function finish(documents: ReadDocument): Promise<CheckReport> {
    const failures: CheckFailure[] = [];
    for (const { draw, index, drawn, surplus: most, over, ended } of lots.values()) {
      const order = linesOf(parseCanonical(await documents(drawn))) ?? [];
      const first = order.filter((mandate) => !over.has(mandate)).slice(0, ended.length);
      if (ended.length > most || !ended.every((mandate) => first.includes(mandate))) {
        const because = `Draw ${draw} took others from office than were drawn, or more than the cap demands.`;
        failures.push({ code: 'LOT', because, index });
      }
    }
    return { what: 'lots of remedies carried out', checked: lots.size, failures, skipped: [] };
  }

  return { name: 'lots', see, finish };
}
