import { RULES, ruleName } from '#counting';
import { ruleKey } from './charter-methods.graphql.js';
import { methodFor } from './charter-methods.rules.js';
import type { Method, Question } from './charter.types.js';
import { CLAUSES } from './spec-support/charter.js';

const method = (question: Question, rule: string, change: Partial<Method> = {}): Method => ({
  question,
  rule,
  parameters: [],
  ties: 'LOT',
  ...change,
});
const METHODS = {
  ...CLAUSES.METHODS,
  methods: [
    method('MOTION', 'consent@1'),
    method('MOTION', 'majority'),
    method('ELECTION', 'approval@1', { ties: 'OPEN' }),
    method('ELECTION', 'schulze', { parameters: [{ name: 'strength', value: 'margins' }] }),
  ],
};
const choose = (question: Question, wanted: string | null) =>
  methodFor(METHODS, CLAUSES.THRESHOLD, { question, wanted });

describe('the method of a vote', () => {
  it.each<[Question, string | null, object]>([
    ['MOTION', null, { rule: 'consent@1', ties: 'LOT' }],
    ['ELECTION', null, { rule: 'approval@1', ties: 'OPEN' }],
    [
      'MOTION',
      'majority@1',
      { rule: 'majority@1', parameters: { threshold: '2/3', strict: false, base: 'decisive' } },
    ],
    [
      'ELECTION',
      'schulze@2011',
      { rule: 'schulze@2011', parameters: { strength: 'margins', unranked: 'last' } },
    ],
  ])('on the question %s, when %s is wanted, is the one that the charter permits', (question, wanted, is) => {
    expect(choose(question, wanted)).toMatchObject({ ...is, clause: '3.3' });
  });

  it.each<[Question, string | null, string]>([
    ['MOTION', 'schulze@2011', 'METHOD_NOT_PERMITTED'],
    ['ELECTION', 'borda@1', 'METHOD_NOT_PERMITTED'],
    ['FUNDING', null, 'NO_METHOD_FOR_QUESTION'],
    ['CHOICE', 'schulze@2011', 'NO_METHOD_FOR_QUESTION'],
  ])('on the question %s is not %s where the charter does not permit it', (question, wanted, code) => {
    expect(choose(question, wanted)).toMatchObject({ code, clause: '3.3' });
  });

  it('that is not permitted is refused with those that are', () => {
    expect(choose('ELECTION', 'borda@1')).toMatchObject({
      because: 'The charter does not permit borda@1 for this question; it permits approval@1, schulze@2011.',
    });
  });
});

describe('the name of a rule in the schema', () => {
  it('is a name of GraphQL, and another one for every rule', () => {
    const keys = RULES.map(ruleKey);
    expect(new Set(keys).size).toBe(RULES.length);
    expect(keys.filter((key) => !/^[A-Z][A-Z0-9_]*$/.test(key))).toEqual([]);
    expect(keys).toContain('STV_SCOTTISH_SSI_2007_42');
    expect(RULES.map(ruleName)).toContain('stv-scottish@ssi-2007-42');
  });
});
