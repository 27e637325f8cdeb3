import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Refusal } from '#kernel';
import { databaseNow, Fault } from '#platform';
import { DueActs, MOOT, SERVER, serverOf, type Act, type Acted, type DueAct } from '#record';
import { DataSource } from 'typeorm';
import { LOOK_AHEAD, RotationKeeper, type RotationResult, type Standing } from './keeper.service.js';
import { sitsThrough } from './roster.rules.js';
import { loadRotation, mandatesFrom, turnsIn } from './rotation.queries.js';
import { replanWithin } from './rotation.service.js';
import type { RotationId } from './turn.types.js';

/** Where a turn is looked at: inside an act, or before it. */
type Looking = Pick<Act, 'db' | 'coalitionId' | 'now'>;

/** Sees to it in time that no turn begins as that of somebody who has left the body, where nobody planned anew. */
@Injectable()
export class LookAhead implements OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keeper: RotationKeeper,
    private readonly due: DueActs,
  ) {}

  onModuleInit(): void {
    this.due.handle(LOOK_AHEAD, (due) => this.lookAhead(due));
  }

  /** Plans anew where whoever is to have the next turn has left; moot where they are there. */
  async lookAhead({
    coalitionId,
    id,
    subject,
  }: DueAct): Promise<Acted<RotationResult> | Refusal | typeof MOOT> {
    const rotationId = subject as RotationId;
    const { manager: db } = this.dataSource;
    const before = { db, coalitionId, now: await databaseNow(this.dataSource) };
    const rotation = await loadRotation(db, coalitionId, rotationId);
    if (!rotation) return MOOT;
    const standing = { rotation, turns: await turnsIn(db, coalitionId, rotationId) };
    if (!(await hasLeft(before, standing))) return MOOT;
    return this.keeper.change(serverOf(coalitionId), { rotationId, due: id }, async (act, now) => {
      if (!(await hasLeft(act, now))) throw new Fault('CONFLICT', 'Somebody has planned it anew.');
      return replanWithin(act, now, { weights: null, capacity: SERVER });
    });
  }
}

/** Whether somebody is to have the next turn who does not sit on the body for all of it. */
async function hasLeft(
  { db, coalitionId, now }: Looking,
  { rotation: { bodyId }, turns }: Standing,
): Promise<boolean> {
  const next = turns.find(({ beginsAt }) => now < beginsAt);
  if (!next?.personId) return false;
  const mandates = await mandatesFrom(db, [{ coalitionId, bodyId }], next.beginsAt);
  return !sitsThrough(mandates, next.personId, next);
}
