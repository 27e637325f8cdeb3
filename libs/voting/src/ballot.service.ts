import { Injectable } from '@nestjs/common';
import { normalizeBallot, type Ballot } from '#counting';
import {
  isRefusal,
  uuidFromBytes,
  type BallotId,
  type BoxId,
  type CoalitionId,
  type MandateId,
  type PersonId,
  type Refusal,
  type SeatId,
} from '#kernel';
import { notFound, queryPrepared } from '#platform';
import { Ledger, Receipts, SeenCheckpoints, type Act, type Acted, type Actor } from '#record';
import { sha256, utf8, type JsonObject, type SeenCheckpoint } from '#transparency';
import type { EntityManager } from 'typeorm';
import { BALLOT_CAST } from './box.entries.js';
import { mayCast } from './casting.rules.js';
import type { Box, CastState } from './voting.types.js';

/** What a caller wants to cast, and the box's hash as they have read it. */
export interface CastCommand {
  readonly boxId: BoxId;
  readonly boxHash: string;
  readonly ballot: Ballot;
  /** Why, in the elector's words. Left out or null, they say nothing. */
  readonly reason?: string | null;
  /** The checkpoint that the elector had verified; left out or null where their client verifies none. */
  readonly seen?: SeenCheckpoint | null;
}

/** What a cast leaves behind for its answer. */
export type CastResult = { readonly boxId: BoxId; readonly ballotId: BallotId };

interface CastRow extends Box {
  readonly elector: MandateId | null;
  readonly seatId: SeatId | null;
  readonly organizationId: string | null;
  readonly isRecused: boolean;
  readonly mandateEndsAt: Date | null;
  readonly ballotVersion: number | null;
}

/** Casting: the act that ten thousand people do in the last minute. */
@Injectable()
export class BallotService {
  constructor(
    private readonly ledger: Ledger,
    private readonly receipts: Receipts,
    private readonly checkpoints: SeenCheckpoints,
  ) {}

  /**
   * Casts a ballot, or changes the one that was cast before; the last one before the closing counts. Answers when
   * its entry is published, after two seconds at most.
   */
  async castBallot(actor: Actor, command: CastCommand): Promise<Acted<CastResult> | Refusal> {
    if (!actor.personId) throw notFound();
    const { seen = null } = command;
    const contradicted = seen && (await this.checkpoints.contradiction(actor.coalitionId, seen));
    if (contradicted) return contradicted;
    const ballotId = ballotIdOf(command.boxId, actor.personId);
    const acted = await this.ledger.act<CastResult, Refusal>(
      actor,
      // Casting passes the gate that closing shuts; two ballots of one elector take turns.
      { gate: { id: command.boxId, mode: 'shared' }, turnstile: ballotId, newcomer: ballotId },
      (act) => cast(act, ballotId, command),
    );
    if (!isRefusal(acted)) await this.receipts.published(acted);
    return acted;
  }
}

async function cast(act: Act, ballotId: BallotId, command: CastCommand) {
  const { boxId, ballot, reason = null, seen = null } = command;
  const row = await loadCast(act.db, act.coalitionId, boxId, act.personId);
  const state: CastState = {
    box: row,
    elector: row.elector ? { elector: row.elector } : null,
    isRecused: row.isRecused,
    mandateEndsAt: row.mandateEndsAt,
  };
  const refused = mayCast(state, { ...command, reason }, act.now);
  if (refused) return refused;

  const choice = normalizeBallot(ballot);
  const entry = act.append({
    stream: ballotId,
    kind: BALLOT_CAST,
    capacity: { role: 'elector', seat: row.seatId, organization: row.organizationId },
    rule: row.boxHash,
    body: {
      box: boxId,
      elector: row.elector,
      ...(seen && { seen: { size: seen.size, root: seen.root } }),
    },
    commit: { ballot: choice as unknown as JsonObject, ...(reason === null ? {} : { reason }) },
    disclosed: false,
  });
  await queryPrepared(act.db, row.ballotVersion === null ? INSERT_BALLOT : CHANGE_BALLOT, [
    act.coalitionId,
    ballotId,
    entry.version,
    boxId,
    row.elector,
    JSON.stringify(choice),
    entry.salts.ballot,
    act.now,
  ]);
  return { entry, result: { boxId, ballotId } };
}

/** One id for one elector and box, so that two first casts at once meet on the same stream. */
export function ballotIdOf(boxId: BoxId, personId: PersonId): BallotId {
  return uuidFromBytes<'Ballot'>(sha256(utf8(`ballot/${boxId}/${personId}`)).subarray(0, 16));
}

async function loadCast(
  db: EntityManager,
  coalitionId: CoalitionId,
  boxId: BoxId,
  personId: PersonId | null,
): Promise<CastRow> {
  const [row] = await queryPrepared<CastRow>(db, LOAD_CAST, [coalitionId, boxId, personId]);
  if (!row) throw notFound();
  return row;
}

const LOAD_CAST = `
SELECT box.box_hash AS "boxHash", box.opens_at AS "opensAt", box.closes_at AS "closesAt", box.closed_at AS "closedAt",
       box.rule, box.parameters, box.options,
       elector.elector, elector.seat_id AS "seatId", elector.organization_id AS "organizationId",
       recusal.id IS NOT NULL AS "isRecused", mandate.ends_at AS "mandateEndsAt", ballot.version AS "ballotVersion"
FROM box
LEFT JOIN box_elector elector
  ON elector.coalition_id = box.coalition_id AND elector.box_id = box.id AND elector.person_id = $3
LEFT JOIN recusal
  ON recusal.coalition_id = box.coalition_id AND recusal.body_id = box.body_id
  AND recusal.subject_id = box.proposal_id AND recusal.person_id = $3
LEFT JOIN mandate ON mandate.coalition_id = box.coalition_id AND mandate.id = elector.elector
LEFT JOIN ballot
  ON ballot.coalition_id = box.coalition_id AND ballot.box_id = box.id AND ballot.elector = elector.elector
WHERE box.coalition_id = $1 AND box.id = $2`;

const INSERT_BALLOT = `
INSERT INTO ballot (coalition_id, id, version, box_id, elector, ballot, salt, cast_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`;

const CHANGE_BALLOT = `
UPDATE ballot SET version = $3, ballot = $6, salt = $7, cast_at = $8
WHERE coalition_id = $1 AND id = $2 AND box_id = $4 AND elector = $5`;
