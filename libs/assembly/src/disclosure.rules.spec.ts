import fc from 'fast-check';
import type { BodyId, OrganizationId } from '#kernel';
import { audienceOf, checkFunding, mayTellOfFunding, shownBy } from './disclosure.rules.js';
import type { ShownBy } from './disclosure.types.js';
import { Provisions } from './provision.rules.js';
import { provide } from './spec-support/provisions.js';

const shows = (of: string, shownTo: string | string[], section = '8') =>
  provide('DISCLOSURE', section, 'Who is shown what.', { of, shownTo });

describe('a charter shows what is disclosed', () => {
  const by = (clauses: ReturnType<typeof shows>[], rulings = new Map<string, string>()) =>
    shownBy(new Provisions(clauses), 'GRANT', rulings);

  it.each<[string, ReturnType<typeof shows>[], ShownBy | null]>([
    ['to nobody where it is silent', [], null],
    ['to nobody where it speaks of other kinds', [shows('LOAN;JOB', 'PUBLIC')], null],
    ['to whom its clause says', [shows('LOAN;GRANT', 'COALITION')], 'COALITION'],
    [
      'to the fewest of two clauses',
      [shows('GRANT', 'PUBLIC', '8.1'), shows('GRANT;LOAN', 'BODY', '8.2')],
      'BODY',
    ],
    ['to the fewest of two readings', [shows('GRANT', ['PUBLIC', 'COALITION'])], 'COALITION'],
    ['to the fewest of two clauses that contradict each other', contradicting(), 'COALITION'],
    [
      'to nobody where one reading speaks of another kind',
      [
        provide('DISCLOSURE', '8', 'Gifts are public.', {
          of: ['DONATION', 'DONATION;GRANT'],
          shownTo: 'PUBLIC',
        }),
      ],
      null,
    ],
  ])('%s', (_, clauses, expected) => {
    expect(by(clauses)).toBe(expected);
  });

  it('as it was ruled', () => {
    const clauses = [shows('GRANT', ['PUBLIC', 'COALITION'])];
    expect(by(clauses, new Map([['DISCLOSURE.shownTo of 8', 'PUBLIC']]))).toBe('PUBLIC');
  });
});

function contradicting() {
  return [shows('GRANT', 'PUBLIC', '8.1'), shows('GRANT', 'COALITION', '8.2')];
}

describe('who sees what is disclosed under several charters', () => {
  const given = (...shownTo: (ShownBy | null)[]) =>
    shownTo.map((whom, n) => ({ bodyId: `body ${n}` as BodyId, shownTo: whom }));

  it.each<[string, (ShownBy | null)[], object]>([
    ['nobody, where none says anything', [null, null], { shownTo: null, shownBodies: [] }],
    ['nobody, where it is under none', [], { shownTo: null, shownBodies: [] }],
    [
      'the bodies whose charters say so, and no other',
      ['BODY', null, 'BODY'],
      { shownTo: 'BODIES', shownBodies: ['body 0', 'body 2'] },
    ],
    ['the coalition, where one says so', ['BODY', 'COALITION'], { shownTo: 'COALITION', shownBodies: [] }],
    ['everybody, where one says so', ['PUBLIC', 'COALITION', null], { shownTo: 'PUBLIC', shownBodies: [] }],
  ])('%s', (_, shownTo, expected) => {
    expect(audienceOf(given(...shownTo))).toEqual(expected);
  });

  it('is never fewer for one charter more', () => {
    const whom = fc.constantFrom<ShownBy | null>('BODY', 'COALITION', 'PUBLIC', null);
    const width = [null, 'BODIES', 'COALITION', 'PUBLIC'];
    fc.assert(
      fc.property(fc.array(whom, { maxLength: 6 }), whom, (before, one) => {
        const [narrow, wide] = [audienceOf(given(...before)), audienceOf(given(...before, one))];
        expect(width.indexOf(wide.shownTo)).toBeGreaterThanOrEqual(width.indexOf(narrow.shownTo));
        if (wide.shownTo === 'BODIES') {
          expect(wide.shownBodies).toEqual(expect.arrayContaining([...narrow.shownBodies]));
        }
      }),
    );
  });
});

describe('what is told of funding', () => {
  const facts = {
    organizationId: 'tenants' as OrganizationId,
    funderId: 'acme' as OrganizationId | null,
    funderName: null as string | null,
    currency: 'EUR',
    least: '1200',
    most: '1200' as string | null,
  };
  it.each<[string, Partial<typeof facts>, string | null]>([
    ['names a partner', {}, null],
    ['names another funder', { funderId: null, funderName: 'A foundation' }, null],
    ['names one funder, not two', { funderName: 'A foundation' }, 'FUNDER_UNCLEAR'],
    ['names a funder', { funderId: null }, 'FUNDER_UNCLEAR'],
    ['names another than oneself', { funderId: facts.organizationId }, 'FUNDS_ITSELF'],
    ['is a band', { least: '0', most: '5000.50' }, null],
    ['is a band without an upper end', { most: null }, null],
    ['is no band that is reversed', { most: '1199.99' }, 'BAND_REVERSED'],
    ['is an amount', { least: 'much' }, 'AMOUNT_UNCLEAR'],
    ['is no debt', { least: '-1' }, 'AMOUNT_UNCLEAR'],
    ['is an amount up to cents', { least: '1.005' }, 'AMOUNT_UNCLEAR'],
    ['is in a currency', { currency: 'eur' }, 'AMOUNT_UNCLEAR'],
  ])('%s', (_, more, code) => {
    expect(checkFunding({ ...facts, ...more })?.code ?? null).toBe(code);
  });

  it('is told by who holds a mandate on the organization’s behalf', () => {
    expect(mayTellOfFunding(true)).toBeNull();
    expect(mayTellOfFunding(false)).toMatchObject({ code: 'NOT_ON_ITS_BEHALF' });
  });
});
