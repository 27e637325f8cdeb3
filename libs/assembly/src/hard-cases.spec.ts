import type { MandateId, OrganizationId, PersonId } from '#kernel';
import { breachesOf, capOf, type Seated } from './cap.rules.js';
import { reckon, refuseWithoutQuorum } from './denominator.rules.js';
import { eligibility, refuseIneligible } from './eligibility.rules.js';
import { fillFrom, stepsFor, type Vacancy } from './filling.rules.js';
import { Provisions } from './provision.rules.js';
import { underEveryReading } from './reading.rules.js';
import { nextRemedy } from './remedy.rules.js';
import { grantMandate } from './seat.rules.js';
import {
  CNCF_TOC,
  DEBIAN_TC,
  W3C_AB,
  W3C_TAG,
  WIKIMEDIA_BOARD,
} from '../../../test/support/charters-of-councils.js';
import {
  KUBERNETES,
  NODE_TSC,
  OPENSTACK_TC,
  RUST_COUNCIL,
} from '../../../test/support/charters-of-software.js';
import { clausesWith } from './spec-support/charter.js';
import { day, first, provide, rulesOf, seated, seatsOf, tenure } from './spec-support/provisions.js';
import { leavingBySeniority, seatsToFill, termEnd } from './term.rules.js';

const wanted = (beginsAt: string, more = {}) => {
  return { seatClass: 'elected', onBehalfOf: null, beginsAt: day(beginsAt), ...more };
};
const person = (tenures: ReturnType<typeof tenure>[]) => ({ tenures, facts: [], waivers: [] });
const only = <T>([one]: readonly T[]): T => {
  if (one === undefined) throw new Error('The charter under test is silent on it.');
  return one;
};

describe('1: the end of a term depends on the others (Debian)', () => {
  const senior = (id: string, from: string, listed: number | null) => {
    return { mandateId: id as MandateId, beginsAt: day(from), listed };
  };
  const leaving = (roster: ReturnType<typeof senior>[], at = '2026-01-01') =>
    underEveryReading(
      new Map(),
      (read) =>
        leavingBySeniority(only(new Provisions(DEBIAN_TC).on('TERM', read)), roster, {
          at: day(at),
          zone: 'UTC',
          read,
        }),
      (a, b) => String(a.leave) === String(b.leave),
    );

  it.each([
    ['the two most senior, of three who served long', ['2020-01-01', '2021-01-01', '2022-01-01'], ['a', 'b']],
    ['one, where only one has served over 42 months', ['2022-06-30', '2022-07-01', '2025-01-01'], ['a']],
    ['nobody, where 42 months are not exceeded', ['2022-07-01', '2022-07-02', '2025-01-01'], []],
  ])('%s', (_, from, leave) => {
    const roster = from.map((begin, n) => senior('abc'.charAt(n), begin, n));
    const decided = leaving(roster);
    expect(decided.cases[0].answer).toEqual({ leave, endsAt: day('2027-01-01') });
    expect(decided.agreed).toBe(true);
  });

  it('a third who served longer than 42 months stays: two leave at most', () => {
    const roster = ['2015-01-01', '2016-01-01', '2017-01-01', '2018-01-01'].map((from, n) =>
      senior('abcd'.charAt(n), from, n),
    );
    expect(leaving(roster).cases[0].answer.leave).toEqual(['a', 'b']);
  });

  it('needs a ruling where two began together and nothing tells them apart', () => {
    const roster = [
      senior('a', '2018-01-01', null),
      senior('b', '2019-01-01', null),
      senior('c', '2019-01-01', null),
    ];
    expect(leaving(roster)).toMatchObject({
      agreed: false,
      cases: [{ answer: { leave: ['a', 'b'] } }, { answer: { leave: ['a', 'c'] } }],
    });
    const listed = roster.map((one, n) => ({ ...one, listed: 3 - n }));
    expect(leaving(listed)).toMatchObject({ agreed: true, cases: [{ answer: { leave: ['a', 'c'] } }] });
  });

  it('keeps the one who left away for twelve months', () => {
    const asked = (from: string) =>
      eligibility(
        rulesOf({ '2015-01-09': DEBIAN_TC }),
        person([tenure('2018-01-01', '2026-01-01')]),
        wanted(from),
      );
    expect(asked('2026-12-31')).toMatchObject({
      answer: 'NO',
      obstacles: [{ code: 'COOLING_OFF', clause: '6.2.5' }],
      nextEligible: { kind: 'AT', at: day('2027-01-01') },
    });
    expect(asked('2027-01-01').answer).toBe('YES');
  });
});

