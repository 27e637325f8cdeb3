import type { RotationId, Turn } from '#rotation';
import { committed } from './support/committee.js';
import { Rotating } from './support/rotating.js';

/** Nobody plans anew in this story: the server sees to it that no turn begins as that of somebody who has left. */

const DAY = 86_400_000;

let rotating: Rotating;
let rotationId: RotationId;
let before: Turn[];

const entries = async (): Promise<{ kind: string; role: string }[]> =>
  rotating.server.database.dataSource.query(
    `SELECT kind, convert_from(entry, 'UTF8')::jsonb #>> '{actor,role}' AS role FROM record_event
     WHERE stream = $1 ORDER BY stream_version`,
    [rotationId],
  );

/** Moves the clock to some days before a turn begins, and does what is due then. */
async function comeTo(turn: Turn, days: number): Promise<void> {
  await rotating.moveTo(new Date(turn.beginsAt.getTime() - days * DAY));
  await rotating.doWhatIsDue();
}

beforeAll(async () => {
  rotating = await Rotating.seat('lagoon');
  ({ rotationId } = committed(await rotating.plan({ notice: 3 })).result);
  before = await rotating.turnsOf(rotationId);
});

afterAll(() => rotating.server.stop());

it('while everybody is there, nothing is written', async () => {
  await comeTo(before[0]!, 2);
  expect(await entries()).toEqual([{ kind: 'rotation.planned', role: 'steward' }]);
});

it('one who leaves before their turn has it no more when it begins, and the others keep theirs', async () => {
  const [leaving] = rotating.names(before);
  await rotating.leave(leaving!);
  await comeTo(before[0]!, 1 / 48);
  const after = await rotating.turnsOf(rotationId);
  expect(rotating.names(after)).not.toContain(leaving);
  expect(after[0]).toMatchObject({ state: 'PUBLISHED', cause: 'PLANNED' });
  expect(after[0]!.personId).not.toBeNull();
  for (const slot of [1, 2]) {
    if (rotating.names(before)[slot] !== leaving) expect(after[slot]!.personId).toBe(before[slot]!.personId);
  }
  expect(await entries()).toEqual([
    { kind: 'rotation.planned', role: 'steward' },
    { kind: 'rotation.replanned', role: 'server' },
  ]);
  await comeTo(before[0]!, -1 / 48);
  expect((await rotating.turnsOf(rotationId))[0]).toMatchObject({
    state: 'BEGUN',
    personId: after[0]!.personId,
  });
});

it('the next turn is looked at days before it begins, so that somebody else can prepare', async () => {
  const turns = await rotating.turnsOf(rotationId);
  const next = turns[1]!;
  const [leaving] = rotating.names([next]);
  await rotating.leave(leaving!);
  await comeTo(next, 2);
  const [after] = rotating.names((await rotating.turnsOf(rotationId)).slice(1, 2));
  expect(after).not.toBe(leaving);
});

it('is followed by a stranger, and the tables say what the record says', async () => {
  expect(await rotating.differences()).toEqual([]);
  const { verdicts, reports } = await rotating.followed();
  expect(verdicts).toEqual([]);
  expect(reports).toMatchObject([{ checked: 1, failures: [] }]);
});
