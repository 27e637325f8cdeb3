import {
  APACHE_BOARD,
  KUBERNETES,
  NODE_TSC,
  OPENSTACK_TC,
  OPENSTACK_TC_OF_11,
  OPENSTACK_TC_OF_9,
  PYTHON_COUNCIL,
  RUST_COUNCIL,
} from '../../../test/support/charters-of-software.js';
import { OPENSTACK_THRESHOLD, RUST_METHODS } from '../../../test/support/methods-of-bodies.js';
import { checkMethods } from './charter-methods.rules.js';
import { removes, says, takes, wordsOn } from './spec-support/bodies.js';

/** What the charters of bodies that make software say, matter by matter, as data: nothing of it is code. */

describe('the steering committee of Kubernetes', () => {
  it('has 7 seats for 24 months, 4 renewed in odd years and 3 in even ones', () => {
    expect(says(KUBERNETES, 'SEATING')).toMatchObject([{ filledBy: 'ELECTION', least: 7, most: 7 }]);
    expect(says(KUBERNETES, 'TERM')).toMatchObject([{ ends: 'MONTHS', months: 24 }]);
    expect(says(KUBERNETES, 'COHORT')).toMatchObject([
      { seats: 4, everyMonths: 24, firstRenewal: { year: 2019, month: 10 } },
      { seats: 3, everyMonths: 24, firstRenewal: { year: 2020, month: 10 } },
    ]);
  });

  it('limits members to 2 terms in a row and 4 in all; bootstrap terms and a year or less are exempt', () => {
    expect(says(KUBERNETES, 'LIMIT')).toMatchObject([
      { consecutive: 2, lifetime: 4, exemptClasses: ['bootstrap'], exemptMonths: 12, hard: true },
    ]);
  });

  it('fills a vacancy by one runner-up a cycle, then by a special election on the old roll, for the remainder', () => {
    expect(says(KUBERNETES, 'VACANCY')).toMatchObject([
      { step: 1, by: 'RUNNER_UP', uses: 1, serves: 'REMAINDER' },
      { step: 2, by: 'SPECIAL_ELECTION', roll: 'LAST', serves: 'REMAINDER' },
    ]);
  });

  it('meets with 4, votes with 5 and passes with 4 of the fixed 7; an abstention counts for the quorum only', () => {
    const body = { seats: 7, filled: 6, recused: 2 };
    const turnout = { present: 5, yes: 3, no: 1 };
    expect(takes(KUBERNETES, 'meeting', body, turnout)).toBe(4);
    expect(takes(KUBERNETES, 'vote in a meeting', body, turnout)).toBe(5);
    expect(takes(KUBERNETES, 'vote', body, turnout)).toBe(4);
    const kinds = says(KUBERNETES, 'DENOMINATOR') as { of: string; kind: string }[];
    expect(kinds.map(({ of, kind }) => [of, kind])).toEqual([
      ['meeting', 'QUORUM'],
      ['vote in a meeting', 'QUORUM'],
      ['vote', 'MAJORITY'],
    ]);
  });

  it('holds a company to a third: it cures a change of job by a resignation, else all of it are out', () => {
    expect(says(KUBERNETES, 'CAP')).toMatchObject([
      {
        by: 'ORGANIZATION_GROUP',
        most: '1/3',
        of: 'SEATS',
        rounding: 'DOWN',
        remedies: ['RESIGN', 'REMOVE_ALL'],
      },
    ]);
  });

  it('has those who are not involved decide doubts, and removes by 6 of 7', () => {
    expect(says(KUBERNETES, 'CAP')).toMatchObject([
      { doubtsBy: 'the members of the committee who are not involved' },
    ]);
    expect(removes(KUBERNETES, 7)).toBe(6);
  });
});

