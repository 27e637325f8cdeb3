import type { INestApplicationContext } from '@nestjs/common';
import type { CoalitionId } from '#kernel';
import { Accounts, SignIn } from '#platform';
import { DataSource } from 'typeorm';
import { DemoRegister } from './demo-register.js';
import { planYear } from './demo-turns.js';
import { bringProposals } from './demo-votes.js';
import { emailOf, GUESTS, PEOPLE, SLUG } from './harbour.js';

/** Where the demonstration coalition is. */
export interface DemoCoalition {
  readonly slug: string;
  readonly coalitionId: CoalitionId;
}

/** A link that signs in once as somebody of the demonstration. */
export interface GuestLink {
  /** Who that is: `the steward`. */
  readonly role: string;
  readonly name: string;
  readonly email: string;
  /** The path of the link on the server; it works for ten minutes. */
  readonly path: string;
}

/** True when the server has no coalition at all. */
export async function hasNoCoalition(application: INestApplicationContext): Promise<boolean> {
  const database = application.get(DataSource, { strict: false });
  const rows = await database.query<unknown[]>('SELECT FROM record_log LIMIT 1');
  return rows.length === 0;
}

/** True when the server has the demonstration coalition. */
export async function hasDemo(application: INestApplicationContext): Promise<boolean> {
  const database = application.get(DataSource, { strict: false });
  const rows = await database.query<unknown[]>('SELECT FROM record_log WHERE slug = $1', [SLUG]);
  return rows.length > 0;
}

/**
 * Loads the demonstration coalition through the modules' own services, with a year of turns, a vote that is over and
 * one that runs.
 * It takes some seconds, in which the first vote is open. Loaded again it changes nothing, and goes on with what
 * was broken off.
 *
 * @param application the server's modules, running
 * @throws OperatorProblem when another coalition has its slug
 */
export async function loadDemo(application: INestApplicationContext): Promise<DemoCoalition> {
  const register = await DemoRegister.open(application);
  const { coalitionId } = register;
  const sectors = await register.addSectors();
  const organizations = await register.admitOrganizations(sectors);
  const people = await register.registerPeople(organizations);
  const bodyId = await register.establishCommittee(sectors, organizations, people);
  const committee = { coalitionId, bodyId, people };
  await planYear(application, committee, Object.values(sectors));
  await bringProposals(application, committee);
  return { slug: SLUG, coalitionId };
}

/** Makes sign-in links for those whom a newcomer may come as. */
export async function guestLinks(application: INestApplicationContext): Promise<GuestLink[]> {
  const accounts = application.get(Accounts, { strict: false });
  const database = application.get(DataSource, { strict: false });
  const signIn = application.get(SignIn, { strict: false });
  const links: GuestLink[] = [];
  for (const { role, person } of GUESTS) {
    const email = emailOf(person);
    const path = await signIn.issueLink(await accounts.ensure(database, email));
    links.push({ role, name: PEOPLE[person].name, email, path });
  }
  return links;
}
