import * as councils from '../../../test/support/charters-of-councils.js';
import * as software from '../../../test/support/charters-of-software.js';
import { first, provide } from './spec-support/provisions.js';
import { checkAgainstComposition } from './composition.rules.js';
import { checkProvision, Provisions } from './provision.rules.js';
import { underEveryReading } from './reading.rules.js';

const CHARTERS = Object.entries({ ...software, ...councils });

describe('the charter of a real body is data', () => {
  it.each(CHARTERS)('%s', (_, clauses) => {
    expect(clauses.map(checkProvision).filter((fault) => fault !== null)).toEqual([]);
    const seats = new Provisions(clauses)
      .on('SEATING', first)
      .flatMap(({ classes, most, least }) =>
        Array.from({ length: most ?? least }, () => ({ seatClass: classes?.[0] ?? 'any', sectorId: null })),
      );
    expect(checkAgainstComposition(clauses, seats)).toBeNull();
  });

  it('covers twelve bodies, with the two of the W3C apart, and what was otherwise before in OpenStack and Wikimedia', () => {
    expect(CHARTERS).toHaveLength(16);
  });
});

const seats = (seatClass: string, count: number, sectorId: string | null = null) =>
  Array.from({ length: count }, () => ({ seatClass, sectorId }));
const cap = (most: string | string[], more: Record<string, string | string[]> = {}) =>
  provide('CAP', '2', 'w', { by: 'SECTOR', most, ...more });
const floor = (least: number) => provide('FLOOR', '1', 'w', { groups: 'labour', least });

describe('a provision', () => {
  it.each([
    ['a parameter that is no parameter', { months: 12, years: 1 }, 'years'],
    ['a value that is none', { months: 0 }, 'months'],
    ['a fraction where a number belongs', { months: '1/2' }, 'months'],
    ['silence where it must speak', {}, 'months'],
    ['the same reading twice', { months: [12, 12] }, 'months'],
    ['no reading at all', { months: [] }, 'months'],
  ])('is refused for %s', (_, says, parameter) => {
    const refused = checkProvision(provide('COOLING_OFF', '6.2.5', 'Twelve months.', says));
    expect(refused).toMatchObject({ code: 'CHARTER_PROVISION_IMPOSSIBLE', clause: '6.2.5', parameter });
  });

  it('is refused for a parameter that is given twice', () => {
    const clause = provide('COOLING_OFF', '6.2.5', 'Twelve months.', { months: 12 });
    const twice = { ...clause, parameters: [...clause.parameters, ...clause.parameters] };
    expect(checkProvision(twice)).toMatchObject({ code: 'CHARTER_PROVISION_IMPOSSIBLE' });
  });

  it.each([
    ['13-01', true],
    ['02-29', true],
    ['00-10', true],
    ['12-31', false],
    ['02-28', false],
  ])('has days that return every year: %s', (endsOn, isRefused) => {
    const clause = provide('TERM', '1', 'words', { ends: 'SENIORITY', endsOn });
    expect(checkProvision(clause) !== null).toBe(isRefused);
  });

  it.each<[string, ...ReturnType<typeof provide>[]]>([
    ['a cap under which nobody may sit', provide('CAP', '1', 'w', { by: 'ORGANIZATION', most: '1/8' })],
    ['a cap of nothing', provide('CAP', '1', 'w', { by: 'SECTOR', most: 0 })],
    ['floors for more seats than there are', provide('FLOOR', '1', 'w', { groups: 'a;b;c', least: 3 })],
    ['a balance of a class with itself', provide('BALANCE', '1', 'w', { classes: 'x', notAbove: 'x' })],
    ['a cap below what is kept for a sector', provide('CAP', '1', 'w', { by: 'SECTOR', most: 2 })],
    ['a share below it', provide('CAP', '1', 'w', { by: 'SECTOR', most: '2/7' })],
    ['a cap below a floor', provide('CAP', '2', 'w', { by: 'SECTOR', most: 3 }), floor(4)],
  ])('is refused for %s', (_, ...clauses) => {
    expect(checkAgainstComposition(clauses, [...seats('x', 4), ...seats('y', 3, 'labour')])).toMatchObject({
      code: 'CHARTER_CAP_IMPOSSIBLE',
      clause: '1',
    });
  });

  it.each<[string, ...ReturnType<typeof provide>[]]>([
    ['a cap of as many as are kept for a sector', provide('CAP', '1', 'w', { by: 'SECTOR', most: 3 })],
    ['one on other seats', provide('CAP', '1', 'w', { by: 'SECTOR', most: 2, classes: 'x' })],
    ['one on organizations', provide('CAP', '1', 'w', { by: 'ORGANIZATION', most: 2 })],
    ['one for another size', provide('CAP', '1', 'w', { by: 'SECTOR', most: 2, toSeats: 6 })],
    ['a cap that meets a floor', provide('CAP', '2', 'w', { by: 'SECTOR', most: 3 }), floor(3)],
  ])('is accepted for %s', (_, ...clauses) => {
    expect(checkAgainstComposition(clauses, [...seats('x', 4), ...seats('y', 3, 'labour')])).toBeNull();
  });
});

describe('clauses on one matter', () => {
  const terms = (precedence: number) => [
    provide('TERM', '6(e)', 'Two years.', { ends: 'MONTHS', months: 24 }),
    provide('TERM', 'schedule', 'One year.', { ends: 'MONTHS', months: 12 }, precedence),
  ];
  const months = (clauses: ReturnType<typeof terms>) =>
    underEveryReading(new Map(), (read) => new Provisions(clauses).on('TERM', read).map((it) => it.months));

  it('give way to the one with the greater precedence', () => {
    expect(months(terms(2)).cases).toEqual([{ readings: [], answer: [12] }]);
  });

  it('are a question when their precedence is equal', () => {
    const question = 'TERM: which holds, 6(e) or schedule';
    expect(months(terms(1)).cases).toEqual([
      { readings: [{ question, reading: '6(e)' }], answer: [24] },
      { readings: [{ question, reading: 'schedule' }], answer: [12] },
    ]);
  });

  it('are none when they say the same', () => {
    const twice = [1, 2].map((n) => provide('TERM', `s${n}`, 'w', { ends: 'MONTHS', months: 24 }));
    expect(months(twice).cases).toEqual([{ readings: [], answer: [24] }]);
  });

  it('do not touch each other when they speak of different seats', () => {
    const both = ['a', 'b'].map((classes) => provide('TERM', classes, 'w', { classes, ends: 'NEVER' }));
    expect(new Provisions(both).on('TERM', first).map(({ clause }) => clause)).toEqual(['a', 'b']);
  });
});

describe('a cap that can be read in several ways', () => {
  const ask = (most: string[], more = {}) =>
    checkAgainstComposition([cap(most, more)], seats('partner', 4))?.code ?? null;

  it.each([
    ['possible in both', ['1', '2'], null],
    ['impossible in the second', ['2', '0'], 'CHARTER_CAP_IMPOSSIBLE'],
    ['impossible in the first', ['0', '2'], 'CHARTER_CAP_IMPOSSIBLE'],
    ['impossible in both, which is said once', ['0', '1/8'], 'CHARTER_CAP_IMPOSSIBLE'],
  ])('is looked at under each reading: %s', (_, most, code) => {
    expect(ask(most)).toBe(code);
  });

  it('is impossible where one reading lets it hold for the body as it is', () => {
    expect(ask(['0', '0/1'], { fromSeats: ['9', '3'] })).toBe('CHARTER_CAP_IMPOSSIBLE');
    expect(ask(['0', '0/1'], { fromSeats: ['9', '8'] })).toBeNull();
  });
});
