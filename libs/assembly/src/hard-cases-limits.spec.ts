import type { OrganizationId } from '#kernel';
import { breachesOf } from './cap.rules.js';
import { eligibility, refuseIneligible } from './eligibility.rules.js';
import { Provisions } from './provision.rules.js';
import { W3C_TAG } from '../../../test/support/charters-of-councils.js';
import { KUBERNETES, RUST_COUNCIL } from '../../../test/support/charters-of-software.js';
import { day, first, provide, rulesOf, seated, seatsOf, tenure } from './spec-support/provisions.js';
import { termEnd } from './term.rules.js';

const wanted = (beginsAt: string, more = {}) => {
  return { seatClass: 'elected', onBehalfOf: null, beginsAt: day(beginsAt), ...more };
};
const person = (tenures: ReturnType<typeof tenure>[]) => ({ tenures, facts: [], waivers: [] });
const only = <T>([one]: readonly T[]): T => {
  if (one === undefined) throw new Error('The charter under test is silent on it.');
  return one;
};

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
