import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { MandateId, PersonId } from '#kernel';
import {
  checklistOf,
  isDone,
  isOverdue,
  mayHandOver,
  mayReceive,
  receivesBy,
  stageOf,
} from './handover.rules.js';
import type { Follower, HandoverSide } from './handover.types.js';
import { Provisions } from './provision.rules.js';
import type { ProvisionClause } from './provision.types.js';

const DAY = 86_400_000;
const LEFT = new Date('2026-05-01T00:00:00Z');
const after = (days: number) => new Date(LEFT.getTime() + days * DAY);
const [ANA, BO, STEWARD] = [randomUUID(), randomUUID(), randomUUID()] as [PersonId, PersonId, PersonId];

function provided(
  section: string,
  says: Readonly<Record<string, readonly string[]>>,
): ProvisionClause<'HANDOVER'> {
  return {
    topic: 'HANDOVER',
    precedence: 1,
    source: { text: 'Words.', section, lang: 'en' },
    parameters: Object.entries(says).map(([name, readings]) => ({ name, readings })),
  };
}

const follower = (personId: PersonId, isOver = false): Follower => ({
  mandateId: randomUUID() as MandateId,
  personId,
  isOver,
});

const handover = (followers: readonly Follower[] = []) => ({
  items: [
    { item: 'accounts', clause: '9', days: 7 },
    { item: 'papers', clause: '9', days: 14 },
  ],
  leaving: ANA,
  endsAt: LEFT,
  followers,
});

const tick = (item: number, side: HandoverSide) => ({ item, side });

describe('the checklist of a seat', () => {
  it('has the items of its class, each with its clause and its time', () => {
    const provisions = new Provisions([
      provided('9', { items: ['accounts;papers'], days: ['7'] }),
      provided('9.1', { classes: ['treasurer'], items: ['the key'] }),
    ]);
    expect(checklistOf(provisions, new Map(), 'member').items.map(({ item }) => item)).toEqual([
      'accounts',
      'papers',
    ]);
    expect(checklistOf(provisions, new Map(), 'treasurer').items).toEqual([
      { item: 'accounts', clause: '9', days: 7 },
      { item: 'papers', clause: '9', days: 7 },
      { item: 'the key', clause: '9.1', days: 14 },
    ]);
  });

  it('is empty where the charter is silent', () => {
    expect(checklistOf(new Provisions([]), new Map(), 'member')).toEqual({ items: [], questions: [] });
  });

  it('leaves nothing out that some reading asks for, tells the question, and follows a ruling', () => {
    const provisions = new Provisions([
      provided('9', { items: ['accounts', 'accounts;papers'], days: ['7', '30'] }),
    ]);
    const open = checklistOf(provisions, new Map(), 'member');
    expect(open.items).toEqual([
      { item: 'accounts', clause: '9', days: 30 },
      { item: 'papers', clause: '9', days: 30 },
    ]);
    expect(open.questions).toEqual(['HANDOVER.items of 9', 'HANDOVER.days of 9']);
    const ruled = new Map([
      ['HANDOVER.items of 9', 'accounts'],
      ['HANDOVER.days of 9', '7'],
    ]);
    expect(checklistOf(provisions, ruled, 'member')).toEqual({
      items: [{ item: 'accounts', clause: '9', days: 7 }],
      questions: [],
    });
  });
});

describe('whoever leaves', () => {
  it.each<
    [string, readonly Follower[], PersonId, readonly { item: number; side: HandoverSide }[], string | null]
  >([
    ['hands over', [], ANA, [], null],
    ['hands over with a successor there', [follower(BO)], ANA, [], null],
    ['and nobody else', [follower(BO)], BO, [], 'NOT_YOURS_TO_HAND_OVER'],
    ['each item once', [], ANA, [tick(1, 'HANDED_OVER')], 'HANDED_OVER_ALREADY'],
    ['one item after the other', [], ANA, [tick(2, 'HANDED_OVER'), tick(2, 'RECEIVED')], null],
    ['nothing that has been received', [], ANA, [tick(1, 'RECEIVED')], 'RECEIVED_ALREADY'],
    ['nothing to themselves', [follower(ANA)], ANA, [], 'HOLDER_STAYS'],
  ])('%s', (_, followers, by, ticks, code) => {
    expect(mayHandOver(handover(followers), ticks, { item: 1, by })?.code ?? null).toBe(code);
  });
});

