import fc from 'fast-check';
import { findRule, RULES, ruleName, type CountingRule } from '#counting';
import {
  charterDigest,
  checkCharter,
  clauseOf,
  optionalClauseOf,
  seatClassOf,
  seatsOf,
} from './charter.rules.js';
import type { Cap, Clause, Method, Question, RequiredTopic } from './charter.types.js';
import { CLAUSES, clausesWith } from './spec-support/charter.js';
import { provide } from './spec-support/provisions.js';

const ZONE = 'Europe/Rome';

/** The method by which the charter of this spec elects. */
const METHOD: Method = {
  question: 'ELECTION',
  rule: 'schulze@2011',
  parameters: [],
  ties: 'LOT',
};
/** What a rule has to give for each question. */
const ANSWERS = {
  MOTION: 'decision',
  CHOICE: 'election',
  ELECTION: 'election',
  FUNDING: 'funding',
} as const satisfies Record<Question, CountingRule['outcome']>;
/** The parameters without a default. */
const NEEDED: Readonly<Record<string, Method['parameters']>> = {
  'consensus-blocks@1': [{ name: 'blocks', value: '1' }],
  'gradients@kaner-8': [
    { name: 'level', value: '4' },
    { name: 'share', value: '2/3' },
    { name: 'lowest', value: '1/4' },
  ],
  'quadratic@2018': [{ name: 'credits', value: '100' }],
};
const withMethod = (change: Partial<Method>) =>
  clausesWith({ METHODS: { methods: [{ ...METHOD, ...change }] } });
const withCaps = (...caps: Cap[]): Clause[] => [
  ...clausesWith(),
  { topic: 'CAPS', precedence: 1, source: { ...CLAUSES.SEATS.source, section: '3.4' }, caps },
];
const faultOf = (clauses: readonly Clause[], zone = ZONE) => checkCharter(clauses, zone);

