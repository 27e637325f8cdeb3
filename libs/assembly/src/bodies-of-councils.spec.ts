import {
  CNCF_CONDUCT,
  CNCF_TOC,
  DEBIAN_TC,
  IETF_NOMCOM,
  W3C_AB,
  W3C_TAG,
  WIKIMEDIA_BOARD,
  WIKIMEDIA_BOARD_UNTIL_2021,
} from '../../../test/support/charters-of-councils.js';
import { W3C_METHODS } from '../../../test/support/methods-of-bodies.js';
import { checkMethods } from './charter-methods.rules.js';
import { Provisions } from './provision.rules.js';
import { underEveryReading } from './reading.rules.js';
import { removes, says, takes, wordsOn } from './spec-support/bodies.js';

/** What the charters of councils and boards say, matter by matter, as data: nothing of it is code. */

describe('the technical oversight committee of the CNCF', () => {
  it('has 11 seats by their electors, 6 + 2 + 1 + 2, for 24 months, without limits', () => {
    const seats = says(CNCF_TOC, 'SEATING') as { most: number; electors: string }[];
    expect(seats.map(({ most }) => most)).toEqual([6, 2, 1, 2]);
    expect(new Set(seats.map(({ electors }) => electors)).size).toBe(4);
    expect(says(CNCF_TOC, 'TERM')).toMatchObject([{ ends: 'MONTHS', months: 24 }]);
    expect(says(CNCF_TOC, 'LIMIT')).toEqual([]);
  });

  it('fills a vacancy by the alternate who came next, or by the original method: two texts', () => {
    const { cases } = underEveryReading(new Map(), (read) =>
      new Provisions(CNCF_TOC).on('VACANCY', read).map(({ by, clause }) => `${by} by ${clause}`),
    );
    expect(cases.map(({ answer }) => answer)).toEqual([
      ['RUNNER_UP by 6(e)'],
      ['SPECIAL_ELECTION by election-schedule.md'],
    ]);
  });

  it('asks for two thirds as a quorum and for more than half of those present; has a chair and a vice chair of its own', () => {
    const body = { seats: 11, filled: 11 };
    expect(takes(CNCF_TOC, 'meeting', body)).toBe(8);
    expect(takes(CNCF_TOC, 'vote', body, { present: 8, yes: 4, no: 0 })).toBe(5);
    expect(says(CNCF_TOC, 'CHAIR')).toMatchObject([{ chosenBy: 'the committee', vice: true }]);
  });

  it('holds a company group to 2, by agreement or lots; two thirds of the others remove', () => {
    expect(says(CNCF_TOC, 'CAP')).toMatchObject([
      { by: 'ORGANIZATION_GROUP', most: 2, remedies: ['AGREE', 'LOT'] },
    ]);
    expect(says(CNCF_TOC, 'REMOVAL')).toMatchObject([{ by: 'the others', share: '2/3' }]);
  });

  it('suspends who misses three meetings in a row', () => {
    expect(says(CNCF_TOC, 'STATUS')).toMatchObject([{ missed: 'MEETINGS', inARow: 3, becomes: 'SUSPENDED' }]);
  });
});

describe('the conduct committee of the CNCF', () => {
  it('has 3 elected members, 3 alternates and 2 of the staff, for 24 months', () => {
    expect(says(CNCF_CONDUCT, 'SEATING')).toMatchObject([
      { classes: ['elected'], filledBy: 'ELECTION', most: 3 },
      { classes: ['alternate'], filledBy: 'ELECTION', most: 3 },
      { classes: ['staff'], filledBy: 'APPOINTMENT', most: 2 },
    ]);
    expect(says(CNCF_CONDUCT, 'TERM')).toMatchObject([{ ends: 'MONTHS', months: 24 }]);
  });

  it('seats nobody with a breach within 18 months', () => {
    expect(says(CNCF_CONDUCT, 'QUALIFICATION')).toMatchObject([{ most: 0, withinMonths: 18 }]);
  });

  it('has the alternate with most votes fill a vacancy, and alternates stand in', () => {
    expect(says(CNCF_CONDUCT, 'VACANCY')).toMatchObject([{ by: 'ALTERNATE' }]);
    expect(says(CNCF_CONDUCT, 'ALTERNATE')).toMatchObject([{ classes: ['alternate'], most: 3 }]);
  });

  it('decides by a majority of those without a conflict', () => {
    expect(takes(CNCF_CONDUCT, 'vote', { seats: 5, filled: 5, recused: 2 })).toBe(2);
    expect(says(CNCF_CONDUCT, 'CONFLICT')).toMatchObject([{ staysOutOf: ['DELIBERATION', 'VOTE'] }]);
  });

  it('holds a company to 2 of six, and ends who is inactive for 6 months', () => {
    expect(says(CNCF_CONDUCT, 'CAP')).toMatchObject([{ classes: ['elected', 'alternate'], most: 2 }]);
    expect(says(CNCF_CONDUCT, 'STATUS')).toMatchObject([{ missed: 'MONTHS', inARow: 6, becomes: 'ENDED' }]);
  });
});

