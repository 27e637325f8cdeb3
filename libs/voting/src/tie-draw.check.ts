import { DRAW_COMMITTED, listOfLines, poolOrder, sourceIn, type DrawCheck } from '#rotation';
import { toBase64, type Entry } from '#transparency';
import { digestOf, drawDocument, type BoxTerms } from './box.entries.js';
import type { BoxDraw } from './voting.types.js';

/** Follows the draws by whose order the ties of votes are broken. */
export class TieDrawsSeen {
  readonly #committed = new Map<string, Entry>();

  constructor(private readonly draws: Pick<DrawCheck, 'seedOf'>) {}

  see(entry: Entry): void {
    if (entry.kind === DRAW_COMMITTED && entry.body.box !== undefined)
      this.#committed.set(entry.stream, entry);
  }

  /** Whether a vote was opened with a draw of its own, by a source that nobody knew before the closing. */
  isCommitted({ tieDraw, box, closesAt }: BoxTerms, openedAt: string): boolean {
    if (tieDraw === undefined) return true;
    const committed = this.#committed.get(tieDraw);
    const source = committed && sourceIn(committed);
    const isOwn = committed?.body.box === box && committed.at === openedAt;
    return isOwn && source?.source === 'DRAND' && source.sourceAt > new Date(closesAt);
  }

  /** What is wrong with the order that a vote took over, as the end of a sentence; null when the draw gives it. */
  faultOf({ tieDraw = '' }: BoxTerms, draw: BoxDraw, ids: readonly string[]): string | null {
    const pool = this.#committed.get(tieDraw)?.body.pool;
    if (pool !== listOfLines([...ids].sort()).digest) return ' has its ties drawn from other options.';
    const seed = this.draws.seedOf(tieDraw);
    if (seed === null) return ' took over the order of a draw that is not settled.';
    const again: BoxDraw = { secret: null, seed: toBase64(seed), order: poolOrder(seed, ids) };
    return digestOf(drawDocument(again).content) === digestOf(drawDocument(draw).content)
      ? null
      : ' took over another order than its draw gives.';
  }
}