describe('a charter', () => {
  it('passes when it speaks on every topic and its seats can meet what it asks', () => {
    expect(faultOf(clausesWith())).toBeNull();
  });

  it.each<[string, Clause[], string, string | null]>([
    [
      'a quorum of eight with seven seats',
      clausesWith({ QUORUM: { share: null, count: 8 } }),
      'CHARTER_QUORUM_IMPOSSIBLE',
      '3.1',
    ],
    ['a quorum that says nothing', clausesWith({ QUORUM: { share: null } }), 'CHARTER_QUORUM_MISSING', '3.1'],
    [
      'a share above one',
      clausesWith({ QUORUM: { share: { num: 3, den: 2 } } }),
      'CHARTER_SHARE_IMPOSSIBLE',
      '3.1',
    ],
    [
      'a share below zero',
      clausesWith({ THRESHOLD: { share: { num: -1, den: 2 } } }),
      'CHARTER_SHARE_IMPOSSIBLE',
      '3.2',
    ],
    [
      'a share of nothing',
      clausesWith({ THRESHOLD: { share: { num: 1, den: 0 } } }),
      'CHARTER_SHARE_IMPOSSIBLE',
      '3.2',
    ],
    [
      'half a person',
      clausesWith({ QUORUM: { share: null, count: 2.5 } }),
      'CHARTER_QUORUM_IMPOSSIBLE',
      '3.1',
    ],
    [
      'more than all votes',
      clausesWith({ THRESHOLD: { share: { num: 1, den: 1 }, strict: true } }),
      'CHARTER_THRESHOLD_IMPOSSIBLE',
      '3.2',
    ],
    ['an unknown counting rule', withMethod({ rule: 'applause' }), 'CHARTER_RULE_UNKNOWN', '3.3'],
    [
      'a parameter that the rule does not have',
      withMethod({ parameters: [{ name: 'volume', value: 'loud' }] }),
      'UNKNOWN_PARAMETER',
      '3.3',
    ],
    [
      'co-sponsors from more sectors than there are co-sponsors',
      clausesWith({ SECONDING: { coSponsors: 1, sectors: 2 } }),
      'CHARTER_SECONDING_IMPOSSIBLE',
      '4.1',
    ],
    [
      'more co-sponsors than others have seats',
      clausesWith({ SECONDING: { coSponsors: 7 } }),
      'CHARTER_SECONDING_IMPOSSIBLE',
      '4.1',
    ],
    [
      'a shortest vote above the longest',
      clausesWith({ VOTING_PERIOD: { shortestHours: 25, longestDays: 1 } }),
      'CHARTER_PERIOD_IMPOSSIBLE',
      '4.2',
    ],
    ['an election by yes and no', withMethod({ rule: 'majority' }), 'CHARTER_RULE_UNFIT', '3.3'],
    ['a motion by ranking', withMethod({ question: 'MOTION' }), 'CHARTER_RULE_UNFIT', '3.3'],
    [
      'a parameter out of bounds',
      withMethod({ rule: 'quadratic@2018', parameters: [{ name: 'credits', value: '0' }] }),
      'BAD_PARAMETER',
      '3.3',
    ],
    [
      'a parameter that the rule must be told, left out',
      withMethod({ rule: 'quadratic@2018' }),
      'MISSING_PARAMETER',
      '3.3',
    ],
    [
      'a parameter twice',
      withMethod({
        parameters: ['last', 'no_opinion'].map((value) => ({ name: 'unranked', value })),
      }),
      'CHARTER_PARAMETER_TWICE',
      '3.3',
    ],
    [
      'a second threshold beside the clause on it',
      withMethod({
        question: 'MOTION',
        rule: 'majority@1',
        parameters: [{ name: 'threshold', value: '3/4' }],
      }),
      'CHARTER_PARAMETER_MISPLACED',
      '3.3',
    ],
    [
      'a second quorum beside the clause on it',
      withMethod({
        question: 'MOTION',
        rule: 'consent@1',
        parameters: [{ name: 'quorumCount', value: '3' }],
      }),
      'CHARTER_PARAMETER_MISPLACED',
      '3.3',
    ],
    ['a lot where ties stay open', withMethod({ rule: 'lot@1', ties: 'OPEN' }), 'CHARTER_RULE_UNFIT', '3.3'],
    [
      'a rule twice for one question, under its short name and its full one',
      clausesWith({ METHODS: { methods: [METHOD, { ...METHOD, rule: 'schulze' }] } }),
      'CHARTER_METHOD_TWICE',
      '3.3',
    ],
    ['no method', clausesWith({ METHODS: { methods: [] } }), 'CHARTER_METHOD_MISSING', '3.3'],
    ['a cap that lets nobody in', withCaps({ by: 'SECTOR', most: 0 }), 'CHARTER_CAP_IMPOSSIBLE', '3.4'],
    [
      'two caps on a sector',
      withCaps({ by: 'SECTOR', most: 1 }, { by: 'SECTOR', most: 2 }),
      'CHARTER_CAP_IMPOSSIBLE',
      '3.4',
    ],
    ['no cap in a clause on caps', withCaps(), 'CHARTER_CAP_IMPOSSIBLE', '3.4'],
    ['no seats', clausesWith({ SEATS: { classes: [] } }), 'CHARTER_SEATS_IMPOSSIBLE', '2.1'],
    [
      'a class twice',
      clausesWith({ SEATS: { classes: [CLAUSES.SEATS.classes[0], CLAUSES.SEATS.classes[0]] } }),
      'CHARTER_SEATS_IMPOSSIBLE',
      '2.1',
    ],
    [
      'a term of no months',
      clausesWith({ SEATS: { classes: [{ ...CLAUSES.SEATS.classes[0], termMonths: 0 }] } }),
      'CHARTER_TERM_IMPOSSIBLE',
      '2.1',
    ],
    [
      'no words behind a clause',
      clausesWith({ QUORUM: { source: { text: ' ', section: '3.1', lang: 'en' } } }),
      'CHARTER_SOURCE_MISSING',
      null,
    ],
  ])('is refused for %s', (_, clauses, code, clause) => {
    expect(faultOf(clauses)).toMatchObject({ code, clause });
  });

  it('may speak on caps, and is held to what it says', () => {
    expect(faultOf(withCaps({ by: 'SECTOR', most: 1 }, { by: 'ORGANIZATION', most: 2 }))).toBeNull();
    expect(optionalClauseOf({ clauses: clausesWith() }, 'CAPS')).toBeNull();
    const caps = [{ by: 'SECTOR', most: 1 }] as const;
    expect(optionalClauseOf({ clauses: withCaps(...caps) }, 'CAPS')?.caps).toEqual(caps);
  });

  it.each([
    [1, null],
    [32, null],
    [0, 'CHARTER_FINALITY_IMPOSSIBLE'],
    [33, 'CHARTER_FINALITY_IMPOSSIBLE'],
    [1.5, 'CHARTER_FINALITY_IMPOSSIBLE'],
  ])('may make a decision final by %d witnesses: %s', (witnesses, code) => {
    const source = { ...CLAUSES.SEATS.source, section: '3.5' };
    const fault = faultOf([...clausesWith(), { topic: 'FINALITY', precedence: 1, source, witnesses }]);
    expect(fault?.code ?? null).toBe(code);
    expect(fault?.clause ?? null).toBe(code && '3.5');
  });

  it.each(RULES.map(ruleName))(
    'may name the counting rule %s for the questions it answers, and no others',
    (rule) => {
      const parameters = NEEDED[rule] ?? [];
      const found = findRule(rule)?.outcome;
      for (const [question, outcome] of Object.entries(ANSWERS) as [Question, string][]) {
        const fault = faultOf(withMethod({ question, rule, parameters }));
        expect(fault?.code ?? null).toBe(outcome === found ? null : 'CHARTER_RULE_UNFIT');
      }
    },
  );

  it('is refused when it is silent on a topic', () => {
    for (const topic of Object.keys(CLAUSES) as RequiredTopic[]) {
      const silent = clausesWith().filter((clause) => clause.topic !== topic);
      expect(faultOf(silent)).toMatchObject({ code: 'CHARTER_TOPIC_MISSING', topic });
    }
  });

  it('is refused when two clauses of one precedence speak on one topic', () => {
    const twice = [...clausesWith(), { ...CLAUSES.QUORUM, countedBy: 'YES' } as const];
    expect(faultOf(twice)).toMatchObject({ code: 'CHARTER_CONTRADICTS_ITSELF', topic: 'QUORUM' });
  });

  it('is refused for an unknown zone', () => {
    expect(faultOf(clausesWith(), 'Europe/Atlantis')).toMatchObject({ code: 'ZONE_UNKNOWN' });
  });

  it('is told everything that is wrong with it at once', () => {
    const clauses = [
      ...withMethod({ rule: 'applause' }).filter(({ topic }) => topic !== 'QUORUM'),
      { ...CLAUSES.QUORUM, share: null },
    ];
    expect(faultOf(clauses, 'nowhere')).toMatchObject({
      code: 'SEVERAL_REFUSALS',
      refusals: [
        { code: 'ZONE_UNKNOWN' },
        { code: 'CHARTER_RULE_UNKNOWN', clause: '3.3' },
        { code: 'CHARTER_QUORUM_MISSING', clause: '3.1' },
      ],
    });
  });

  it('names the numbers when its quorum asks for more than its seats', () => {
    const refusal = faultOf(clausesWith({ QUORUM: { count: 9 } }));
    expect(refusal).toMatchObject({ clause: '3.1', needed: 9, seats: 7 });
  });

  it('passes a fixed quorum exactly when the seats can meet it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 40 }), (seats, count) => {
        const clauses = clausesWith({
          SEATS: { classes: [{ name: 'member', seats, sectorId: null, termMonths: null }] },
          QUORUM: { share: null, count },
          SECONDING: { coSponsors: 0, sectors: 0 },
        });
        expect(faultOf(clauses) === null).toBe(count <= seats);
      }),
    );
  });
});