describe('the technical committee of Debian', () => {
  it('has 8 appointed members at most; on 1 January the two most senior of over 42 months end on 31 December', () => {
    expect(says(DEBIAN_TC, 'SEATING')).toMatchObject([{ filledBy: 'APPOINTMENT', most: 8 }]);
    expect(says(DEBIAN_TC, 'TERM')).toMatchObject([
      {
        ends: 'SENIORITY',
        reviewedOn: { month: 1, day: 1 },
        endsOn: { month: 12, day: 31 },
        longerThanMonths: 42,
        leaving: 2,
      },
    ]);
  });

  it('keeps who left away for 12 months', () => {
    expect(says(DEBIAN_TC, 'COOLING_OFF')).toMatchObject([{ months: 12 }]);
  });

  it('has the leader appoint, and fills itself up to 6 from 5 down', () => {
    expect(says(DEBIAN_TC, 'SEATING')).toMatchObject([{ electors: 'the Project Leader' }]);
    expect(says(DEBIAN_TC, 'VACANCY')).toMatchObject([
      { step: 1, by: 'APPOINTMENT', whileFilledAtMost: null },
      { step: 2, by: 'APPOINTMENT', whileFilledAtMost: 5, afterDays: null },
      { step: 3, by: 'APPOINTMENT', whileFilledAtMost: 5, afterDays: 7 },
    ]);
  });

  it('has a quorum of two and a casting vote', () => {
    expect(takes(DEBIAN_TC, 'vote', { seats: 8, filled: 7 })).toBe(2);
    expect(says(DEBIAN_TC, 'CHAIR')).toMatchObject([{ castingVote: true }]);
  });

  it('lets nobody vote on being overridden, as chair by the casting vote only; the committee with the leader removes', () => {
    expect(says(DEBIAN_TC, 'CONFLICT')).toMatchObject([
      { interests: ['OWN_ACT'], staysOutOf: ['VOTE'], keepsCastingVote: true },
    ]);
    expect(says(DEBIAN_TC, 'REMOVAL')).toMatchObject([{ by: 'the committee with the Leader' }]);
    expect(removes(DEBIAN_TC, 8)).toBe(4);
  });
});

