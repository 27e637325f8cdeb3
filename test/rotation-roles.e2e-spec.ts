import { Bodies, Seats } from '#assembly';
import type { BodyId } from '#kernel';
import { Swaps, Turns, type RotationId, type Turn } from '#rotation';
import { charterOf, committed, english } from './support/committee.js';
import { localDay, Rotating } from './support/rotating.js';

/** That nobody has two roles at once: not in one body, and not in two. */

let rotating: Rotating;
let chairs: RotationId;
let notes: RotationId;
let elsewhere: RotationId;

beforeAll(async () => {
  rotating = await Rotating.seat('quay');
  ({ rotationId: chairs } = committed(await rotating.plan()).result);
  // Every ten days from the middle of a week on: most of these turns lie beside two of the chair's.
  const other = {
    role: 'NOTE_TAKER',
    startsAt: `${localDay(10)}T18:00`,
    every: 10,
    unit: 'DAY',
    turns: 7,
  } as const;
  ({ rotationId: notes } = committed(await rotating.plan({ ...other, leaveOpen: true })).result);
  const alone = { bodyId: await secondBody(), weights: [], turns: 12, leaveOpen: true };
  ({ rotationId: elsewhere } = committed(await rotating.plan(alone)).result);
});

afterAll(() => rotating.server.stop());

/** Another body, on which Ana and Cy sit too. */
async function secondBody(): Promise<BodyId> {
  const { app } = rotating.server;
  const named = { name: english('Working group'), zone: 'Europe/Rome', clauses: charterOf(4) };
  const { bodyId } = committed(await app.get(Bodies).establishBody(rotating.bySteward(), named)).result;
  for (const name of ['Ana', 'Cy']) {
    const always = { beginsAt: null, endsAt: null };
    const seat = {
      bodyId,
      label: english('A seat'),
      seatClass: 'member',
      sectorId: null,
      organizationId: null,
    };
    const created = await app.get(Seats).createSeat(rotating.bySteward(), { ...seat, ...always });
    const { seatId } = committed(created).result;
    const appointment = { seatId, personId: rotating.people[name]!, onBehalfOf: null, ...always };
    committed(await app.get(Seats).appoint(rotating.bySteward(), appointment));
  }
  return bodyId;
}

const isBeside = (one: Turn, other: Turn) => one.beginsAt < other.endsAt && other.beginsAt < one.endsAt;

/** Pairs of turns that one person has at one time, of all rotations. */
async function twoAtOnce(): Promise<string[]> {
  const turns = (await Promise.all([chairs, notes, elsewhere].map((id) => rotating.turnsOf(id)))).flat();
  return turns.flatMap((one, place) =>
    turns
      .slice(place + 1)
      .filter((other) => one.personId !== null && one.personId === other.personId && isBeside(one, other))
      .map(
        (other) =>
          `${rotating.names([one])[0]} from ${one.beginsAt.toISOString()} and ${other.beginsAt.toISOString()}`,
      ),
  );
}

it('three roles go round among four people, and nobody has two at once', async () => {
  expect(await twoAtOnce()).toEqual([]);
  const held = (await rotating.turnsOf(notes)).filter(({ personId }) => personId !== null);
  expect(held.length).toBeGreaterThan(3);
});

it('whoever has another role then is among those who were not free', async () => {
  const rows: { slot: number; away: Turn['away'] }[] = await rotating.server.database.dataSource.query(
    'SELECT slot, away FROM turn WHERE rotation_id = $1',
    [notes],
  );
  const chairing = await rotating.turnsOf(chairs);
  const busy = (await rotating.turnsOf(notes)).flatMap((turn) =>
    chairing
      .filter((chair) => isBeside(chair, turn) && chair.sectorId === turn.sectorId)
      .map((chair) => ({ personId: chair.personId!, slot: turn.slot })),
  );
  expect(busy.length).toBeGreaterThan(0);
  for (const { personId, slot } of busy) {
    expect(rows.find((row) => row.slot === slot)?.away).toContain(personId);
  }
});

it('planning anew keeps it so when the other role has changed hands meanwhile', async () => {
  const [given] = (await rotating.turnsOf(chairs)).filter(({ state }) => state === 'PLANNED');
  const service = rotating.server.app.get(Turns);
  for (const name of ['Ana', 'Bo', 'Cy', 'Di']) {
    const seen = await rotating.seen(chairs);
    const command = { ...seen, slot: given!.slot, to: rotating.people[name]!, because: 'As asked for.' };
    const outcome = await service.overrideTurn(rotating.bySteward(), command);
    const isBusy = [...(await rotating.turnsOf(notes)), ...(await rotating.turnsOf(elsewhere))].some(
      (turn) => turn.personId === rotating.people[name] && isBeside(turn, given!),
    );
    // Whoever has another role at that time is refused, and nobody else.
    expect('code' in outcome ? outcome.code : null).toBe(isBusy ? 'NOT_ELIGIBLE' : null);
  }
  for (const id of [notes, elsewhere, chairs]) committed(await rotating.replan(id));
  expect(await twoAtOnce()).toEqual([]);
});

it('a swap that would give one person two roles at once is refused', async () => {
  const [ours, theirs] = await Promise.all([rotating.turnsOf(chairs), rotating.turnsOf(notes)]);
  const busy = ours.flatMap((taken) => {
    const holder = theirs.find((turn) => turn.personId && isBeside(turn, taken))?.personId;
    const given = ours.find(({ personId }) => personId === holder);
    return given && taken.personId && taken.personId !== holder ? [{ given, taken }] : [];
  });
  expect(busy.length).toBeGreaterThan(0);
  for (const { given, taken } of busy.slice(0, 3)) {
    const [name] = rotating.names([given]);
    const offer = { rotationId: chairs, given: given.slot, taken: taken.slot };
    const outcome = await rotating.server.app.get(Swaps).offerSwap(rotating.by(name!), offer);
    expect(outcome).toMatchObject({ code: 'NOT_ELIGIBLE', clause: '5.2' });
  }
  expect(await twoAtOnce()).toEqual([]);
});