describe('2: the second next election or 14 months (OpenStack)', () => {
  const term = only(new Provisions(OPENSTACK_TC).on('TERM', first));
  const elections = (...days: string[]) => days.map((at) => ({ kind: 'TC election', at: day(at) }));

  it.each([
    ['provisional until the elections are dated', [], '2022-05-01', true],
    ['still provisional after one of them', ['2021-09-01'], '2022-05-01', true],
    ['the second election, where it comes first', ['2021-09-01', '2022-03-01'], '2022-03-01', false],
    ['14 months, where the second election is late', ['2021-09-01', '2022-06-01'], '2022-05-01', false],
  ])('%s', (_, days, at, provisional) => {
    expect(termEnd(term, day('2021-03-01'), elections(...days), 'UTC')).toEqual({ at: day(at), provisional });
  });
});

describe('3: all of a company out, fractions, and changes of size (Kubernetes)', () => {
  const provisions = new Provisions(KUBERNETES);
  const cap = only(provisions.on('CAP', first));

  it.each([
    [13, 4],
    [7, 2],
    [2, 0],
  ])('a third of %d seats is %d', (size, most) => {
    expect(capOf(cap, { seats: seatsOf(size), seated: [] })).toBe(most);
  });

  it('a smaller body is in breach and opens a remedy; nobody is unseated by it', () => {
    const members = ['a', 'b', 'c', 'd'].map((name) => seated(name, ['Google']));
    expect(breachesOf(provisions, { seats: seatsOf(13), seated: members }, first)).toEqual([]);
    const [breach] = breachesOf(provisions, { seats: seatsOf(7), seated: members }, first);
    expect(breach).toMatchObject({ topic: 'CAP', group: 'Google', holds: 4, bound: 2 });
    expect(nextRemedy(cap, null, day('2019-10-04'))).toEqual({
      step: 'RESIGN',
      deadline: day('2019-11-03'),
    });
    expect(nextRemedy(cap, 'RESIGN', day('2019-11-03'))?.step).toBe('REMOVE_ALL');
    expect(nextRemedy(cap, 'REMOVE_ALL', day('2019-12-03'))).toBeNull();
  });
});

describe('4: "consecutive" after leaving in mid-term (Kubernetes)', () => {
  const served = [tenure('2019-10-04', '2021-10-04'), tenure('2021-10-04', '2022-11-21')];
  const ask = (rulings = {}, from = '2023-10-01') =>
    eligibility(rulesOf({ '2020-10-28': KUBERNETES }, rulings), person(served), wanted(from));

  it('needs a ruling: by service the row is broken, by nominal term it is not', () => {
    const answer = ask();
    expect(answer).toMatchObject({ answer: 'NEEDS_RULING', nextEligible: { kind: 'NEEDS_RULING' } });
    expect(
      answer.cases.map(({ readings, answer: { obstacles } }) => [readings[0]?.reading, obstacles.length]),
    ).toEqual([
      ['SERVICE', 0],
      ['NOMINAL_TERM', 1],
    ]);
    expect(refuseIneligible(answer)).toMatchObject({ code: 'NEEDS_RULING' });
  });

  it('a ruling answers it from then on', () => {
    const question = 'LIMIT.runBy of Term limits';
    expect(ask({ [question]: 'SERVICE' }).answer).toBe('YES');
    expect(ask({ [question]: 'NOMINAL_TERM' })).toMatchObject({
      answer: 'NO',
      obstacles: [{ code: 'TERM_LIMIT_REACHED', clause: 'Term limits' }],
    });
  });

  it('no ruling is needed where both readings agree', () => {
    expect(ask({}, '2024-10-04').answer).toBe('YES');
  });
});

