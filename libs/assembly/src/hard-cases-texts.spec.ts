import { reckon, refuseWithoutQuorum } from './denominator.rules.js';
import { stepsFor, type Vacancy } from './filling.rules.js';
import { Provisions } from './provision.rules.js';
import { underEveryReading } from './reading.rules.js';
import { CNCF_TOC, DEBIAN_TC } from '../../../test/support/charters-of-councils.js';
import {
  KUBERNETES,
  NODE_TSC,
  OPENSTACK_TC,
  RUST_COUNCIL,
} from '../../../test/support/charters-of-software.js';
import { day, first } from './spec-support/provisions.js';

const only = <T>([one]: readonly T[]): T => {
  if (one === undefined) throw new Error('The charter under test is silent on it.');
  return one;
};

describe('12: two texts that contradict each other (CNCF)', () => {
  const vacancy: Vacancy = {
    seatClass: 'board',
    vacantSince: day('2025-01-01'),
    filledSeats: 10,
    nextNominations: null,
    used: [],
  };
  const steps = (clauses = CNCF_TOC) =>
    underEveryReading(new Map(), (read) =>
      stepsFor(new Provisions(clauses), vacancy, day('2025-02-01'), read).map(
        ({ by, clause }) => `${by}: ${clause}`,
      ),
    );

  it('both are quoted, and it needs a ruling', () => {
    expect(steps().cases.map(({ answer }) => answer)).toEqual([
      ['RUNNER_UP: 6(e)'],
      ['SPECIAL_ELECTION: election-schedule.md'],
    ]);
  });

  it('unless the charter says which goes before', () => {
    const ranked = CNCF_TOC.map((clause) =>
      clause.source.section === '6(e)' ? { ...clause, precedence: 2 } : clause,
    );
    expect(steps(ranked).cases.map(({ answer }) => answer)).toEqual([['RUNNER_UP: 6(e)']]);
  });
});

describe('vacancies, quorums and statuses of real bodies', () => {
  it.each([
    ['early', '2021-06-01', [null, null, null]],
    ['four weeks before candidacy', '2021-08-04', ['Nominations begin in less than 28 days.', null, null]],
  ])('OpenStack, %s', (_, at, expected) => {
    const vacancy = {
      seatClass: 'any',
      vacantSince: day('2021-05-01'),
      filledSeats: 8,
      nextNominations: day('2021-09-01'),
      used: [],
    };
    const steps = stepsFor(new Provisions(OPENSTACK_TC), vacancy, day(at), first);
    expect(steps.map(({ closedBecause }) => closedBecause)).toEqual(expected);
  });

  it('Kubernetes: one runner-up between two elections, then a special one', () => {
    const vacancy = {
      seatClass: 'elected',
      vacantSince: day('2022-11-21'),
      filledSeats: 6,
      nextNominations: null,
      used: ['RUNNER_UP' as const],
    };
    const steps = stepsFor(new Provisions(KUBERNETES), vacancy, day('2022-11-22'), first);
    expect(steps.map(({ by, closedBecause }) => [by, closedBecause !== null])).toEqual([
      ['RUNNER_UP', true],
      ['SPECIAL_ELECTION', false],
    ]);
  });

  it.each([
    [6, '2025-01-02', [false, true, true]],
    [5, '2025-01-02', [false, false, true]],
    [5, '2025-01-08', [false, false, false]],
  ])('Debian: with %d members on %s', (filledSeats, at, closed) => {
    const vacancy = {
      seatClass: 'any',
      vacantSince: day('2025-01-01'),
      filledSeats,
      nextNominations: null,
      used: [],
    };
    const steps = stepsFor(new Provisions(DEBIAN_TC), vacancy, day(at), first);
    expect(steps.map(({ closedBecause }) => closedBecause !== null)).toEqual(closed);
  });

  const turnout = { present: 6, yes: 3, no: 2 };
  it.each([
    [
      'Kubernetes keeps 4 of the fixed 7',
      KUBERNETES,
      'vote',
      { seats: 7, filled: 7, recused: 2 },
      { of: 7, needed: 4 },
    ],
    [
      'Kubernetes votes with 5 of 7 there',
      KUBERNETES,
      'vote in a meeting',
      { seats: 7, filled: 6, recused: 0 },
      { of: 7, needed: 5 },
    ],
    [
      'Node asks a majority of the filled',
      NODE_TSC,
      'vote',
      { seats: 12, filled: 10, recused: 1 },
      { of: 10, needed: 6 },
    ],
    [
      'Rust asks all but two of those who may',
      RUST_COUNCIL,
      'consent',
      { seats: 9, filled: 8, recused: 1 },
      { of: 7, needed: 5 },
    ],
    [
      'OpenStack asks a third of the seats',
      OPENSTACK_TC,
      'vote',
      { seats: 13, filled: 12, recused: 0 },
      { of: 13, needed: 5 },
    ],
    ['Debian asks two', DEBIAN_TC, 'vote', { seats: 8, filled: 5, recused: 1 }, { of: 5, needed: 2 }],
    [
      'the CNCF asks more than half of those present',
      CNCF_TOC,
      'vote',
      { seats: 11, filled: 11, recused: 0 },
      { of: 6, needed: 4 },
    ],
  ])('%s', (_, clauses, of, counts, expected) => {
    const clause = only(new Provisions(clauses).on('DENOMINATOR', first).filter((it) => it.of === of));
    expect(reckon(clause, { alternates: 0, ...counts }, turnout)).toMatchObject(expected);
  });

  it('all but one recused: a fixed majority cannot be had, and the refusal counts', () => {
    const clause = only(new Provisions(KUBERNETES).on('DENOMINATOR', first).filter((it) => it.of === 'vote'));
    const counts = { seats: 7, filled: 7, recused: 6, alternates: 1 };
    expect(refuseWithoutQuorum(reckon(clause, counts, turnout), counts)).toMatchObject({
      code: 'QUORUM_MISSING',
      clause: 'charter.md Voting',
      present: 2,
      required: 4,
    });
    const filledByAlternates = { ...counts, alternates: 3 };
    expect(refuseWithoutQuorum(reckon(clause, filledByAlternates, turnout), filledByAlternates)).toBeNull();
  });
});
