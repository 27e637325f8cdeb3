import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  isRefusal,
  type BodyId,
  type CoalitionId,
  type MandateId,
  type MultilingualText,
  type OrganizationId,
  type PersonId,
  type Refusal,
  type SeatId,
  type SectorId,
} from '#kernel';
import {
  Accounts,
  createLog,
  databaseNow,
  DatabaseModule,
  GraphqlModule,
  HttpModule,
  platformMigrations,
  readConfig,
  SettingsModule,
} from '#platform';
import { Ledger, recordMigrations, type Actor } from '#record';
import type { Entry } from '#transparency';
import type { Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { testDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { latestCharter } from '../amendment.queries.js';
import { Charters } from '../amendment.service.js';
import { assemblyEntities } from '../assembly.entity.js';
import { AssemblyModule } from '../assembly.module.js';
import { Bodies } from '../body.service.js';
import type { Clause } from '../charter.types.js';
import { Coalitions } from '../coalition.service.js';
import { assemblyMigrations } from '../migrations/index.js';
import { People } from '../person.service.js';
import { Seats } from '../seat.service.js';
import { clausesWith } from './charter.js';
import { faultsIn } from './checking.js';
import { day } from './provisions.js';

export const english = (text: string): MultilingualText => [
  { lang: 'en', text, isOriginal: true, origin: 'HUMAN' },
];

/** What was committed; throws the refusal's sentence where something else is expected. */
export function committed<Outcome>(outcome: Outcome): Exclude<Outcome, Refusal> {
  if (isRefusal(outcome)) throw new Error(`${outcome.code}: ${outcome.because}`);
  return outcome as Exclude<Outcome, Refusal>;
}

/** What was refused; throws where something was done. */
export function refusalOf(outcome: unknown): Refusal {
  if (!isRefusal(outcome)) throw new Error('Something was done that should have been refused.');
  return outcome;
}

/** The assembly on a database of its own, and one coalition with its founder. */
export class World {
  static async begin(): Promise<World> {
    const contents = {
      entities: assemblyEntities,
      migrations: [...platformMigrations, ...recordMigrations, ...assemblyMigrations],
    };
    const database = await testDatabase(contents);
    const folder = await mkdtemp(path.join(tmpdir(), 'quorate-assembly-'));
    const config = readConfig({ QUORATE_ORIGIN: 'https://quorate.example', QUORATE_DATA: folder });
    const server = await Test.createTestingModule({
      imports: [
        SettingsModule.forRoot(config, createLog()),
        DatabaseModule.forRoot(database.url, contents),
        HttpModule,
        GraphqlModule,
        AssemblyModule,
      ],
    }).compile();
    const world = new World(database, server, folder);
    await world.#found();
    return world;
  }

  readonly coalitions: Coalitions;
  readonly people: People;
  readonly bodies: Bodies;
  readonly seats: Seats;
  readonly accounts: Accounts;
  coalitionId!: CoalitionId;
  founderId!: PersonId;

  private constructor(
    readonly database: TestDatabase,
    private readonly server: TestingModule,
    private readonly folder: string,
  ) {
    this.coalitions = server.get(Coalitions);
    this.people = server.get(People);
    this.bodies = server.get(Bodies);
    this.seats = server.get(Seats);
    this.accounts = server.get(Accounts);
  }

  async #found(): Promise<void> {
    const account = await this.accounts.ensure(this.database.dataSource, 'ada@example.org', {
      founder: true,
    });
    const founded = await this.coalitions.foundCoalition(account, randomUUID(), {
      slug: 'common-ground',
      name: english('Common Ground'),
      founderName: 'Ada',
    });
    ({ coalitionId: this.coalitionId, founderId: this.founderId } = committed(founded).result);
  }

  /** The database's clock. */
  now(): Promise<Date> {
    return databaseNow(this.database.dataSource);
  }

  /** Ends it; a stranger who has nothing but the record must have found it all as the charters say. */
  async endVerified(): Promise<void> {
    const faults = await this.faults();
    await this.end();
    if (faults.length > 0) throw new Error(faults.join('\n'));
  }

  async end(): Promise<void> {
    await this.server.close();
    await this.database.close();
    await rm(this.folder, { recursive: true });
  }

  /** A service of the assembly or of what it stands on. */
  get<Service>(service: Type<Service>): Service {
    return this.server.get(service, { strict: false });
  }

  /** A person as the actor of one new request. */
  actor(personId: PersonId | null = this.founderId): Actor {
    return { coalitionId: this.coalitionId, personId, key: randomUUID(), request: null };
  }

  async sector(name = 'Residents'): Promise<SectorId> {
    return committed(await this.coalitions.addSector(this.actor(), { name: english(name) })).result.sectorId;
  }

  async organization(sectorId: SectorId, name = 'Tenants'): Promise<OrganizationId> {
    const admitted = await this.coalitions.admitOrganization(this.actor(), { sectorId, name: english(name) });
    return committed(admitted).result.organizationId;
  }

  async person(name = 'Bo'): Promise<PersonId> {
    const registered = await this.people.registerPerson(this.actor(), { name, email: null, steward: false });
    return committed(registered).result.personId;
  }

  async body(clauses = clausesWith()): Promise<BodyId> {
    const established = await this.bodies.establishBody(this.actor(), {
      name: english('Council'),
      zone: 'Europe/Rome',
      clauses,
    });
    return committed(established).result.bodyId;
  }

  /**
   * Adopts other clauses; the decision that carries them is no more than an entry here.
   *
   * @returns the instant of the act; null where nothing changes
   */
  async amend(
    bodyId: BodyId,
    changed: (clauses: readonly Clause[]) => readonly Clause[],
    beginsAt: Date | null = null,
  ): Promise<Date | null> {
    const acted = await this.get(Ledger).act(this.actor(), { streams: [bodyId] }, async (act) => {
      const latest = await latestCharter(act.db, act.coalitionId, bodyId);
      if (!latest) throw new Error('The body has a charter.');
      const begins = beginsAt?.toISOString() ?? null;
      const clauses = changed(latest.clauses);
      const amendment = { amends: latest.digest, clauses, beginsAt: begins, transitional: null };
      const decisionId = act.newId<'Decision'>();
      const decided = { kind: 'decision.recorded', capacity: { role: 'body' }, body: {} };
      const cause = act.append({ stream: decisionId, ...decided });
      const adopted = await this.get(Charters).adopt(act, { bodyId, amendment, decisionId, cause });
      return isRefusal(adopted) ? adopted : { entry: cause, result: { at: act.now.toISOString() } };
    });
    return isRefusal(acted) ? null : new Date(committed(acted).result.at);
  }

  async seat(
    bodyId: BodyId,
    place: { sectorId?: SectorId; organizationId?: OrganizationId; beginsAt?: Date; seatClass?: string } = {},
  ): Promise<SeatId> {
    const created = await this.seats.createSeat(this.actor(), {
      bodyId,
      label: english('A seat'),
      seatClass: place.seatClass ?? 'partner',
      sectorId: place.sectorId ?? null,
      organizationId: place.organizationId ?? null,
      beginsAt: place.beginsAt ?? null,
      endsAt: null,
    });
    return committed(created).result.seatId;
  }

  /** A body that also provides this, with two seats that have stood for long. */
  async twoSeats(...provisions: Clause[]): Promise<{ bodyId: BodyId; seatId: SeatId; other: SeatId }> {
    const bodyId = await this.body([...clausesWith(), ...provisions]);
    const past = { beginsAt: day('2010-01-01') };
    return { bodyId, seatId: await this.seat(bodyId, past), other: await this.seat(bodyId, past) };
  }

  /** Seats a person for themselves, by days. */
  appoint(
    seatId: SeatId,
    personId: PersonId,
    from: string,
    until: string | null = null,
    replaces: MandateId | null = null,
  ) {
    const [beginsAt, endsAt] = [day(from), until === null ? null : day(until)];
    return this.seats.appoint(this.actor(), {
      seatId,
      personId,
      onBehalfOf: null,
      beginsAt,
      endsAt,
      replaces,
    });
  }

  /** How many mandates a body has had: what a refusal must leave as it was. */
  async mandatesIn(bodyId: BodyId): Promise<number> {
    const [row] = await this.database.dataSource.query<{ count: string }[]>(
      'SELECT count(*) FROM mandate WHERE body_id = $1',
      [bodyId],
    );
    return Number(row?.count);
  }

  /** What a stranger finds wrong with the record, by the checks of the assembly alone. */
  async faults(): Promise<string[]> {
    const rows: { entry: Buffer }[] = await this.database.dataSource.query(
      'SELECT entry FROM record_event ORDER BY event_id',
    );
    const entries = rows.map(({ entry }) => JSON.parse(entry.toString()) as Entry);
    return faultsIn(entries);
  }

  /** The entries of a subject, oldest first, as their bytes say. */
  async entriesOf(stream: string): Promise<Record<string, unknown>[]> {
    const rows: { entry: Buffer }[] = await this.database.dataSource.query(
      'SELECT entry FROM record_event WHERE stream = $1 ORDER BY stream_version',
      [stream],
    );
    return rows.map(({ entry }) => JSON.parse(entry.toString()) as Record<string, unknown>);
  }
}
