import { Injectable, type OnModuleInit } from '@nestjs/common';
import { isRefusal, type BodyId, type BoxId, type Refusal } from '#kernel';
import { notFound } from '#platform';
import type { Act, Capacity } from '#record';
import { Draws, roundAfter, type DrawId, type SettledDraw } from '#rotation';
import { toBase64 } from '#transparency';
import { BOX_DRAWN, digestOf, drawDocument } from './box.entries.js';
import { BoxRow } from './box.entity.js';
import { loadBox } from './box.queries.js';
import { COUNT_BOX } from './closing.service.js';
import type { BoxDraw, ProposedOption } from './voting.types.js';

/** Milliseconds from the opening to the source of the draw at least, so that witnesses can cosign the commitment. */
const NOTICE = 60_000;

/** What a draw is committed to for: the vote, and what can be chosen in it. */
export interface TiesToDraw {
  readonly boxId: BoxId;
  readonly bodyId: BodyId;
  /** The section of the charter that has ties drawn. */
  readonly clause: string;
  readonly options: readonly ProposedOption[];
  readonly closesAt: Date;
}

/** Draws with a future source by whose order the ties of votes are broken. */
@Injectable()
export class TieDraws implements OnModuleInit {
  constructor(private readonly draws: Draws) {}

  onModuleInit(): void {
    this.draws.orderTiesBy((act, settled) => this.#settle(act, settled));
  }

  /**
   * Commits to the draw in the act that opens the vote: nobody knows its source while anybody may vote. Its section names
   * the vote, so no other draw can be the same, and the act need not hold the body.
   */
  async commit(
    act: Act,
    { boxId, bodyId, clause, options, closesAt }: TiesToDraw,
    capacity: Capacity,
  ): Promise<DrawId | Refusal> {
    const known = Math.max(closesAt.getTime(), act.now.getTime() + NOTICE);
    const command = {
      bodyId,
      section: `${clause}, vote ${boxId}`,
      pool: { lines: options.map(({ id }) => id) },
      source: { round: roundAfter(new Date(known)) },
      decisionId: null,
      boxId,
    };
    const committed = await this.draws.commitWithin(act, command, { capacity, decision: null });
    return isRefusal(committed) ? committed : committed.result.drawId;
  }

  /** The order is on the vote from the act on that settles its draw; a closed vote is counted then. */
  async #settle(act: Act, { boxId, seed, drawn, cause }: SettledDraw): Promise<void> {
    const { db, coalitionId, now } = act;
    const box = await loadBox(db, coalitionId, boxId);
    if (!box) throw notFound();
    const draw: BoxDraw = { secret: null, seed: toBase64(seed), order: drawn };
    const document = drawDocument(draw);
    const entry = act.append({
      stream: boxId,
      kind: BOX_DRAWN,
      capacity: { role: 'draw' },
      rule: box.boxHash,
      body: { box: boxId, draw: digestOf(document.content) },
      cause,
      documents: [document],
    });
    await db.update(BoxRow, { coalitionId, id: boxId }, { version: entry.version, draw });
    if (box.closedAt) act.planDue({ kind: COUNT_BOX, subject: boxId, at: now });
  }
}