describe('a clause', () => {
  it('of greater precedence holds, wherever it stands', () => {
    const stronger = { ...CLAUSES.QUORUM, precedence: 2, share: null, count: 4 } as const;
    for (const clauses of [
      [stronger, ...clausesWith()],
      [...clausesWith(), stronger],
    ]) {
      expect(faultOf(clauses)).toBeNull();
      expect(clauseOf({ clauses }, 'QUORUM').count).toBe(4);
    }
  });

  it('on the seats tells how many there are, and of which class', () => {
    const charter = { clauses: clausesWith() };
    expect(seatsOf(charter)).toBe(7);
    expect(seatClassOf(charter, 'founder')?.termMonths).toBeNull();
    expect(seatClassOf(charter, 'guest')).toBeNull();
  });
});

describe('the digest of a charter', () => {
  it('is the same for the same clauses, and another for any other word', () => {
    expect(charterDigest(clausesWith())).toBe(charterDigest(clausesWith()));
    const reworded = clausesWith({ QUORUM: { source: { ...CLAUSES.QUORUM.source, text: 'Other words.' } } });
    expect(charterDigest(reworded)).not.toBe(charterDigest(clausesWith()));
    expect(charterDigest(clausesWith())).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  });
});

describe('what a charter provides beside its own clauses', () => {
  const withProvision = (says: Record<string, string | number>, topic: 'CAP' | 'LIMIT' = 'CAP') =>
    checkCharter([...clausesWith(), provide(topic, '5.1', 'Words of 5.1.', says)], 'UTC');

  it('is checked with the rest, against the seats that the body has', () => {
    expect(withProvision({ by: 'SECTOR', most: '1/3' })).toBeNull();
    expect(withProvision({ by: 'SECTOR', most: '1/8' })).toMatchObject({
      code: 'CHARTER_CAP_IMPOSSIBLE',
      clause: '5.1',
    });
    expect(withProvision({ consecutive: 0 }, 'LIMIT')).toMatchObject({
      code: 'CHARTER_PROVISION_IMPOSSIBLE',
    });
  });

  it('may contradict itself: then it needs a ruling, and the charter stands', () => {
    const two = ['5.1', '5.2'].map((section, n) =>
      provide('LIMIT', section, 'Words.', { consecutive: n + 1 }),
    );
    expect(checkCharter([...clausesWith(), ...two], 'UTC')).toBeNull();
  });
});
