import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { COMMANDS } from '../apps/steward/src/commands/index.js';
import { runLine } from '../apps/steward/src/spec-support/terminal.js';
import { Coalitions, People, ruleKey } from '#assembly';
import { RULES, ruleName } from '#counting';
import { globalId } from '#platform';
import { committed, english } from './support/committee.js';
import { ballotsFor, HARM, option, OUTCOMES, PARAMETERS, WORRY } from './support/every-rule.js';
import { RuleVotes, type OpenBox } from './support/rule-votes.js';
import { startTestServer, type TestServer } from './support/world.js';

let server: TestServer;
let votes: RuleVotes;

beforeAll(async () => {
  server = await startTestServer();
  votes = await RuleVotes.begin(server);
}, 120_000);

afterAll(() => server.stop());

describe('a charter', () => {
  it('shows the methods that it permits, and every rule can be asked what it takes', async () => {
    const { node, countingRules } = await votes.member(0).data(
      `query ($body: ID!) {
        node(id: $body) { ... on Body { charter { clauses { ... on MethodsClause { methods { question rule ties } } } } } }
        countingRules { rule name title questions ballots fillsOneSeat parameters { name meaning values byDefault } ties }
      }`,
      { body: globalId('Body', votes.committee.coalitionId, votes.committee.bodyId) },
    );
    const { methods } = node.charter.clauses.find((clause: object) => 'methods' in clause);
    expect(new Set(methods.map(({ rule }: { rule: string }) => rule))).toEqual(new Set(RULES.map(ruleKey)));
    expect(countingRules.map(({ name }: { name: string }) => name)).toEqual(RULES.map(ruleName));
    expect(countingRules).toContainEqual(
      expect.objectContaining({
        rule: 'QUADRATIC_2018',
        questions: ['CHOICE', 'ELECTION'],
        ballots: 'votes',
        parameters: expect.arrayContaining([
          expect.objectContaining({
            name: 'credits',
            values: 'a whole number from 1 to 1000000',
            byDefault: null,
          }),
        ]),
      }),
    );
  });
});

