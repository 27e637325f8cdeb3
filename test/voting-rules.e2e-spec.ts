import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { COMMANDS } from '../apps/steward/src/commands/index.js';
import { runLine } from '../apps/steward/src/spec-support/terminal.js';
import { Coalitions, People, questionsOf, ruleKey, type Clause, type Method } from '#assembly';
import { RULES, ruleName, type BallotKind, type CountingRule } from '#counting';
import { globalId } from '#platform';
import { DueActs } from '#record';
import { charterOf, Committee, committed, english } from './support/committee.js';
import { refusalOf } from './support/refusals.js';
import type { Browser } from './support/sign-in-server.js';
import { signedIn } from './support/voters.js';
import { startTestServer, type TestServer } from './support/world.js';

/** Longer than all ballots take, and shorter than a session may be idle: the clock jumps to the closing. */
const OPEN_MS = 20 * 60_000;

const HARM = 'It harms the river.';
const WORRY = 'The bank may slide.';

/** What four members cast where ballots have this form. A new form needs a line here. */
const BALLOTS: Readonly<Record<BallotKind, readonly object[]>> = {
  choice: [{ choice: 'YES' }, { choice: 'YES' }, { choice: 'NO' }, { choice: 'YES' }],
  consent: [
    { consent: { position: 'CONSENT' } },
    { consent: { position: 'CONCERN', reason: WORRY } },
    { consent: { position: 'OBJECTION', reason: HARM } },
    { consent: { position: 'CONSENT' } },
  ],
  blocks: [
    { consensus: { position: 'AGREE' } },
    { consensus: { position: 'RESERVATION', reason: WORRY } },
    { consensus: { position: 'BLOCK', reason: HARM } },
    { consensus: { position: 'STAND_ASIDE' } },
  ],
  grade: [{ grade: 1 }, { grade: 2 }, { grade: 4 }, { grade: 8 }],
  approval: [{ approved: ['a', 'b'] }, { approved: ['a'] }, { approved: ['b', 'c'] }, { approved: ['a'] }],
  scores: [
    { scores: [points('a', 5), points('b', 2)] },
    { scores: [points('a', 4), points('c', 3)] },
    { scores: [points('b', 5), points('c', 1)] },
    { scores: [points('a', 3), points('b', 0)] },
  ],
  ranking: [
    ['a', 'b', 'c'],
    ['a', 'c', 'b'],
    ['b', 'c', 'a'],
    ['a', 'b', 'c'],
  ].map((ids) => ({ ranking: ids.map((id) => ({ options: [id] })) })),
  credits: [
    {
      votes: [
        { option: 'a', votes: 8 },
        { option: 'b', votes: 6 },
      ],
    }, // 100 credits, not one left
    { votes: [{ option: 'a', votes: 3 }] },
    { votes: [{ option: 'c', votes: 9 }] },
    { blank: true },
  ],
};
/** By lot there is nothing to mark; who takes part says so with a blank ballot. */
const NO_FORM = Array.from({ length: 4 }, () => ({ blank: true }));

/** What the charter has to say of rules that do without no default. */
const PARAMETERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'consensus-blocks': { blocks: '1' },
  gradients: { level: '4', share: '2/3', lowest: '0.25' },
  quadratic: { credits: '100' },
};

/** How the ballots above come out where it is not that Ana is elected. */
const OUTCOMES: Readonly<Record<string, string>> = {
  majority: 'PASSED',
  consent: 'SENT_BACK',
  'consensus-blocks': 'PASSED',
  gradients: 'PASSED',
  'equal-shares': 'FUNDED',
  'pb-greedy': 'FUNDED',
};

const PROJECTS = [option('a', 'Ana'), option('b', 'Bo'), option('c', 'Cleo')].map((one, n) => ({
  ...one,
  cost: ['400.50', '250', '900'][n],
}));

function points(id: string, score: number) {
  return { option: id, points: score };
}

