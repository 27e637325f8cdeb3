import fc from 'fast-check';
import type { MandateId, PersonId } from '#kernel';
import { daysLater } from './calendar.rules.js';
import { eligibility } from './eligibility.rules.js';
import { fillFrom } from './filling.rules.js';
import { whoLeaves } from './remedy.rules.js';
import { KUBERNETES } from '../../../test/support/charters-of-software.js';
import { day, provide, rulesOf, tenure } from './spec-support/provisions.js';
import { isBack, statusAfter } from './status.rules.js';
import type { Occasion } from './attendance.types.js';
import type { Tenure } from './term.types.js';

const ask = (tenures: readonly Tenure[], clauses = KUBERNETES, from = '2030-10-01') =>
  eligibility(
    rulesOf({ '2000-01-01': clauses }),
    { tenures, facts: [], waivers: [] },
    { seatClass: 'elected', onBehalfOf: null, beginsAt: day(from) },
  );
const limit = (says: Record<string, string | number>) => [provide('LIMIT', '1', 'words', says)];

/** Mandates of one person, one after the other, each with its days of service and of the pause before. */
const histories = fc
  .array(fc.record({ days: fc.integer({ min: 1, max: 900 }), pause: fc.integer({ min: 0, max: 400 }) }), {
    maxLength: 6,
  })
  .map((parts) => {
    let at = day('2010-01-01');
    return parts.map(({ days, pause }) => {
      const begin = daysLater(at, pause);
      at = daysLater(begin, days);
      return { ...tenure('2010-01-01', null), beginsAt: begin, endsAt: at, scheduledEnd: at };
    });
  });

