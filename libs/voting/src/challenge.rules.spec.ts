import fc from 'fast-check';
import type { ChallengeTerms } from '#assembly';
import { rational, type PersonId } from '#kernel';
import { mayChallenge, mayRule, rulingOf, type ChallengedVote, type RulingState } from './challenge.rules.js';

const person = (name: string) => name as PersonId;
const at = (text: string) => new Date(`${text}Z`);
const HALF = rational(1n, 2n);
const TERMS: ChallengeTerms = { clause: '9.2', days: 7, upheldBy: HALF, ifItMatters: 'RERUN' };
const CLOSES = at('2026-03-01T12:00:00');

describe('a challenge', () => {
  const vote: ChallengedVote = {
    box: { closesAt: CLOSES },
    terms: TERMS,
    mayAct: true,
    isElector: true,
    isRecused: false,
    others: [],
    uninvolved: 3,
  };
  const raised = (ruling: 'UPHELD' | null, of = 'bo') => ({ personId: person(of), ruling });

  it.each<[string, Partial<ChallengedVote>, string, string | null]>([
    ['is raised while the vote is open', {}, '2026-02-28T12:00:00', null],
    ['is raised up to the last instant', {}, '2026-03-08T11:59:59.999', null],
    ['is too late at the end of its days', {}, '2026-03-08T12:00:00', 'CHALLENGE_TOO_LATE'],
    ['is raised by nobody else', { mayAct: false }, '2026-03-02T12:00:00', 'NOT_OF_THIS_BODY'],
    ['rests on a clause', { terms: null }, '2026-03-02T12:00:00', 'NO_SUCH_CONFLICT'],
    ['is of one who had a vote', { isElector: false }, '2026-03-02T12:00:00', 'NOT_ENTITLED'],
    ['is of one who is not recused', { isRecused: true }, '2026-03-02T12:00:00', 'ALREADY_RECUSED'],
    ['waits for the one before', { others: [raised(null)] }, '2026-03-02T12:00:00', 'ALREADY_CHALLENGED'],
    ['does not wait for that of another', { others: [raised(null, 'cem')] }, '2026-03-02T12:00:00', null],
    ['needs somebody to rule', { uninvolved: 0 }, '2026-03-02T12:00:00', 'NOBODY_TO_RULE'],
  ])('%s', (_, change, now, code) => {
    const refused = mayChallenge(
      { ...vote, ...change },
      { personId: person('bo'), interest: 'JOB' },
      at(now),
    );
    expect(refused?.code ?? null).toBe(code);
    expect(refused?.clause ?? null).toBe(
      code === null || code === 'NOT_OF_THIS_BODY' || code === 'NO_SUCH_CONFLICT' ? null : '9.2',
    );
  });
});

describe('a ruling', () => {
  const members = ['a', 'b', 'c', 'd'].map(person);
  const said = (text: string) =>
    text.split('').map((sign, n) => ({ personId: members[n] ?? person('x'), isUpheld: sign === '+' }));

  it.each<[string, string, ChallengeTerms['upheldBy'], 'UPHELD' | 'DISMISSED' | null]>([
    ['waits', '', HALF, null],
    ['waits at the half', '++', HALF, null],
    ['upholds with more than half', '+++', HALF, 'UPHELD'],
    ['dismisses when more than half cannot be had any more', '--', HALF, 'DISMISSED'],
    ['upholds with the last', '++-+', HALF, 'UPHELD'],
    ['asks for more where the charter does', '++-', rational(2n, 3n), null],
    ['dismisses sooner then', '--', rational(2n, 3n), 'DISMISSED'],
  ])('%s', (_, text, upheldBy, expected) => {
    expect(rulingOf(said(text), members, { upheldBy })).toBe(expected);
  });

  it('does not hear those who are involved by now, and dismisses what nobody can rule on', () => {
    expect(
      rulingOf([{ personId: person('x'), isUpheld: true }], members.slice(0, 1), { upheldBy: HALF }),
    ).toBeNull();
    expect(rulingOf([], [], { upheldBy: HALF })).toBe('DISMISSED');
  });

  it('is there when all have spoken, whatever they say, and stays what it was when more do', () => {
    const opinions = fc.array(fc.boolean(), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(opinions, fc.integer({ min: 0, max: 9 }), (upheld, num) => {
        const uninvolved = upheld.map((__, n) => person(`p${n}`));
        const stated = upheld.map((isUpheld, n) => ({ personId: person(`p${n}`), isUpheld }));
        const terms = { upheldBy: rational(BigInt(num), 10n) };
        const rulings = stated.map((__, n) => rulingOf(stated.slice(0, n + 1), uninvolved, terms));
        expect(rulings.at(-1)).not.toBeNull();
        const first = rulings.findIndex((ruling) => ruling !== null);
        expect(new Set(rulings.slice(first)).size).toBe(1);
      }),
    );
  });

  const state: RulingState = {
    challenge: { ruling: null, clause: '9.2' },
    box: { closesAt: CLOSES, countedAt: null },
    uninvolved: members,
    opinions: [],
  };
  it.each<[string, Partial<RulingState>, string | null, string, string | null]>([
    ['is given by a member who is not involved', {}, 'a', '2026-02-01T12:00:00', null],
    ['is given by nobody else', {}, 'bo', '2026-02-01T12:00:00', 'INVOLVED'],
    ['is not given by a stranger', {}, null, '2026-02-01T12:00:00', 'INVOLVED'],
    ['is given once', { opinions: said('+') }, 'a', '2026-02-01T12:00:00', 'OPINION_STATED'],
    [
      'is not given when it is there',
      { challenge: { ruling: 'DISMISSED', clause: '9.2' } },
      'a',
      '2026-02-01T12:00:00',
      'CHALLENGE_RULED',
    ],
    ['waits for the count from the close on', {}, 'a', '2026-03-01T12:00:00', 'VOTE_NOT_COUNTED'],
    [
      'is given after the count',
      { box: { closesAt: CLOSES, countedAt: CLOSES } },
      'a',
      '2026-03-02T12:00:00',
      null,
    ],
  ])('%s', (_, change, by, now, code) => {
    const refused = mayRule({ ...state, ...change }, by === null ? null : person(by), at(now));
    expect(refused?.code ?? null).toBe(code);
  });
});
