import { KUBERNETES } from './support/charters-of-software.js';
import { type Answer } from './support/caller.js';
import { charterInput, provisionInputs, seatsClause } from './support/charter-input.js';
import { Chronicle } from './support/chronicle.js';
import { amend, elect, passedOver } from './support/chronicle-votes.js';
import { describeGolden, readGoldenText } from './support/golden.js';
import { startTestServer, type TestServer } from './support/world.js';

interface History {
  mandates: {
    person: string;
    start: string;
    end: string | null;
    mandate_class: 'bootstrap' | 'elected' | 'vacancy';
    end_reason: string | null;
  }[];
  affiliations: { person: string; affiliation: string; since: string }[];
  elections: { year: number; seats: number; ranking: string[] | null; winners: string[] }[];
  expected_eligibility_under_2020_rule: {
    election: number;
    person: string;
    lifetime: number;
    consecutive: number;
    eligible: boolean;
    note?: string;
  }[];
}

/** An answer that was given, with the instant of which and at which it was asked. */
interface Given {
  readonly expected: History['expected_eligibility_under_2020_rule'][number];
  readonly beginsAt: Date;
  readonly asKnownAt: Date;
  readonly answer: Answer;
}

/** The provisions on some topics, worded otherwise where the charter said less in the beginning. */
const on = (
  topics: readonly string[],
  says: Readonly<Record<string, string>> = {},
  leaves: readonly string[] = [],
) =>
  KUBERNETES.filter(({ topic }) => topics.includes(topic)).map((clause) => ({
    ...clause,
    parameters: [
      ...clause.parameters.filter(({ name }) => !(name in says) && !leaves.includes(name)),
      ...Object.entries(says).map(([name, value]) => ({ name, readings: [value] })),
    ],
  }));

// Terms last two years; in practice everybody stayed until the next election, which was weeks late twice.
const TERM = on(['TERM'], { classes: 'elected', holdover: 'yes' });
const RUNNER_UP = on(['VACANCY'], {}, ['uses']).slice(0, 1);
// A row is broken by more than the weeks by which elections are early or late.
const LIMIT = on(['LIMIT'], { gapDays: '46' });

/** What the committee adopted after its founding, by the day. The limit was held against the election of 2020. */
const AMENDMENTS: Readonly<Record<string, object[]>> = {
  '2019-10-04': [seatsClause({ name: 'elected', seats: 7 }), ...provisionInputs(on(['SEATING', 'COHORT']))],
  '2020-10-01': provisionInputs(LIMIT),
  '2022-07-01': provisionInputs(on(['VACANCY', 'DENOMINATOR', 'REMOVAL'])),
};

const ODD_YEARS = ['B1', 'B2', 'B3', 'B4'];
const EVEN_YEARS = ['A1', 'A2', 'A3'];
const FOR_ONE_YEAR = ['C1', 'C2', 'C3'];
/** Those who ranked highest in 2017 were elected for two years, the next for one. */
const FIRST_ELECTED = [...ODD_YEARS.slice(0, 3), ...FOR_ONE_YEAR];

