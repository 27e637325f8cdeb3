import { Args, Query, Resolver } from '@nestjs/graphql';
import { Access } from '#platform';
import { Cosignatures } from './cosignatures.service.js';
import { LogQueries } from './log.queries.js';
import { LogArgs } from './record.graphql.js';
import { Witness } from './witness.graphql.js';
import { WitnessPolicy } from './witness-policy.js';

@Resolver(() => Witness)
export class WitnessResolver {
  constructor(
    private readonly logs: LogQueries,
    private readonly cosignatures: Cosignatures,
    private readonly policy: WitnessPolicy,
  ) {}

  @Access('public')
  @Query(() => [Witness], {
    description:
      'The witnesses that are asked to cosign a coalition’s record, and what each has cosigned last.',
  })
  async witnesses(@Args() { coalition }: LogArgs): Promise<Witness[]> {
    const log = await this.logs.bySlug(coalition);
    if (!log) return [];
    const { witnesses } = this.policy;
    const last = await this.cosignatures.lastOf(log.coalitionId, witnesses);
    return witnesses.map(({ name, keyText, url }, n) => ({
      name,
      key: keyText,
      url,
      lastSize: last[n]?.size ?? null,
      lastSeen: last[n]?.at ?? null,
    }));
  }
}
