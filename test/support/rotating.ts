import { Coalitions, People, Seats } from '#assembly';
import type { PersonId, SectorId } from '#kernel';
import { Vault } from '#platform';
import { auditWithin, DueActs, Sequencer, type Actor } from '#record';
import {
  rotationCheck,
  rotationKinds,
  Rotations,
  rotationTables,
  Unavailabilities,
  type PlanRotation,
  type RotationId,
  type Turn,
} from '#rotation';
import { checkKind, verifyRecord, type CheckReport, type Entry } from '#transparency';
import type { Answer } from './caller.js';
import { charterOf, Committee, committed, english } from './committee.js';
import { moveClock } from './database.js';
import { logOverHttp, policyOf, untilAllPublished } from './log-reader.js';
import { signedIn } from './voters.js';
import { startTestServer, type TestServer } from './world.js';

const DAY = 86_400_000;

/** A committee whose roles go round: Ana and Bo sit for labour, Cy and Di for culture. */
export class Rotating {
  static async seat(slug = 'harbour'): Promise<Rotating> {
    const server = await startTestServer();
    const committee = await Committee.seat(server, 0, { slug, clauses: charterOf(8) });
    const rotating = new Rotating(server, committee);
    rotating.labour = await rotating.#sector('Labour');
    rotating.culture = await rotating.#sector('Culture');
    for (const name of ['Ana', 'Bo']) await rotating.join(name, rotating.labour);
    for (const name of ['Cy', 'Di']) await rotating.join(name, rotating.culture);
    return rotating;
  }

  labour!: SectorId;
  culture!: SectorId;
  readonly people: Record<string, PersonId> = {};

  private constructor(
    readonly server: TestServer,
    readonly committee: Committee,
  ) {}

  /** What a person is answered who signs in now: sessions end with the weeks that the clock is moved by. */
  async asked(name: string, query: string, variables: object): Promise<Answer> {
    const browser = await signedIn(this.server, `${name}@${this.committee.slug}.example`);
    return JSON.parse(await (await browser.ask(query, variables)).text());
  }

  by(name: string): Actor {
    const person = this.people[name];
    if (!person) throw new Error(`Nobody is called ${name}.`);
    return this.committee.actor(person);
  }

  bySteward(): Actor {
    return this.committee.actor(this.committee.founderId);
  }

