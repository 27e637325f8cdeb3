import { wordsOf } from './caller.js';
import type { ProvisionClause } from './provide.js';

/** A class of seats, as inputs take it. */
interface SeatClass {
  readonly name: string;
  readonly seats: number;
  readonly termMonths?: number;
  readonly sectorId?: string;
}

/** Which seats a body has, as inputs take it. */
export const seatsClause = (...classes: readonly SeatClass[]) => ({
  seats: { source: wordsOf('1'), classes },
});

/** The clauses without which there is no charter, as inputs take them: one voter is a quorum, and more yes than no passes. */
export const charterInput = (...classes: readonly SeatClass[]): object[] => [
  seatsClause(...classes),
  { quorum: { source: wordsOf('2'), count: 1 } },
  { threshold: { source: wordsOf('3'), share: { num: 1, den: 2 }, strict: true, base: 'DECISIVE' } },
  {
    methods: {
      source: wordsOf('4'),
      methods: [
        { question: 'MOTION', rule: 'MAJORITY_1', parameters: [] },
        { question: 'CHOICE', rule: 'SCHULZE_2011', parameters: [] },
        { question: 'ELECTION', rule: 'SCHULZE_2011', parameters: [] },
      ],
    },
  },
  { seconding: { source: wordsOf('5'), coSponsors: 0, sectors: 0 } },
  { votingPeriod: { source: wordsOf('6'), shortestHours: 0, longestDays: 30 } },
];

/** Provisions of a charter fixture, as inputs take them. */
export const provisionInputs = (clauses: readonly ProvisionClause[]): object[] =>
  clauses.map(({ topic, precedence, source, parameters }) => ({
    provision: { topic, precedence, source, parameters },
  }));
