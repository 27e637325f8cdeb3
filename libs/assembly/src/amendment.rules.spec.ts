import fc from 'fast-check';
import { isRefusal, type BodyId, type CoalitionId } from '#kernel';
import {
  amendedClauses,
  amendmentDigest,
  beginOf,
  changesBetween,
  checkAmendment,
  mayVoteOnAmendment,
  methodToAmend,
} from './amendment.rules.js';
import type { CharterAmendment } from './amendment.types.js';
import { charterDigest } from './charter.rules.js';
import type { AmendmentClause, CharterVersion, Clause } from './charter.types.js';
import { CLAUSES, clausesWith } from './spec-support/charter.js';

const at = (text: string) => new Date(`2026-${text}T00:00:00.000Z`);
const NOW = at('03-01');

const versionOf = (clauses: readonly Clause[], beginsAt = at('01-01')): CharterVersion => ({
  coalitionId: 'coalition' as CoalitionId,
  bodyId: 'body' as BodyId,
  number: 1,
  clauses,
  digest: charterDigest(clauses),
  beginsAt,
  adoptedBy: null,
  transitional: null,
});
const LATEST = versionOf(clausesWith());
const MORE_NEEDED = clausesWith({ QUORUM: { share: { num: 2, den: 3 } } });
const amendment = (change: Partial<CharterAmendment> = {}): CharterAmendment => ({
  amends: LATEST.digest,
  clauses: MORE_NEEDED,
  beginsAt: null,
  transitional: null,
  ...change,
});
const TO_AMEND: AmendmentClause = {
  topic: 'AMENDMENT',
  precedence: 1,
  source: { text: 'Three quarters of all change this charter.', section: '9', lang: 'en' },
  share: { num: 3, den: 4 },
  strict: false,
  base: 'ENTITLED',
};

describe('an amendment of a charter', () => {
  it.each<[string, Partial<CharterAmendment>, string | null]>([
    ['a new quorum from now on', {}, null],
    ['a new quorum at this very instant', { beginsAt: NOW.toISOString() }, null],
    [
      'a new quorum a millisecond ago',
      { beginsAt: new Date(NOW.getTime() - 1).toISOString() },
      'AMENDMENT_IN_THE_PAST',
    ],
    ['a change of another charter', { amends: charterDigest(MORE_NEEDED) }, 'CHARTER_CHANGED'],
    ['no change', { clauses: LATEST.clauses }, 'NOTHING_AMENDED'],
    [
      'a charter that is silent on quorums',
      { clauses: LATEST.clauses.filter(({ topic }) => topic !== 'QUORUM') },
      'CHARTER_TOPIC_MISSING',
    ],
    [
      'a quorum that nobody could reach',
      { clauses: clausesWith({ QUORUM: { count: 8 } }) },
      'CHARTER_QUORUM_IMPOSSIBLE',
    ],
  ])('that asks for %s', (_what, change, code) => {
    expect(
      checkAmendment({ latest: LATEST, zone: 'Europe/Rome' }, amendment(change), NOW)?.code ?? null,
    ).toBe(code);
  });

  it('begins after the last version that was adopted, also where that is still to come', () => {
    const latest = versionOf(LATEST.clauses, at('06-01'));
    const check = (beginsAt: Date | null) =>
      checkAmendment(
        { latest, zone: 'Europe/Rome' },
        amendment({ beginsAt: beginsAt?.toISOString() ?? null }),
        NOW,
      );
    expect(check(null)).toMatchObject({ code: 'AMENDMENT_BEFORE_LATEST' });
    expect(check(at('06-01'))).toMatchObject({ code: 'AMENDMENT_BEFORE_LATEST' });
    expect(check(new Date(at('06-01').getTime() + 1))).toBeNull();
  });

  it('cites the clause on amendments where the charter has one', () => {
    const latest = versionOf([...LATEST.clauses, TO_AMEND]);
    const refused = checkAmendment({ latest, zone: 'Europe/Rome' }, amendment(), NOW);
    expect(refused).toMatchObject({ code: 'CHARTER_CHANGED', clause: '9' });
  });

  it('is in force from its own instant on, and never from before its decision', () => {
    expect(beginOf({ beginsAt: null }, NOW)).toEqual(NOW);
    expect(beginOf({ beginsAt: at('05-01').toISOString() }, NOW)).toEqual(at('05-01'));
    expect(beginOf({ beginsAt: at('02-01').toISOString() }, NOW)).toEqual(NOW);
  });

  it('is named by everything that it says', () => {
    const digests = [
      amendment(),
      amendment({ beginsAt: NOW.toISOString() }),
      amendment({ clauses: LATEST.clauses }),
      amendment({ amends: charterDigest(MORE_NEEDED) }),
      amendment({ transitional: [{ lang: 'en', text: 'Slowly.', isOriginal: true, origin: 'HUMAN' }] }),
    ].map(amendmentDigest);
    expect(new Set(digests).size).toBe(digests.length);
  });
});

