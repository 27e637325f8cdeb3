import { globalId } from '#platform';
import { Turns, type RotationId, type Turn } from '#rotation';
import { committed } from './support/committee.js';
import { Rotating } from './support/rotating.js';

/** What planning anew leaves as it is, and what it gives to others. */

let rotating: Rotating;

beforeAll(async () => {
  rotating = await Rotating.seat('estuary');
});

afterAll(() => rotating.server.stop());

describe('planning anew', () => {
  let rotationId: RotationId;
  let before: Turn[];

  const override = async (slot: number, to: string | null) =>
    rotating.server.app.get(Turns).overrideTurn(rotating.bySteward(), {
      ...(await rotating.seen(rotationId)),
      slot,
      to: to === null ? null : rotating.people[to]!,
      because: 'The body has said so.',
    });

  const evenness = async () => {
    const query = `query ($id: ID!) { node(id: $id) { ... on Rotation {
      isOptimal balances { sector { name { text } } fewest most isOptimal }
    } } }`;
    const id = globalId('Rotation', rotating.committee.coalitionId, rotationId);
    return (await rotating.asked('ana', query, { id })).data.node;
  };

  it('begins with a plan that no other shares more evenly, and says so', async () => {
    ({ rotationId } = committed(await rotating.plan({ notice: 6 })).result);
    const { isOptimal, balances } = await evenness();
    expect(isOptimal).toBe(true);
    expect(balances).toEqual(
      expect.arrayContaining([
        { sector: { name: { text: 'Labour' } }, fewest: 4, most: 4, isOptimal: true },
        { sector: { name: { text: 'Culture' } }, fewest: 2, most: 2, isOptimal: true },
      ]),
    );
  });

  it('is worth it where overriding has made the sharing uneven, and makes it even again', async () => {
    const before = await rotating.turnsOf(rotationId);
    const [first, second] = before.filter(
      ({ slot, personId }) => slot < 6 && personId === rotating.people['Bo'],
    );
    for (const turn of [first, second]) if (turn) committed(await override(turn.slot, 'Ana'));
    const uneven = await evenness();
    expect(uneven.isOptimal).toBe(false);
    expect(uneven.balances).toContainEqual(
      expect.objectContaining({ sector: { name: { text: 'Labour' } }, isOptimal: false }),
    );
    committed(await rotating.replan(rotationId));
    expect((await evenness()).isOptimal).toBe(true);
    for (const turn of [first, second]) if (turn) committed(await override(turn.slot, 'Bo'));
    committed(await rotating.replan(rotationId));
  });

  it('leaves a turn open that was opened on purpose', async () => {
    committed(await override(8, null));
    before = await rotating.turnsOf(rotationId);
    expect(before[8]).toMatchObject({ personId: null, state: 'PUBLISHED', cause: 'OVERRIDDEN' });
    const away = before[9]!;
    const [absent] = rotating.names([away]);
    await rotating.isAway(absent!, away);
    committed(await rotating.replan(rotationId));
    const after = await rotating.turnsOf(rotationId);
    expect(after[8]).toMatchObject({ personId: null, cause: 'OVERRIDDEN', version: before[8]!.version });
    expect(rotating.names(after).slice(0, 6)).toEqual(rotating.names(before).slice(0, 6));
    expect([absent, null]).not.toContain(rotating.names(after)[away.slot]);
    before = after;
  });

  it('takes published turns back from one who has left, and from nobody else', async () => {
    const published = before.slice(0, 6);
    const theirs = published.filter(({ personId }) => personId === rotating.people['Bo']);
    expect(theirs.length).toBeGreaterThan(0);
    const moved = before.find(({ slot, personId }) => slot < 6 && personId === rotating.people['Cy'])!;
    committed(await override(moved.slot, 'Bo'));
    await rotating.leave('Bo');
    committed(await rotating.replan(rotationId));
    const after = await rotating.turnsOf(rotationId);
    expect(rotating.names(after)).not.toContain('Bo');
    for (const { slot } of [...theirs, moved]) {
      expect(after[slot]).toMatchObject({ state: 'PUBLISHED', cause: 'PLANNED' });
      expect(after[slot]?.personId).not.toBeNull();
    }
    for (const { slot, personId, version } of published) {
      if (slot === moved.slot || personId === rotating.people['Bo']) continue;
      expect(after[slot]).toMatchObject({ personId, version });
    }
    before = after;
  });

  it('leaves to one who has left what has begun and what was served', async () => {
    await rotating.moveTo(new Date(before[0]!.beginsAt.getTime() + 1000));
    await rotating.doWhatIsDue();
    const [name] = rotating.names(before);
    await rotating.leave(name!);
    committed(await rotating.replan(rotationId));
    const after = await rotating.turnsOf(rotationId);
    expect(after[0]).toMatchObject({ personId: rotating.people[name!], state: 'BEGUN' });
    expect(rotating.names(after.slice(1))).not.toContain(name);
  });

  it('is followed by a stranger', async () => {
    expect(await rotating.differences()).toEqual([]);
    const { verdicts, reports } = await rotating.followed();
    expect(verdicts).toEqual([]);
    expect(reports).toMatchObject([{ checked: 1, failures: [] }]);
  });
});
