import { randomUUID } from 'node:crypto';
import type { JsonObject } from '#transparency';
import { attendanceCheck } from './attendance.check.js';
import { clausesWith } from './spec-support/charter.js';
import { provide } from './spec-support/provisions.js';
import { beganOn, entryOf, establishedWith, on, seatOf, type Told } from '../../../test/support/telling.js';

const [BODY, SEAT, OTHER, HERE, AWAY, STATUS] = Array.from({ length: 6 }, () => randomUUID()) as [
  string,
  string,
  string,
  string,
  string,
  string,
];
const says = (section: string, what: Record<string, string | number>) =>
  provide('STATUS', section, 'Who stays away.', what);
const charter = [
  ...clausesWith(),
  says('7.1', { missed: 'MEETINGS', inARow: 2, becomes: 'SUSPENDED', backAfter: 1 }),
  says('7.2', { missed: 'MONTHS', inARow: 12, becomes: 'ENDED' }),
];
const seats = [
  beganOn({ body: BODY, seat: SEAT, mandate: HERE }, on('2030-01-01')),
  beganOn({ body: BODY, seat: OTHER, mandate: AWAY }, on('2030-01-01')),
];

/** A meeting on a day, attended by these and missed by the others; its entry's id is the day. */
const met = (day: string, attended: string[], missed: string[], excused: string[] = []): Told => ({
  kind: 'attendance.recorded',
  stream: randomUUID(),
  id: day,
  at: on(day),
  body: { body: BODY, occasion: 'MEETING', heldAt: on(day), box: null, attended, missed, excused },
});
const changed = (cause: string | undefined, day: string, more: JsonObject = {}): Told => ({
  kind: 'status.changed',
  stream: STATUS,
  at: on(day),
  ...(cause !== undefined && { cause }),
  body: {
    body: BODY,
    mandate: AWAY,
    becomes: 'SUSPENDED',
    clause: '7.1',
    beginsAt: on(day),
    endsAt: null,
    ...more,
  },
});
const restored = (day: string, told: Partial<Told> = {}, more: JsonObject = {}): Told => ({
  kind: 'status.restored',
  stream: STATUS,
  at: on(day),
  ...told,
  body: { body: BODY, mandate: AWAY, becomes: 'SUSPENDED', clause: '7.1', endsAt: on(day), ...more },
});
const endedFor = (cause: string | undefined, day: string, clause = '7.2'): Told => ({
  kind: 'mandate.ended',
  stream: AWAY,
  at: on(day),
  ...(cause !== undefined && { cause }),
  body: { body: BODY, seat: OTHER, endsAt: on(day), reason: 'STATUS', clause, decision: null },
});

async function faultsOf(story: readonly Told[]) {
  const check = attendanceCheck();
  const before = [establishedWith(BODY, charter), seatOf(BODY, SEAT), seatOf(BODY, OTHER), ...seats];
  [...before, ...story].forEach((one, index) => check.see(entryOf(one), index, new Uint8Array(32)));
  const { failures } = await check.finish(() => Promise.reject(new Error('It reads no document.')));
  return failures.map(({ because }) => because).join('\n');
}

const twice = [met('2030-02-01', [HERE], [AWAY]), met('2030-03-01', [HERE], [AWAY])];
const suspended = [...twice, changed('2030-03-01', '2030-03-01')];
const back = met('2030-04-01', [HERE, AWAY], []);

describe('what follows of staying away', () => {
  it.each<[string, Told[]]>([
    ['after the second meeting in a row', suspended],
    ['not after one that was missed by leave', [twice[0]!, met('2030-03-01', [HERE], [], [AWAY])]],
    ['and is over with the next', [...suspended, back, restored('2030-04-01', { cause: '2030-04-01' })]],
    ['and is over when the body says so', [...suspended, restored('2030-03-20')]],
    [
      'begins anew after that',
      [
        ...suspended,
        restored('2030-03-20'),
        met('2030-04-01', [HERE], [AWAY]),
        met('2030-05-01', [HERE], [AWAY]),
        { ...changed('2030-05-01', '2030-05-01'), stream: randomUUID() },
      ],
    ],
    [
      'after a year without being seen',
      [met('2030-02-01', [HERE, AWAY], []), endedFor(undefined, '2031-02-01')],
    ],
  ])('%s is as the charter says', async (_, story) => {
    expect(await faultsOf(story)).toBe('');
  });

  it.each<[string, Told[], RegExp]>([
    ['nothing where the charter has something follow', twice, /SUSPENDED 7\.1; nothing tells of it/],
    ['something too early', [twice[0]!, changed('2030-02-01', '2030-02-01')], /does not say/],
    [
      'something else than the charter says',
      [...twice, changed('2030-03-01', '2030-03-01', { becomes: 'WITHOUT_VOTE' })],
      /does not say/,
    ],
    [
      'something by another clause',
      [...twice, changed('2030-03-01', '2030-03-01', { clause: '7.2' })],
      /does not say/,
    ],
    [
      'something for another holder',
      [...twice, changed('2030-03-01', '2030-03-01', { mandate: HERE })],
      /does not say.*\n.*nothing tells of it/,
    ],
    [
      'from another instant',
      [...twice, changed('2030-03-01', '2030-03-01', { beginsAt: on('2030-01-01') })],
      /another instant/,
    ],
    ['a status that goes on', [...suspended, back], /BACK 7\.1; nothing tells of it/],
    [
      'a status that is over by itself too early',
      [...suspended, restored('2030-03-20', { role: 'charter' })],
      /does not say/,
    ],
    ['a status that is over and was none', [...twice, restored('2030-03-20')], /was not open/],
    [
      'a meeting of others than held seats',
      [met('2030-02-01', [HERE], [])],
      /others at the meeting than held seats/,
    ],
    [
      'somebody at a meeting twice',
      [met('2030-02-01', [HERE], [AWAY, HERE])],
      /others at the meeting than held seats/,
    ],
    [
      'an end before a year is over',
      [met('2030-02-01', [HERE, AWAY], []), endedFor(undefined, '2031-01-31')],
      /does not say/,
    ],
    [
      'an end by another clause',
      [met('2030-02-01', [HERE, AWAY], []), endedFor(undefined, '2031-02-01', '7.1')],
      /does not say/,
    ],
  ])('%s is named', async (_, story, fault) => {
    expect(await faultsOf(story)).toMatch(fault);
  });
});
