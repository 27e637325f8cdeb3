import type { INestApplicationContext } from '@nestjs/common';
import { Bodies, Coalitions, People, Seats, type Founding } from '#assembly';
import type { BodyId, CoalitionId, OrganizationId, PersonId, SectorId } from '#kernel';
import { Accounts } from '#platform';
import type { Actor } from '#record';
import { DataSource } from 'typeorm';
import { charterFor, COMMITTEE, SEATED, sectorOf, ZONE } from './committee.js';
import { actorOf, doneBy, keyOf } from './demo-acts.js';
import {
  COALITION,
  emailOf,
  ORGANIZATIONS,
  PEOPLE,
  SECTORS,
  SLUG,
  STEWARD,
  type OrganizationKey,
  type PersonKey,
  type SectorKey,
} from './harbour.js';
import { textOf } from './words.js';

type Ids<Key extends string, Id> = Readonly<Record<Key, Id>>;

/** The coalition's register, kept by its steward: who belongs to it, its committee and who sits there. */
export class DemoRegister {
  private readonly coalitions: Coalitions;
  private readonly people: People;
  private readonly bodies: Bodies;
  private readonly seats: Seats;

  private constructor(
    application: INestApplicationContext,
    private readonly founding: Founding,
  ) {
    this.coalitions = application.get(Coalitions, { strict: false });
    this.people = application.get(People, { strict: false });
    this.bodies = application.get(Bodies, { strict: false });
    this.seats = application.get(Seats, { strict: false });
  }

  /** Founds the coalition, or finds the one that was founded by an earlier loading. */
  static async open(application: INestApplicationContext): Promise<DemoRegister> {
    const accounts = application.get(Accounts, { strict: false });
    const database = application.get(DataSource, { strict: false });
    const account = await accounts.ensure(database, emailOf(STEWARD), { founder: true });
    const coalitions = application.get(Coalitions, { strict: false });
    const founded = await coalitions.foundCoalition(account, keyOf('found'), {
      slug: SLUG,
      name: textOf(COALITION),
      founderName: PEOPLE[STEWARD].name,
    });
    return new DemoRegister(application, doneBy(founded));
  }

  get coalitionId(): CoalitionId {
    return this.founding.coalitionId;
  }

  addSectors(): Promise<Ids<SectorKey, SectorId>> {
    return forEach(keysOf(SECTORS), async (key) => {
      const sector = { name: textOf(SECTORS[key]) };
      return doneBy(await this.coalitions.addSector(this.steward(`sector ${key}`), sector)).sectorId;
    });
  }

  admitOrganizations(sectors: Ids<SectorKey, SectorId>): Promise<Ids<OrganizationKey, OrganizationId>> {
    return forEach(keysOf(ORGANIZATIONS), async (key) => {
      const { sector, name } = ORGANIZATIONS[key];
      const organization = { sectorId: sectors[sector], name: textOf(name) };
      const actor = this.steward(`organization ${key}`);
      return doneBy(await this.coalitions.admitOrganization(actor, organization)).organizationId;
    });
  }

  /** Registers everybody; whoever belongs to an organization is noted as its own. */
  registerPeople(organizations: Ids<OrganizationKey, OrganizationId>): Promise<Ids<PersonKey, PersonId>> {
    return forEach(keysOf(PEOPLE), async (key) => {
      const { name, organization } = PEOPLE[key];
      const personId = key === STEWARD ? this.founding.founderId : await this.registerPerson(key, name);
      if (organization !== null) {
        const affiliation = {
          personId,
          organizationId: organizations[organization],
          beginsAt: null,
          endsAt: null,
        };
        doneBy(await this.people.affiliate(this.steward(`affiliation ${key}`), affiliation));
      }
      return personId;
    });
  }

  private async registerPerson(key: PersonKey, name: string): Promise<PersonId> {
    const person = { name, email: emailOf(key), steward: false };
    return doneBy(await this.people.registerPerson(this.steward(`person ${key}`), person)).personId;
  }

  /** Establishes the committee and seats those who sit on it, each for their own organization. */
  async establishCommittee(
    sectors: Ids<SectorKey, SectorId>,
    organizations: Ids<OrganizationKey, OrganizationId>,
    people: Ids<PersonKey, PersonId>,
  ): Promise<BodyId> {
    const body = { name: textOf(COMMITTEE), zone: ZONE, clauses: charterFor(sectors) };
    const { bodyId } = doneBy(await this.bodies.establishBody(this.steward('committee'), body));
    for (const key of SEATED) {
      const { organization } = PEOPLE[key];
      const sector = sectorOf(key);
      if (organization === null || sector === null) throw new Error(`${key} has a seat and no organization.`);
      const seat = {
        bodyId,
        label: textOf(ORGANIZATIONS[organization].name),
        seatClass: sector,
        sectorId: sectors[sector],
        organizationId: organizations[organization],
        beginsAt: null,
        endsAt: null,
      };
      const { seatId } = doneBy(await this.seats.createSeat(this.steward(`seat ${organization}`), seat));
      const mandate = { seatId, personId: people[key], onBehalfOf: null, beginsAt: null, endsAt: null };
      doneBy(await this.seats.appoint(this.steward(`mandate ${key}`), mandate));
    }
    return bodyId;
  }

  private steward(step: string): Actor {
    return actorOf(this.coalitionId, this.founding.founderId, step);
  }
}

function keysOf<Key extends string>(table: Readonly<Record<Key, unknown>>): Key[] {
  return Object.keys(table) as Key[];
}

/** Makes something for each key, one after the other. */
async function forEach<Key extends string, Value>(
  keys: readonly Key[],
  make: (key: Key) => Promise<Value>,
): Promise<Ids<Key, Value>> {
  const made: Partial<Record<Key, Value>> = {};
  for (const key of keys) made[key] = await make(key);
  return made as Ids<Key, Value>;
}