describeGolden('the Kubernetes steering committee, lived again from 2017 to 2027', 'mandates', () => {
  const history = JSON.parse(readGoldenText('mandates/kubernetes-steering-history.json')) as History;
  const { mandates, affiliations, elections, expected_eligibility_under_2020_rule: expected } = history;
  const days = [
    ...new Set([
      ...mandates.flatMap(({ start, end }) => (end === null ? [start] : [start, end])),
      ...affiliations.map(({ since }) => since),
      ...Object.keys(AMENDMENTS),
    ]),
  ].toSorted();
  const sittingOn = (day: string) =>
    mandates
      .filter(({ start, end }) => start <= day && (end === null || day < end))
      .map(({ person }) => person)
      .toSorted();

  let server: TestServer;
  let committee: Chronicle;
  const given: Given[] = [];
  const rosters: Record<string, string[]> = {};
  const skipped: Record<string, Answer> = {};

  async function found(): Promise<void> {
    await committee.establish([
      ...charterInput(
        { name: 'bootstrap', seats: 7 },
        { name: 'one year', seats: 3 },
        { name: 'elected', seats: 6 },
      ),
      ...provisionInputs([...TERM, ...on(['CAP']), ...RUNNER_UP]),
    ]);
    for (const seat of ODD_YEARS.slice(0, 3)) await committee.seat(seat, 'elected');
    for (const seat of FOR_ONE_YEAR)
      await committee.seat(seat, 'one year', { endsAt: new Date('2018-10-04T00:00:00Z') });
    for (const [n, { person }] of mandates.filter((it) => it.mandate_class === 'bootstrap').entries()) {
      await committee.seat(`bootstrap ${n}`, 'bootstrap', { endsAt: new Date('2019-10-04T00:00:00Z') });
      await committee.appoint(person, `bootstrap ${n}`);
    }
  }

  /** The seats that an election fills, made where they are new. */
  async function seatsOf(year: number): Promise<readonly string[]> {
    if (year === 2017) return FIRST_ELECTED;
    const seats = year % 2 === 0 ? EVEN_YEARS : ODD_YEARS;
    for (const seat of seats) if (!committee.seats.has(seat)) await committee.seat(seat, 'elected');
    return seats;
  }

  async function ask(year: number, beginsAt: Date): Promise<void> {
    const asKnownAt = await committee.now();
    for (const question of expected.filter(({ election }) => election === year)) {
      const answer = await committee.eligibility(question.person, 'B1', { beginsAt, asKnownAt });
      given.push({ expected: question, beginsAt, asKnownAt, answer });
    }
  }

  async function holdElection(year: number): Promise<void> {
    // The order of 2021 was not published, only who won.
    const { ranking, winners } = elections.find((election) => election.year === year)!;
    const seats = await seatsOf(year);
    await ask(year, await committee.now());
    skipped[year] = await elect(committee, {
      order: ranking ?? [...winners, 'Somebody else'],
      seats,
    });
  }

  async function live(day: string): Promise<void> {
    await committee.on(day);
    if (day === days[0]) await found();
    for (const { person, affiliation } of affiliations.filter(({ since }) => since === day)) {
      await committee.belongs(person, affiliation);
    }
    const amendment = AMENDMENTS[day];
    if (amendment) await amend(committee, amendment);
    const begun = mandates.filter(({ start }) => start === day);
    if (begun.some((it) => it.mandate_class === 'elected')) await holdElection(Number(day.slice(0, 4)));
    const left = mandates.filter(
      ({ end, end_reason: why }) => end === day && /resigned|left seat/.test(why ?? ''),
    );
    for (const { person } of left) await committee.leaves(person, 'They left.');
    for (const { person } of begun.filter((it) => it.mandate_class === 'vacancy')) {
      const before = day === '2022-11-21' ? ['cici37'] : [];
      expect(await committee.fill(left[0]!.person, 'RUNNER_UP', [...before, person])).toBe(person);
      skipped[day] = await passedOver(committee);
    }
    rosters[day] = await committee.roster();
  }

  beforeAll(async () => {
    server = await startTestServer();
    committee = await Chronicle.begin(server, 'kubernetes', days[0]!);
    for (const day of days) await live(day);
    for (const year of [2026, 2027]) await ask(year, new Date(`${year}-10-15T00:00:00Z`));
  }, 600_000);

  afterAll(() => server.stop());

  it('has had the members that it had, on every day on which something changed', () => {
    expect(rosters).toEqual(Object.fromEntries(days.map((day) => [day, sittingOn(day)])));
  });

  it('takes each of the 43 mandates, for the days for which it was held', async () => {
    const query = `query ($body: ID!) { node(id: $body) { ... on Body {
      mandates(first: 100) { nodes { person { name } beginsAt endsAt } }
    } } }`;
    const { node } = await (await committee.caller())(query, { body: committee.body });
    const held = node.mandates.nodes.map(({ person, beginsAt, endsAt }: Answer) =>
      [person.name, beginsAt.slice(0, 10), endsAt?.slice(0, 10) ?? null].join(' '),
    );
    const real = mandates.map(({ person, start, end }) => [person, start, end].join(' '));
    expect(held).toHaveLength(43);
    expect(held.toSorted()).toEqual(real.toSorted());
  });

  it('gives each of the 31 answers on who may stand', () => {
    const told = given.map(({ expected: { election, person, note }, answer }) => {
      const [limit] = answer.limits;
      return note?.startsWith('AMBIGUOUS')
        ? { election, person, answer: answer.answer }
        : { election, person, answer: answer.answer, lifetime: limit.lifetime, consecutive: limit.run };
    });
    expect(told).toEqual(
      expected.map(({ election, person, eligible, lifetime, consecutive, note }) =>
        note?.startsWith('AMBIGUOUS')
          ? { election, person, answer: 'NEEDS_RULING' }
          : { election, person, answer: eligible ? 'YES' : 'NO', lifetime, consecutive },
      ),
    );
    expect(told).toHaveLength(31);
  });

  it('gives the same answers again as they were known then, whatever came later', async () => {
    for (const { expected: question, beginsAt, asKnownAt, answer } of given) {
      expect(await committee.eligibility(question.person, 'B1', { beginsAt, asKnownAt })).toEqual(answer);
    }
  });

  it('passes over whom the cap kept out: the fourth of 2017, and the first to be asked in 2022', () => {
    const byCap = { code: 'CAP_EXCEEDED', clause: 'Maximal representation' };
    expect(skipped['2017']).toEqual([byCap]);
    expect(skipped['2022-11-21']).toEqual([byCap]);
    expect(Object.values(skipped).flat()).toEqual([byCap, byCap]);
  });

  it('cures what a change of job breached, when somebody left on the same day, and seats that stood empty', async () => {
    const query = `query ($body: ID!) { node(id: $body) { ... on Body {
      remedies(first: 20) { nodes { clause holds bound outcome } }
    } } }`;
    const { node } = await (await committee.caller())(query, { body: committee.body });
    const remedies: { clause: string; holds: number; outcome: string }[] = node.remedies.nodes;
    const [cap, seats] = ['Maximal representation', 'Terms and Election Cycles'];
    expect(remedies.filter(({ clause }) => clause === cap)).toEqual([
      { clause: cap, holds: 5, bound: 4, outcome: 'CURED' },
      { clause: cap, holds: 3, bound: 2, outcome: 'CURED' },
    ]);
    // The first was opened by the amendment that asks for seven, while six sat.
    const empty = remedies.filter(({ clause }) => clause === seats);
    expect(empty.map(({ holds }) => holds)).toEqual([6, 6, 6, 6, 6, 6]);
    expect(new Set(empty.map(({ outcome }) => outcome))).toEqual(new Set(['CURED']));
    expect(remedies).toHaveLength(2 + empty.length);
  });

  it('has a record that a stranger verifies, and tables that say the same', async () => {
    const { verified, database } = await committee.verify();
    expect({ verified, differences: database.differences }).toEqual({ verified: true, differences: [] });
    expect(database.compared).toMatchObject({ mandate: 43, charter_version: 4 });
  }, 120_000);
});