function option(id: string, name: string) {
  return { id, name: [{ lang: 'en', text: name }] };
}

function ballotsFor({ ballot }: CountingRule): readonly object[] {
  return ballot === null ? NO_FORM : BALLOTS[ballot];
}

/** A charter that permits every rule for every question that it answers. */
function clausesFor(seats: number): Clause[] {
  const methods = RULES.flatMap((rule) =>
    questionsOf(rule).map((question): Method => {
      const parameters = Object.entries(PARAMETERS[rule.id] ?? {});
      return {
        question,
        rule: ruleName(rule),
        parameters: parameters.map(([name, value]) => ({ name, value })),
        ties: 'LOT',
      };
    }),
  );
  const caps = { text: 'At most one from an organization.', section: '7', lang: 'en' };
  return [
    ...charterOf(seats, { METHODS: { methods } }),
    { topic: 'CAPS', precedence: 1, source: caps, caps: [{ by: 'ORGANIZATION', most: 1 }] },
  ];
}

interface OpenBox {
  readonly id: string;
  readonly boxHash: string;
  readonly rule: string;
  readonly drawCommitment: string | null;
}

let server: TestServer;
let committee: Committee;
let members: Browser[];
const boxes = new Map<string, OpenBox>();

beforeAll(async () => {
  server = await startTestServer();
  committee = await Committee.seat(server, 4, { clauses: clausesFor(4) });
  members = await Promise.all(committee.members.map(({ email }) => signedIn(server, email)));
  for (const rule of RULES) boxes.set(ruleName(rule), await openFor(rule));
}, 120_000);

afterAll(() => server.stop());

const member = (n: number): Browser => {
  const browser = members[n];
  if (!browser) throw new Error(`There is no member ${n}.`);
  return browser;
};
const boxOf = (rule: string): OpenBox => {
  const box = boxes.get(rule);
  if (!box) throw new Error(`No box was opened by ${rule}.`);
  return box;
};

/** Carries an act out and answers its payload; throws the refusal's sentence. */
async function act(browser: Browser, name: string, type: string, input: object, fields: string) {
  const query = `mutation ($input: ${type}!) {
    ${name}(input: $input) { ... on Refusal { code because } ${fields} } }`;
  const data = await browser.data(query, { input: { idempotencyKey: randomUUID(), ...input } });
  if (data[name].code) throw new Error(`${data[name].code}: ${data[name].because}`);
  return data[name];
}

/** An admitted proposal that asks this question. */
async function proposalOf(kind: string): Promise<{ proposalId: string; expectedVersion: number }> {
  const changed = '... on ProposalChanged { proposal { id version } }';
  const draft = {
    bodyId: globalId('Body', committee.coalitionId, committee.bodyId),
    kind,
    title: [{ lang: 'en', text: 'A proposal' }],
    text: [{ lang: 'en', text: 'Its text.' }],
  };
  const drafted = await act(member(0), 'draftProposal', 'DraftProposalInput', draft, changed);
  const seen = { proposalId: drafted.proposal.id, expectedVersion: drafted.proposal.version };
  const submitted = await act(member(0), 'submitProposal', 'SeenProposalInput', seen, changed);
  return { proposalId: submitted.proposal.id, expectedVersion: submitted.proposal.version };
}

/** What is asked for when a proposal is put to a vote by this rule. */
function termsFor(rule: CountingRule): object {
  switch (rule.outcome) {
    case 'decision':
      return {};
    case 'election':
      return { options: [option('a', 'Ana'), option('b', 'Bo'), option('c', 'Cleo')] };
    case 'funding':
      return { options: PROJECTS, budget: '1000.75' };
  }
}

