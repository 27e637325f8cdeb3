import { Injectable } from '@nestjs/common';
import { electorOf, loadBody } from '#assembly';
import { isRefusal, type PersonId, type Refusal } from '#kernel';
import { loadRow, notFound } from '#platform';
import { Ledger, type Act, type Acted, type Actor, type Told } from '#record';
import { DataSource } from 'typeorm';
import { Draws } from './draw.service.js';
import {
  lotteryToCommit,
  membersAccept,
  mayWithdraw,
  quotasToAccept,
  type Standing,
} from './held-sortition.rules.js';
import type { SortitionId } from './draw.types.js';
import type {
  CommitSortition,
  PeopleAlike,
  PrepareSortition,
  SeenSortition,
} from './held-sortition.types.js';
import { placesFor, writePlaces } from './pool-places.js';
import {
  lotteryDocument,
  preparedBody,
  QUOTAS_RELAXED,
  quotasDocument,
  SORTITION_COMMITTED,
  SORTITION_PREPARED,
  SORTITION_WITHDRAWN,
  typesDocument,
} from './sortition.entries.js';
import { SortitionRow, SortitionWorkRow } from './sortition.entity.js';
import { placesOf, SORTITIONS, standingOf } from './sortition.queries.js';
import { sortitionOf } from './sortition.rules.js';
import type { PoolMember } from './sortition.types.js';
import { refuseUnlessSteward } from './steward.queries.js';

export type SortitionResult = { readonly sortitionId: SortitionId };
type Outcome = Told<SortitionResult> | Refusal;

const STEWARD = { role: 'steward' } as const;
const STEWARDS_SORTITION = 'Only a steward of the coalition prepares sortitions and commits to them.';
/** Work that nobody has begun. */
const UNTOUCHED = { panels: 0, settled: 0, failures: 0, fault: null, answer: null } as const;

/** Panels that are drawn by quotas, from the fairest lottery that a solver finds outside all acts. */
@Injectable()
export class Sortitions {
  constructor(
    private readonly ledger: Ledger,
    private readonly draws: Draws,
    private readonly dataSource: DataSource,
  ) {}

  /**
   * Puts pool and quotas on record, and asks for the fairest lottery. Throws NOT_FOUND for an absent body or person.
   */
  prepareSortition(actor: Actor, command: PrepareSortition): Promise<Acted<SortitionResult> | Refusal> {
    const locks = { streams: [command.bodyId] };
    return this.ledger.act<SortitionResult, Refusal>(actor, locks, async (act): Promise<Outcome> => {
      const { db, coalitionId, now } = act;
      const refused = await refuseUnlessSteward(act, STEWARDS_SORTITION);
      if (refused) return refused;
      const { bodyId, section, seats, fairness } = command;
      if (!(await loadBody(db, coalitionId, bodyId))) throw notFound();
      const read = sortitionOf(membersOf(command.groups), command.quotas, seats);
      if (isRefusal(read)) return read;
      const places = await placesFor(act, read.types.flatMap(({ members }) => members) as PersonId[]);
      const leaves = new Map<string, string>(places.map(({ personId, leaf }) => [personId, leaf]));
      const types = read.types.map(({ values, members }) => ({
        values,
        members: members.flatMap((person) => leaves.get(person) ?? []).sort(),
      }));
      const [quotas, byType] = [quotasDocument(read.quotas), typesDocument(types)];
      const sortition = { bodyId, section, seats, fairness, types };
      const id = act.newId<'Sortition'>();
      const entry = act.append({
        stream: id,
        kind: SORTITION_PREPARED,
        capacity: STEWARD,
        body: preparedBody(sortition, { quotas: quotas.digest, types: byType.digest }),
        documents: [quotas.document, byType.document],
      });
      const open = { lottery: null, panel: null, drawnAt: null, withdrawnAt: null };
      const version = entry.version;
      const row = { coalitionId, id, version, ...sortition, quotas: read.quotas, preparedAt: now, ...open };
      await db.insert(SortitionRow, row);
      await writePlaces(act, entry, places);
      await db.insert(SortitionWorkRow, { coalitionId, id, asked: version, ...UNTOUCHED });
      return { entry, result: { sortitionId: id } };
    });
  }

