import { Injectable, type OnModuleInit } from '@nestjs/common';
import { isRefusal, refuse, type PersonId, type Refusal } from '#kernel';
import { notFound } from '#platform';
import { DueActs, Ledger, SERVER, serverOf, type Act, type Acted, type Actor, type DueAct } from '#record';
import {
  BEGIN_TURN,
  MEMBER,
  planNext,
  RotationKeeper,
  seen,
  STEWARD,
  turnAt,
  turnstileOf,
  type RotationResult,
  type Standing,
} from './keeper.service.js';
import { prepare, type Prepared } from './planning.queries.js';
import { mandateAt } from './roster.rules.js';
import {
  TURN_BEGUN,
  TURN_HANDED_OVER,
  TURN_MISSED,
  TURN_OVERRIDDEN,
  TURNS_PUBLISHED,
  turnsDocument,
} from './rotation.entries.js';
import { HandoverRow, RotationRow } from './rotation.entity.js';
import { loadRotation, turnsIn } from './rotation.queries.js';
import { mayHandOver, mayMarkMissed, mayOverride, type CanTake } from './turn.rules.js';
import { nextLine, writeLines } from './turn-lines.queries.js';
import type { RotationId, Turn } from './turn.types.js';

/** One turn of a rotation as the caller has seen it. */
export interface SeenTurn {
  readonly rotationId: RotationId;
  readonly slot: number;
  readonly expectedVersion: number;
}

/** What happens to turns once they are planned. */
@Injectable()
export class Turns implements OnModuleInit {
  constructor(
    private readonly ledger: Ledger,
    private readonly keeper: RotationKeeper,
    private readonly due: DueActs,
  ) {}

  onModuleInit(): void {
    this.due.handle(BEGIN_TURN, (due) => this.beginTurn(due));
  }

  /** Publishes the next turns that are not published yet: from then on they change by a swap or with a reason. */
  async publishTurns(
    actor: Actor,
    {
      rotationId,
      expectedVersion,
      count,
    }: { rotationId: RotationId; expectedVersion: number; count: number },
  ): Promise<Acted<RotationResult> | Refusal> {
    return this.keeper.manage(actor, seen(rotationId, expectedVersion), async (act, { rotation, turns }) => {
      const published = publishedFrom(act, turns, count);
      if (published.length === 0) {
        const because = 'All turns of this rotation are published.';
        return refuse('NOTHING_TO_PUBLISH', because, { clause: rotation.section });
      }
      const entry = act.append({
        stream: rotationId,
        kind: TURNS_PUBLISHED,
        capacity: STEWARD,
        ...turnsDocument(published),
      });
      await writeLines(act, entry, { turns: published });
      return { entry, result: { rotationId } };
    });
  }

  /** Gives a turn to somebody against the plan, or to nobody; whoever is passed over keeps the lag. */
  async overrideTurn(
    actor: Actor,
    { to, because, ...turn }: SeenTurn & { readonly to: PersonId | null; readonly because: string },
  ): Promise<Acted<RotationResult> | Refusal> {
    return this.keeper.manage(actor, seen(turn.rotationId, turn.expectedVersion), async (act, standing) => {
      const { rotation, turns } = standing;
      const prepared = await prepare(act, rotation, turns);
      if (isRefusal(prepared)) return prepared;
      const before = turnAt(turns, turn.slot);
      const clause = rotation.section;
      const refused = mayOverride(before, to, { now: act.now, canTake: whoCanTake(prepared), clause });
      if (refused) return refused;
      const line = nextLine(
        before,
        { ...heldBy(prepared, before, to), state: 'PUBLISHED', cause: 'OVERRIDDEN' },
        act.now,
      );
      return this.#tell(act, TURN_OVERRIDDEN, { standing, line, because });
    });
  }

  /** Says that the holder of a turn did not come, and who served instead, if anybody did: the turn is theirs then. */
  async markMissed(
    actor: Actor,
    {
      servedBy,
      because,
      ...turn
    }: SeenTurn & { readonly servedBy: PersonId | null; readonly because: string },
  ): Promise<Acted<RotationResult> | Refusal> {
    return this.keeper.manage(actor, seen(turn.rotationId, turn.expectedVersion), async (act, standing) => {
      const { rotation, turns } = standing;
      const before = turnAt(turns, turn.slot);
      const refused = mayMarkMissed(before, rotation.section);
      if (refused) return refused;
      const prepared = await prepare(act, rotation, turns);
      if (isRefusal(prepared)) return prepared;
      const holder = servedBy && heldBy(prepared, before, servedBy);
      if (holder?.mandateId === null) {
        const because = 'Whoever stood in did not sit on the body then.';
        return refuse('NOT_ELIGIBLE', because, { clause: rotation.section });
      }
      const outcome: Partial<Turn> = holder
        ? { ...holder, state: 'BEGUN', cause: 'STOOD_IN' }
        : { state: 'MISSED', cause: 'MISSED' };
      const line = nextLine(before, { ...outcome, corrects: before.version }, act.now);
      return this.#tell(act, TURN_MISSED, { standing, line, because });
    });
  }

