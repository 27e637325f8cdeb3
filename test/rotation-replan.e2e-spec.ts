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

  it('leaves a turn open that was opened on purpose', async () => {
    ({ rotationId } = committed(await rotating.plan({ notice: 6 })).result);
    committed(await override(8, null));
    before = await rotating.turnsOf(rotationId);
    expect(before[8]).toMatchObject({ personId: null, state: 'PUBLISHED', cause: 'OVERRIDDEN' });
    const away = before.find(({ slot, personId }) => slot > 8 && personId === rotating.people['Ana'])!;
    await rotating.isAway('Ana', away);
    committed(await rotating.replan(rotationId));
    const after = await rotating.turnsOf(rotationId);
    expect(after[8]).toMatchObject({ personId: null, cause: 'OVERRIDDEN', version: before[8]!.version });
    expect(rotating.names(after).slice(0, 6)).toEqual(rotating.names(before).slice(0, 6));
    expect(rotating.names(after)[away.slot]).toMatch(/^(Bo|Cy|Di)$/);
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
