import { Injectable } from '@nestjs/common';
import type { Refusal } from '#kernel';
import { notFound } from '#platform';
import { Ledger, type Act, type Acted, type Actor, type Locks, type Told } from '#record';
import { loadRotation, turnsIn } from './rotation.queries.js';
import { refuseUnlessSteward } from './steward.queries.js';
import type { Rotation, RotationId, Turn } from './turn.types.js';

export const STEWARD = { role: 'steward' } as const;
/** What everybody else is told. */
export const STEWARDS_PLAN = 'Only a steward of the coalition plans turns. Offer a swap, or ask one of them.';
export const MEMBER = { role: 'member' } as const;

/** What acts on a rotation tell. */
export type RotationResult = { readonly rotationId: RotationId };
export type Outcome = Told<RotationResult> | Refusal;

/** A rotation and its turns, as an act finds them. */
export interface Standing {
  readonly rotation: Rotation;
  readonly turns: readonly Turn[];
}

/** How acts on rotations begin: locks, what stands, and who may. */
@Injectable()
export class RotationKeeper {
  constructor(private readonly ledger: Ledger) {}

  /** An act on one rotation. People have one turn at a time in all bodies, so acts on rotations take turns themselves. */
  change(
    actor: Actor,
    { rotationId, ...locks }: { readonly rotationId: RotationId } & Locks,
    work: (act: Act, standing: Standing) => Promise<Outcome>,
  ): Promise<Acted<RotationResult> | Refusal> {
    const streams = [rotationId, ...(locks.streams ?? [])];
    return this.ledger.act<RotationResult, Refusal>(
      actor,
      { ...locks, streams, turnstile: turnstileOf(actor) },
      async (act) => {
        const rotation = await loadRotation(act.db, act.coalitionId, rotationId);
        if (!rotation) throw notFound();
        return work(act, { rotation, turns: await turnsIn(act.db, act.coalitionId, rotationId) });
      },
    );
  }

  /** An act of a steward on one rotation; anybody else is refused. */
  manage(
    actor: Actor,
    locks: { readonly rotationId: RotationId } & Locks,
    work: (act: Act, standing: Standing) => Promise<Outcome>,
  ): Promise<Acted<RotationResult> | Refusal> {
    return this.change(
      actor,
      locks,
      async (act, standing) => (await refuseUnlessSteward(act, STEWARDS_PLAN)) ?? work(act, standing),
    );
  }
}

/** What all acts that give turns in a coalition pass through one after the other. */
export function turnstileOf({ coalitionId }: Pick<Actor, 'coalitionId'>): string {
  return `turns of ${coalitionId}`;
}

/** The rotation that an act changes, as the caller has seen it. */
export function seen(rotationId: RotationId, version: number) {
  return { rotationId, expected: { stream: rotationId, version } };
}

/** What is done when the time of a turn comes. */
export const BEGIN_TURN = 'rotation.begin_turn';

/** What is looked at before a turn begins: whether whoever is to have it is still on the body. */
export const LOOK_AHEAD = 'rotation.look_ahead';

/** Milliseconds before a turn: in time for somebody else to prepare, and at the last moment. */
const LEADS = [3 * 86_400_000, 3_600_000];

/** Asks for the first of the waiting turns to begin at its time, and to be looked at before. */
export function planNext(act: Act, subject: RotationId, waiting: readonly Turn[]): void {
  const [next] = waiting;
  if (!next) return;
  for (const lead of LEADS) {
    const at = new Date(next.beginsAt.getTime() - lead);
    if (at > act.now) act.planDue({ kind: LOOK_AHEAD, subject, at });
  }
  act.planDue({ kind: BEGIN_TURN, subject, at: next.beginsAt });
}

/** The turn at a place; throws NOT_FOUND where there is none. */
export function turnAt(turns: readonly Turn[], slot: number): Turn {
  const turn = turns[slot];
  if (!turn) throw notFound();
  return turn;
}
