import { CONFIG, databaseNow, type Config } from '#platform';
import { DueActs } from '#record';
import { COMMANDS } from '../../apps/steward/src/commands/index.js';
import { runLine } from '../../apps/steward/src/spec-support/terminal.js';
import { act, callerOf, done, text, type Answer, type Caller } from './caller.js';
import { moveClock } from './database.js';
import { untilAllPublished } from './log-reader.js';
import type { TestServer } from './world.js';

/** What an eligibility question leaves open. */
export interface Asked {
  readonly beginsAt?: Date;
  readonly asKnownAt?: Date;
}

/** The holding of a seat, as an act answered it. */
interface Held {
  readonly id: string;
  readonly version: number;
  readonly seat: string;
}

interface Holder {
  readonly name: string;
  readonly isHeldOver: boolean;
}

const ELIGIBILITY = `query ($seat: ID!, $person: ID!, $beginsAt: DateTime, $asKnownAt: DateTime) {
  eligibility(seat: $seat, person: $person, beginsAt: $beginsAt, asKnownAt: $asKnownAt) {
    answer obstacles { code clause } nextEligible { kind at } limits { run lifetime counted { why } }
    cases { readings { question reading } isEligible }
  }
}`;

/**
 * A coalition with one body, whose years go by: its steward acts over GraphQL, on the days on which things happened.
 * People, organizations and seats go by their names here.
 */
export class Chronicle {
  /** @param day on which the coalition is founded, in UTC, like all days of the chronicle */
  static async begin(server: TestServer, slug: string, day: string): Promise<Chronicle> {
    const chronicle = new Chronicle(server, slug);
    await chronicle.on(day);
    const founding = { slug, name: text(slug), founderName: 'The steward' };
    const founder = await chronicle.caller();
    const fields = '... on CoalitionFounded { coalition { id } }';
    const { coalition } = await done(founder, 'foundCoalition', founding, fields);
    chronicle.coalition = coalition.id;
    const sector = { coalitionId: coalition.id, name: text('Everybody') };
    const added = await done(founder, 'addSector', sector, '... on SectorAdded { sector { id } }');
    chronicle.sector = added.sector.id;
    return chronicle;
  }

  coalition = '';
  sector = '';
  body = '';
  readonly seats = new Map<string, string>();
  readonly people = new Map<string, string>();
  readonly #organizations = new Map<string, string>();
  readonly #held = new Map<string, Held>();
  readonly #belongs = new Map<string, { readonly organization: string; readonly id: string }>();
  #callers = new Map<string, Caller>();

  private constructor(
    readonly server: TestServer,
    readonly slug: string,
  ) {}

  /** Lets the time pass until a day begins; whatever has become due by then is carried out. */
  async on(day: string): Promise<void> {
    const { dataSource } = this.server.database;
    const ahead = new Date(`${day}T00:00:00Z`).getTime() - (await this.now()).getTime();
    if (this.body !== '' && ahead < 0) throw new Error(`${day} is over.`);
    await moveClock(dataSource, ahead);
    this.#callers = new Map();
    if (this.body !== '') await this.server.app.get(DueActs, { strict: false }).run();
  }

  now(): Promise<Date> {
    return databaseNow(this.server.database.dataSource);
  }

  /** The steward, or a person by name, signed in today. */
  async caller(name?: string): Promise<Caller> {
    const email = name === undefined ? `founder@${this.slug}.example` : this.#email(name);
    const known = this.#callers.get(email);
    if (known) return known;
    const caller = await callerOf(this.server, email);
    this.#callers.set(email, caller);
    return caller;
  }

  /** An act of the steward: its payload, or the refusal. */
  async tries(name: string, input: object, fields = ''): Promise<Answer> {
    return act(await this.caller(), name, input, fields);
  }

  /** An act of the steward that is carried out. */
  async does(name: string, input: object, fields: string): Promise<Answer> {
    return done(await this.caller(), name, input, fields);
  }

  /** Establishes the body by a charter. */
  async establish(clauses: readonly object[], zone = 'UTC'): Promise<void> {
    const input = { coalitionId: this.coalition, name: text('The body'), zone, clauses };
    const { body } = await this.does('establishBody', input, '... on BodyEstablished { body { id } }');
    this.body = body.id;
  }