describe('the technical steering committee of Node.js', () => {
  it('has 4 voting members or more, and regular ones without a vote; no term', () => {
    expect(says(NODE_TSC, 'SEATING')).toMatchObject([
      { classes: ['voting'], least: 4, most: null, votes: true },
      { classes: ['regular'], least: 0, votes: false },
    ]);
    expect(says(NODE_TSC, 'TERM')).toMatchObject([{ ends: 'NEVER' }]);
  });

  it('limits nobody, and takes new members in by a motion', () => {
    expect(says(NODE_TSC, 'LIMIT')).toEqual([]);
    expect(says(NODE_TSC, 'VACANCY')).toMatchObject([{ by: 'APPOINTMENT' }]);
    expect(wordsOn(NODE_TSC, 'VACANCY')).toContain('motion');
  });

  it('has a chair for a year, and decides by a majority of all voting members', () => {
    expect(says(NODE_TSC, 'CHAIR')).toMatchObject([{ termMonths: 12 }]);
    expect(takes(NODE_TSC, 'vote', { seats: 12, filled: 12 }, { present: 7, yes: 6, no: 1 })).toBe(7);
  });

  it('holds an employer to a quarter; three missed votes in a row take the vote', () => {
    expect(says(NODE_TSC, 'CAP')).toMatchObject([{ classes: ['voting'], most: '0.25', of: 'FILLED' }]);
    expect(says(NODE_TSC, 'STATUS')).toMatchObject([{ missed: 'VOTES', inARow: 3, becomes: 'WITHOUT_VOTE' }]);
  });
});

describe('the leadership council of Rust', () => {
  it('has one a team, 4 to 9, for 12 months, half of them from March and half from September', () => {
    expect(says(RUST_COUNCIL, 'SEATING')).toMatchObject([{ filledBy: 'DELEGATION', least: 4, most: 9 }]);
    expect(says(RUST_COUNCIL, 'TERM')).toMatchObject([{ ends: 'MONTHS', months: 12 }]);
    expect(says(RUST_COUNCIL, 'COHORT')).toMatchObject([
      { cohort: 'March', everyMonths: 12, firstRenewal: { month: 3 } },
      { cohort: 'September', everyMonths: 12, firstRenewal: { month: 9 } },
    ]);
  });

  it('limits a delegation to 3 full terms in a row, which its team may waive', () => {
    expect(says(RUST_COUNCIL, 'LIMIT')).toMatchObject([
      { scope: 'DELEGATION', consecutive: 3, partTerms: 'DO_NOT_COUNT', hard: false },
    ]);
  });

  it('has the team fill a vacancy, and an alternate stand in', () => {
    expect(says(RUST_COUNCIL, 'VACANCY')).toMatchObject([{ by: 'ORGANIZATION' }]);
    expect(says(RUST_COUNCIL, 'ALTERNATE')).toMatchObject([{ when: ['ABSENCE'] }]);
  });

  it('decides by consent: nobody objects, and all but two have reviewed', () => {
    expect(checkMethods(RUST_METHODS)).toBeNull();
    expect(RUST_METHODS.methods).toMatchObject([{ question: 'MOTION', rule: 'consent@1' }]);
    expect(takes(RUST_COUNCIL, 'consent', { seats: 9, filled: 9 })).toBe(7);
    expect(takes(RUST_COUNCIL, 'consent', { seats: 9, filled: 9, recused: 1 })).toBe(6);
  });

  it('holds an entity to 1 of five or fewer and to 2 of six or more: by resigning, else by lot', () => {
    expect(says(RUST_COUNCIL, 'CAP')).toMatchObject([
      { most: 1, fromSeats: 0, toSeats: 5, remedies: ['RESIGN', 'LOT'] },
      { most: 2, fromSeats: 6, toSeats: null, remedies: ['RESIGN', 'LOT'] },
    ]);
  });

  it('keeps out for a year who sat when it was dissolved', () => {
    expect(says(RUST_COUNCIL, 'QUALIFICATION')).toMatchObject([{ most: 0, withinMonths: 12 }]);
  });
});

describe('the steering council of Python', () => {
  it('has 5 seats for one release, all at once, and no limit', () => {
    expect(says(PYTHON_COUNCIL, 'SEATING')).toMatchObject([{ least: 5, most: 5 }]);
    expect(says(PYTHON_COUNCIL, 'TERM')).toMatchObject([
      { classes: null, ends: 'EVENT', event: 'council election', occurrence: 1 },
    ]);
    expect(says(PYTHON_COUNCIL, 'COHORT')).toEqual([]);
    expect(says(PYTHON_COUNCIL, 'LIMIT')).toEqual([]);
  });

  it('fills a vacancy itself for the remainder, and decides by a majority of those who do not abstain', () => {
    expect(says(PYTHON_COUNCIL, 'VACANCY')).toMatchObject([{ by: 'APPOINTMENT', serves: 'REMAINDER' }]);
    expect(takes(PYTHON_COUNCIL, 'vote', { seats: 5 }, { present: 5, yes: 2, no: 1 })).toBe(2);
  });

  it('holds an employer to 2, the lowest ranked gives way; whoever has a conflict abstains', () => {
    expect(says(PYTHON_COUNCIL, 'CAP')).toMatchObject([{ most: 2, remedies: ['RESIGN', 'LOWEST_RANKED'] }]);
    expect(says(PYTHON_COUNCIL, 'CONFLICT')).toMatchObject([{ staysOutOf: ['VOTE'] }]);
  });

  it('is removed by two thirds of the votes, one member or all', () => {
    expect(says(PYTHON_COUNCIL, 'REMOVAL')).toMatchObject([{ share: '2/3', base: 'VOTES', whom: 'EITHER' }]);
    expect(removes(PYTHON_COUNCIL, 90)).toBe(60);
  });
});

