import fc from 'fast-check';
import { isRefusal, type BodyId, type Id, type PersonId, type SeatId } from '#kernel';
import { DueActs } from '#record';
import type { Clause } from './charter.types.js';
import { EligibilityQueries } from './eligibility.queries.js';
import type { Eligibility } from './eligibility.types.js';
import { Remedies } from './remedy.service.js';
import { Standing } from './standing.service.js';
import { Vacancies } from './vacancy.service.js';
import { moveClock } from '../../../test/support/database.js';
import { clausesWith } from './spec-support/charter.js';
import { provide } from './spec-support/provisions.js';
import { ToyRoster } from './spec-support/roster-model.js';
import { committed, World } from './spec-support/world.js';

/** The services against a toy of them: whatever is done in whatever order, what must never be so never is. */

const DAY = 86_400_000;
const SEATS = 3;
const PEOPLE = 5;
const COMPANIES = 2;

let world: World;

beforeAll(async () => {
  world = await World.begin();
  world.get(Remedies).onModuleInit();
});

afterAll(() => world.endVerified());

const limitOf = (most: number) =>
  provide('LIMIT', '5.1', `${most} in a row, unless waived.`, { consecutive: most, hard: 'no', gapDays: 30 });
const CAP = provide('CAP', '5.2', 'One of a company.', {
  by: 'ORGANIZATION',
  most: 1,
  remedies: 'RESIGN;REMOVE_ALL',
  graceDays: 20,
});
const VACANCY = provide('VACANCY', '6.1', 'By appointment.', { by: 'APPOINTMENT' });

const codeOf = (outcome: unknown) => (isRefusal(outcome) ? outcome.code : null);

/** An answer on who may sit, with what it was asked about and when. */
interface Answered {
  readonly asked: { readonly seatId: SeatId; readonly personId: PersonId; readonly at: Date };
  readonly answer: Eligibility;
}

/** The body under test: the real one. */
class RealRoster {
  static async establish(): Promise<RealRoster> {
    const clauses = clausesWith({
      SEATS: { classes: [{ name: 'partner', seats: SEATS, sectorId: null, termMonths: 12 }] },
      QUORUM: { share: { num: 1, den: 2 }, count: null },
      SECONDING: { coSponsors: 0, sectors: 0 },
    });
    const bodyId = await world.body([...clauses, limitOf(2), CAP, VACANCY]);
    const seats = [];
    for (let n = 0; n < SEATS; n += 1) seats.push(await world.seat(bodyId));
    const people = [];
    for (let n = 0; n < PEOPLE; n += 1) people.push(await world.person(`Person ${n}`));
    const sector = await world.sector();
    const companies = [];
    for (let n = 0; n < COMPANIES; n += 1) companies.push(await world.organization(sector));
    return new RealRoster(bodyId, { seats, people, companies });
  }

  readonly answers: Answered[] = [];
  readonly #affiliations = new Map<PersonId, string>();

  private constructor(
    readonly bodyId: BodyId,
    private readonly all: { seats: SeatId[]; people: PersonId[]; companies: Id<'Organization'>[] },
  ) {}

  seat = (n: number) => this.all.seats[n % SEATS]!;
  person = (n: number) => this.all.people[n % PEOPLE]!;

  appoint(person: PersonId, seatId: SeatId) {
    const open = { onBehalfOf: null, beginsAt: null, endsAt: null };
    return world.seats.appoint(world.actor(), { seatId, personId: person, ...open });
  }

  end(mandateId: Id<'Mandate'>) {
    const ending = { mandateId, expectedVersion: 1, endsAt: null, because: 'resigned' };
    return world.seats.endMandate(world.actor(), ending);
  }

  fill(seatId: SeatId, candidates: PersonId[], replaces: Id<'Mandate'>) {
    const filling = { seatId, by: 'APPOINTMENT', candidates, replaces, nextNominations: null } as const;
    return world.get(Vacancies).fillVacancy(world.actor(), filling);
  }

  /** From now on a person belongs to a company, and to no other. */
  async move(person: PersonId, company: number): Promise<void> {
    const before = this.#affiliations.get(person);
    const open = { beginsAt: null, endsAt: null };
    if (before !== undefined) {
      const ending = { affiliationId: before as Id<'Affiliation'>, expectedVersion: 1, endsAt: null };
      committed(await world.people.endAffiliation(world.actor(), ending));
    }
    const organizationId = this.all.companies[company]!;
    const moved = await world.people.affiliate(world.actor(), { personId: person, organizationId, ...open });
    this.#affiliations.set(person, committed(moved).result.affiliationId);
  }

