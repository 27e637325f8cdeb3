import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Attendance } from '#assembly';
import { isRefusal, refuse, type BoxId, type Refusal } from '#kernel';
import { notFound } from '#platform';
import { DueActs, Ledger, SERVER, serverOf, type Act, type Acted, type DueAct } from '#record';
import { NOTE_ATTENDANCE } from './attendance.service.js';
import {
  ballotsDocument,
  BOX_CLOSED,
  BOX_COUNTED,
  digestOf,
  drawDocument,
  tallyDocument,
} from './box.entries.js';
import { BoxDrawSecretRow, BoxRow } from './box.entity.js';
import { ballotsIn, BoxQueries, loadBox, setAsideIn } from './box.queries.js';
import { settleDraw } from './draw.rules.js';
import { tallyBox } from './tally.rules.js';
import { mayClose } from './voting.rules.js';
import type { Box, BoxDraw } from './voting.types.js';

type BoxResult = { readonly boxId: BoxId };

/** The due act that closes a box; planned when it is opened. */
export const CLOSE_BOX = 'box.close';
export const COUNT_BOX = 'box.count';

/** Closing and counting boxes when their instants have come. */
@Injectable()
export class ClosingService implements OnModuleInit {
  constructor(
    private readonly ledger: Ledger,
    private readonly due: DueActs,
    private readonly boxes: BoxQueries,
    private readonly attendance: Attendance,
  ) {}

  onModuleInit(): void {
    this.due.handle(CLOSE_BOX, (due) => this.closeBox(due));
    this.due.handle(COUNT_BOX, (due) => this.countBox(due));
  }

  /**
   * Closes a box whose instant has come, fixes its ballots and settles its lot. Waits for casts that are under way;
   * those that come after it find the box closed. Whoever closes it second gets a refusal that says so.
   */
  async closeBox({ coalitionId, id, subject }: DueAct): Promise<Acted<BoxResult> | Refusal> {
    const boxId = subject as BoxId;
    // Which proposal a box is about is frozen, so that it can be read before it is locked. Recusals take turns there.
    const [opened] = await this.boxes.byIds(coalitionId, [boxId]);
    if (!opened) throw notFound();
    return this.ledger.act<BoxResult, Refusal>(
      serverOf(coalitionId),
      { streams: [boxId, opened.proposalId], gate: { id: boxId, mode: 'exclusive' }, due: id },
      async (act) => {
        const box = await loadBox(act.db, coalitionId, boxId);
        if (!box) throw notFound();
        const refused = mayClose(box, act.now);
        if (refused) return refused;
        const ballots = await ballotsIn(act.db, coalitionId, boxId);
        const setAside = await setAsideIn(act.db, box);
        const document = ballotsDocument(ballots);
        const digest = digestOf(document.content);
        // The order of a draw comes when it is settled, and the count with it.
        const draw = box.draw ?? (await this.draw(act, box, digest));
        const waits = box.tieDrawId !== null && draw === null;
        const lot = draw && drawDocument(draw);
        const entry = act.append({
          stream: boxId,
          kind: BOX_CLOSED,
          capacity: SERVER,
          rule: box.boxHash,
          body: {
            box: boxId,
            cast: ballots.length,
            ballots: digest,
            draw: lot && digestOf(lot.content),
            setAside,
          },
          documents: lot ? [document, lot] : [document],
        });
        await act.db.update(
          BoxRow,
          { coalitionId, id: boxId },
          {
            version: entry.version,
            closedAt: act.now,
            ballotsDigest: digest,
            cast: ballots.length,
            setAside,
            draw,
          },
        );
        if (!waits) act.planDue({ kind: COUNT_BOX, subject: boxId, at: act.now });
        if (await this.attendance.followsVotes(act, box.bodyId)) {
          act.planDue({ kind: NOTE_ATTENDANCE, subject: boxId, at: act.now });
        }
        return { entry, result: { boxId } };
      },
    );
  }

  /** Counts a closed box by what it froze; anyone who counts its record gets the same bytes. */
  async countBox({ coalitionId, id, subject }: DueAct): Promise<Acted<BoxResult> | Refusal> {
    const boxId = subject as BoxId;
    return this.ledger.act<BoxResult, Refusal>(
      serverOf(coalitionId),
      { streams: [boxId], due: id },
      async (act) => {
        const box = await loadBox(act.db, coalitionId, boxId);
        if (!box) throw notFound();
        const waits = box.tieDrawId !== null && box.draw === null;
        if (box.ballotsDigest === null || box.tally || waits) {
          const because = 'A box is counted once, after it has been closed and its lot is drawn.';
          return refuse('BOX_NOT_COUNTABLE', because);
        }
        const tally = tallyBox({
          ...box,
          ballotsDigest: box.ballotsDigest,
          ballots: await ballotsIn(act.db, coalitionId, boxId),
        });
        if (isRefusal(tally)) return tally;
        const document = tallyDocument(tally);
        const digest = digestOf(document.content);
        const entry = act.append({
          stream: boxId,
          kind: BOX_COUNTED,
          capacity: SERVER,
          rule: box.boxHash,
          body: { box: boxId, outcome: tally.outcome, tally: digest },
          documents: [document],
        });
        await act.db.update(
          BoxRow,
          { coalitionId, id: boxId },
          {
            version: entry.version,
            countedAt: act.now,
            tally,
            tallyDigest: digest,
          },
        );
        return { entry, result: { boxId } };
      },
    );
  }

  /** The lot of a box that is being closed; null where ties stay open. */
  private async draw(act: Act, box: Box, ballotsDigest: string): Promise<BoxDraw | null> {
    if (box.drawCommitment === null) return null;
    const { coalitionId, id: boxId, boxHash, options } = box;
    const { secret } = await act.db.findOneByOrFail(BoxDrawSecretRow, { coalitionId, boxId });
    const ids = options.map(({ id }) => id);
    return settleDraw({ boxHash, ballotsDigest, secret }, ids);
  }
}