describe('the TAG and the Advisory Board of the W3C', () => {
  it('have one for life, 3 appointed and 8 elected; and 9 to 11; for 24 months', () => {
    expect(says(W3C_TAG, 'SEATING')).toMatchObject([
      { classes: ['life'], filledBy: 'FOUNDING', most: 1 },
      { classes: ['appointed'], filledBy: 'APPOINTMENT', most: 3 },
      { classes: ['elected'], filledBy: 'ELECTION', most: 8 },
    ]);
    expect(says(W3C_AB, 'SEATING')).toMatchObject([{ filledBy: 'ELECTION', least: 9, most: 11 }]);
    expect(says(W3C_TAG, 'TERM')).toMatchObject([
      { classes: ['life'], ends: 'NEVER' },
      { classes: ['appointed', 'elected'], ends: 'MONTHS', months: 24 },
    ]);
    expect(says(W3C_AB, 'TERM')).toMatchObject([{ ends: 'MONTHS', months: 24 }]);
  });

  it('limit the appointed to 2, of which what is left of another’s term is free', () => {
    expect(says(W3C_TAG, 'LIMIT')).toMatchObject([
      { classes: ['appointed'], scope: 'CLASS', consecutive: 2, partTerms: 'DO_NOT_COUNT' },
    ]);
    expect(says(W3C_AB, 'LIMIT')).toEqual([]);
  });

  it('fill a vacancy at the next election, the shortest terms by the lowest ranked', () => {
    expect(says(W3C_TAG, 'VACANCY')).toMatchObject([{ by: 'NEXT_ELECTION' }]);
    expect(says(W3C_AB, 'VACANCY')).toMatchObject([{ by: 'NEXT_ELECTION' }]);
    expect(wordsOn(W3C_TAG, 'VACANCY')).toContain('the shortest terms go to the lowest ranked');
  });

  it('are elected by a single transferable vote, ties by numbers that are public after the vote', () => {
    expect(checkMethods(W3C_METHODS)).toBeNull();
    expect(W3C_METHODS.methods).toMatchObject([
      { question: 'ELECTION', rule: 'stv-meek-prf@1', ties: 'DRAW' },
    ]);
    expect(W3C_METHODS.source.text).toContain('RFC 3797');
  });

  it('have a chair by consensus, else by the Team', () => {
    for (const clauses of [W3C_TAG, W3C_AB]) {
      expect(says(clauses, 'CHAIR')).toMatchObject([
        { chosenBy: 'the participants by consensus, else the Team' },
      ]);
    }
  });

  it('hold an affiliation to 1: the board by 30 days and then at random, the TAG tolerates it; nobody sits on both', () => {
    expect(says(W3C_AB, 'CAP')).toMatchObject([{ most: 1, remedies: ['AGREE', 'LOT'], graceDays: 30 }]);
    expect(says(W3C_TAG, 'CAP')).toMatchObject([{ most: 1, remedies: ['TOLERATE'] }]);
    expect(says(W3C_TAG, 'QUALIFICATION')).toMatchObject([{ fact: 'seat on the Advisory Board', most: 0 }]);
    expect(says(W3C_AB, 'QUALIFICATION')).toMatchObject([{ fact: 'seat on the TAG', most: 0 }]);
  });
});

describe('the nominating committee of the IETF', () => {
  it('has 10 by lot, and takes the next in the draw', () => {
    expect(says(IETF_NOMCOM, 'SEATING')).toMatchObject([{ filledBy: 'LOT', least: 10, most: 10 }]);
    expect(says(IETF_NOMCOM, 'VACANCY')).toMatchObject([{ by: 'NEXT_IN_DRAW' }]);
  });

  it('bars office holders, and asks for attendance', () => {
    expect(says(IETF_NOMCOM, 'QUALIFICATION')).toMatchObject([
      { fact: 'office that the committee fills', most: 0 },
      { fact: 'meeting attended', least: 3 },
    ]);
  });

  it('holds an affiliation to 2', () => {
    expect(says(IETF_NOMCOM, 'CAP')).toMatchObject([{ by: 'ORGANIZATION_GROUP', most: 2 }]);
  });
});

describe('the board of Wikimedia', () => {
  it('has 16 seats at most: 8 of the community, 7 appointed and the founder, for 3 years', () => {
    const seats = says(WIKIMEDIA_BOARD, 'SEATING') as { classes: string[]; most: number }[];
    expect(seats.map(({ classes, most }) => [classes[0], most])).toEqual([
      ['community', 8],
      ['appointed', 7],
      ['founder', 1],
    ]);
    expect(says(WIKIMEDIA_BOARD, 'TERM')).toMatchObject([{ ends: 'MONTHS', months: 36 }]);
  });

  it.each([
    ['2', 2, WIKIMEDIA_BOARD_UNTIL_2021],
    ['then 3', 3, WIKIMEDIA_BOARD],
  ])('limits to %s terms in a row, of which the founder is exempt', (_, consecutive, clauses) => {
    expect(says(clauses, 'LIMIT')).toMatchObject([{ classes: ['community', 'appointed'], consecutive }]);
  });

  it('lets the appointed not outnumber the community', () => {
    expect(says(WIKIMEDIA_BOARD, 'BALANCE')).toMatchObject([
      { classes: ['appointed'], notAbove: ['community'] },
    ]);
  });
});
