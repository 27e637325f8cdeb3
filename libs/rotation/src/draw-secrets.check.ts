import type { PersonId, SectorId } from '#kernel';
import { fromBase64, type Entry } from '#transparency';
import { textOf } from './check-values.js';
import { mayCommitSecret, mayReveal, type RevealingDraw, type SectorSecret } from './draw-reveal.rules.js';
import { sourceIn } from './draw.entries.js';
import type { SeatsSeen } from './seats-seen.js';

/** The secret of a sector as the record has it: its stream stands for its committer, who is a pseudonym there. */
type SeenSecret = { -readonly [Member in keyof SectorSecret]: SectorSecret[Member] };

type SeenDraw = RevealingDraw & { readonly bodyId: string };

/**
 * Follows the secrets of draws: each committed to in time by whoever held a seat of a sector that the draw names, then
 * opened by itself.
 */
export class SecretsSeen {
  readonly #draws = new Map<string, SeenDraw>();
  readonly #secrets = new Map<string, SeenSecret[]>();

  constructor(
    private readonly seats: Pick<SeatsSeen, 'heldBy'>,
    private readonly fail: (index: number, because: string) => void,
  ) {}

  /** Takes in the commitment of a draw. */
  expect(entry: Entry): void {
    const source = sourceIn(entry);
    const bodyId = textOf(entry.body.body);
    if (source) this.#draws.set(entry.stream, { ...source, settledAt: null, bodyId });
  }

  seeCommitted(entry: Entry, index: number): void {
    const { stream, at, body } = entry;
    const drawId = textOf(body.draw);
    const draw = this.#draws.get(drawId);
    const secrets = this.of(drawId);
    const [sectorId, digest] = [textOf(body.sector) as SectorId, textOf(body.digest)];
    if (!draw || mayCommitSecret(draw, secrets, { sectorId, digest, now: new Date(at) })) {
      this.fail(index, `Secret ${stream} was not to be committed to for draw ${drawId}.`);
    }
    if (draw && this.seats.heldBy(entry, draw.bodyId)?.sectorId !== sectorId) {
      this.fail(index, `Secret ${stream} was committed to by nobody who held a seat of sector ${sectorId}.`);
    }
    const seen: SeenSecret = { sectorId, digest, personId: stream as PersonId, secret: null };
    this.#secrets.set(drawId, [...secrets, seen]);
  }

  seeRevealed({ stream, at, body }: Entry, index: number): void {
    const [drawId, text] = [textOf(body.draw), textOf(body.secret)];
    const draw = this.#draws.get(drawId);
    const secrets = this.of(drawId);
    const own = secrets.find(({ personId }) => personId === stream);
    const reveal = own && { own, secret: fromBase64(text), by: stream, now: new Date(at) };
    if (!draw || !reveal || mayReveal(drawId, draw, secrets, reveal)) {
      this.fail(
        index,
        `Secret ${stream} of draw ${drawId} was not to be revealed, or is not what was committed to.`,
      );
    } else {
      reveal.own.secret = text;
    }
  }

  /** The secrets of a draw. */
  of(drawId: string): readonly SeenSecret[] {
    return this.#secrets.get(drawId) ?? [];
  }
}