describe('eligibility', () => {
  it('does not depend on the order in which mandates are known', () => {
    fc.assert(
      fc.property(
        histories.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
        ([all, shuffled]) => {
          expect(ask(shuffled)).toEqual(ask(all));
        },
      ),
    );
  });

  it('is never won by having sat more', () => {
    fc.assert(
      fc.property(histories, (all) => {
        const [last] = all.slice(-1);
        if (ask(all).answer !== 'YES' || !last) return;
        expect(ask(all.slice(0, -1)).limits[0]?.lifetime).toBeLessThanOrEqual(
          ask(all).limits[0]?.lifetime ?? 0,
        );
        expect(ask(all.filter((one) => one !== last)).answer).not.toBe('NO');
      }),
    );
  });

  it('comes when it was said that it would, and not a day before', () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 1, max: 3 }), (all, consecutive) => {
        const clauses = [
          ...limit({ consecutive, gapDays: 90 }),
          provide('COOLING_OFF', '2', 'w', { months: 7 }),
        ];
        const from = all.at(-1)?.endsAt ?? day('2020-01-01');
        const asked = ask(all, clauses, from.toISOString().slice(0, 10));
        if (asked.nextEligible?.kind !== 'AT') return;
        const next = asked.nextEligible.at;
        const again = (at: Date) =>
          eligibility(
            rulesOf({ '2000-01-01': clauses }),
            { tenures: all, facts: [], waivers: [] },
            { seatClass: 'elected', onBehalfOf: null, beginsAt: at },
          ).answer;
        expect([again(daysLater(next, -1)), again(next)]).toEqual(['NO', 'YES']);
      }),
    );
  });

  it.each([
    ['a part term counts', { partTerms: 'COUNT' }, 2],
    ['a part term does not count, and does not break the row', { partTerms: 'DO_NOT_COUNT' }, 1],
    ['mandates of an exempt class do not count', { exemptClasses: 'elected' }, 0],
    ['mandates of a year or less do not count', { exemptMonths: 12 }, 1],
  ])('%s', (_, says, run) => {
    const served = [
      tenure('2027-10-01', '2029-10-01'),
      tenure('2029-10-01', '2030-10-01', { serves: 'REMAINDER' }),
    ];
    expect(ask(served, limit({ consecutive: 9, ...says })).limits).toMatchObject([{ run }]);
  });

  it.each([
    ['2028-10-01', '2029-09-30', 'a day less than a year', 0],
    ['2028-10-01', '2029-10-01', 'a year', 0],
    ['2028-10-01', '2029-10-02', 'a day more than a year', 1],
    ['2028-02-29', '2029-02-28', 'a year from a leap day', 0],
    ['2028-02-29', '2029-03-01', 'a day more than a year from a leap day', 1],
  ])('from %s to %s, %s, counts %#', (from, until, _, lifetime) => {
    expect(ask([tenure(from, until)], limit({ lifetime: 9, exemptMonths: 12 })).limits).toMatchObject([
      { lifetime },
    ]);
  });

  it('says never where a lifetime is used up', () => {
    const four = ['2010', '2014', '2018', '2022'].map((year) =>
      tenure(`${year}-10-01`, `${Number(year) + 2}-10-01`),
    );
    expect(ask(four)).toMatchObject({ answer: 'NO', nextEligible: { kind: 'NEVER' } });
  });

  it('leaves out what began before there was a limit, where the charter says so', () => {
    const versions = (earlierTerms: string) =>
      rulesOf({ '2000-01-01': [], '2025-01-01': limit({ lifetime: 1, earlierTerms }) });
    const asked = (earlierTerms: string) =>
      eligibility(
        versions(earlierTerms),
        { tenures: [tenure('2020-01-01', '2022-01-01')], facts: [], waivers: [] },
        { seatClass: 'elected', onBehalfOf: null, beginsAt: day('2026-01-01') },
      );
    expect(asked('COUNT')).toMatchObject({ answer: 'NO', limits: [{ counted: [{ why: 'COUNTS' }] }] });
    expect(asked('DO_NOT_COUNT')).toMatchObject({
      answer: 'YES',
      limits: [{ counted: [{ why: 'BEFORE_THE_LIMIT' }] }],
    });
  });

  it('counts a part term as the version in force at its begin did, also after an amendment in mid-term', () => {
    const counted = (from: string) =>
      eligibility(
        rulesOf({
          '2015-01-01': limit({ lifetime: 3, partTerms: 'DO_NOT_COUNT' }),
          '2019-01-01': limit({ lifetime: 2, partTerms: 'COUNT' }),
        }),
        { tenures: [tenure(from, '2020-01-01', { serves: 'REMAINDER' })], facts: [], waivers: [] },
        { seatClass: 'elected', onBehalfOf: null, beginsAt: day('2022-01-01') },
      ).limits[0]?.counted[0]?.why;
    expect([counted('2018-12-31'), counted('2019-01-01')]).toEqual(['PART_TERM', 'COUNTS']);
  });

  it('of two limits takes the later date', () => {
    const clauses = [...limit({ consecutive: 1 }), provide('COOLING_OFF', '2', 'w', { months: 12 })];
    const asked = ask([tenure('2028-10-01', '2030-10-01')], clauses);
    expect(asked.obstacles.map(({ code }) => code)).toEqual(['TERM_LIMIT_REACHED', 'COOLING_OFF']);
    expect(asked.nextEligible).toEqual({ kind: 'AT', at: day('2031-10-01') });
  });
});

describe('filling seats from an order', () => {
  it('seats the first who may, in order, and keeps the place of everybody passed over', async () => {
    const people = fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(people, fc.integer({ min: 0, max: 6 }), async (ids, places) => {
        const order = ids.map((id) => `${id}` as PersonId);
        const isBarred = (id: PersonId) => Number(id) % 3 === 0;
        const seats = Array.from({ length: places }, (_, at) => at);
        const { seated, passedOver } = await fillFrom(order, seats, (id) =>
          isBarred(id) ? { refused: true, code: 'BARRED', because: 'Barred.', clause: null } : null,
        );
        expect(seated).toEqual(order.filter((id) => !isBarred(id)).slice(0, places));
        const looked = order.filter(
          (id) => seated.includes(id) || passedOver.some((it) => it.personId === id),
        );
        expect(looked).toEqual(order.slice(0, looked.length));
      }),
    );
  });

  it('asks who does not fit one seat for the next, and passes over only who is left with none', async () => {
    const kept: Record<string, string> = { a: 'second', b: 'first', c: 'none' };
    const order = ['c', 'a', 'b', 'd'] as PersonId[];
    const filled = await fillFrom(order, ['first', 'second', 'third'], (id, seat) =>
      kept[id] === seat ? null : { refused: true, code: 'NOT_YOURS', because: seat, clause: null },
    );
    expect(filled.seated).toEqual(['b', 'a']);
    expect(filled.passedOver).toMatchObject([
      { personId: 'c', refusal: { because: 'first' } },
      { personId: 'd', refusal: { because: 'third' } },
    ]);
  });
});

