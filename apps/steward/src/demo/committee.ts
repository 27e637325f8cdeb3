import type { Clause, ClauseSource } from '#assembly';
import type { SectorId } from '#kernel';
import { ORGANIZATIONS, PEOPLE, SECTORS, type PersonKey, type SectorKey } from './harbour.js';
import type { Words } from './words.js';

export const COMMITTEE: Words = { en: 'Steering Committee', it: 'Comitato di indirizzo' };
/** Where the charter says that chair and facilitator take turns. */
export const TURNS_SECTION = '4.1';
export const ZONE = 'Europe/Rome';

/** Those who hold a seat, in the order of the table. */
export const SEATED = (Object.keys(PEOPLE) as PersonKey[]).filter((person) => PEOPLE[person].seat);

/** The sector of whoever a person speaks for; null for one who speaks for nobody. */
export function sectorOf(person: PersonKey): SectorKey | null {
  const { organization } = PEOPLE[person];
  return organization === null ? null : ORGANIZATIONS[organization].sector;
}

const SCHULZE = [
  { name: 'strength', value: 'winning_votes' },
  { name: 'unranked', value: 'last' },
];

/** The committee's charter: a class of seats for each sector, and a clause on every topic. */
export function charterFor(sectors: Readonly<Record<SectorKey, SectorId>>): Clause[] {
  const keys = Object.keys(SECTORS) as SectorKey[];
  return [
    {
      ...clause('1.2', 'Each sector has its seats on the Committee. A mandate lasts two years.'),
      topic: 'SEATS',
      classes: keys.map((sector) => ({
        name: sector,
        seats: SEATED.filter((person) => sectorOf(person) === sector).length,
        sectorId: sectors[sector],
        termMonths: 24,
      })),
    },
    {
      ...clause('1.3', 'Nobody holds a seat for more than two terms in a row.'),
      topic: 'LIMIT',
      parameters: [{ name: 'consecutive', readings: ['2'] }],
    },
    {
      ...clause('1.4', 'No organization holds more than one seat.'),
      topic: 'CAP',
      parameters: [
        { name: 'by', readings: ['ORGANIZATION'] },
        { name: 'most', readings: ['1'] },
      ],
    },
    {
      ...clause(
        '2.1',
        'A vote is valid when more than half of those entitled have cast a ballot, and six at least.',
      ),
      topic: 'QUORUM',
      share: { num: 1, den: 2 },
      count: 6,
      countedBy: 'CAST',
    },
    {
      ...clause('2.2', 'A proposal passes with two thirds of the votes for and against it.'),
      topic: 'THRESHOLD',
      share: { num: 2, den: 3 },
      strict: false,
      base: 'DECISIVE',
    },
    {
      ...clause(
        '2.3',
        'The Committee votes on texts by yes and no. Between several options, and between persons, it chooses by the method of Schulze; the lot decides between equals.',
      ),
      topic: 'METHODS',
      methods: [
        { question: 'MOTION', rule: 'majority@1', parameters: [], ties: 'LOT' },
        { question: 'CHOICE', rule: 'schulze@2011', parameters: SCHULZE, ties: 'LOT' },
        { question: 'ELECTION', rule: 'schulze@2011', parameters: SCHULZE, ties: 'LOT' },
      ],
    },
    {
      ...clause(
        '3.1',
        'A proposal is taken up when two members from two sectors stand behind it with its proposer.',
      ),
      topic: 'SECONDING',
      coSponsors: 2,
      sectors: 2,
    },
    {
      ...clause('3.2', 'The Committee may vote in session; no vote stays open for longer than three weeks.'),
      topic: 'VOTING_PERIOD',
      shortestHours: 0,
      longestDays: 21,
    },
    {
      ...clause(
        TURNS_SECTION,
        'Chair and facilitator go round from month to month and from sector to sector.',
      ),
      topic: 'CHAIR',
      parameters: [
        { name: 'chosenBy', readings: ['rotation'] },
        { name: 'termMonths', readings: ['1'] },
      ],
    },
    {
      ...clause(
        '4.2',
        'Whoever leaves a seat hands over papers, contacts and open matters within three weeks.',
      ),
      topic: 'HANDOVER',
      parameters: [
        { name: 'items', readings: ['papers; contacts; open matters'] },
        { name: 'days', readings: ['21'] },
      ],
    },
  ];
}

function clause(section: string, text: string): { source: ClauseSource; precedence: number } {
  return { source: { section, text, lang: 'en' }, precedence: 1 };
}
