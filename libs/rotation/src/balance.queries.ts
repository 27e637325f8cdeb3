import { Injectable } from '@nestjs/common';
import { databaseNow, loader, type GraphqlContext } from '#platform';
import { DataSource } from 'typeorm';
import { balancesOf, type SectorBalance } from './balance.rules.js';
import { asFixed } from './planning.queries.js';
import { membersOf, sectorsOf, sitsThrough } from './roster.rules.js';
import {
  absencesOf,
  mandatesFrom,
  RotationQueries,
  type Absence,
  type SectorMandate,
} from './rotation.queries.js';
import { isFixed } from './turn.rules.js';
import type { Rotation, Turn } from './turn.types.js';

/** What the proof that turns are shared evenly is made of. */
interface Known {
  readonly mandates: readonly SectorMandate[];
  readonly absences: readonly Absence[];
  readonly now: Date;
}

/** Proves for readers how evenly turns are shared, by the absences as they are now; nobody is told whose they are. */
@Injectable()
export class BalanceQueries {
  constructor(
    private readonly dataSource: DataSource,
    private readonly queries: RotationQueries,
  ) {}

  /** How evenly the turns of a rotation are shared in each sector; of all rotations of a request by four statements. */
  balances(context: GraphqlContext, rotation: Rotation): Promise<SectorBalance[]> {
    const batch = async (rotations: readonly Rotation[]) => {
      const turns = await Promise.all(rotations.map((one) => this.queries.turns(context, one)));
      const known = await this.#known(rotations, turns);
      return rotations.map((one, place) => balancesIn(one, turns[place] ?? [], known));
    };
    const name = 'balances of rotation';
    return loader<Rotation, SectorBalance[]>(context, name, batch, ({ id }) => id).load(rotation);
  }

  async #known(rotations: readonly Rotation[], turns: readonly (readonly Turn[])[]): Promise<Known> {
    const { manager } = this.dataSource;
    const from = new Date(Math.min(...turns.flatMap(([first]) => (first ? [first.beginsAt.getTime()] : []))));
    const mandates = await mandatesFrom(manager, rotations, from);
    const people = rotations.flatMap(({ coalitionId, bodyId }) =>
      mandates
        .filter((mandate) => mandate.bodyId === bodyId)
        .map(({ personId }) => ({ coalitionId, personId })),
    );
    const absences = await absencesOf(manager, people, from);
    return { mandates, absences, now: await databaseNow(manager) };
  }
}

function balancesIn(
  { id, bodyId, weightings }: Rotation,
  turns: readonly Turn[],
  { mandates: all, absences, now }: Known,
): SectorBalance[] {
  const [first] = turns;
  if (!first) return [];
  const mandates = all.filter(
    (mandate) => mandate.bodyId === bodyId && (mandate.endsAt === null || first.beginsAt < mandate.endsAt),
  );
  const { sectors } = sectorsOf(id, weightings);
  const elsewhere = absences.filter(({ rotationId }) => rotationId !== id);
  const members = membersOf(id, { mandates, absences: elsewhere, sectors });
  const sits = sitsThrough.bind(null, mandates);
  const standing = turns.map((turn) => ({ ...asFixed(turn), isFixed: isFixed(turn, { now, sits }) }));
  return balancesOf({ slots: turns, sectors, members }, standing);
}
