import type { MandateId, PersonId } from '#kernel';
import { eligibility } from './eligibility.rules.js';
import { Provisions } from './provision.rules.js';
import { underEveryReading } from './reading.rules.js';
import { grantMandate } from './seat.rules.js';
import { DEBIAN_TC, W3C_AB } from '../../../test/support/charters-of-councils.js';
import { OPENSTACK_TC } from '../../../test/support/charters-of-software.js';
import { clausesWith } from './spec-support/charter.js';
import { day, first, rulesOf, tenure } from './spec-support/provisions.js';
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
    // An order that leaves out one of those who began together does not tell the others apart from it.
    const halfListed = listed.map((one) => (one.mandateId === 'b' ? { ...one, listed: null } : one));
    expect(leaving(halfListed).agreed).toBe(false);
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