  /** Accepts the least change of quotas that no panel keeps; a member of the body does, before anything is drawn. */
  acceptRelaxation(actor: Actor, seen: SeenSortition): Promise<Acted<SortitionResult> | Refusal> {
    return this.#change(actor, seen, async (act, { sortition, ...standing }): Promise<Outcome> => {
      const { db, coalitionId, personId, now } = act;
      const { id, bodyId } = sortition;
      const by = personId && (await electorOf(db, { coalitionId, bodyId, personId }, now));
      if (!by) return membersAccept();
      const quotas = quotasToAccept({ sortition, ...standing });
      if (isRefusal(quotas)) return quotas;
      const { digest, document } = quotasDocument(quotas);
      const entry = act.append({
        stream: id,
        kind: QUOTAS_RELAXED,
        capacity: { role: 'member', seat: by.seatId, organization: by.organizationId },
        body: { quotas: digest },
        documents: [document],
      });
      await db.update(SortitionRow, { coalitionId, id }, { version: entry.version, quotas });
      await restart(act, id, entry.version);
      return { entry, result: { sortitionId: id } };
    });
  }

  /** Puts the lottery that was found on record with its future source. */
  async commitSortition(
    actor: Actor,
    { source, decisionId, ...seen }: CommitSortition,
  ): Promise<Acted<SortitionResult> | Refusal> {
    const decision = await this.draws.decisionToRedraw(actor.coalitionId, decisionId);
    return this.#manage(actor, seen, async (act, standing): Promise<Outcome> => {
      const { db, coalitionId } = act;
      const { id, bodyId, section } = standing.sortition;
      const lottery = lotteryToCommit(standing);
      if (isRefusal(lottery)) return lottery;
      const places = await placesOf(db, { coalitionId, id });
      const command = { bodyId, section, pool: { places }, source, decisionId, sortitionId: id };
      const committed = await this.draws.commitWithin(act, command, { capacity: STEWARD, decision });
      if (isRefusal(committed)) return committed;
      const { digest, document } = lotteryDocument(lottery);
      const entry = act.append({
        stream: id,
        kind: SORTITION_COMMITTED,
        capacity: STEWARD,
        body: { draw: committed.result.drawId, lottery: digest },
        cause: committed.entry,
        documents: [document],
      });
      await db.update(SortitionRow, { coalitionId, id }, { version: entry.version, lottery });
      return { entry, result: { sortitionId: id } };
    });
  }

  /** Takes a sortition back that is not committed to; a solver that is at it stops. */
  withdrawSortition(actor: Actor, seen: SeenSortition): Promise<Acted<SortitionResult> | Refusal> {
    return this.#manage(actor, seen, async (act, standing): Promise<Outcome> => {
      const { db, coalitionId, now } = act;
      const { id } = standing.sortition;
      const refused = mayWithdraw(standing);
      if (refused) return refused;
      const entry = act.append({ stream: id, kind: SORTITION_WITHDRAWN, capacity: STEWARD, body: {} });
      await db.update(SortitionRow, { coalitionId, id }, { version: entry.version, withdrawnAt: now });
      await db.query('UPDATE sortition_work SET ended = true WHERE coalition_id = $1 AND id = $2', [
        coalitionId,
        id,
      ]);
      return { entry, result: { sortitionId: id } };
    });
  }

  /** An act of a steward on one sortition; anybody else is refused. */
  #manage(
    actor: Actor,
    seen: SeenSortition,
    work: (act: Act, standing: Standing) => Promise<Outcome>,
  ): Promise<Acted<SortitionResult> | Refusal> {
    return this.#change(
      actor,
      seen,
      async (act, standing) => (await refuseUnlessSteward(act, STEWARDS_SORTITION)) ?? work(act, standing),
    );
  }

  /** An act on one sortition, which also holds the body for which is drawn. */
  async #change(
    actor: Actor,
    { sortitionId, expectedVersion }: SeenSortition,
    work: (act: Act, standing: Standing) => Promise<Outcome>,
  ): Promise<Acted<SortitionResult> | Refusal> {
    // Read before the locks, to know what to lock: a sortition never changes its body.
    const sortition = await loadRow(this.dataSource.manager, SORTITIONS, actor.coalitionId, sortitionId);
    if (!sortition) throw notFound();
    const locks = {
      streams: [sortitionId, sortition.bodyId],
      expected: { stream: sortitionId, version: expectedVersion },
    };
    return this.ledger.act<SortitionResult, Refusal>(actor, locks, async (act) =>
      work(act, await standingOf(act, sortitionId)),
    );
  }
}

function membersOf(groups: readonly PeopleAlike[]): PoolMember[] {
  return groups.flatMap(({ features, people }) => people.map((id) => ({ id, features })));
}

/** Asks anew, by other quotas. Whoever is at the former question loses the lease. */
async function restart({ db, coalitionId }: Act, id: SortitionId, asked: number): Promise<void> {
  await db.query(
    `UPDATE sortition_work SET asked = $3, lease = NULL, leased_until = NULL, panels = 0, settled = 0, failures = 0,
       fault = NULL, answer = NULL
     WHERE coalition_id = $1 AND id = $2`,
    [coalitionId, id, asked],
  );
}
