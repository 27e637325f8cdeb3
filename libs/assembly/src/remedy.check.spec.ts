import { randomUUID } from 'node:crypto';
import type { JsonObject } from '#transparency';
import { remedyCheck } from './remedy.check.js';
import { clausesWith } from './spec-support/charter.js';
import { provide } from './spec-support/provisions.js';
import { beganOn, entryOf, establishedWith, on, seatOf, type Told } from '../../../test/support/telling.js';

const [BODY, SECTOR, FIRST, SECOND, THIRD, REMEDY] = Array.from({ length: 6 }, () => randomUUID()) as [
  string,
  string,
  string,
  string,
  string,
  string,
];
const charter = [
  ...clausesWith(),
  provide('CAP', '7.1', 'Two of a sector.', {
    by: 'SECTOR',
    most: 2,
    remedies: 'RESIGN;LOWEST_RANKED',
    graceDays: 30,
  }),
  provide('CAP', '7.2', 'One of a company.', { by: 'ORGANIZATION', most: 1, remedies: 'RESIGN' }),
];
const placed = (mandate: string, seat: string): Told[] => [
  seatOf(BODY, seat, { sector: SECTOR }),
  beganOn({ body: BODY, seat, mandate }, on('2030-01-01')),
];
const breach = { body: BODY, clause: '7.1', group: SECTOR, holds: 3, bound: 2 };
const remedy = (kind: string, at: string, more: JsonObject = {}): Told => ({
  kind: `remedy.${kind}`,
  stream: REMEDY,
  at: on(at),
  body: { ...breach, ...more },
});
const opened = (more: JsonObject = {}) =>
  remedy('opened', '2030-01-01', { step: 'RESIGN', deadline: on('2030-01-31'), ...more });
const moved = (more: JsonObject = {}, at = '2030-01-31') =>
  remedy('moved', at, { step: 'LOWEST_RANKED', deadline: on('2030-03-02'), ...more });
const closed = (outcome: string, at: string) => remedy('closed', at, { outcome });
const leaves = (mandate: string, seat: string, at: string, reason = 'REMEDY'): Told => ({
  kind: 'mandate.ended',
  stream: mandate,
  at: on(at),
  body: { body: BODY, seat, endsAt: on(at), reason, clause: '7.1', decision: null },
});

async function report(story: readonly Told[]) {
  const check = remedyCheck();
  const all = [establishedWith(BODY, charter), ...story];
  all.forEach((one, index) => check.see(entryOf(one), index, new Uint8Array(32)));
  return check.finish(() => Promise.reject(new Error('It reads no document.')));
}
const faultsOf = async (story: readonly Told[]) =>
  (await report(story)).failures.map(({ because }) => because).join('\n');

const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()];
const three = [...placed(FIRST, a), ...placed(SECOND, b), ...placed(THIRD, c)];

describe('a remedy', () => {
  it.each<[string, Told[]]>([
    ['is opened by the first step of the clause', [...three, opened()]],
    [
      'is closed as cured when somebody has left',
      [...three, opened(), leaves(THIRD, c, '2030-01-20', 'EARLY'), closed('CURED', '2030-01-31')],
    ],
    [
      'goes on to the next step, which takes who is too many',
      [...three, opened(), moved(), leaves(THIRD, c, '2030-03-02'), closed('CURED', '2030-03-02')],
    ],
    ['is at its end after the last step', [...three, opened(), moved(), closed('EXHAUSTED', '2030-03-02')]],
    ['is not needed while as many hold seats as may', three.slice(0, 4)],
  ])('that %s is right', async (_, story) => {
    expect(await faultsOf(story)).toBe('');
  });

  it.each<[string, Told[], RegExp]>([
    ['was not opened', three, /holds 3 seats of the 2 that 7\.1 lets it, and no remedy was opened/],
    ['was opened where nothing is breached', [...three.slice(0, 4), opened()], /breach that is none/],
    ['tells of fewer than hold seats', [...three, opened({ holds: 4 })], /another one/],
    ['tells of another bound', [...three, opened({ bound: 1 })], /another one/],
    ['begins with another step', [...three, opened({ step: 'LOWEST_RANKED' })], /does not give/],
    ['gives less time', [...three, opened({ deadline: on('2030-01-30') })], /does not give/],
    ['is by a clause that is none', [...three, opened({ clause: '9' })], /does not give/],
    [
      'is opened twice',
      [...three, opened(), { ...opened(), stream: randomUUID() }],
      /another is open against/,
    ],
    [
      'goes on before its time',
      [...three, opened(), moved({ deadline: on('2030-02-19') }, '2030-01-20')],
      /before its time/,
    ],
    ['leaves a step out', [...three, opened(), moved({ step: 'REMOVE_ALL' })], /another step/],
    [
      'goes on though it is cured',
      [...three, opened(), leaves(THIRD, c, '2030-01-20', 'EARLY'), moved()],
      /nothing is breached any more/,
    ],
    ['is closed before its time', [...three, opened(), closed('CURED', '2030-01-20')], /has time left/],
    ['is closed as cured, and is not', [...three, opened(), closed('CURED', '2030-01-31')], /and is not/],
    ['is given up early', [...three, opened(), closed('EXHAUSTED', '2030-01-31')], /a further step/],
    ['takes somebody by resigning', [...three, opened(), leaves(THIRD, c, '2030-01-31')], /takes nobody/],
    [
      'takes somebody before its time',
      [...three, opened(), moved(), leaves(THIRD, c, '2030-02-20')],
      /takes nobody then/,
    ],
    [
      'takes more than are too many',
      [...three, opened(), moved(), leaves(THIRD, c, '2030-03-02'), leaves(SECOND, b, '2030-03-02')],
      /takes nobody then/,
    ],
    [
      'takes somebody of another sector',
      [
        ...three,
        seatOf(BODY, 'elsewhere', { sector: randomUUID() }),
        beganOn({ body: BODY, seat: 'elsewhere', mandate: 'other' }, on('2030-01-01')),
        opened(),
        moved(),
        leaves('other', 'elsewhere', '2030-03-02'),
      ],
      /not this holder/,
    ],
    [
      'takes somebody without having been opened',
      [...placed(FIRST, a), leaves(FIRST, a, '2030-03-02')],
      /takes/,
    ],
  ])('that %s is named', async (_, story, fault) => {
    expect(await faultsOf(story)).toMatch(fault);
  });

  it('on an organization is taken as told, and that is said', async () => {
    const told = { clause: '7.2', group: randomUUID(), holds: 2, bound: 1 };
    expect(await report([...three.slice(0, 4), opened(told)])).toMatchObject({
      failures: [],
      skipped: [expect.stringContaining('of 1 remedies the breach is taken as told')],
    });
  });
});