describe('5: related companies and free-text affiliation', () => {
  const provisions = new Provisions(KUBERNETES);
  const of = (name: string, organization: string, group: string, question: string | null): Seated => ({
    ...seated(name, []),
    belongings: [
      { organizationId: organization as OrganizationId, groupId: group as OrganizationId, question },
    ],
  });
  const decide = (members: Seated[], rulings = new Map<string, string>()) =>
    underEveryReading(
      rulings,
      (read) => breachesOf(provisions, { seats: seatsOf(7), seated: members }, read).length,
    );

  it('related companies are one group', () => {
    const members = [
      of('a', 'Heptio', 'VMware', null),
      of('b', 'VMware', 'VMware', null),
      of('c', 'VMware', 'VMware', null),
    ];
    expect(decide(members).cases[0].answer).toBe(1);
  });

  it('an unproven affiliation needs a ruling only where it matters', () => {
    const question = 'affiliation of c';
    const two = [of('a', 'VMware', 'VMware', null), of('c', 'VMware', 'VMware', question)];
    expect(decide(two)).toMatchObject({ agreed: true });
    const three = [...two, of('b', 'VMware', 'VMware', null)];
    expect(decide(three)).toMatchObject({ agreed: false });
    expect(decide(three, new Map([[question, 'does not belong']]))).toMatchObject({
      agreed: true,
      cases: [{ answer: 0 }],
    });
  });
});

describe('6: the cap filters runner-ups (Kubernetes 2022)', () => {
  it('each who is passed over stays with the clause, and keeps the place', async () => {
    const provisions = new Provisions(KUBERNETES);
    const company = new Map([
      ['cici37', 'Google'],
      ['cpanato', 'Chainguard'],
    ]);
    const sitting = [seated('BenTheElder', ['Google']), seated('mrbobbytables', ['Google'])];
    const order = ['cici37', 'cpanato', 'lavalamp'] as PersonId[];
    const filled = await fillFrom(order, ['the seat'], (candidate, _, before) => {
      const beside = [...before, candidate].map((one) => seated(one, [company.get(one) ?? one]));
      const [breach] = breachesOf(provisions, { seats: seatsOf(7), seated: [...sitting, ...beside] }, first);
      return breach
        ? { refused: true, code: 'CAP_EXCEEDED', because: 'Too many.', clause: breach.clause }
        : null;
    });
    expect(filled).toMatchObject({
      seated: ['cpanato'],
      passedOver: [{ personId: 'cici37', refusal: { clause: 'Maximal representation' } }],
    });
  });
});

describe('7: a seat that is abolished in mid-term', () => {
  it('takes no mandate beyond its span', () => {
    const seat = {
      id: 's',
      seatClass: 'partner',
      organizationId: null,
      beginsAt: day('2025-01-01'),
      endsAt: day('2026-01-01'),
    };
    const grant = (endsAt: string) =>
      grantMandate(
        {
          seat: { ...seat, id: 's' as never },
          charter: { clauses: clausesWith() },
          zone: 'UTC',
          term: null,
          mandates: [],
          affiliatedWith: [],
        },
        { personId: 'p' as PersonId, beginsAt: day('2025-06-01'), endsAt: day(endsAt), onBehalfOf: null },
      );
    expect(grant('2026-01-02')).toMatchObject({ code: 'SEAT_NOT_IN_EXISTENCE' });
    expect(grant('2026-01-01')).toMatchObject({ endsAt: day('2026-01-01') });
  });
});

