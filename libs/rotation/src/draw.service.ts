import { Injectable } from '@nestjs/common';
import { electorsOf, loadBody, Remedies } from '#assembly';
import { isRefusal, refuse, type BoxId, type CoalitionId, type DecisionId, type Refusal } from '#kernel';
import { loadRow, notFound } from '#platform';
import {
  Ledger,
  LogQueries,
  type Act,
  type Acted,
  type Actor,
  type Appended,
  type Capacity,
  type Told,
} from '#record';
import { parseCanonical, toHex } from '#transparency';
import { DataSource } from 'typeorm';
import { resultOfDraw, seedOfResult, type Given, type Place } from './draw-result.js';
import { outputText, settlingOf } from './draw-settle.rules.js';
import { sourceFault, sourceTerms } from './draw-source.rules.js';
import { commitmentBody, DRAW_COMMITTED, DRAW_SETTLED, listOfLines } from './draw.entries.js';
import { DrawRow } from './draw.entity.js';
import { DRAWS, earlierDraws, peopleOf, placeOfDraw, secretsOf } from './draw.queries.js';
import { mayDrawAgain, poolFault, type RedrawDecision } from './draw.rules.js';
import type { CommitDraw, Draw, DrawId, Pool, PoolPlace } from './draw.types.js';
import { placesFor, writePlaces } from './pool-places.js';
import { drawPanelWithin } from './sortition-panel.js';
import { refuseUnlessSteward } from './steward.queries.js';

export type DrawResult = { readonly drawId: DrawId };
type Outcome = Told<DrawResult> | Refusal;

/** A draw that has just been settled, by whose order the ties of a vote are broken. */
export interface SettledDraw {
  readonly boxId: BoxId;
  readonly seed: Uint8Array;
  readonly drawn: readonly string[];
  /** The entry that settled it. */
  readonly cause: Appended;
}

const STEWARD = { role: 'steward' } as const;
const STEWARDS_DRAW = 'Only a steward of the coalition commits to draws and submits public numbers.';
const MEMBER = { role: 'member' } as const;

/** Draws in two phases, so that nobody can repeat them until they suit. */
@Injectable()
export class Draws {
  #orderTies: ((act: Act, settled: SettledDraw) => Promise<void>) | null = null;

  constructor(
    private readonly ledger: Ledger,
    private readonly log: LogQueries,
    private readonly remedies: Remedies,
    private readonly dataSource: DataSource,
  ) {}

  /** Says who takes over the order of a draw by which the ties of a vote are broken; called once, by the module of votes. */
  orderTiesBy(take: (act: Act, settled: SettledDraw) => Promise<void>): void {
    this.#orderTies = take;
  }

  /** Puts the pool and the future source on record. Throws NOT_FOUND for an absent body, sector or person. */
  async commitDraw(actor: Actor, command: CommitDraw): Promise<Acted<DrawResult> | Refusal> {
    const decision = await this.decisionToRedraw(actor.coalitionId, command.decisionId);
    const locks = { streams: [command.bodyId] };
    return this.ledger.act<DrawResult, Refusal>(actor, locks, async (act): Promise<Outcome> => {
      const refused = await refuseUnlessSteward(act, STEWARDS_DRAW);
      return refused ?? this.commitWithin(act, command, { capacity: STEWARD, decision });
    });
  }

  /**
   * Commits to a draw inside another act, which holds the lock of the body and has asked whether the caller may.
   *
   * @param decision what the record holds of the decision that lets the same be drawn once more
   */
  async commitWithin(
    act: Act,
    { remedyId = null, sortitionId = null, boxId = null, ...command }: CommitDraw,
    { capacity, decision }: { readonly capacity: Capacity; readonly decision: RedrawDecision | null },
  ): Promise<Outcome> {
    const { db, coalitionId, now } = act;
    const { bodyId, section, pool, source, decisionId } = command;
    if (!(await loadBody(db, coalitionId, bodyId))) throw notFound();
    const terms = sourceTerms(source);
    const people = peopleOf(pool);
    const seated = (await electorsOf(db, coalitionId, bodyId, now)).map(({ sectorId }) => sectorId);
    const refused =
      poolFault('lines' in pool ? pool.lines : (people ?? [])) ?? sourceFault(terms, { now, seated });
    if (refused) return refused;
    const earlier = await earlierDraws(act, { bodyId, section, pool });
    const again = mayDrawAgain(earlier, decision, bodyId);
    if (again) return again;
    const newcomers = 'people' in pool ? await placesFor(act, pool.people) : [];
    const draw = {
      coalitionId,
      id: act.newId<'Draw'>(),
      bodyId,
      section,
      decisionId,
      remedyId,
      sortitionId,
      boxId,
      ...terms,
      ofPeople: people !== null,
      pool: linesOf(pool, newcomers).sort(),
    };
    const { digest, documents } = listOfLines(draw.pool);
    const body = commitmentBody(draw, digest);
    const entry = act.append({ stream: draw.id, kind: DRAW_COMMITTED, capacity, body, documents });
    const open = { output: null, missing: null, drawn: null, settledAt: null };
    await db.insert(DrawRow, { ...draw, ...open, version: entry.version, committedAt: now });
    await writePlaces(act, entry, newcomers);
    return { entry, result: { drawId: draw.id } };
  }