describe('whoever comes', () => {
  const heir = follower(BO);

  it.each<[string, readonly Follower[], PersonId, boolean, HandoverSide | null, string | null]>([
    ['receives, also what nobody says was given', [heir], BO, false, null, null],
    ['receives what was given', [heir], BO, false, 'HANDED_OVER', null],
    ['receives once', [heir], BO, false, 'RECEIVED', 'RECEIVED_ALREADY'],
    ['receives, and not whoever leaves', [heir], ANA, false, null, 'NOT_YOURS_TO_RECEIVE'],
    ['receives, and not a steward', [heir], STEWARD, true, null, 'NOT_YOURS_TO_RECEIVE'],
    ['a steward receives while nobody has the seat', [], STEWARD, true, null, null],
    ['a steward receives when the successor has left too', [follower(BO, true)], STEWARD, true, null, null],
    [
      'a successor who has left receives nothing',
      [follower(BO, true)],
      BO,
      false,
      null,
      'NOT_YOURS_TO_RECEIVE',
    ],
    ['a steward who leaves does not receive from themselves', [], ANA, true, null, 'NOT_YOURS_TO_RECEIVE'],
    ['a stranger receives nothing', [], BO, false, null, 'NOT_YOURS_TO_RECEIVE'],
    ['the same person receives nothing', [follower(ANA)], ANA, true, null, 'HOLDER_STAYS'],
  ])('%s', (_, followers, by, isSteward, done, code) => {
    const ticks = done ? [tick(1, done)] : [];
    expect(mayReceive(handover(followers), ticks, { item: 1, by, isSteward })?.code ?? null).toBe(code);
  });

  it('receives by the mandate that they have, and a steward by none', () => {
    expect(receivesBy(handover([follower(STEWARD, true), heir]), BO)).toBe(heir.mandateId);
    expect(receivesBy(handover([follower(STEWARD, true), heir]), STEWARD)).toBeNull();
  });
});

describe('where a handover stands', () => {
  const both = [tick(1, 'RECEIVED'), tick(2, 'RECEIVED')];

  it.each<[string, readonly { item: number; side: HandoverSide }[], number, string]>([
    ['open before the first item is due', [], 6.99, 'OPEN'],
    ['overdue from that instant on', [], 7, 'OVERDUE'],
    ['overdue where it was given and never received', [tick(1, 'HANDED_OVER')], 7, 'OVERDUE'],
    ['open again once that has come, until the next is due', [tick(1, 'RECEIVED')], 13.99, 'OPEN'],
    ['overdue with the next', [tick(1, 'RECEIVED')], 14, 'OVERDUE'],
    ['done when all has come, for ever', both, 1000, 'DONE'],
  ])('%s', (_, ticks, days, stage) => {
    expect(stageOf(handover(), ticks, after(days))).toBe(stage);
  });

  it('is not needed where the holder stays, and not overdue while the mandate has no end', () => {
    expect(stageOf(handover([follower(ANA)]), [], after(100))).toBe('NOT_NEEDED');
    expect(stageOf({ ...handover(), endsAt: null }, [], after(100))).toBe('OPEN');
  });

  it('in any order of acts that are allowed, everything is given and received once at most, and it ends with DONE', () => {
    const steps = fc.array(fc.record({ item: fc.integer({ min: 1, max: 2 }), isReceipt: fc.boolean() }));
    fc.assert(
      fc.property(steps, (story) => {
        const now = handover([follower(BO)]);
        const ticks: { item: number; side: HandoverSide }[] = [];
        for (const { item, isReceipt } of story) {
          const refused = isReceipt
            ? mayReceive(now, ticks, { item, by: BO, isSteward: false })
            : mayHandOver(now, ticks, { item, by: ANA });
          if (refused === null) ticks.push(tick(item, isReceipt ? 'RECEIVED' : 'HANDED_OVER'));
        }
        expect(new Set(ticks.map((one) => JSON.stringify(one))).size).toBe(ticks.length);
        const isAll = [1, 2].every((item) => isDone(ticks, item, 'RECEIVED'));
        expect(stageOf(now, ticks, after(100))).toBe(isAll ? 'DONE' : 'OVERDUE');
        expect([1, 2].some((item) => isOverdue(now, ticks, item, after(100)))).toBe(!isAll);
      }),
    );
  });
});
