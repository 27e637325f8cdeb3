import { randomUUID } from 'node:crypto';
import type { JsonValue } from '#transparency';
import {
  ROTATION_REPLANNED,
  TURN_BEGUN,
  TURN_MISSED,
  TURN_OVERRIDDEN,
  TURNS_PUBLISHED,
  TURNS_SWAPPED,
  type TurnEntryLine,
} from './rotation.entries.js';
import {
  BEGUN,
  begunLine,
  BODY,
  checked,
  CULTURE,
  iso,
  LABOUR,
  line,
  missed,
  OPENED,
  overridden,
  plan,
  PLAN,
  planned,
  replanned,
  swapped,
  tell,
  type Told,
  weightings,
} from './spec-support/followed-rotation.js';

const without = (slot: number) => PLAN.filter((one) => one.slot !== slot);
const changed = (slot: number, change: Partial<TurnEntryLine>) =>
  PLAN.map((one) => (one.slot === slot ? { ...one, ...change } : one));
const reasonless = PLAN.map(({ reason: _, ...rest }) => rest) as JsonValue;
const otherSector = (slot: number) => (PLAN[slot]!.sector === LABOUR ? CULTURE : LABOUR);
const relagged = (slot: number) => ({ ...PLAN[slot]!.reason, lag: PLAN[slot]!.reason.lag + 1 });

describe('a planted fault', () => {
  it.each<[string, readonly Told[], RegExp]>([
    ['a plan without reasons', [plan(PLAN, { lines: reasonless })], /without their reasons/],
    ['a plan that leaves a turn out', [plan(without(4))], /8 of 9/],
    ['a turn that begins late', [plan(changed(4, { beginsAt: iso(4.5) }))], /gap or an overlap at turn 5/],
    ['a turn that ends late', [plan(changed(4, { endsAt: iso(5.5) }))], /gap or an overlap at turn 6/],
    ['a plan with a turn that has begun', [plan(changed(0, { state: 'BEGUN' }))], /no first line of turn 1/],
    ['a sector out of turn', [plan(changed(3, { sector: otherSector(3) }))], /another sector/],
    ['a lag that is made up', [plan(changed(3, { reason: relagged(3) }))], /another lag for turn 4/],
    [
      'the whole chair for one sector',
      [plan(PLAN.map((one) => ({ ...one, sector: CULTURE })))],
      /further from its due than 1\/2 at turn 1/,
    ],
    ['a second plan of the rotation', [plan(PLAN), plan(PLAN)], /a second time/],
    [
      'a second rotation of the role at the time',
      [plan(PLAN), plan(planned(BODY), { stream: BODY })],
      /another has then/,
    ],
    ['an entry of no rotation', [BEGUN], /not planned/],
    [
      'a begun turn overridden',
      [plan(PLAN), BEGUN, tell(TURN_OVERRIDDEN, 0, line(0, overridden, begunLine))],
      /rewrites turn 1/,
    ],
    [
      'a correction that names nothing',
      [plan(PLAN), BEGUN, tell(TURN_MISSED, 1, line(0, missed, begunLine))],
      /does not name the line of turn 1/,
    ],
    [
      'a turn missed that has not begun',
      [plan(PLAN), tell(TURN_MISSED, 1, line(0, { ...missed, corrects: 1 }))],
      /corrects one that has not/,
    ],
    ['a line left out', [plan(PLAN), tell(TURN_BEGUN, 0, line(0, { number: 3 }))], /follows on none/],
    [
      'a turn twice',
      [plan(PLAN), tell(TURNS_PUBLISHED, 0, line(3, published()), line(3, published()))],
      /turn twice/,
    ],
    [
      'a turn moved',
      [plan(PLAN), tell(TURNS_PUBLISHED, 0, line(3, published({ endsAt: iso(9) })))],
      /another time/,
    ],
    [
      'a holder changed by beginning',
      [plan(PLAN), tell(TURN_BEGUN, 0, line(0, { state: 'BEGUN', holder: BODY }))],
      /may not do/,
    ],
    ['a turn begun early', [plan(PLAN), tell(TURN_BEGUN, 0, line(1, { state: 'BEGUN' }))], /may not do/],
    ['a turn overridden too late', [plan(PLAN), tell(TURN_OVERRIDDEN, 1, line(1, overridden))], /may not do/],
    ['a published turn planned anew', [plan(PLAN), replanned(1, { holder: BODY })], /may not do/],
    [
      'a turn planned anew whose time has begun',
      [plan(PLAN), { ...tell(ROTATION_REPLANNED, 5, line(5, { holder: BODY })), body: { weightings } }],
      /may not do/,
    ],
    [
      'a turn planned for a stranger',
      [plan(changed(4, { holder: randomUUID() }))],
      /turn 5 to somebody who does not sit on the body/,
    ],
    [
      'a turn planned anew for a stranger',
      [plan(PLAN), replanned(5, { holder: BODY })],
      /turn 6 to somebody who does not sit on the body/,
    ],
    [
      'a turn given that was opened on purpose',
      [plan(PLAN), tell(TURN_OVERRIDDEN, 0, OPENED), replanned(3, { holder: BODY, sector: LABOUR }, OPENED)],
      /may not do/,
    ],
    ['a swap of one turn', [plan(PLAN), tell(TURNS_SWAPPED, 0, line(1, swapped))], /another number of turns/],
  ])('%s is found', async (_what, story, because) => {
    const { failures } = await checked(...story);
    const found = { code: 'ROTATION', index: story.length - 1, because: expect.stringMatching(because) };
    expect(failures).toContainEqual(found);
  });
});

function published(change: Partial<TurnEntryLine> = {}): Partial<TurnEntryLine> {
  return { state: 'PUBLISHED', ...change };
}
