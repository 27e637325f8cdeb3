import { ruleName, RULES, type Ballot, type BallotGroup, type CountResult } from './index.js';
import { counted, rankings, type Counting } from './spec-support/election.js';

const textsOf = (result: CountResult) => result.explanation.map(({ text }) => text);
const told = (counting: Counting) => textsOf(counted(counting));
const ranked = (rule: string, lines: string[], rest: Partial<Counting> = {}) =>
  told({ rule, options: 'ABC', ballots: rankings(...lines), ...rest });
const decided = (rule: string, ballots: BallotGroup[], params: Record<string, unknown>) =>
  told({ rule, options: 'P', ballots, params });
const of = (weight: bigint, ballot: Ballot): BallotGroup => ({ ballot, weight });

/** Required parameters of the rules that have any. */
const PARAMETERS: Readonly<Record<string, Record<string, unknown>>> = {
  majority: { threshold: '1/2', strict: true, base: 'decisive' },
  'consensus-blocks': { blocks: 0 },
  gradients: { level: 4, share: '1/2', lowest: '1/4' },
  quadratic: { credits: 9 },
};

describe('a tie is told where it is met, with what broke it', () => {
  it('by the lot, at the last seat of a ranking', () => {
    expect(ranked('borda', ['1 A>B>C', '1 B>A>C'], { lot: ['B', 'C', 'A'] })).toEqual([
      'Place 1: A with 3 points.',
      'Place 1: B with 3 points.',
      'Place 3: C with 0 points.',
      'A and B are tied for a seat: the lot decides, for B.',
      'Elected: B.',
    ]);
  });

  it('by nothing, which leaves the seat open', () => {
    expect(ranked('irv', ['1 A', '1 B', '2 C'])).toEqual([
      'A and B are tied for who goes next, and nothing breaks the tie: it stays open.',
      'Elected: nobody.',
      'Seats that stay open: 1.',
    ]);
  });

  it('by an earlier stage of the Scottish rules', () => {
    const lines = ['5 A', '4 B', '3 C', '1 D>C'];
    const texts = told({ rule: 'stv-scottish', options: 'ABCD', ballots: rankings(...lines), seats: 1 });
    expect(texts).toContain('B and C are tied for who goes next: an earlier round decides, for C.');
  });

  it('by a further step of STAR', () => {
    const scores = (a: number, b: number) =>
      ({
        kind: 'scores',
        scores: [
          { option: 'A', score: a },
          { option: 'B', score: b },
        ],
      }) as const;
    const ballots = [of(1n, scores(5, 1)), of(1n, scores(2, 3))];
    expect(told({ rule: 'star', options: 'AB', ballots })).toEqual([
      'A and B go to the runoff, with scores of 7 and 4.',
      'A and B are tied for a seat: the next step of the rule decides, for A.',
      'In the runoff A is scored higher by 1 vote and the other by 1: A is elected.',
      'Elected: A.',
    ]);
  });
});

describe('a sentence stays true at the edge', () => {
  it('where somebody is elected without the votes that are needed', () => {
    expect(ranked('irv', [], { options: 'A' })).toEqual([
      'A is the only option left, with 0 votes: elected.',
      'Elected: A.',
    ]);
    expect(ranked('irv', ['1 A', '1 B'], { options: 'AB', lot: ['B', 'A'] })).toEqual([
      'A and B are tied for a seat: the lot decides, for B.',
      'Two options are left: B, with 1 vote, is elected.',
      'Elected: B.',
    ]);
    expect(ranked('stv-scottish', [], { options: 'AB', seats: 3 })).toEqual([
      'No more options are left than seats: A is elected.',
      'No more options are left than seats: B is elected.',
      'Elected: A and B.',
      'Seats without anybody who could take them: 1.',
    ]);
  });

  it('where several go at once, and why', () => {
    const lines = ['6 A', '4 B', '1 C>B', '1 D>B'];
    const batch = { options: 'ABCD', params: { batchElimination: true } };
    expect(ranked('irv', lines, batch)[0]).toBe(
      'Round 1: C and D go together, since even together they have fewer votes than the next.',
    );
    expect(ranked('irv', lines, { options: 'ABCD', params: { minimumVotes: 2 } })[0]).toBe(
      'Round 1: whoever has fewer than 2 votes goes: C and D.',
    );
  });

  it('where everybody has withdrawn', () => {
    const options = [{ id: 'A', withdrawn: true }];
    for (const rule of RULES.filter(
      ({ ballot, outcome }) => ballot === 'ranking' && outcome === 'election',
    )) {
      expect([rule.id, told({ rule: rule.id, options, ballots: rankings('2 A') })]).toEqual([
        rule.id,
        ['Elected: nobody.', 'Seats without anybody who could take them: 1.'],
      ]);
    }
  });

  it('where nobody rated an option, or too few did', () => {
    const ballots = [
      of(3n, { kind: 'scores', scores: [{ option: 'A', score: 4 }] }),
      of(1n, { kind: 'scores', scores: [{ option: 'B', score: 5 }] }),
    ];
    expect(told({ rule: 'score', options: 'ABC', ballots, params: { leastRated: '1/2' } })).toEqual([
      'Place 1: A with 4 on average, 12 in all from 3 who rated.',
      'Place 2: B, whom too few rated: 1.',
      'Place 3: C, whom nobody rated.',
      'Elected: A.',
    ]);
  });

  it('where nobody said anything', () => {
    expect(decided('majority', [], PARAMETERS['majority'] ?? {})).toEqual([
      '0 votes for, of 0 votes for or against: of nothing there is no share, so it is rejected.',
    ]);
    expect(decided('gradients', [], PARAMETERS['gradients'] ?? {})).toEqual([
      'Nobody stands at any level: too little support, rejected.',
    ]);
  });
});

