import { ROTATION_REPLANNED, TURN_MISSED, TURNS_PUBLISHED, TURNS_SWAPPED } from './rotation.entries.js';
import {
  BEGUN,
  begunLine,
  checked,
  colleagueOf,
  iso,
  LABOUR,
  line,
  mandate,
  missed,
  plan,
  PLAN,
  planned,
  replanned,
  swapped,
  ROTATION,
  tell,
  type Told,
  weightings,
} from './spec-support/followed-rotation.js';

describe('an honest rotation', () => {
  it('is followed from its plan to a missed turn, and what is not public is told of', async () => {
    const report = await checked(
      plan(PLAN),
      BEGUN,
      tell(TURNS_PUBLISHED, 0, line(3, { state: 'PUBLISHED' })),
      tell(TURNS_SWAPPED, 0, line(1, { ...swapped }), line(4, { ...swapped })),
      tell(TURN_MISSED, 0.5, line(0, { ...missed, corrects: 2 }, begunLine)),
    );
    expect(report).toMatchObject({ checked: 1, failures: [] });
    expect(report.skipped.at(-1)).toMatch(/not public/);
  });

  it('may leave the bound where a sector had nobody free, and says so', async () => {
    const report = await checked(plan(planned(ROTATION, [0, 1, 2, 3])));
    expect(report.failures).toEqual([]);
    expect(report.skipped[0]).toMatch(/nobody free/);
  });

  it('plans again what is not published', async () => {
    expect(await checked(plan(PLAN), replanned(5, { holder: colleagueOf(5) }))).toMatchObject({
      failures: [],
    });
  });
});

describe('how evenly turns are shared', () => {
  const notProved = expect.stringMatching(/more evenly if everybody were free: who was away is not public/);
  const toOne = PLAN.map((one, slot) =>
    one.sector === LABOUR && one.holder !== PLAN.find(({ sector }) => sector === LABOUR)!.holder
      ? { ...one, holder: colleagueOf(slot) }
      : one,
  );

  it('is proved of a plan that could not be more even if everybody were free', async () => {
    expect((await checked(plan(PLAN))).skipped).not.toContainEqual(notProved);
    expect((await checked(plan(planned(ROTATION, [1])))).skipped).not.toContainEqual(notProved);
  });

  it('is not proved where all turns of a sector went to one of two, and no failure: the other may have been away', async () => {
    const { failures, skipped } = await checked(plan(toOne));
    expect(failures).toEqual([]);
    expect(skipped).toContainEqual(notProved);
  });

  it('is proved again when planning anew has made it so', async () => {
    const changes = PLAN.filter(({ slot, holder }) => slot > 1 && toOne[slot]!.holder !== holder).map(
      ({ slot, holder }) => line(slot, { holder }, toOne[slot]),
    );
    const again = { ...tell(ROTATION_REPLANNED, 0, ...changes), body: { weightings } };
    const { failures, skipped } = await checked(plan(toOne), again);
    expect(failures).toEqual([]);
    expect(skipped).not.toContainEqual(notProved);
  });
});

describe('a published turn that is planned anew', () => {
  it.each<[string, readonly Told[], boolean]>([
    [
      'of one whose mandate ended before it',
      [mandate('mandate.began', null), mandate('mandate.ended', iso(1))],
      true,
    ],
    ['of one whose mandate ends in the midst of it', [mandate('mandate.began', iso(1.5))], true],
    [
      'of one whose term ran out',
      [mandate('mandate.began', iso(1)), mandate('mandate.ranOut', iso(1))],
      true,
    ],
    ['of one whose mandate ends with it', [mandate('mandate.began', iso(2))], false],
    ['of one who goes on', [mandate('mandate.began', null)], false],
    [
      'of one whose end was taken back',
      [mandate('mandate.began', iso(1)), mandate('mandate.corrected', null)],
      false,
    ],
  ])('%s: allowed? %#', async (_, mandates, isAllowed) => {
    const { failures } = await checked(plan(PLAN), ...mandates, replanned(1, { holder: colleagueOf(1) }));
    expect(failures.map(({ because }) => because)).toEqual(
      isAllowed ? [] : [expect.stringMatching(/may not do/)],
    );
  });
});