describe('the technical committee of OpenStack', () => {
  it.each([
    [13, OPENSTACK_TC],
    [11, OPENSTACK_TC_OF_11],
    [9, OPENSTACK_TC_OF_9],
  ])('had %d seats until the second next election or for 14 months, without limits', (seats, clauses) => {
    expect(says(clauses, 'SEATING')).toMatchObject([{ filledBy: 'ELECTION', most: seats }]);
    expect(says(clauses, 'TERM')).toMatchObject([
      { ends: 'EARLIER', event: 'TC election', occurrence: 2, months: 14 },
    ]);
    expect(says(clauses, 'LIMIT')).toEqual([]);
    // A vacant seat counts.
    expect(takes(clauses, 'meeting', { seats, filled: seats - 2 })).toBe(Math.ceil(seats / 2));
    expect(takes(clauses, 'vote', { seats, filled: seats - 2 })).toBe(Math.ceil(seats / 3));
    expect(takes(clauses, 'charter', { seats, filled: seats - 2 })).toBe(Math.ceil((2 * seats) / 3));
  });

  it('fills a vacancy by old runner-ups up to four weeks before candidacy, else by new ones, else by an election', () => {
    expect(says(OPENSTACK_TC, 'VACANCY')).toMatchObject([
      { step: 1, by: 'RUNNER_UP', untilDaysBefore: 28 },
      { step: 2, by: 'NEW_RUNNER_UP' },
      { step: 3, by: 'SPECIAL_ELECTION' },
    ]);
  });

  it('passes with more for than against; its chair holds over', () => {
    expect(OPENSTACK_THRESHOLD).toMatchObject({ share: { num: 1, den: 2 }, strict: true, base: 'DECISIVE' });
    expect(says(OPENSTACK_TC, 'CHAIR')).toMatchObject([{ holdover: true }]);
  });

  it('holds an organization to half, which two thirds waive until the next election', () => {
    expect(says(OPENSTACK_TC, 'CAP')).toMatchObject([{ most: '0.5', of: 'SEATS', waivedBy: '2/3' }]);
    expect(wordsOn(OPENSTACK_TC, 'CAP')).toContain('until the next');
  });
});

describe('the board of Apache', () => {
  it('has 9 seats for a year and until there is a successor, without limits', () => {
    expect(says(APACHE_BOARD, 'SEATING')).toMatchObject([{ least: 9, most: 9 }]);
    expect(says(APACHE_BOARD, 'TERM')).toMatchObject([{ ends: 'MONTHS', months: 12, holdover: true }]);
    expect(says(APACHE_BOARD, 'LIMIT')).toEqual([]);
  });

  it('fills a vacancy by a majority of the rest, even below a quorum, which is a majority of the fixed board', () => {
    expect(says(APACHE_BOARD, 'VACANCY')).toMatchObject([{ by: 'APPOINTMENT' }]);
    expect(wordsOn(APACHE_BOARD, 'VACANCY')).toBe('A majority of the others, even below a quorum.');
    expect(takes(APACHE_BOARD, 'meeting', { seats: 9, filled: 6 })).toBe(5);
  });

  it('has disinterested directors or the members decide, and the members remove', () => {
    expect(says(APACHE_BOARD, 'CONFLICT')).toMatchObject([
      { staysOutOf: ['VOTE'], decidedBy: 'the disinterested directors, or the members' },
    ]);
    expect(says(APACHE_BOARD, 'REMOVAL')).toMatchObject([{ by: 'the members' }]);
  });
});
