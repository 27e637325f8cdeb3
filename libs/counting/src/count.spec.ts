import { count, findRule, hasOpenTie, RULES, ruleName, type BallotGroup } from './index.js';
import { counted, electionOf, inputOf, ranking, rankings, type Counting } from './spec-support/election.js';

const BALLOTS = rankings('3 A>B>C', '2 B>C>A', '1 C>A>B');
const election = (more: Partial<Counting> = {}): Counting => ({
  rule: 'schulze',
  options: 'ABC',
  ballots: BALLOTS,
  ...more,
});

describe('the registry', () => {
  it('finds each rule by its full name and by its id', () => {
    for (const rule of RULES) expect(findRule(ruleName(rule))).toBe(rule);
    expect(findRule('schulze')?.version).toBe('2011');
    expect(findRule('schulze@1815')).toBeNull();
    expect(findRule('constructor')).toBeNull();
  });

  it('has no two rules of one name, and a default within bounds for every parameter that has one', () => {
    expect(new Set(RULES.map(ruleName)).size).toBe(RULES.length);
    for (const rule of RULES) {
      for (const [name, spec] of Object.entries(rule.parameters)) {
        expect(spec.meaning).toMatch(/\.$/);
        if (spec.type === 'choice' && spec.default !== undefined) expect(spec.values).toContain(spec.default);
        if (spec.type === 'integer' && spec.default !== undefined) {
          expect([name, spec.default >= spec.min, spec.default <= spec.max]).toEqual([name, true, true]);
        }
      }
    }
  });
});

describe('count', () => {
  it.each<[string, Partial<Counting>]>([
    ['BAD_LOT', { lot: ['A', 'B'] }],
    ['BAD_LOT', { lot: ['A', 'B', 'B'] }],
    ['BAD_LOT', { lot: ['A', 'B', 'D'] }],
    ['DUPLICATE_OPTION', { options: 'ABCA' }],
    ['TOO_MANY_OPTIONS', { options: Array.from({ length: 1001 }, (_, at) => ({ id: String(at) })) }],
    ['BAD_SEATS', { seats: 0 }],
    ['BAD_SEATS', { seats: 1.5 }],
    ['ONE_SEAT_ONLY', { rule: 'irv', seats: 2 }],
    ['ONE_PROPOSAL_ONLY', { rule: 'consent', ballots: [] }],
    ['BAD_BUDGET', { budget: 'much' }],
    ['BAD_WEIGHT', { ballots: [{ ballot: ranking('A'), weight: 0n }] }],
    ['TOO_MUCH_WEIGHT', { ballots: [{ ballot: ranking('A'), weight: 10n ** 13n }] }],
    ['MORE_CAST_THAN_ENTITLED', { electorate: { entitled: 5n } }],
    ['MORE_PRESENT_THAN_ENTITLED', { electorate: { entitled: 6n, present: 7n } }],
    ['UNKNOWN_OPTION', { ballots: rankings('1 A>X') }],
    ['OPTION_RANKED_TWICE', { ballots: rankings('1 A>B>A') }],
    ['OPTION_RANKED_TWICE', { ballots: rankings('1 A=A') }],
    ['WRONG_BALLOT_SHAPE', { ballots: [{ ballot: { kind: 'choice', choice: 'yes' }, weight: 1n }] }],
    ['UNKNOWN_PARAMETER', { params: { speed: 1 } }],
    ['BAD_PARAMETER', { params: { strength: 'brute' } }],
    ['BAD_CAP', { caps: [{ id: 'x', clause: 'c', options: ['Z'], atMost: 1 }] }],
  ])('refuses %s', (code, more) => {
    expect(count(inputOf(election(more)))).toMatchObject({ refused: true, code });
  });

  it('keeps blank and spoiled papers out of the count and names them in the input', () => {
    const unmarked: BallotGroup[] = [
      { ballot: { kind: 'blank' }, weight: 2n },
      { ballot: { kind: 'invalid' }, weight: 1n },
    ];
    const result = counted(election({ ballots: [...BALLOTS, ...unmarked], electorate: { entitled: 20n } }));
    expect(result.input).toMatchObject({ cast: '9', valid: '6', blank: '2', invalid: '1', entitled: '20' });
    expect(result.pairwise).toEqual(counted(election()).pairwise);
  });

  it('takes a withdrawn option out of every ballot and lets those below move up', () => {
    const options = [{ id: 'A', withdrawn: true }, { id: 'B' }, { id: 'C' }];
    const result = counted(election({ options }));
    expect(result.pairwise).toEqual({
      options: ['B', 'C'],
      wins: [
        ['0', '5'],
        ['1', '0'],
      ],
    });
    expect(result.options[0]).toEqual({ id: 'A', name: 'A', withdrawn: true });
  });

  it('fills every default in and names the text that it followed', () => {
    const result = counted(election());
    expect(result.params).toEqual({ strength: 'winning_votes', unranked: 'last', order: 'path_losses' });
    expect(result.rule.text.section).toBe('2.1 to 2.3');
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  it('seats everybody when there are more seats than options, without a tie', () => {
    const result = counted(election({ seats: 5 }));
    expect(electionOf(result).elected).toHaveLength(3);
    expect(hasOpenTie(result)).toBe(false);
  });
});