describe('a vote', () => {
  const capped: OpenBox[] = [];
  const tied: OpenBox[] = [];

  beforeAll(async () => {
    capped.push(await electFromOneOrganization());
    tied.push(
      await votes.open('CHOICE', {
        rule: 'APPROVAL_1',
        options: ['a', 'b', 'c', 'd', 'e'].map((id) => option(id, id)),
      }),
    );
    for (const rule of RULES) await votes.cast(votes.boxOf(ruleName(rule)), ballotsFor(rule));
    for (const box of tied) {
      await votes.cast(
        box,
        votes.members.map(() => ({ approved: ['b', 'c', 'd', 'e'] })),
      );
    }
    const approvals = [
      ['a', 'b'],
      ['a', 'b'],
      ['a', 'b'],
      ['a', 'c'],
    ];
    for (const box of capped) {
      await votes.cast(
        box,
        approvals.map((approved) => ({ approved })),
      );
    }
    await votes.close();
  }, 120_000);

  /** Two of three candidates belong to one organization, and the charter lets one of them in. */
  async function electFromOneOrganization(): Promise<OpenBox> {
    const { app } = server;
    const steward = () => votes.committee.actor(votes.committee.founderId);
    const sector = committed(
      await app.get(Coalitions).addSector(steward(), { name: english('Labour') }),
    ).result;
    const admitted = await app
      .get(Coalitions)
      .admitOrganization(steward(), { sectorId: sector.sectorId, name: english('Dockers') });
    const { organizationId } = committed(admitted).result;
    for (const n of [0, 1]) {
      const affiliation = {
        personId: votes.committee.member(n),
        organizationId,
        beginsAt: null,
        endsAt: null,
      };
      committed(await app.get(People).affiliate(steward(), affiliation));
    }
    const options = ['a', 'b', 'c'].map((id, n) => ({
      ...option(id, ['Ana', 'Bo', 'Cleo'][n] ?? id),
      personId: globalId('Person', votes.committee.coalitionId, votes.committee.member(n)),
    }));
    return votes.open('ELECTION', { rule: 'APPROVAL_1', options, seats: 2 });
  }

  it.each(RULES.map((rule) => [ruleName(rule), rule] as const))(
    'by %s ends in a decision that shows its rounds and sentences',
    async (name, rule) => {
      const decision = await votes.decide(votes.boxOf(name));
      const { tally } = decision.box;
      const outcome = OUTCOMES[rule.id] ?? 'ELECTED';
      expect(decision).toMatchObject({ outcome, numbers: { entitled: '4', cast: '4' }, box: { rule: name } });
      expect(tally).toMatchObject({
        outcome,
        quorumMet: true,
        rule: { name, title: rule.text.title, section: rule.text.section },
      });
      const told = tally.rule.parameters.map((parameter: { name: string }) => parameter.name);
      expect(told.toSorted()).toEqual(Object.keys(rule.parameters).toSorted());
      for (const [parameter, value] of Object.entries(PARAMETERS[rule.id] ?? {})) {
        expect(tally.rule.parameters).toContainEqual({ name: parameter, value });
      }
      const shown = [tally.rounds, tally.pairwise].find((part) => part.length > 0);
      if (rule.ballot === null) expect(shown).toBeUndefined();
      else expect(shown).toBeDefined();
      expect(tally.explanation.length).toBeGreaterThan(1);
      for (const sentence of tally.explanation) expect(sentence).toMatch(/^[^{}]+\.$/);
      if (rule.outcome !== 'decision') expect(tally.explanation.join(' ')).toMatch(/Ana|Bo|Cleo/);
      if (rule.outcome === 'election' && rule.ballot !== null)
        expect(decision.numbers.elected).toEqual(['a']);
      if (rule.outcome === 'funding') {
        expect(tally).toMatchObject({ funded: decision.numbers.funded, spent: expect.any(String) });
        expect(decision.box.budget).toBe('1000.75');
        expect(decision.numbers.funded).toContainEqual({ option: 'a', cost: '400.5' });
      }
    },
  );

  it('is verified by a stranger, who recounts every rule', async () => {
    const { slug, coalitionId } = votes.committee;
    const count = 'SELECT count(*)::int AS n FROM record_event WHERE coalition_id = $1';
    const [{ n } = { n: 0 }]: { n: number }[] = await server.database.dataSource.query(count, [coalitionId]);
    const served = () => fetch(`${server.url}/log/${slug}/checkpoint`).then((response) => response.text());
    while (!(await served()).includes(`\n${n}\n`)) await pause(20);
    const ran = await runLine(['verify', server.url, '--coalition', slug, '--json'], COMMANDS);
    const { verdicts, checks } = JSON.parse(ran.out);
    expect({ exit: ran.exit, verdicts }).toEqual({ exit: 0, verdicts: [] });
    expect(checks).toContainEqual(
      expect.objectContaining({ name: 'boxes', checked: RULES.length + 2, skipped: [] }),
    );
  }, 60_000);

  it.each([
    ['consent@1', ['concern', 'objection'], [WORRY, HARM]],
    ['consensus-blocks@1', ['block', 'reservation', 'stand_aside'], [HARM, WORRY, null]],
  ])('by %s shows who is worried and why, and the entries tell nobody', async (name, positions, reasons) => {
    const { node } = await votes.member(3).data(
      `query ($id: ID!) { node(id: $id) { ... on Box { tally {
        concerns(first: 10) { totalCount nodes { text reason reasonSalt } }
      } } } }`,
      { id: votes.boxOf(name).id },
    );
    const { totalCount, nodes } = node.tally.concerns;
    expect(totalCount).toBe(positions.length);
    const said = nodes.toSorted((a: { text: string }, b: { text: string }) => (a.text < b.text ? -1 : 1));
    expect(said.map(({ text }: { text: string }) => text)).toEqual(positions);
    expect(said.map(({ reason }: { reason: string | null }) => reason)).toEqual(reasons);
    const inClear = `SELECT count(*)::int AS n FROM record_event WHERE position($1::bytea IN entry) > 0`;
    for (const reason of [WORRY, HARM]) {
      const [found]: { n: number }[] = await server.database.dataSource.query(inClear, [Buffer.from(reason)]);
      expect(found).toEqual({ n: 0 });
    }
    const salted = said.find(({ reason }: { reason: string | null }) => reason === HARM);
    const commitment = createHash('sha256')
      .update('quorate/commit/v1\0')
      .update(Buffer.from(salted.reasonSalt, 'base64'))
      .update(JSON.stringify(HARM))
      .digest('base64');
    const [committing]: { n: number }[] = await server.database.dataSource.query(inClear, [
      Buffer.from(commitment),
    ]);
    expect(committing).toEqual({ n: 1 });
  });

  it('that is tied is decided by the lot to which it committed before the first ballot', async () => {
    for (const box of tied) {
      const { outcome, box: shown } = await votes.decide(box);
      const { draw, tally } = shown;
      const secret = Buffer.from(draw.secret, 'base64');
      expect(createHash('sha256').update(secret).digest('base64')).toBe(box.drawCommitment);
      expect(draw.order.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
      const first = draw.order.find((id: string) => id !== 'a');
      expect({ outcome, elected: tally.elected }).toEqual({ outcome: 'ELECTED', elected: [first] });
      expect(tally.ties).toEqual([
        { round: null, decided: 'seat', between: ['b', 'c', 'd', 'e'], brokenBy: 'LOT', chosen: [first] },
      ]);
    }
  });

  it('that elects two of one organization passes one over, and names the clause and who takes the seat', async () => {
    for (const box of capped) {
      const { numbers, box: shown } = await votes.decide(box);
      expect(numbers.elected).toEqual(['a', 'c']);
      expect(shown.caps).toEqual([{ by: 'ORGANIZATION', most: 1, clause: '7' }]);
      expect(shown.options[2]).toEqual({
        id: 'c',
        personId: globalId('Person', votes.committee.coalitionId, votes.committee.member(2)),
      });
      expect(shown.tally).toMatchObject({
        ranking: [['a'], ['b'], ['c']],
        caps: [{ clause: '7', passedOver: 'b', takenBy: 'c' }],
      });
      expect(shown.tally.explanation.slice(-2)).toEqual([
        'Bo is passed over by clause 7; Cleo takes the seat.',
        'Elected: Ana and Cleo.',
      ]);
    }
  });
});
