import { wordsOf, type Answer } from './support/caller.js';
import { charterInput, provisionInputs, seatsClause } from './support/charter-input.js';
import { DEBIAN_TC } from './support/charters-of-councils.js';
import { Chronicle } from './support/chronicle.js';
import { amend } from './support/chronicle-votes.js';
import { describeGolden, readGoldenText } from './support/golden.js';
import { startTestServer, type TestServer } from './support/world.js';

/** When each text of the Debian constitution took effect, as its header says. */
const VERSIONS = [
  ['1.0', '1998-12-02'],
  ['1.1', '2003-06-21'],
  ['1.2', '2003-10-29'],
  ['1.3', '2006-09-24'],
  ['1.4', '2007-10-07'],
  ['1.5', '2015-01-09'],
  ['1.6', '2015-12-13'],
  ['1.7', '2016-08-14'],
  ['1.8', '2022-01-28'],
  ['1.9', '2022-03-26'],
] as const;
const SINCE_1_5 = ['TERM', 'COOLING_OFF'];
const DAY = 86_400_000;

describeGolden('the nine amendments of the Debian constitution, adopted again', 'mandates', () => {
  /** Words of a version: a clause of it, with its white space made equal. */
  const words = (version: string, clause: RegExp): string => {
    const [, found] = clause.exec(readGoldenText(`mandates/debian/constitution-${version}.txt`)) ?? [];
    if (found === undefined) throw new Error(`Version ${version} has no such words.`);
    return found.replace(/\s+/g, ' ').trim();
  };
  const headerOf = (version: string) => words(version, /(Version 1\.\d ratified on [^.]+)\./);
  const compositionOf = (version: string) => words(version, /\n +6\.2\. Composition(.*?)\n +6\.3\. /s);
  const procedureOf = (version: string) => words(version, /\n +4\.2\. Procedure(.*?)\n *5\. /s);

  /** What a version says that its forerunner did not: its header always, and each clause that is worded anew. */
  const clausesOf = (version: string): object[] => {
    const text = compositionOf(version);
    const isLimited = text.includes('Term limit');
    const provisions = DEBIAN_TC.filter(({ topic }) => isLimited || !SINCE_1_5.includes(topic)).map(
      (clause) =>
        clause.source.section.startsWith('6.2.') ? { ...clause, source: { ...clause.source, text } } : clause,
    );
    const { seats } = seatsClause({ name: 'member', seats: 8 });
    return [
      { seats: { ...seats, source: { ...wordsOf('header'), text: headerOf(version) } } },
      { quorum: { count: 2, source: { ...wordsOf('4.2'), text: procedureOf(version) } } },
      ...provisionInputs(provisions),
    ];
  };
  const inForceOn = (at: Date) => VERSIONS.findLast(([, from]) => new Date(`${from}T00:00:00Z`) <= at)?.[0];

  let server: TestServer;
  let committee: Chronicle;
  const early: Answer[] = [];

  /** On the eve of its day a version is voted on; it begins with the day, as the vote said. */
  async function adopt(version: string, from: string): Promise<void> {
    const day = new Date(`${from}T00:00:00Z`);
    await committee.on(new Date(day.getTime() - DAY).toISOString().slice(0, 10));
    await amend(committee, clausesOf(version), { beginsAt: day });
  }

  beforeAll(async () => {
    server = await startTestServer();
    const [[first, from], ...amendments] = VERSIONS;
    committee = await Chronicle.begin(server, 'debian', from);
    const [seats, quorum, ...provisions] = clausesOf(first);
    const rest = charterInput().filter((clause) => !('seats' in clause) && !('quorum' in clause));
    await committee.establish([seats!, quorum!, ...rest, ...provisions]);
    for (const name of ['Ian', 'Dale', 'Guy']) {
      await committee.seat(name, 'member');
      await committee.appoint(name, name);
    }
    for (const [version, day] of amendments) {
      if (version === '1.5') {
        await committee.on('2014-12-31');
        await committee.leaves('Guy', 'Served long.');
        early.push(await committee.eligibility('Guy', 'Guy', { beginsAt: new Date('2015-01-09T00:00:00Z') }));
      }
      await adopt(version, day);
    }
    await committee.on('2022-04-01');
  }, 300_000);

  afterAll(() => server.stop());

  const charterOn = async (at: Date): Promise<string | null> => {
    const query = `query ($body: ID!, $at: DateTime!) { node(id: $body) { ... on Body {
      charterAsOf(instant: $at) { clauses { __typename source { text } } }
    } } }`;
    const { node } = await (await committee.caller())(query, { body: committee.body, at });
    const clauses = node.charterAsOf?.clauses ?? [];
    const seats = clauses.find((clause: Answer) => clause.__typename === 'SeatsClause');
    return /Version (1\.\d)/.exec(seats?.source.text ?? '')?.[1] ?? null;
  };

  it('are ten versions, nine of which a decision adopted, each from its day on', async () => {
    const query = `query ($body: ID!) { node(id: $body) { ... on Body {
      charterVersions { number beginsAt adoptedBy { outcome } }
    } } }`;
    const { node } = await (await committee.caller())(query, { body: committee.body });
    expect(node.charterVersions).toHaveLength(10);
    const [, ...amended] = node.charterVersions;
    expect(amended).toEqual(
      VERSIONS.slice(1).map(([, from], n) => ({
        number: n + 2,
        beginsAt: new Date(`${from}T00:00:00Z`).toISOString(),
        adoptedBy: { outcome: 'PASSED' },
      })),
    );
  });

  it('are in force on the days between them, and on no day before', async () => {
    const bounds = VERSIONS.slice(1).flatMap(([, from]) => {
      const begins = new Date(`${from}T00:00:00Z`).getTime();
      return [begins - 1, begins, begins + 1];
    });
    const founded = new Date(`${VERSIONS[0][1]}T00:00:00Z`).getTime() + DAY;
    const everyHundredDays = Array.from({ length: 85 }, (_, n) => founded + n * 100 * DAY);
    const instants = [...bounds, ...everyHundredDays].map((at) => new Date(at));
    const found: (string | null)[] = [];
    for (const at of instants) found.push(await charterOn(at));
    expect(found).toEqual(instants.map((at) => inForceOn(at)));
    expect(await charterOn(new Date(founded - 2 * DAY))).toBeNull();
  });

  it('bring twelve months of cooling-off into force with 1.5, which nobody knew of before its vote', async () => {
    const ask = (beginsAt: string) =>
      committee.eligibility('Guy', 'Guy', { beginsAt: new Date(`${beginsAt}T00:00:00Z`) });
    expect(await ask('2015-01-08')).toMatchObject({ answer: 'YES' });
    expect(await ask('2015-01-09')).toMatchObject({
      answer: 'NO',
      obstacles: [{ code: 'COOLING_OFF', clause: '6.2.5' }],
      nextEligible: { kind: 'AT', at: expect.stringMatching(/^2015-12-31/) },
    });
    expect(await ask('2016-01-01')).toMatchObject({ answer: 'YES' });
    expect(early).toMatchObject([{ answer: 'YES' }]);
  });

  it('have a record that a stranger verifies, and tables that say the same', async () => {
    const { verified, database } = await committee.verify();
    expect({ verified, differences: database.differences }).toEqual({ verified: true, differences: [] });
    expect(database.compared).toMatchObject({ charter_version: 10, decision: 9 });
  }, 120_000);
});
