import type { Act, Appended } from '#record';
import type { DrawId, SortitionId } from './draw.types.js';
import { listOfLines } from './draw.entries.js';
import { sortitionIn } from './held-sortition.rules.js';
import { SORTITION_DRAWN } from './sortition.entries.js';
import { SortitionRow } from './sortition.entity.js';
import { drawPanel } from './sortition-lottery.rules.js';
import { standingOf } from './sortition.queries.js';

/** What a panel is drawn by: the draw that was settled, and the seed that its source gave. */
interface Drawing {
  readonly sortitionId: SortitionId;
  readonly drawId: DrawId;
  readonly seed: Uint8Array;
  readonly cause: Appended;
}

/** Draws the panel of a sortition within the act that settles its draw. */
export async function drawPanelWithin(
  act: Act,
  { sortitionId, drawId, seed, cause }: Drawing,
): Promise<void> {
  const { db, coalitionId, now: drawnAt } = act;
  const { sortition } = await standingOf(act, sortitionId);
  if (sortition.lottery === null) throw new Error(`Draw ${drawId} draws a panel without a lottery.`);
  const { members: panel, number, of } = drawPanel(sortitionIn(sortition), sortition.lottery, seed);
  const { digest, documents } = listOfLines(panel);
  const entry = act.append({
    stream: sortitionId,
    kind: SORTITION_DRAWN,
    capacity: { role: 'draw' },
    body: { draw: drawId, number, of, panel: digest },
    cause,
    documents,
  });
  await db.update(SortitionRow, { coalitionId, id: sortitionId }, { version: entry.version, panel, drawnAt });
}
