import { Inject, Injectable } from '@nestjs/common';
import {
  refuse,
  type AccountId,
  type MultilingualText,
  type OrganizationId,
  type Refusal,
  type SectorId,
} from '#kernel';
import { Accounts, CONFIG, isUniqueViolation, notFound, type Config } from '#platform';
import { Ledger, requestOf, type Act, type Acted, type Actor, type Told } from '#record';
import { CoalitionRow, OrganizationRow, PersonRow, SectorRow } from './assembly.entity.js';
import { hasSectors } from './coalition.queries.js';
import { foundingBy, logOrigin, type Founding } from './coalition.rules.js';
import { Register, STEWARD } from './register.service.js';

/** What a founding needs: the founder becomes the coalition's first person and steward. */
export interface FoundCoalition {
  readonly slug: string;
  readonly name: MultilingualText;
  readonly founderName: string;
}

/** Founding a coalition, and whom it consists of. */
@Injectable()
export class Coalitions {
  constructor(
    private readonly ledger: Ledger,
    private readonly register: Register,
    private readonly accounts: Accounts,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Founds a coalition and opens its record.
   *
   * @param key the idempotency key: the same account with the same key finds the coalition that it founded
   * @returns a refusal when another coalition has the slug (`SLUG_TAKEN`)
   */
  async foundCoalition(
    accountId: AccountId,
    key: string,
    command: FoundCoalition,
  ): Promise<Acted<Founding> | Refusal> {
    const founding = foundingBy(accountId, key);
    const actor: Actor = {
      coalitionId: founding.coalitionId,
      personId: founding.founderId,
      key,
      request: requestOf('foundCoalition', command),
    };
    const log = { slug: command.slug, origin: logOrigin(this.config.origin, command.slug) };
    try {
      return await this.ledger.found<Founding, Refusal>(actor, log, (act) =>
        this.#found(act, { founding, accountId, command }),
      );
    } catch (error) {
      if (!isUniqueViolation(error, 'record_log_slug_key')) throw error;
      return refuse('SLUG_TAKEN', `Another coalition has the address ${command.slug}. Choose another one.`);
    }
  }

  async #found(
    act: Act,
    { founding, accountId, command }: { founding: Founding; accountId: AccountId; command: FoundCoalition },
  ): Promise<Told<Founding> | Refusal> {
    const { coalitionId, founderId } = founding;
    act.admitSubject(founderId);
    const founded = act.append({
      stream: coalitionId,
      kind: 'coalition.founded',
      capacity: { role: 'founder' },
      body: { slug: command.slug },
      commit: { name: command.name },
    });
    await act.db.insert(CoalitionRow, {
      coalitionId,
      id: coalitionId,
      version: founded.version,
      slug: command.slug,
      name: command.name,
      foundedAt: act.now,
    });
    const registered = act.append({
      stream: founderId,
      kind: 'person.registered',
      capacity: { role: 'founder' },
      body: { steward: true },
      commit: { name: command.founderName },
      about: founderId,
      disclosed: false,
      cause: founded,
    });
    await act.db.insert(PersonRow, {
      coalitionId,
      id: founderId,
      version: registered.version,
      nameVersion: registered.version,
      steward: true,
      registeredAt: act.now,
    });
    const refusal = await this.accounts.link(act.db, coalitionId, founderId, accountId);
    return refusal ?? { entry: founded, result: founding };
  }

  async addSector(
    actor: Actor,
    { name }: { readonly name: MultilingualText },
  ): Promise<Acted<{ sectorId: SectorId }> | Refusal> {
    return this.register.keep(actor, {}, async (act) => {
      const sectorId = act.newId<'Sector'>();
      const entry = act.append({
        stream: sectorId,
        kind: 'sector.added',
        capacity: STEWARD,
        body: {},
        commit: { name },
      });
      await act.db.insert(SectorRow, {
        coalitionId: act.coalitionId,
        id: sectorId,
        version: entry.version,
        name,
      });
      return { entry, result: { sectorId } };
    });
  }

  /** Takes a partner in. Throws NOT_FOUND when the coalition has no such sector. */
  async admitOrganization(
    actor: Actor,
    { sectorId, name }: { readonly sectorId: SectorId; readonly name: MultilingualText },
  ): Promise<Acted<{ organizationId: OrganizationId }> | Refusal> {
    return this.register.keep(actor, {}, async (act) => {
      if (!(await hasSectors(act.db, act.coalitionId, [sectorId]))) throw notFound();
      const organizationId = act.newId<'Organization'>();
      const entry = act.append({
        stream: organizationId,
        kind: 'organization.admitted',
        capacity: STEWARD,
        body: { sector: sectorId },
        commit: { name },
      });
      await act.db.insert(OrganizationRow, {
        coalitionId: act.coalitionId,
        id: organizationId,
        version: entry.version,
        sectorId,
        name,
      });
      return { entry, result: { organizationId } };
    });
  }
}