describe('whoever lost reads why', () => {
  it('by whom they are beaten, and by how much', () => {
    const lines = ['3 A>B>C', '2 B>C>A', '2 B>A>C'];
    expect(ranked('schulze', lines)).toEqual([
      'Place 1: B. No chain of comparisons against them is stronger than the one back; a chain is as strong as its weakest comparison.',
      'Place 2: A, behind B: the strongest chain of comparisons from B to A holds with 4 votes, the strongest back with 0.',
      'Place 3: C, behind B: the strongest chain of comparisons from B to C holds with 7 votes, the strongest back with 0.',
      'Elected: B.',
    ]);
    expect(ranked('ranked-pairs', lines)).toEqual([
      'Place 1: B. No comparison that counts puts anybody above them.',
      'Place 2: A, behind B, who is preferred with a strength of 4.',
      'Place 3: C, behind B, who is preferred with a strength of 7.',
      'Elected: B.',
    ]);
  });

  it('what was left when a project was not paid', () => {
    const options = [
      { id: 'P', cost: '6' },
      { id: 'Q', cost: '5' },
      { id: 'R', cost: '1' },
    ];
    const approve = (weight: bigint, ...approved: string[]) => of(weight, { kind: 'approval', approved });
    const ballots = [approve(3n, 'P'), approve(2n, 'Q')];
    expect(told({ rule: 'pb-greedy', options, ballots, budget: '10' })).toEqual([
      'P has 3 votes and costs 6: paid.',
      'Q has 2 votes and costs 5: not paid; 4 is left in the end.',
      'R has no votes: not paid.',
      'Paid: P. 6 is spent and 4 is left.',
    ]);
    expect(told({ rule: 'equal-shares', options, ballots, budget: '10' })).toEqual([
      'Every voter has a share of 2, raised 0 times.',
      'P costs 6 and is paid by its 3 supporters.',
      'Q costs 5, more than its 2 supporters had left together: not paid.',
      'R has no supporters: not paid.',
      'Paid: P. 6 is spent and 4 is left.',
    ]);
  });

  it('that there was a quorum, where one was asked for', () => {
    const yes = of(3n, { kind: 'choice', choice: 'yes' });
    const params = { ...PARAMETERS['majority'], quorumCount: 2 };
    expect(decided('majority', [yes], params)).toEqual([
      '3 took part and 2 are needed: a quorum.',
      '3 votes for, of 3 votes for or against; 2 are needed: passed.',
    ]);
  });
});

it.each(RULES.map((rule) => [ruleName(rule), rule] as const))(
  '%s ends with who is elected or what is paid, in whole sentences, also without a ballot',
  (_name, { id, outcome }) => {
    const options = [{ id: 'A', name: 'Ana', cost: '1' }];
    const result = counted({ rule: id, options, ballots: [], budget: '5', params: PARAMETERS[id] ?? {} });
    const texts = textsOf(result);
    for (const text of texts) expect(text).toMatch(/^[^{}]+\.$/);
    expect(texts.join(' ')).not.toMatch(/undefined|NaN|null/);
    const last = { decision: /\.$/, election: /^(Elected|Seats)/, funding: /^Paid: / }[outcome];
    expect(texts.at(-1)).toMatch(last);
  },
);
