import { findRule, normalizeBallot, ballotKey, groupBallots, validateBallot, type Ballot } from './index.js';
import { ranking } from './spec-support/election.js';

const OPTIONS = [{ id: 'A' }, { id: 'B' }, { id: 'C', name: 'Cy', withdrawn: true }];
const codeOf = (rule: string, ballot: Ballot, params: Record<string, unknown> = {}) => {
  const found = findRule(rule);
  if (!found) throw new Error(`There is no rule ${rule}.`);
  return validateBallot(found, params, OPTIONS, ballot)?.code ?? null;
};

describe('validateBallot', () => {
  it.each<[string | null, Ballot]>([
    [null, ranking('A>B')],
    [null, ranking('A=B')],
    [null, ranking('B')],
    [null, { kind: 'blank' }],
    ['INVALID_BALLOT', { kind: 'invalid' }],
    ['EMPTY_BALLOT', ranking('')],
    ['EMPTY_PLACE', { kind: 'ranking', ranking: [['A'], [], ['B']] }],
    ['UNKNOWN_OPTION', ranking('A>X')],
    ['OPTION_RANKED_TWICE', ranking('A>B>A')],
    ['OPTION_WITHDRAWN', ranking('A>C')],
    ['WRONG_BALLOT_SHAPE', { kind: 'approval', approved: ['A'] }],
    ['WRONG_BALLOT_SHAPE', { kind: 'approval', approved: ['X'] }],
  ])('answers %s', (code, ballot) => {
    expect(codeOf('schulze', ballot)).toBe(code);
  });

  it('does not let a voter cast what only a paper can be found to hold', () => {
    expect(codeOf('irv', ranking('A>B'))).toBeNull();
    expect(codeOf('irv', ranking('A=B'))).toBe('EQUAL_RANKS');
    expect(codeOf('irv', ranking('A>A'))).toBe('OPTION_RANKED_TWICE');
    expect(codeOf('irv', { kind: 'ranking', ranking: [['A'], []], overvoted: [1] })).toBe('OVERVOTED');
    expect(codeOf('stv-scottish', ranking('A=B'))).toBe('EQUAL_RANKS');
    expect(codeOf('score', { kind: 'scores', scores: [{ option: 'A', score: 9 }] })).toBe('OFF_SCALE');
    expect(codeOf('approval', { kind: 'approval', approved: [] })).toBeNull();
    expect(codeOf('approval', { kind: 'approval', approved: ['A', 'A'] })).toBe('OPTION_APPROVED_TWICE');
  });

  it('refuses bad parameters before it looks at the ballot', () => {
    expect(codeOf('schulze', ranking('A'), { unranked: 'first' })).toBe('BAD_PARAMETER');
  });
});

describe('grouping', () => {
  it('gathers what means the same, whatever the order in it', () => {
    const grouped = groupBallots([
      { ballot: ranking('A=B>C'), weight: 1n },
      { ballot: { kind: 'approval', approved: ['B', 'A'] }, weight: 1n },
      { ballot: ranking('B=A>C'), weight: 2n },
      { ballot: { kind: 'approval', approved: ['A', 'B'] }, weight: 5n },
      { ballot: ranking('A>B>C'), weight: 1n },
    ]);
    expect(grouped).toEqual([
      { ballot: { kind: 'approval', approved: ['A', 'B'] }, weight: 6n },
      { ballot: ranking('A=B>C'), weight: 3n },
      { ballot: ranking('A>B>C'), weight: 1n },
    ]);
  });

  it('does not change the ballot that it is given', () => {
    const ballot = { kind: 'approval', approved: Object.freeze(['B', 'A']) } as const;
    expect(normalizeBallot(ballot)).toEqual({ kind: 'approval', approved: ['A', 'B'] });
    expect(
      ballotKey({
        kind: 'scores',
        scores: [
          { option: 'B', score: 1 },
          { option: 'A', score: 2 },
        ],
      }),
    ).toBe(
      ballotKey({
        kind: 'scores',
        scores: [
          { option: 'A', score: 2 },
          { option: 'B', score: 1 },
        ],
      }),
    );
  });
});