describe('a status that changes by itself', () => {
  const after = (occasions: string) =>
    statusAfter(
      { inARow: 3, becomes: 'WITHOUT_VOTE', clause: '4' },
      Array.from(occasions, (it) => (it === 'm' ? 'MISSED' : it === 'e' ? 'EXCUSED' : 'TOOK_PART')),
    );
  it.each([
    ['mm', false],
    ['mmm', true],
    ['mmtm', false],
    ['tmmm', true],
    ['mmmt', false],
    ['mmem', true],
    ['', false],
  ])('after %j: %s', (occasions, changes) => {
    expect(after(occasions) !== null).toBe(changes);
  });
});

describe('who was removed', () => {
  const REMOVAL = provide('REMOVAL', '8', 'Removed by the members, and barred for a year.', {
    by: 'the members',
    share: '1/2',
    base: 'VOTES',
    barredMonths: 12,
  });
  const left = (endReason: Tenure['endReason']) => [tenure('2029-01-01', '2030-01-01', { endReason })];

  it.each([
    ['2030-12-31', 'REMOVED', 'NO'],
    ['2031-01-01', 'REMOVED', 'YES'],
    ['2030-12-31', 'EARLY', 'YES'],
  ] as const)('on %s, whose mandate ended as %s: %s', (from, endReason, answer) => {
    const asked = eligibility(
      rulesOf({ '2015-01-01': [REMOVAL] }),
      { tenures: left(endReason), facts: [], waivers: [] },
      { seatClass: 'elected', onBehalfOf: null, beginsAt: day(from) },
    );
    expect(asked.answer).toBe(answer);
    if (answer === 'NO') {
      expect(asked.obstacles).toMatchObject([{ code: 'BARRED', clause: '8', waivable: false }]);
      expect(asked.nextEligible).toEqual({ kind: 'AT', at: day('2031-01-01') });
    }
  });
});

describe('a status that is over by itself', () => {
  const occasions = (those: string) =>
    Array.from(those, (one, at) => ({
      kind: 'MEETING' as const,
      heldAt: new Date(at),
      attended: one === 't' ? [SEAT] : [],
      missed: one === 'm' ? [SEAT] : [],
      excused: one === 'e' ? [SEAT] : [],
    })) as unknown as Occasion[];
  const SEAT = 'm1' as MandateId;
  it.each([
    ['tt', 2, true],
    ['tmt', 2, false],
    ['tet', 2, true],
    ['mtt', 2, true],
    ['t', 2, false],
    ['tt', null, false],
  ])('after %j, back after %s: %s', (those, backAfter, over) => {
    const holder = { mandateId: SEAT, seatClass: 'any', occasions: occasions(those) };
    expect(isBack({ missed: 'MEETINGS', backAfter }, holder)).toBe(over);
    expect(isBack({ missed: 'MONTHS', backAfter }, holder)).toBe(false);
  });
});

describe('who leaves when a remedy is at its end', () => {
  const members = [3, 1, 2].map((place) => ({
    personId: `p${place}` as PersonId,
    rank: place,
    drawn: 4 - place,
  }));
  const breach = { holds: 3, bound: 1 };
  it.each([
    ['RESIGN', []],
    ['AGREE', []],
    ['TOLERATE', []],
    ['FILL', []],
    ['LOWEST_RANKED', ['p3', 'p2']],
    ['LOT', ['p3', 'p2']],
    ['REMOVE_ALL', ['p3', 'p1', 'p2']],
  ] as const)('%s: %j', (step, leave) => {
    expect(whoLeaves(step, breach, members)).toEqual(leave);
  });

  it('is not known where nobody was ranked or drawn', () => {
    const appointed = members.map((member) => ({ ...member, rank: null, drawn: null }));
    expect(whoLeaves('LOWEST_RANKED', breach, appointed)).toBeNull();
    expect(whoLeaves('LOT', breach, appointed)).toBeNull();
  });

  it('by lot is nobody who came after the draw', () => {
    const [last, ...others] = members.map((member) => ({ ...member, drawn: member.drawn }));
    const joined = [...others, { ...last!, drawn: null }];
    expect(whoLeaves('LOT', breach, joined)).toEqual(['p2', 'p1']);
    expect(whoLeaves('LOT', { holds: 2, bound: 1 }, joined)).toEqual(['p2']);
  });
});