async function open(kind: string, terms: object): Promise<OpenBox> {
  const closesAt = new Date((await committee.now()).getTime() + OPEN_MS).toISOString();
  const input = { ...(await proposalOf(kind)), ...terms, closesAt };
  const fields = '... on BoxOpened { box { id boxHash rule drawCommitment draw { secret } tally { cast } } }';
  const { box } = await act(member(0), 'openBox', 'OpenBoxInput', input, fields);
  expect(box).toMatchObject({ draw: null, tally: null });
  return box;
}

const KINDS = { decision: 'MOTION', election: 'ELECTION', funding: 'FUNDING' } as const;

function openFor(rule: CountingRule): Promise<OpenBox> {
  return open(KINDS[rule.outcome], { rule: ruleKey(rule), ...termsFor(rule) });
}

async function cast(browser: Browser, { id, boxHash }: OpenBox, ballot: object): Promise<void> {
  const fields = '... on BallotCast { box { myBallot { reason } ballots { nodes { text } } } }';
  const input = { boxId: id, boxHash, ballot };
  const { box } = await act(browser, 'castBallot', 'CastBallotInput', input, fields);
  expect(box.ballots).toBeNull();
}

/** Moves the clock past the closings, and closes and counts every box. */
async function closeAll(): Promise<void> {
  await committee.moveClock(OPEN_MS + 1);
  const waiting = 'SELECT count(*)::int AS n FROM box WHERE counted_at IS NULL';
  for (;;) {
    await server.app.get(DueActs).run();
    const [row]: { n: number }[] = await server.database.dataSource.query(waiting);
    if (row?.n === 0) return;
  }
}

const DECISION = `... on DecisionRecorded { decision {
  outcome
  numbers { entitled cast votes { option votes } elected funded { option cost } }
  box {
    rule budget drawCommitment draw { secret seed order }
    tally {
      outcome openSeats elected ranking quorumMet
      rule { name title section parameters { name value } }
      rounds {
        n quota tallies { option votes } elected eliminated transfers { from to votes }
        inactive { exhausted overvotes skipped repeated } rounding
      }
      pairwise { over under votes } paths { over under votes }
      lockedPairs { winner loser strength opposing locked }
      ties { round decided between brokenBy chosen }
      caps { clause passedOver takenBy }
      funded { option cost } spent left
      concerns { totalCount nodes { text reason reasonSalt } }
      explanation
    }
  }
} }`;

async function decide(box: OpenBox) {
  const rationale = [{ lang: 'en', text: 'As counted.' }];
  const input = { boxId: box.id, rationale };
  return (await act(member(0), 'recordDecision', 'RecordDecisionInput', input, DECISION)).decision;
}