describe('a vote on an amendment', () => {
  const vote = { closesAt: at('04-01'), isAnotherAtVote: false };

  it.each<[string, string | null, boolean, string | null]>([
    ['from the decision on', null, false, null],
    ['at the closing', at('04-01').toISOString(), false, null],
    [
      'a millisecond before the closing',
      new Date(at('04-01').getTime() - 1).toISOString(),
      false,
      'AMENDMENT_BEFORE_ITS_VOTE',
    ],
    ['beside another', null, true, 'AMENDMENT_AT_VOTE'],
  ])('that is to begin %s', (_what, beginsAt, isAnotherAtVote, code) => {
    expect(mayVoteOnAmendment({ beginsAt }, { ...vote, isAnotherAtVote })?.code ?? null).toBe(code);
  });

  it('is decided as any motion, or by the share that the charter asks for its own change', () => {
    expect(methodToAmend(LATEST, null)).toMatchObject({
      rule: 'majority@1',
      parameters: { threshold: '2/3', base: 'decisive' },
      clause: CLAUSES.METHODS.source.section,
    });
    expect(methodToAmend(versionOf([...LATEST.clauses, TO_AMEND]), null)).toMatchObject({
      rule: 'majority@1',
      parameters: { threshold: '0.75', strict: false, base: 'entitled' },
      clause: '9',
    });
  });

  it('cannot take a weaker rule than the clause on amendments', () => {
    const methods = [
      ...CLAUSES.METHODS.methods,
      { question: 'MOTION', rule: 'consent@1', parameters: [], ties: 'OPEN' } as const,
    ];
    const charter = versionOf([...clausesWith({ METHODS: { methods } }), TO_AMEND]);
    const chosen = methodToAmend(charter, 'consent@1');
    expect(isRefusal(chosen) ? chosen : null).toMatchObject({ code: 'METHOD_NOT_PERMITTED', clause: '9' });
  });
});

describe('what an amendment changes', () => {
  it('is told topic by topic, with the old words and the new', () => {
    const [change, ...others] = changesBetween(LATEST.clauses, MORE_NEEDED);
    expect(others).toEqual([]);
    expect(change).toMatchObject({
      topic: 'QUORUM',
      before: [{ share: { num: 1, den: 2 } }],
      after: [{ share: { num: 2, den: 3 } }],
    });
  });

  it('leaves all other topics as they stood, in their places', () => {
    const [quorum] = MORE_NEEDED.filter(({ topic }) => topic === 'QUORUM');
    expect(amendedClauses(LATEST.clauses, [quorum!], [])).toEqual(MORE_NEEDED);
    expect(amendedClauses([...LATEST.clauses, TO_AMEND], [], ['AMENDMENT'])).toEqual(LATEST.clauses);
    expect(amendedClauses(LATEST.clauses, [TO_AMEND], []).at(-1)).toEqual(TO_AMEND);
  });

  it('is exactly what was asked for, whatever was', () => {
    const others = clausesWith({ SECONDING: { coSponsors: 0, sectors: 0 }, QUORUM: { count: 3 } });
    fc.assert(
      fc.property(fc.subarray([...others, TO_AMEND]), (changed) => {
        const after = amendedClauses(LATEST.clauses, changed, []);
        const topics = changesBetween(LATEST.clauses, after).map(({ topic }) => topic);
        const expected = changed.filter(
          (clause) => !LATEST.clauses.some((old) => charterDigest([old]) === charterDigest([clause])),
        );
        expect(topics.toSorted()).toEqual(expected.map(({ topic }) => topic).toSorted());
        expect(changesBetween(after, after)).toEqual([]);
      }),
    );
  });
});