  /** Leaves a note for whoever has the next turn; the people of the coalition can read it. */
  async handOver(
    actor: Actor,
    { note, ...turn }: SeenTurn & { readonly note: string },
  ): Promise<Acted<RotationResult> | Refusal> {
    return this.keeper.change(
      actor,
      seen(turn.rotationId, turn.expectedVersion),
      async (act, { rotation, turns }) => {
        const { rotationId, slot } = turn;
        const { id: turnId, ...standing } = turnAt(turns, slot);
        const refused = mayHandOver(standing, act.personId, rotation.section);
        if (refused) return refused;
        const { db, coalitionId } = act;
        const number = (await db.countBy(HandoverRow, { coalitionId, turnId })) + 1;
        const entry = act.append({
          stream: rotationId,
          kind: TURN_HANDED_OVER,
          capacity: MEMBER,
          body: { turn: turnId, slot },
          commit: { note },
          about: act.personId,
          disclosed: false,
        });
        await db.update(RotationRow, { coalitionId, id: rotationId }, { version: entry.version });
        await db.insert(HandoverRow, {
          coalitionId,
          turnId,
          number,
          rotationId,
          writtenAt: act.now,
          entryStream: entry.stream,
          entryVersion: entry.version,
        });
        return { entry, result: { rotationId } };
      },
    );
  }

  /** Lets the turns begin whose time has come, and publishes the next ones. */
  async beginTurn({ coalitionId, id, subject }: DueAct): Promise<Acted<RotationResult> | Refusal> {
    const rotationId = subject as RotationId;
    const locks = { streams: [rotationId], turnstile: turnstileOf({ coalitionId }), due: id };
    return this.ledger.act<RotationResult, Refusal>(serverOf(coalitionId), locks, async (act) => {
      const rotation = await loadRotation(act.db, coalitionId, rotationId);
      if (!rotation) throw notFound();
      const turns = await turnsIn(act.db, coalitionId, rotationId);
      const begun = turns
        .filter((turn) => isWaiting(turn) && turn.beginsAt <= act.now)
        .map((turn) => nextLine(turn, { state: 'BEGUN' }, act.now));
      if (begun.length === 0) {
        return refuse('NO_TURN_BEGINS', 'No turn of this rotation begins now.', { clause: rotation.section });
      }
      const waiting = turns.filter((turn) => isWaiting(turn) && turn.beginsAt > act.now);
      const next = waiting
        .slice(0, rotation.notice)
        .filter(({ state }) => state === 'PLANNED')
        .map((turn) => nextLine(turn, { state: 'PUBLISHED' }, act.now));
      const changed = [...begun, ...next];
      const entry = act.append({
        stream: rotationId,
        kind: TURN_BEGUN,
        capacity: SERVER,
        ...turnsDocument(changed),
      });
      await writeLines(act, entry, { turns: changed });
      planNext(act, rotationId, waiting);
      return { entry, result: { rotationId } };
    });
  }

  async #tell(
    act: Act,
    kind: string,
    { standing, line, because }: { standing: Standing; line: Turn; because: string },
  ) {
    const rotationId = standing.rotation.id;
    const entry = act.append({
      stream: rotationId,
      kind,
      capacity: STEWARD,
      ...turnsDocument([line]),
      commit: { because },
      disclosed: false,
    });
    await writeLines(act, entry, { turns: [line] });
    return { entry, result: { rotationId } };
  }
}

/** Who sits on the body for a whole turn and is free for it. */
export function whoCanTake({ slots, members }: Prepared): CanTake {
  return (personId, { slot }) => {
    const time = slots[slot];
    return (
      time !== undefined &&
      members.some(
        (member) =>
          member.personId === personId &&
          member.present.some(
            ({ from, until }) => from <= time.beginsAt && (until === null || time.endsAt <= until),
          ) &&
          !member.away.some(
            ({ from, until }) => from < time.endsAt && (until === null || time.beginsAt < until),
          ),
      )
    );
  };
}

/** A turn as another person has it: by their mandate of that time, and counted for their sector. */
export function heldBy(
  { mandates, sectors }: Prepared,
  turn: Turn,
  personId: PersonId | null,
): Pick<Turn, 'personId' | 'mandateId' | 'sectorId'> {
  const mandate = mandateAt(mandates, personId, turn);
  const sectorId = mandate && sectors.includes(mandate.sectorId) ? mandate.sectorId : null;
  return { personId: mandate?.personId ?? null, mandateId: mandate?.id ?? null, sectorId };
}

function isWaiting({ state }: Turn): boolean {
  return state === 'PLANNED' || state === 'PUBLISHED';
}

function publishedFrom(act: Act, turns: readonly Turn[], count: number): Turn[] {
  return turns
    .filter(({ state }) => state === 'PLANNED')
    .slice(0, count)
    .map((turn) => nextLine(turn, { state: 'PUBLISHED' }, act.now));
}