  async #sector(name: string): Promise<SectorId> {
    const added = await this.server.app.get(Coalitions).addSector(this.bySteward(), { name: english(name) });
    return committed(added).result.sectorId;
  }

  /** Registers a person and gives them a new seat of a sector. */
  async join(name: string, sectorId: SectorId): Promise<void> {
    const { app } = this.server;
    const always = { beginsAt: null, endsAt: null };
    const email = `${name.toLowerCase()}@${this.committee.slug}.example`;
    const person = { name, email, steward: false };
    const { personId } = committed(await app.get(People).registerPerson(this.bySteward(), person)).result;
    const seat = {
      bodyId: this.committee.bodyId,
      label: english(`Seat of ${name}`),
      seatClass: 'member',
      sectorId,
      organizationId: null,
      ...always,
    };
    const { seatId } = committed(await app.get(Seats).createSeat(this.bySteward(), seat)).result;
    const appointment = { seatId, personId, onBehalfOf: null, ...always };
    committed(await app.get(Seats).appoint(this.bySteward(), appointment));
    this.people[name] = personId;
  }

  /** Ends the mandate by which a person sits. */
  async leave(name: string): Promise<void> {
    const [{ id: mandateId, version: expectedVersion }] = await this.server.database.dataSource.query(
      'SELECT id, version FROM mandate WHERE person_id = $1 AND ends_at IS NULL',
      [this.people[name]],
    );
    const end = { mandateId, expectedVersion, endsAt: null, because: `${name} resigns.` };
    committed(await this.server.app.get(Seats).endMandate(this.bySteward(), end));
  }

  async isAway(name: string, { beginsAt, endsAt }: Pick<Turn, 'beginsAt' | 'endsAt'>): Promise<void> {
    const away = { beginsAt, endsAt, because: null };
    committed(await this.server.app.get(Unavailabilities).declareUnavailability(this.by(name), away));
  }

  terms(change: Partial<PlanRotation> = {}): PlanRotation {
    return {
      bodyId: this.committee.bodyId,
      role: 'CHAIR',
      startsAt: `${localDay(7)}T09:00`,
      zone: null,
      every: 1,
      unit: 'WEEK',
      turns: 12,
      weights: [
        { sectorId: this.labour, weight: 2 },
        { sectorId: this.culture, weight: 1 },
      ],
      spacing: 2,
      notice: 2,
      section: '5.2',
      leaveOpen: false,
      ...change,
    };
  }

  plan(change: Partial<PlanRotation> = {}) {
    return this.server.app.get(Rotations).planRotation(this.bySteward(), this.terms(change));
  }

  async replan(rotationId: RotationId, weights: PlanRotation['weights'] | null = null) {
    const command = { ...(await this.seen(rotationId)), weights };
    return this.server.app.get(Rotations).replan(this.bySteward(), command);
  }

  turnsOf(rotationId: RotationId): Promise<Turn[]> {
    return this.server.database.dataSource.query(
      `SELECT slot, person_id AS "personId", sector_id AS "sectorId", state, cause, version, id,
         begins_at AS "beginsAt", ends_at AS "endsAt"
       FROM turn WHERE rotation_id = $1 ORDER BY slot`,
      [rotationId],
    );
  }

  async seen(rotationId: RotationId) {
    const [{ version }] = await this.server.database.dataSource.query(
      'SELECT version FROM rotation WHERE id = $1',
      [rotationId],
    );
    return { rotationId, expectedVersion: version as number };
  }

  names(turns: readonly Pick<Turn, 'personId'>[]): (string | null)[] {
    return turns.map(
      ({ personId }) => Object.keys(this.people).find((name) => this.people[name] === personId) ?? null,
    );
  }

  /** How many lines and entries there are: what was refused has added none. */
  async lines(): Promise<number> {
    const [{ count }] = await this.server.database.dataSource.query(
      'SELECT (SELECT count(*)::integer FROM turn_line) + (SELECT count(*)::integer FROM record_event) AS count',
    );
    return count as number;
  }

  /** Until nothing is due any more: what was done may have made more due. */
  async doWhatIsDue(): Promise<void> {
    while ((await this.server.app.get(DueActs).run()) > 0);
  }

  /** Moves the clock to an instant. */
  async moveTo(at: Date): Promise<void> {
    const { dataSource } = this.server.database;
    const [{ now }] = await dataSource.query('SELECT quorate_now() AS now');
    await moveClock(dataSource, at.getTime() - (now as Date).getTime());
  }

  /** The kinds of the entries that rotations have written; throws for one of a form that is not known. */
  async kindsWritten(): Promise<ReadonlySet<string>> {
    const rows: { entry: Buffer }[] = await this.server.database.dataSource.query(
      'SELECT entry FROM record_event ORDER BY event_id',
    );
    const entries = rows.map(({ entry }) => JSON.parse(entry.toString()) as Entry);
    const ours = entries.filter(({ kind }) => /^(rotation|swap|unavailability)\./.test(kind));
    for (const entry of ours) {
      const misfit = Object.hasOwn(rotationKinds, entry.kind) ? checkKind(entry, rotationKinds) : entry.kind;
      if (misfit !== null) throw new Error(`An entry has an unknown form: ${JSON.stringify(misfit)}`);
    }
    return new Set(ours.map(({ kind }) => kind));
  }

  /** What the tables of rotations hold that the record does not say. */
  async differences(): Promise<readonly object[]> {
    const { app, database } = this.server;
    const { coalitionId } = this.committee;
    await app.get(Sequencer).run(coalitionId);
    const { differences } = await database.dataSource.transaction((db) =>
      auditWithin(db, {
        coalitionId,
        vault: app.get(Vault),
        tables: rotationTables,
        unrecorded: {},
        signed: null,
      }),
    );
    return differences.filter(({ table }) => rotationTables.some((kept) => kept.table === table));
  }

  /** What a stranger finds who follows the rotations of the published record. */
  async followed(): Promise<{ verdicts: readonly object[]; reports: readonly CheckReport[] }> {
    const { slug } = this.committee;
    await untilAllPublished(this.server, slug);
    const fetchBytes = logOverHttp(this.server.url, slug);
    const policy = await policyOf(fetchBytes);
    return verifyRecord({ fetchBytes, policy, prior: [], checks: [rotationCheck()], kinds: rotationKinds });
  }
}

/** A day so many days from today, as a local date. */
export function localDay(days: number): string {
  return new Date(Date.now() + days * DAY).toISOString().slice(0, 10);
}