  async waive(personId: PersonId): Promise<void> {
    const { bodyId } = this;
    const waiver = { bodyId, personId, clause: '5.1', because: 'Nobody else.', beginsAt: null, endsAt: null };
    committed(await world.get(Standing).waiveLimit(world.actor(), waiver));
  }

  /** Adopts another limit. */
  async amend(most: number): Promise<Date> {
    const changed = (clauses: readonly Clause[]) =>
      clauses.map((clause) => (clause.topic === 'LIMIT' ? limitOf(most) : clause));
    return (await world.amend(this.bodyId, changed)) ?? new Date(Number.NaN);
  }

  async ask(personId: PersonId, seatId: SeatId): Promise<void> {
    const at = await world.now();
    this.answers.push({
      asked: { personId, seatId, at },
      answer: await this.answerTo({ personId, seatId, at }),
    });
  }

  answerTo({ personId, seatId, at }: Answered['asked']): Promise<Eligibility> {
    const { coalitionId } = world;
    const open = { onBehalfOf: null, beginsAt: at, asKnownAt: at };
    return world.get(EligibilityQueries).eligibility({ coalitionId, seatId, personId }, open);
  }

  /** The mandates as the tables hold them. */
  async mandates() {
    const rows = await world.database.dataSource.query<
      { id: Id<'Mandate'>; seat: SeatId; person: PersonId; from: Date; until: Date; termEnd: Date }[]
    >(
      `SELECT id, seat_id AS seat, person_id AS person, begins_at AS from, ends_at AS until, term_ends_at AS "termEnd"
       FROM mandate WHERE body_id = $1 ORDER BY id`,
      [this.bodyId],
    );
    return rows.map(({ from, until, termEnd, ...row }) => ({
      ...row,
      from: from.getTime(),
      until: until.getTime(),
      termEnd: termEnd.getTime(),
    }));
  }

  /** The mandates as the entries of the record tell of them. */
  async mandatesOfRecord() {
    const told = await world.database.dataSource.query<{ stream: string; entry: Buffer }[]>(
      `SELECT event.stream, event.entry FROM record_event event JOIN mandate ON mandate.id = event.stream
       WHERE mandate.body_id = $1 ORDER BY event.stream, event.stream_version`,
      [this.bodyId],
    );
    const spans = new Map<string, { seat: string; from: string; until: string }>();
    for (const { stream, entry } of told) {
      const { kind, body } = JSON.parse(entry.toString());
      const { seat, beginsAt, endsAt } = body;
      if (kind === 'mandate.began') spans.set(stream, { seat, from: beginsAt, until: endsAt });
      else spans.set(stream, { ...spans.get(stream)!, until: endsAt });
    }
    return [...spans].map(([id, { seat, from, until }]) => ({
      id,
      seat,
      from: Date.parse(from),
      until: Date.parse(until),
    }));
  }

  async openRemedies(): Promise<number> {
    const [row] = await world.database.dataSource.query<{ count: number }[]>(
      'SELECT count(*)::int AS count FROM remedy WHERE body_id = $1 AND outcome IS NULL',
      [this.bodyId],
    );
    return row!.count;
  }
}

/** What must be so after every command. */
async function expectSound(toy: ToyRoster, real: RealRoster): Promise<void> {
  toy.mandates = await real.mandates();
  const at = (await world.now()).getTime();
  for (const one of toy.mandates) {
    for (const other of toy.mandates) {
      if (one.id >= other.id || one.from >= other.until || other.from >= one.until) continue;
      expect(one.seat).not.toBe(other.seat);
      expect(one.person).not.toBe(other.person);
    }
  }
  const companies = toy.sittingAt(at).map(({ person }) => toy.company.get(person));
  const isOver = companies.some((one, n) => one !== undefined && companies.indexOf(one) !== n);
  if (isOver) expect(await real.openRemedies()).toBeGreaterThan(0);
  expect(await real.mandatesOfRecord()).toEqual(
    toy.mandates.map(({ id, seat, from, until }) => ({ id, seat, from, until })),
  );
}

type Step = fc.AsyncCommand<ToyRoster, RealRoster>;

/** A command that may always be tried. */
const step = (name: string, run: (toy: ToyRoster, real: RealRoster) => Promise<void>): Step => ({
  check: () => true,
  async run(toy, real) {
    await run(toy, real);
    await expectSound(toy, real);
  },
  toString: () => name,
});

