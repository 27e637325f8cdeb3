import { provision, type Answer } from './support/caller.js';
import { charterInput, provisionInputs } from './support/charter-input.js';
import { PYTHON_COUNCIL } from './support/charters-of-software.js';
import { Chronicle } from './support/chronicle.js';
import { amend, elect } from './support/chronicle-votes.js';
import { describeGolden, readGoldenText } from './support/golden.js';
import { startTestServer, type TestServer } from './support/world.js';

interface History {
  aliases: Record<string, string>;
  elections: { term: string; winners: string[]; votes: [string, number][] }[];
  expected_terms: Record<string, { terms: number; years: number[]; longest_consecutive: number }>;
}

const SEATS = ['1', '2', '3', '4', '5'];
const EVENT = 'council election';

describeGolden('the Python steering council, lived again from 2019 to 2026', 'mandates', () => {
  const history = JSON.parse(readGoldenText('mandates/python-steering-council-history.json')) as History;
  const { aliases, elections, expected_terms: terms } = history;
  const named = (name: string) => aliases[name] ?? name;
  /** The candidates by their votes, the most first: the five highest were elected every time. */
  const orderOf = ({ votes }: History['elections'][number]) =>
    votes.toSorted(([, a], [, b]) => b - a).map(([name]) => named(name));

  let server: TestServer;
  let council: Chronicle;
  const eligible: Record<string, string[]> = {};
  const rosters: Record<string, string[]> = {};

  async function live(election: History['elections'][number]): Promise<void> {
    const { term } = election;
    const winners = election.winners.map(named);
    await council.on(`${term}-01-15`);
    const may: Answer[] = [];
    for (const name of winners) may.push((await council.eligibility(name, '1')).answer);
    eligible[term] = may;
    if (term === '2019') {
      for (const [n, name] of orderOf(election).slice(0, SEATS.length).entries()) {
        await council.appoint(name, SEATS[n]!);
      }
    } else {
      const event = { bodyId: council.body, kind: EVENT };
      await council.does('recordTermEvent', event, '... on TermEventRecorded { event { kind } }');
      await elect(council, { order: orderOf(election), seats: SEATS });
    }
    rosters[term] = await council.roster();
  }

  beforeAll(async () => {
    server = await startTestServer();
    council = await Chronicle.begin(server, 'python', '2019-01-01');
    await council.establish([
      ...charterInput({ name: 'member', seats: 5 }),
      ...provisionInputs(PYTHON_COUNCIL),
    ]);
    for (const seat of SEATS) await council.seat(seat, 'member');
    for (const election of elections) await live(election);
  }, 300_000);

  afterAll(() => server.stop());

  it('says yes to each of the 40 who were elected, for its charter limits nobody', () => {
    expect(Object.values(eligible).flat()).toEqual(Array.from({ length: 40 }, () => 'YES'));
  });

  it('has the five in its seats who won, whether they had sat before or not', () => {
    const winners = elections.map(({ term, winners: won }) => [term, won.map(named).toSorted()]);
    expect(rosters).toEqual(Object.fromEntries(winners));
  });

  it('ends the term of all at once, and lets nobody go before a successor is there', async () => {
    const query = `query ($body: ID!) { node(id: $body) { ... on Body {
      mandates(first: 100) { nodes { beginsAt endsAt seat { label { text } } } }
    } } }`;
    const { node } = await (await council.caller())(query, { body: council.body });
    expect(node.mandates.nodes).toHaveLength(40);
    for (const seat of SEATS) {
      const inTurn = node.mandates.nodes.filter((it: Answer) => it.seat.label.text === seat).toReversed();
      expect(inTurn.map(({ endsAt }: Answer) => endsAt)).toEqual([
        ...inTurn.slice(1).map(({ beginsAt }: Answer) => beginsAt),
        null,
      ]);
    }
  });

  it('counts every term and every row, should it ever limit them', async () => {
    await council.on('2026-11-30');
    await amend(council, [provision('LIMIT', 'made up', { consecutive: '3', gapDays: '46' })]);
    const beginsAt = new Date('2027-01-15T00:00:00Z');
    const found: Record<string, object> = {};
    for (const name of Object.keys(terms)) {
      const { answer, limits } = await council.eligibility(name, '1', { beginsAt });
      found[name] = { answer, terms: limits[0].lifetime };
    }
    const rowUpTo2026 = (years: readonly number[]) =>
      [2026, 2025, 2024, 2023, 2022, 2021].findIndex((year) => !years.includes(year));
    const expected = Object.entries(terms).map(([name, { terms: all, years }]) => {
      const row = rowUpTo2026(years);
      return [name, { answer: row < 0 || row >= 3 ? 'NO' : 'YES', terms: all }];
    });
    expect(found).toEqual(Object.fromEntries(expected));
    expect(found).toMatchObject({
      'Pablo Galindo Salgado': { answer: 'NO' },
      'Barry Warsaw': { answer: 'NO' },
      'Thomas Wouters': { answer: 'YES' },
    });
  });

  it('has a record that a stranger verifies, and tables that say the same', async () => {
    const { verified, database } = await council.verify();
    expect({ verified, differences: database.differences }).toEqual({ verified: true, differences: [] });
    expect(database.compared).toMatchObject({ mandate: 40, charter_version: 2 });
  }, 120_000);
});
