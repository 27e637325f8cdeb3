import { Injectable } from '@nestjs/common';
import { heldOverOn, loadPerson, Seating, SEATS } from '#assembly';
import {
  isRefusal,
  refuse,
  uuidFromBytes,
  type DecisionId,
  type Id,
  type Refusal,
  type SeatId,
} from '#kernel';
import { loadRow, notFound } from '#platform';
import { Ledger, type Act, type Acted, type Actor } from '#record';
import { sha256, utf8 } from '#transparency';
import { asRuled, BoxQueries, challengesIn, loadBox, mayBuildOn } from '#voting';
import { DataSource } from 'typeorm';
import { isBegun, loadDecision } from './decision.queries.js';
import type { DecisionResult } from './decision.service.js';
import { maySeatElected, seatingOrder } from './election.rules.js';

export interface SeatElected {
  readonly decisionId: DecisionId;
  /** The seats to fill, in the order in which they are given. */
  readonly seatIds: readonly SeatId[];
  /** Null for the instant of the act. */
  readonly beginsAt: Date | null;
}

/** Lets the result of an election flow into mandates. */
@Injectable()
export class Elections {
  constructor(
    private readonly ledger: Ledger,
    private readonly seating: Seating,
    private readonly boxes: BoxQueries,
    private readonly dataSource: DataSource,
  ) {}

  /**
   * Seats whom a decision elected, in the order of the count. Limits and caps of the charter are held at each step:
   * whoever they keep out is passed over with the clause, and the next by rank is asked. Done once for a decision.
   */
  async seatElected(actor: Actor, command: SeatElected): Promise<Acted<DecisionResult> | Refusal> {
    const { decisionId } = command;
    const decided = await loadDecision(this.dataSource.manager, actor.coalitionId, decisionId);
    if (!decided) throw notFound();
    // Who stands in an election is frozen with the box, so that it can be read before they are locked.
    const [box] = await this.boxes.byIds(actor.coalitionId, [decided.boxId]);
    const people = new Set(box?.options.flatMap(({ personId }) => personId ?? []));
    const places = { seats: command.seatIds, people: [...people] };
    const mayEnd = await heldOverOn(this.dataSource.manager, actor.coalitionId, places);
    const streams = [decided.bodyId, decisionId, ...people, ...mayEnd];
    const filling = fillingOf(decisionId);
    return this.ledger.act<DecisionResult, Refusal>(actor, { streams, newcomer: filling }, async (act) => {
      const refused = await mayNotSeat(act);
      if (refused) return refused;
      const decision = await loadDecision(act.db, act.coalitionId, decisionId);
      const loaded = await loadBox(act.db, act.coalitionId, decided.boxId);
      if (!decision || !loaded) throw notFound();
      const toRerun = mayBuildOn(await challengesIn(act.db, act.coalitionId, [loaded.id]));
      if (toRerun) return toRerun;
      const counted = await asRuled(act.db, loaded);
      const beginsAt = command.beginsAt ?? act.now;
      const order = seatingOrder(decision, counted);
      if (isRefusal(order)) return order;
      const outcome = counted.tally?.count.outcome;
      const elected = outcome?.kind === 'election' ? outcome.elected.length : 0;
      const isSeated = await isBegun(act.db, act.coalitionId, filling);
      const notNow = maySeatElected({ decision, elected, isSeated }, command.seatIds, beginsAt);
      if (notNow) return notNow;
      const seats = await Promise.all(
        command.seatIds.map((seatId) => loadRow(act.db, SEATS, act.coalitionId, seatId)),
      );
      const known = seats.filter((seat) => seat?.bodyId === decision.bodyId).filter((seat) => seat !== null);
      if (known.length !== seats.length) throw notFound();
      const terms = {
        capacity: { role: 'steward' },
        filledBy: 'ELECTION',
        replaces: null,
        decision: decisionId,
        filling,
        mayEnd,
      } as const;
      const entry = await this.seating.seatFrom(act, { seats: known, order, beginsAt }, terms);
      return isRefusal(entry) ? entry : { entry, result: { decisionId } };
    });
  }
}

/** The id of the act by which the elected are seated. It follows from the decision, so that there is one. */
function fillingOf(decisionId: DecisionId): Id<'Filling'> {
  return uuidFromBytes<'Filling'>(sha256(utf8(`filling/${decisionId}`)).subarray(0, 16));
}

async function mayNotSeat({ db, coalitionId, personId }: Act): Promise<Refusal | null> {
  const person = personId && (await loadPerson(db, coalitionId, personId));
  if (person && person.steward) return null;
  return refuse('NOT_A_STEWARD', 'Only a steward of the coalition seats the elected. Ask one of them.');
}
