import type { INestApplicationContext } from '@nestjs/common';
import { databaseNow } from '#platform';
import { Rotations, type RotatingRole } from '#rotation';
import type { SectorId } from '#kernel';
import { DataSource } from 'typeorm';
import { TURNS_SECTION } from './committee.js';
import { actorOf, doneBy } from './demo-acts.js';
import type { DemoCommittee } from './demo-votes.js';
import { STEWARD } from './harbour.js';

const ROLES = ['CHAIR', 'FACILITATOR'] as const satisfies readonly RotatingRole[];

/** Plans a year of monthly turns of chair and facilitator, in equal parts among the sectors. */
export async function planYear(
  application: INestApplicationContext,
  { coalitionId, bodyId, people }: DemoCommittee,
  sectors: readonly SectorId[],
): Promise<void> {
  const rotations = application.get(Rotations, { strict: false });
  const startsAt = firstOfNextMonth(await databaseNow(application.get(DataSource, { strict: false })));
  for (const role of ROLES) {
    const planned = await rotations.planRotation(actorOf(coalitionId, people[STEWARD], `turns ${role}`), {
      bodyId,
      role,
      zone: null,
      startsAt,
      every: 1,
      unit: 'MONTH',
      turns: 12,
      weights: sectors.map((sectorId) => ({ sectorId, weight: 1 })),
      spacing: 3,
      notice: 3,
      section: TURNS_SECTION,
      leaveOpen: false,
    });
    doneBy(planned);
  }
}

/** Six in the evening, local time, of the first day of the month after an instant. */
function firstOfNextMonth(now: Date): string {
  const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
  return `${first.toISOString().slice(0, 10)}T18:00`;
}
