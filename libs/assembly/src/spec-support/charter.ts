import type { Clause, ClauseOf, ClauseSource, RequiredTopic } from '../charter.types.js';

const source = (section: string): ClauseSource => ({ text: `Words of ${section}.`, section, lang: 'en' });

/** A charter of seven seats, with a clause on every topic that it may not be silent on. */
export const CLAUSES = {
  SEATS: {
    topic: 'SEATS',
    precedence: 1,
    source: source('2.1'),
    classes: [
      { name: 'partner', seats: 5, sectorId: null, termMonths: 24 },
      { name: 'founder', seats: 2, sectorId: null, termMonths: null },
    ],
  },
  QUORUM: {
    topic: 'QUORUM',
    precedence: 1,
    source: source('3.1'),
    share: { num: 1, den: 2 },
    count: null,
    countedBy: 'CAST',
  },
  THRESHOLD: {
    topic: 'THRESHOLD',
    precedence: 1,
    source: source('3.2'),
    share: { num: 2, den: 3 },
    strict: false,
    base: 'DECISIVE',
  },
  METHODS: {
    topic: 'METHODS',
    precedence: 1,
    source: source('3.3'),
    methods: [
      { question: 'MOTION', rule: 'majority@1', parameters: [], ties: 'LOT' },
      {
        question: 'ELECTION',
        rule: 'schulze@2011',
        parameters: [{ name: 'strength', value: 'margins' }],
        ties: 'LOT',
      },
    ],
  },
  SECONDING: { topic: 'SECONDING', precedence: 1, source: source('4.1'), coSponsors: 2, sectors: 2 },
  VOTING_PERIOD: {
    topic: 'VOTING_PERIOD',
    precedence: 1,
    source: source('4.2'),
    shortestHours: 48,
    longestDays: 14,
  },
} as const satisfies { [T in RequiredTopic]: ClauseOf<T> };

/** The same charter with some of its clauses worded otherwise. */
export function clausesWith(
  changes: { readonly [T in RequiredTopic]?: Partial<ClauseOf<T>> } = {},
): Clause[] {
  return Object.values(CLAUSES).map((clause) => ({ ...clause, ...changes[clause.topic] }) as Clause);
}