const index = fc.nat({ max: 59 });
const steps = fc.commands(
  [
    fc.tuple(index, index).map(([p, s]) =>
      step(`appoint ${p % PEOPLE} to ${s % SEATS}`, async (toy, real) => {
        const at = (await world.now()).getTime();
        const expected = toy.refusalOf(real.person(p), real.seat(s), at);
        expect(codeOf(await real.appoint(real.person(p), real.seat(s)))).toBe(expected);
      }),
    ),
    fc.tuple(index, index, index).map(([p, q, s]) =>
      step(`seat ${p % PEOPLE} and ${q % PEOPLE} on ${s % SEATS} at once`, async (toy, real) => {
        const at = (await world.now()).getTime();
        const both = [real.person(p), real.person(q)];
        const may = both.map((person) => toy.refusalOf(person, real.seat(s), at));
        const codes = (await Promise.all(both.map((person) => real.appoint(person, real.seat(s))))).map(
          codeOf,
        );
        expect(codes.filter((code) => code === null)).toHaveLength(may.includes(null) ? 1 : 0);
      }),
    ),
    index.map((s) =>
      step(`who holds ${s % SEATS} resigns`, async (toy, real) => {
        const held = toy.holderOf(real.seat(s), (await world.now()).getTime());
        if (held) committed(await real.end(held.id));
      }),
    ),
    fc.tuple(index, index, index).map(([s, p, q]) =>
      step(`fill ${s % SEATS} by ${p % PEOPLE} or ${q % PEOPLE}`, async (toy, real) => {
        const at = (await world.now()).getTime();
        const left = toy.mandates.filter(({ seat }) => seat === real.seat(s)).at(-1);
        if (!left) return;
        const candidates = [...new Set([real.person(p), real.person(q)])];
        const codes = candidates.map((person) => toy.refusalOf(person, real.seat(s), at));
        const isHeld = toy.holderOf(real.seat(s), at) !== undefined;
        const isOver = left.termEnd <= at;
        const filled = codes.includes(null) ? null : 'NOBODY_MAY_TAKE_THE_SEAT';
        const expected = isOver ? 'NOTHING_LEFT_OF_TERM' : filled;
        const code = codeOf(await real.fill(real.seat(s), candidates, left.id));
        expect(code).toBe(isHeld ? 'SEAT_NOT_VACANT' : expected);
        if (code !== null) return;
        const last = (await real.mandates()).at(-1)!;
        expect(last.person).toBe(candidates[codes.indexOf(null)]);
      }),
    ),
    fc.tuple(index, index).map(([p, c]) =>
      step(`${p % PEOPLE} goes to company ${c % COMPANIES}`, async (toy, real) => {
        if (toy.company.get(real.person(p)) === c % COMPANIES) return;
        await real.move(real.person(p), c % COMPANIES);
        toy.company.set(real.person(p), c % COMPANIES);
      }),
    ),
    fc.integer({ min: 1, max: 3 }).map((most) =>
      step(`${most} in a row from now on`, async (toy, real) => {
        if (toy.limits.at(-1)?.most === most) return;
        const since = (await real.amend(most)).getTime();
        toy.limits.push({ since, most });
      }),
    ),
    index.map((p) =>
      step(`the limit is waived for ${p % PEOPLE}`, async (toy, real) => {
        if (toy.waived.has(real.person(p))) return;
        await real.waive(real.person(p));
        toy.waived.set(real.person(p), (await world.now()).getTime());
      }),
    ),
    fc.integer({ min: 1, max: 400 }).map((days) =>
      step(`${days} days pass`, async () => {
        await moveClock(world.database.dataSource, days * DAY);
        await world.get(DueActs).run();
      }),
    ),
    fc
      .tuple(index, index)
      .map(([p, s]) =>
        step(`ask about ${p % PEOPLE}`, async (_, real) => real.ask(real.person(p), real.seat(s))),
      ),
  ],
  { maxCommands: 30, size: 'max' },
);

it('holds whatever is done in whatever order, and never changes an answer that was given', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (commands) => {
      const real = await RealRoster.establish();
      const toy = new ToyRoster();
      toy.limits.push({ since: 0, most: 2 });
      await fc.asyncModelRun(() => ({ model: toy, real }), commands);
      for (const { asked, answer } of real.answers) expect(await real.answerTo(asked)).toEqual(answer);
      for (const { person, from } of toy.mandates) {
        const earlier = new ToyRoster();
        Object.assign(earlier, { limits: toy.limits, waived: toy.waived });
        earlier.mandates = toy.mandates.filter((it) => it.from < from);
        expect(earlier.isOverLimit(person, from)).toBe(false);
      }
    }),
    { numRuns: 6 },
  );
}, 300_000);
