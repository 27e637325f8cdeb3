import { Injectable } from '@nestjs/common';
import { loadBody } from '#assembly';
import { isRefusal, refuse, type BodyId, type Refusal } from '#kernel';
import { loadRow, notFound } from '#platform';
import { Ledger, LogQueries, type Acted, type Actor, type Told } from '#record';
import { drandRoundTime } from './draw-drand.js';
import { resultOfDraw } from './draw-result.js';
import { commitmentBody, DRAW_COMMITTED, DRAW_SETTLED, listOfLines } from './draw.entries.js';
import { DrawRow } from './draw.entity.js';
import { DRAWS, placeOfDraw } from './draw.queries.js';
import { LEAST_NOTICE, mayAwait, maySettle, poolFault } from './draw.rules.js';
import type { DrawId } from './draw.types.js';
import { refuseUnlessSteward } from './steward.queries.js';

/** The draw that is committed to. */
export interface CommitDraw {
  readonly bodyId: BodyId;
  readonly section: string;
  readonly pool: readonly string[];
  /** A round of drand, or public numbers that will be known at an instant. */
  readonly source: { readonly round: number } | { readonly name: string; readonly at: Date };
}

export type DrawResult = { readonly drawId: DrawId };
type Outcome = Told<DrawResult> | Refusal;

const STEWARD = { role: 'steward' } as const;
const STEWARDS_DRAW = 'Only a steward of the coalition commits to draws and submits public numbers.';
const MEMBER = { role: 'member' } as const;

/** Draws in two phases, so that nobody can repeat them until they suit. */
@Injectable()
export class Draws {
  constructor(
    private readonly ledger: Ledger,
    private readonly log: LogQueries,
  ) {}

  /** Puts the pool and the future source on record. Throws NOT_FOUND for an absent body. */
  commitDraw(actor: Actor, command: CommitDraw): Promise<Acted<DrawResult> | Refusal> {
    return this.ledger.act<DrawResult, Refusal>(actor, { streams: [command.bodyId] }, async (act) => {
      const { db, coalitionId, now } = act;
      const { bodyId, section, source } = command;
      if (!(await loadBody(db, coalitionId, bodyId))) throw notFound();
      const sourceAt = 'round' in source ? drandRoundTime(source.round) : source.at;
      const refused =
        (await refuseUnlessSteward(act, STEWARDS_DRAW)) ??
        poolFault(command.pool) ??
        mayAwait(sourceAt, now, LEAST_NOTICE);
      if (refused) return refused;
      const draw = {
        coalitionId,
        id: act.newId<'Draw'>(),
        bodyId,
        section,
        source: 'round' in source ? ('DRAND' as const) : ('RFC3797' as const),
        sourceRound: 'round' in source ? source.round : null,
        sourceName: 'name' in source ? source.name : null,
        sourceAt,
        pool: [...command.pool].sort(),
        output: null,
        drawn: null,
        settledAt: null,
      };
      const { digest, documents } = listOfLines(draw.pool);
      const body = commitmentBody(draw, digest);
      const entry = act.append({ stream: draw.id, kind: DRAW_COMMITTED, capacity: STEWARD, body, documents });
      await db.insert(DrawRow, { ...draw, version: entry.version, committedAt: now });
      return { entry, result: { drawId: draw.id } };
    });
  }

  /**
   * Settles a draw by what its source gave. Anybody of the coalition may submit the signature of a round, which is
   * verified; public numbers are a steward's to submit, and everybody's to compare with the source.
   */
  async settleDraw(
    actor: Actor,
    { drawId, output }: { readonly drawId: DrawId; readonly output: string },
  ): Promise<Acted<DrawResult> | Refusal> {
    // The leaf and the tree up to it never change, so that they may be read before the act.
    const place = await placeOfDraw(this.log, actor.coalitionId, drawId);
    return this.ledger.act<DrawResult, Refusal>(
      actor,
      { streams: [drawId] },
      async (act): Promise<Outcome> => {
        const draw = await loadRow(act.db, DRAWS, act.coalitionId, drawId);
        if (!draw) throw notFound();
        const isPublic = draw.source === 'RFC3797';
        const refused = maySettle(draw) ?? (isPublic ? await refuseUnlessSteward(act, STEWARDS_DRAW) : null);
        if (refused) return refused;
        if (place === null) {
          return refuse(
            'COMMITMENT_NOT_PUBLISHED',
            'No checkpoint holds the commitment yet; try again in a second.',
          );
        }
        if (act.now < draw.sourceAt) {
          const because = `The source is known from ${draw.sourceAt.toISOString()} on; submit what it gives then.`;
          return refuse('SOURCE_NOT_VALID', because, { clause: draw.section });
        }
        const drawn = resultOfDraw(draw, place, output);
        if (isRefusal(drawn)) return drawn;
        const { digest, documents } = listOfLines(drawn);
        const entry = act.append({
          stream: drawId,
          kind: DRAW_SETTLED,
          capacity: isPublic ? STEWARD : MEMBER,
          body: { output, drawn: digest },
          documents,
        });
        const key = { coalitionId: act.coalitionId, id: drawId };
        await act.db.update(DrawRow, key, { version: entry.version, output, drawn, settledAt: act.now });
        return { entry, result: { drawId } };
      },
    );
  }
}