  /**
   * Settles a draw by what its source gave. Anybody of the coalition may submit the signature of a round, which is
   * verified, or ask that revealed secrets settle it; public numbers are a steward's to submit, and everybody's to
   * compare with the source.
   */
  async settleDraw(
    actor: Actor,
    { drawId, output }: { readonly drawId: DrawId; readonly output: string | null },
  ): Promise<Acted<DrawResult> | Refusal> {
    // The leaf and the tree up to it never change, so that they may be read before the act.
    const place = await placeOfDraw(this.log, actor.coalitionId, drawId);
    const streams = await this.#changedBy(actor.coalitionId, drawId);
    return this.ledger.act<DrawResult, Refusal>(actor, { streams }, async (act): Promise<Outcome> => {
      const { db, coalitionId, now } = act;
      const draw = await loadRow(db, DRAWS, coalitionId, drawId);
      if (!draw) throw notFound();
      const isPublic = draw.source === 'RFC3797';
      const refused = isPublic ? await refuseUnlessSteward(act, STEWARDS_DRAW) : null;
      if (refused) return refused;
      const settling = settlingOf(draw, await secretsOf(db, coalitionId, drawId), { output, now });
      if (isRefusal(settling)) return settling;
      if (place === null) {
        const because = 'No checkpoint holds the commitment yet; try again in a second.';
        return refuse('COMMITMENT_NOT_PUBLISHED', because);
      }
      const drawn = resultOfDraw(draw, place, settling.given);
      if (isRefusal(drawn)) return drawn;
      const { digest, documents } = listOfLines(drawn);
      const settled = { output: outputText(settling, toHex), missing: [...settling.missing] };
      const entry = act.append({
        stream: drawId,
        kind: DRAW_SETTLED,
        capacity: isPublic ? STEWARD : MEMBER,
        body: { ...settled, drawn: digest },
        documents,
      });
      const change = { ...settled, version: entry.version, drawn, settledAt: now };
      await db.update(DrawRow, { coalitionId, id: drawId }, change);
      await this.#carryOn(act, { ...draw, drawn }, { place, given: settling.given, cause: entry });
      const { remedyId } = draw;
      if (remedyId) await this.remedies.carryOutLot(act, { remedyId, drawn, cause: entry });
      return { entry, result: { drawId } };
    });
  }

  /** What settling a draw can change; a draw never changes its pool, nor whose lot it is. */
  async #changedBy(coalitionId: CoalitionId, drawId: DrawId): Promise<string[]> {
    const draw = await loadRow(this.dataSource.manager, DRAWS, coalitionId, drawId);
    if (draw?.sortitionId) return [drawId, draw.sortitionId];
    if (draw?.boxId) return [drawId, draw.boxId];
    if (!draw?.remedyId) return [drawId];
    return [drawId, draw.remedyId, draw.bodyId, ...draw.pool];
  }

  /** What follows from the seed besides the order: the panel of a sortition, the order of a vote's options. */
  async #carryOn(
    act: Act,
    { drawn, ...draw }: Draw & { readonly drawn: readonly string[] },
    { place, given, cause }: { readonly place: Place; readonly given: Given; readonly cause: Appended },
  ): Promise<void> {
    const { id: drawId, sortitionId, boxId } = draw;
    if (sortitionId === null && boxId === null) return;
    const seed = seedOfResult(draw, place, given);
    if (isRefusal(seed)) throw new Error(`Draw ${drawId} is settled, and has no seed: ${seed.because}`);
    if (sortitionId !== null) await drawPanelWithin(act, { sortitionId, drawId, seed, cause });
    if (boxId !== null) await this.#orderTies?.(act, { boxId, seed, drawn, cause });
  }

  /** What the record holds of a decision; read before the act, since what is published never changes. */
  async decisionToRedraw(coalitionId: CoalitionId, id: DecisionId | null): Promise<RedrawDecision | null> {
    if (id === null) return null;
    const size = (await this.log.byCoalition(coalitionId))?.size ?? 0;
    const [entry] = await this.log.history(coalitionId, id, { from: 1, count: 1, size });
    if (!entry) throw notFound();
    const { body } = parseCanonical(entry.bytes) as { readonly body: Readonly<Record<string, unknown>> };
    return { kind: entry.kind, bodyId: body.body, outcome: body.outcome };
  }
}

/** The lines of a pool: things as they are, and people by their leaves. */
function linesOf(pool: Pool, newcomers: readonly PoolPlace[]): string[] {
  if ('lines' in pool) return [...pool.lines];
  return ('places' in pool ? pool.places : newcomers).map(({ leaf }) => leaf);
}
