import { randomUUID } from 'node:crypto';
import { RULES, ruleName } from '#counting';
import { points, PROJECTS } from './support/every-rule.js';
import { refusalOf } from './support/refusals.js';
import { RuleVotes } from './support/rule-votes.js';
import { startTestServer, type TestServer } from './support/world.js';

let server: TestServer;
let votes: RuleVotes;

beforeAll(async () => {
  server = await startTestServer();
  votes = await RuleVotes.begin(server);
}, 120_000);

afterAll(() => server.stop());

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
    const input = { idempotencyKey: randomUUID(), ...(await votes.opening(kind, terms)) };
    expect(await refusalOf(server, votes.member(0), 'openBox', input)).toMatchObject({ code });
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
    const { id, boxHash } = votes.boxOf(rule);
    const input = { idempotencyKey: randomUUID(), boxId: id, boxHash, ballot };
    expect(await refusalOf(server, votes.member(0), 'castBallot', input)).toMatchObject({ code });
  });

  it('in every form that there is', () => {
    const tried = new Set(REFUSED.map(([, name]) => RULES.find((rule) => ruleName(rule) === name)?.ballot));
    expect(tried).toEqual(new Set(RULES.map(({ ballot }) => ballot)));
  });
});