describe('a charter', () => {
  it('shows the methods that it permits, and every rule can be asked what it takes', async () => {
    const { node, countingRules } = await member(0).data(
      `query ($body: ID!) {
        node(id: $body) { ... on Body { charter { clauses { ... on MethodsClause { methods { question rule ties } } } } } }
        countingRules { rule name title questions ballots fillsOneSeat parameters { name meaning values byDefault } ties }
      }`,
      { body: globalId('Body', committee.coalitionId, committee.bodyId) },
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

describe('putting a proposal to the vote is refused', () => {
  it.each<[string, string, object, string]>([
    [
      'by a rule that answers another question',
      'ELECTION',
      { rule: 'MAJORITY_1', options: PROJECTS.map(({ id, name }) => ({ id, name })) },
      'METHOD_NOT_PERMITTED',
    ],
    [
      'for two seats by a rule that fills one',
      'ELECTION',
      { rule: 'IRV_RCTAB_2_0', options: PROJECTS.map(({ id, name }) => ({ id, name })), seats: 2 },
      'ONE_SEAT_ONLY',
    ],
    ['on projects without a budget', 'FUNDING', { options: PROJECTS }, 'BUDGET_MISSING'],
    [
      'on projects for a third of something',
      'FUNDING',
      { options: PROJECTS, budget: '1/3' },
      'BUDGET_MISSING',
    ],
    [
      'on projects without a cost',
      'FUNDING',
      { options: PROJECTS.map(({ id, name }) => ({ id, name })), budget: '10' },
      'COST_MISSING',
    ],
    ['on a motion with a budget', 'MOTION', { budget: '10' }, 'ONLY_PROJECTS_COST'],
  ])('%s', async (_what, kind, terms, code) => {
    const closesAt = new Date((await committee.now()).getTime() + OPEN_MS).toISOString();
    const input = { idempotencyKey: randomUUID(), ...(await proposalOf(kind)), ...terms, closesAt };
    expect(await refusalOf(server, member(0), 'openBox', input)).toMatchObject({ code });
  });
});

describe('a ballot is refused', () => {
  const place = (...options: string[]) => ({ options });
  const REFUSED: readonly [string, string, object, string][] = [
    ['of another form', 'majority@1', { grade: 1 }, 'WRONG_BALLOT_SHAPE'],
    ['of another form', 'lot@1', { choice: 'YES' }, 'WRONG_BALLOT_SHAPE'],
    ['of another form', 'consent@1', { choice: 'YES' }, 'WRONG_BALLOT_SHAPE'],
    [
      'with an objection for no reason',
      'consent@1',
      { consent: { position: 'OBJECTION' } },
      'REASON_MISSING',
    ],
    [
      'with a reason of blanks',
      'consent@1',
      { consent: { position: 'OBJECTION', reason: '  ' } },
      'BAD_USER_INPUT',
    ],
    [
      'with a block for no reason',
      'consensus-blocks@1',
      { consensus: { position: 'BLOCK', reason: null } },
      'REASON_MISSING',
    ],
    ['above the scale', 'gradients@kaner-8', { grade: 0 }, 'OFF_SCALE'],
    ['below the scale', 'gradients@kaner-8', { grade: 9 }, 'OFF_SCALE'],
    ['for somebody unknown', 'approval@1', { approved: ['a', 'zoe'] }, 'UNKNOWN_OPTION'],
    ['for one option twice', 'approval@1', { approved: ['a', 'a'] }, 'OPTION_APPROVED_TWICE'],
    ['for an unknown project', 'equal-shares@2021', { approved: ['zoo'] }, 'UNKNOWN_OPTION'],
    ['for one project twice', 'pb-greedy@1', { approved: ['b', 'b'] }, 'OPTION_APPROVED_TWICE'],
    ['off the scale', 'score@1', { scores: [points('a', 6)] }, 'OFF_SCALE'],
    ['below the scale', 'score@1', { scores: [points('a', -1)] }, 'OFF_SCALE'],
    [
      'that rates one option twice',
      'score@1',
      { scores: [points('a', 1), points('a', 2)] },
      'OPTION_SCORED_TWICE',
    ],
    ['that rates nothing', 'score@1', { scores: [] }, 'EMPTY_BALLOT'],
    [
      'that ranks one option twice',
      'schulze@2011',
      { ranking: [place('a'), place('b', 'a')] },
      'OPTION_RANKED_TWICE',
    ],
    ['with an empty place', 'schulze@2011', { ranking: [place('a'), place(), place('b')] }, 'EMPTY_PLACE'],
    ['with equal ranks', 'stv-scottish@ssi-2007-42', { ranking: [place('a', 'b')] }, 'EQUAL_RANKS'],
    ['with equal ranks', 'irv@rctab-2.0', { ranking: [place('a', 'b')] }, 'EQUAL_RANKS'],
    ['for somebody unknown', 'borda@1', { ranking: [place('zoe')] }, 'UNKNOWN_OPTION'],
    [
      'that costs too much',
      'quadratic@2018',
      {
        votes: [
          { option: 'a', votes: 10 },
          { option: 'b', votes: 1 },
        ],
      },
      'OVERSPENT',
    ],
    ['against an option', 'quadratic@2018', { votes: [{ option: 'a', votes: -1 }] }, 'OFF_SCALE'],
    ['in two forms at once', 'majority@1', { choice: 'YES', approved: ['a'] }, 'BAD_USER_INPUT'],
  ];

  it.each(REFUSED)('%s, by %s', async (_what, rule, ballot, code) => {
    const { id, boxHash } = boxOf(rule);
    const input = { idempotencyKey: randomUUID(), boxId: id, boxHash, ballot };
    expect(await refusalOf(server, member(0), 'castBallot', input)).toMatchObject({ code });
  });

  it('in every form that there is', () => {
    const tried = new Set(REFUSED.map(([, name]) => RULES.find((rule) => ruleName(rule) === name)?.ballot));
    expect(tried).toEqual(new Set(RULES.map(({ ballot }) => ballot)));
  });
});

describe('a vote', () => {
  const capped: OpenBox[] = [];
  const tied: OpenBox[] = [];

  beforeAll(async () => {
    capped.push(await electFromOneOrganization());
    tied.push(
      await open('CHOICE', {
        rule: 'APPROVAL_1',
        options: ['a', 'b', 'c', 'd', 'e'].map((id) => option(id, id)),
      }),
    );
    for (const rule of RULES) {
      const ballots = ballotsFor(rule);
      await Promise.all(ballots.map((ballot, n) => cast(member(n), boxOf(ruleName(rule)), ballot)));
    }
    for (const box of tied) {
      await Promise.all(members.map((browser) => cast(browser, box, { approved: ['b', 'c', 'd', 'e'] })));
    }
    for (const box of capped) {
      const approvals = [
        ['a', 'b'],
        ['a', 'b'],
        ['a', 'b'],
        ['a', 'c'],
      ];
      await Promise.all(approvals.map((approved, n) => cast(member(n), box, { approved })));
    }
    await closeAll();
  }, 120_000);

  /** Two of three candidates belong to one organization, and the charter lets one of them in. */
  async function electFromOneOrganization(): Promise<OpenBox> {
    const { app } = server;
    const steward = () => committee.actor(committee.founderId);
    const sector = committed(
      await app.get(Coalitions).addSector(steward(), { name: english('Labour') }),
    ).result;
    const admitted = await app
      .get(Coalitions)
      .admitOrganization(steward(), { sectorId: sector.sectorId, name: english('Dockers') });
    const { organizationId } = committed(admitted).result;
    for (const n of [0, 1]) {
      const affiliation = { personId: committee.member(n), organizationId, beginsAt: null, endsAt: null };
      committed(await app.get(People).affiliate(steward(), affiliation));
    }
    const options = ['a', 'b', 'c'].map((id, n) => ({
      ...option(id, ['Ana', 'Bo', 'Cleo'][n] ?? id),
      personId: globalId('Person', committee.coalitionId, committee.member(n)),
    }));
    return open('ELECTION', { rule: 'APPROVAL_1', options, seats: 2 });
  }

  it.each(RULES.map((rule) => [ruleName(rule), rule] as const))(
    'by %s ends in a decision that shows its rounds and sentences',
    async (name, rule) => {
      const decision = await decide(boxOf(name));
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
    const { slug, coalitionId } = committee;
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
    const { node } = await member(3).data(
      `query ($id: ID!) { node(id: $id) { ... on Box { tally {
        concerns(first: 10) { totalCount nodes { text reason reasonSalt } }
      } } } }`,
      { id: boxOf(name).id },
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
      const { outcome, box: shown } = await decide(box);
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
      const { numbers, box: shown } = await decide(box);
      expect(numbers.elected).toEqual(['a', 'c']);
      expect(shown.tally).toMatchObject({
        ranking: [['a'], ['b'], ['c']],
        caps: [{ clause: '7', passedOver: 'b', takenBy: 'c' }],
      });
      expect(shown.tally.explanation.at(-1)).toBe('Bo is passed over by 7; Cleo takes the seat.');
    }
  });
});
