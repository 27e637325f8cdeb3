import { parseBallot, type Ballot } from './index.js';

describe('parseBallot', () => {
  it.each<Ballot>([
    { kind: 'choice', choice: 'abstain' },
    { kind: 'consent', position: 'concern' },
    { kind: 'blocks', position: 'stand_aside' },
    { kind: 'grade', level: 3 },
    { kind: 'approval', approved: ['A'] },
    { kind: 'scores', scores: [{ option: 'A', score: 4 }] },
    { kind: 'credits', votes: [{ option: 'A', votes: -2 }] },
    { kind: 'ranking', ranking: [['A'], [], ['B', 'C']] },
    { kind: 'ranking', ranking: [['A'], []], overvoted: [1] },
    { kind: 'blank' },
    { kind: 'invalid' },
  ])('reads back %j', (ballot) => {
    expect(parseBallot(JSON.parse(JSON.stringify(ballot)))).toEqual(ballot);
  });

  it.each([
    null,
    'yes',
    [],
    {},
    { kind: 'choice', choice: 'maybe' },
    { kind: 'consent', position: 'block' },
    { kind: 'blocks' },
    { kind: 'grade', level: '3' },
    { kind: 'approval', approved: 'A' },
    { kind: 'approval', approved: [1] },
    { kind: 'scores', scores: [{ option: 'A' }] },
    { kind: 'credits', votes: { A: 1 } },
    { kind: 'ranking', ranking: ['A'] },
    { kind: 'ranking', ranking: [[1]] },
    { kind: 'ranking', ranking: [], overvoted: [-1] },
    { kind: '__proto__' },
  ])('refuses %j', (value) => {
    expect(parseBallot(value)).toMatchObject({ refused: true, code: 'BAD_BALLOT' });
  });
});