  /** The id of a person, who is registered when first named. */
  async person(name: string): Promise<string> {
    const known = this.people.get(name);
    if (known !== undefined) return known;
    const input = { coalitionId: this.coalition, name, email: this.#email(name) };
    const { person } = await this.does('registerPerson', input, '... on PersonRegistered { person { id } }');
    this.people.set(name, person.id);
    return person.id;
  }

  /** The id of an organization, which is admitted when first named. */
  async organization(name: string): Promise<string> {
    const known = this.#organizations.get(name);
    if (known !== undefined) return known;
    const fields = '... on OrganizationAdmitted { organization { id } }';
    const input = { sectorId: this.sector, name: text(name) };
    const { organization } = await this.does('admitOrganization', input, fields);
    this.#organizations.set(name, organization.id);
    return organization.id;
  }

  /** From now on a person belongs to this organization, and no more to the one before. */
  async belongs(name: string, organization: string): Promise<void> {
    const before = this.#belongs.get(name);
    if (before) {
      const input = { affiliationId: before.id, expectedVersion: 1 };
      await this.does('endAffiliation', input, '... on AffiliationEnded { affiliation { id } }');
    }
    const personId = await this.person(name);
    const input = { personId, organizationId: await this.organization(organization) };
    const { affiliation } = await this.does('affiliate', input, '... on Affiliated { affiliation { id } }');
    this.#belongs.set(name, { organization, id: affiliation.id });
  }

  /** Creates a seat from now on; for good unless more is said. */
  async seat(label: string, seatClass: string, more: object = {}): Promise<string> {
    const input = { bodyId: this.body, label: text(label), seatClass, ...more };
    const { seat } = await this.does('createSeat', input, '... on SeatCreated { seat { id } }');
    this.seats.set(label, seat.id);
    return seat.id;
  }

  /** The id of a seat by its name. */
  seatId(label: string): string {
    const id = this.seats.get(label);
    if (id === undefined) throw new Error(`There is no seat ${label}.`);
    return id;
  }

  /** Appoints a person to a seat; from now on unless more is said. */
  async appoint(name: string, seat: string, more: object = {}): Promise<void> {
    const input = { seatId: this.seatId(seat), personId: await this.person(name), ...more };
    const { mandate } = await this.does('appoint', input, `... on Appointed { mandate { id version } }`);
    this.#held.set(name, { ...mandate, seat });
  }

  /** Ends what a person holds, now. */
  async leaves(name: string, because: string): Promise<void> {
    const { id, version } = this.#holding(name);
    const input = { mandateId: id, expectedVersion: version, because };
    await this.does('endMandate', input, '... on MandateEnded { mandate { id } }');
  }

  /** Fills the seat that a person left, for what remains of the term, from an order of candidates; tells who has it. */
  async fill(left: string, by: string, candidates: readonly string[]): Promise<string> {
    const { id: replaces, seat } = this.#holding(left);
    const people = await Promise.all(candidates.map((name) => this.person(name)));
    const input = { seatId: this.seatId(seat), by, candidates: people, replaces };
    const fields = '... on Appointed { mandate { id version person { name } } }';
    const { mandate } = await this.does('fillVacancy', input, fields);
    const { id, version, person } = mandate;
    this.#held.set(person.name, { id, version, seat });
    return person.name;
  }

  /** Who holds the seats now, by the names of the seats; and whether only until there is a successor. */
  async holders(): Promise<ReadonlyMap<string, Holder>> {
    const query = `query ($body: ID!) { node(id: $body) { ... on Body { seats(first: 100) { nodes {
      label { text } holding { id version isHeldOver person { name } }
    } } } } }`;
    const { node } = await (await this.caller())(query, { body: this.body });
    const holders = new Map<string, Holder>();
    for (const { label, holding } of node.seats.nodes) {
      if (!holding) continue;
      const { id, version, isHeldOver, person } = holding;
      holders.set(label.text, { name: person.name, isHeldOver });
      this.#held.set(person.name, { id, version, seat: label.text });
    }
    return holders;
  }

  /** The names of those who sit now, in the order of the alphabet. */
  async roster(): Promise<string[]> {
    return [...(await this.holders()).values()].map(({ name }) => name).toSorted();
  }

  /** Whether a person may be given a seat. */
  async eligibility(name: string, seat: string, asked: Asked = {}): Promise<Answer> {
    const variables = { seat: this.seatId(seat), person: await this.person(name), ...asked };
    return (await (await this.caller())(ELIGIBILITY, variables)).eligibility;
  }

  /** What `steward verify --database` says when all that was done has been published. */
  async verify(): Promise<Answer> {
    await untilAllPublished(this.server, this.slug);
    const { dataDir } = this.server.app.get<Config>(CONFIG, { strict: false });
    const env = { DATABASE_URL: this.server.database.serverUrl, QUORATE_DATA: dataDir };
    const words = ['verify', this.server.url, '--coalition', this.slug, '--database', '--json'];
    const { exit, out, err } = await runLine(words, COMMANDS, env);
    if (exit !== 0) throw new Error(`${err}\n${out}`);
    return JSON.parse(out);
  }

  #holding(name: string): Held {
    const held = this.#held.get(name);
    if (!held) throw new Error(`${name} holds no seat.`);
    return held;
  }

  #email(name: string): string {
    return `${name
      .normalize('NFKD')
      .replace(/[^A-Za-z0-9]/g, '')
      .toLowerCase()}@${this.slug}.example`;
  }
}