describe('8: a change of delegation (Rust)', () => {
  const rules = rulesOf({ '2023-06-20': RUST_COUNCIL });
  const lang = 'lang' as OrganizationId;
  const years = (team: OrganizationId) =>
    ['2023-09', '2024-09', '2025-09'].map((month, n) => {
      const end = `${2024 + n}-09-01`;
      return tenure(`${month}-01`, end, { onBehalfOf: team, scheduledEnd: day(end) });
    });
  const ask = (onBehalfOf: string, waivers: { clause: string; beginsAt: Date; endsAt: null }[] = []) =>
    eligibility(rules, { ...person(years(lang)), waivers }, wanted('2026-09-01', { onBehalfOf }));

  it('the count starts again on the same day', () => {
    expect(ask('lang')).toMatchObject({ answer: 'NO', limits: [{ run: 3, lifetime: 3 }] });
    expect(ask('compiler')).toMatchObject({ answer: 'YES', limits: [{ run: 0, lifetime: 0 }] });
  });

  it('the limit is soft: a recorded waiver opens it, and is named', () => {
    expect(ask('lang').obstacles[0]).toMatchObject({ waivable: true });
    const waiver = { clause: 'Term limits', beginsAt: day('2026-08-01'), endsAt: null };
    expect(ask('lang', [waiver])).toMatchObject({ answer: 'YES', waived: ['Term limits'] });
    expect(ask('lang', [{ ...waiver, beginsAt: day('2026-09-02') }]).answer).toBe('NO');
  });
});

describe('9: nine to eleven seats, by nominations (W3C)', () => {
  const seating = only(new Provisions(W3C_AB).on('SEATING', first));
  it.each([
    [7, 9],
    [9, 9],
    [10, 10],
    [14, 11],
  ])('%d nominations fill %d seats', (nominations, seats) => {
    expect(seatsToFill(seating, nominations)).toBe(seats);
  });
});

describe('10: the appointed may not outnumber the community (Wikimedia)', () => {
  const provisions = new Provisions(WIKIMEDIA_BOARD);
  const board = (community: number, appointed: number) => ({
    seats: [],
    seated: [
      ...Array.from({ length: community }, (_, n) => seated(`c${n}`, [], 'community')),
      ...Array.from({ length: appointed }, (_, n) => seated(`a${n}`, [], 'appointed')),
      seated('founder', [], 'founder'),
    ],
  });

  it('holds when they are as many, and a vacancy may breach it', () => {
    expect(breachesOf(provisions, board(7, 7), first)).toEqual([]);
    expect(breachesOf(provisions, board(6, 7), first)).toMatchObject([
      { topic: 'BALANCE', holds: 7, bound: 6 },
    ]);
  });
});

describe('11: a seat for life (W3C)', () => {
  const provisions = new Provisions(W3C_TAG);

  it('has no end and no limit', () => {
    const term = only(provisions.on('TERM', first).filter(({ classes }) => classes?.includes('life')));
    expect(termEnd(term, day('2001-01-01'), [], 'UTC')).toEqual({ at: null, provisional: false });
    const sat = person(
      Array.from({ length: 9 }, (_, n) => tenure(`${2001 + 2 * n}-01-01`, `${2003 + 2 * n}-01-01`)),
    );
    const ask = (seatClass: string) =>
      eligibility(rulesOf({ '2001-01-01': W3C_TAG }), sat, wanted('2026-01-01', { seatClass })).answer;
    expect(ask('life')).toBe('YES');
  });

  it('counts for caps', () => {
    const members = [seated('Tim', ['W3C'], 'life'), seated('Ada', ['W3C'])];
    expect(breachesOf(provisions, { seats: seatsOf(12), seated: members }, first)).toHaveLength(1);
  });
});

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

describe('a qualification', () => {
  const breach = provide('QUALIFICATION', '4', 'No breach in 18 months.', {
    fact: 'breach',
    most: 0,
    withinMonths: 18,
  });
  const ask = (from: string) =>
    eligibility(
      rulesOf({ '2020-01-01': [breach] }),
      {
        tenures: [],
        waivers: [],
        facts: [{ kind: 'breach', at: day('2024-08-31'), until: day('2024-08-31') }],
      },
      wanted(from),
    );

  it('bars until the month’s last day where the day does not exist', () => {
    expect(ask('2026-02-27')).toMatchObject({
      answer: 'NO',
      obstacles: [{ code: 'NOT_QUALIFIED' }],
      nextEligible: { kind: 'AT', at: day('2026-02-28') },
    });
    expect(ask('2026-02-28').answer).toBe('YES');
  });
});
