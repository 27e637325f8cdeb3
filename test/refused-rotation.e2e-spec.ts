import { randomUUID } from 'node:crypto';
import { globalId } from '#platform';
import { Rotations, Unavailabilities, type PlanRotation, type Turn } from '#rotation';
import { committed } from './support/committee.js';
import { localDay, Rotating } from './support/rotating.js';

const DAY = 86_400_000;

let rotating: Rotating;

beforeAll(async () => {
  rotating = await Rotating.seat();
  committed(await rotating.plan());
});

afterAll(() => rotating.server.stop());

describe('refused, with nothing written', () => {
  const start = () => `${localDay(200)}T09:00`;

  it.each<[string, () => Partial<PlanRotation>, string]>([
    ['an unknown zone', () => ({ zone: 'Europe/Atlantis' }), 'ZONE_UNKNOWN'],
    ['a day that does not exist', () => ({ startsAt: '2027-02-29T09:00' }), 'START_NOT_A_LOCAL_TIME'],
    ['a start in the past', () => ({ startsAt: '2020-02-29T09:00' }), 'START_IN_THE_PAST'],
    [
      'a weight of zero',
      () => ({ weights: [{ sectorId: rotating.labour, weight: 0 }] }),
      'WEIGHT_NOT_POSITIVE',
    ],
    ['no turns', () => ({ turns: 0 }), 'TURNS_OUT_OF_RANGE'],
    ['a role that goes round already', () => ({ startsAt: `${localDay(30)}T09:00` }), 'ROTATION_OVERLAPS'],
  ])('a plan with %s', async (_, change, code) => {
    const before = await rotating.lines();
    expect(await rotating.plan({ startsAt: start(), ...change() })).toMatchObject({
      code,
      because: expect.stringMatching(/\.$/),
    });
    expect(await rotating.lines()).toBe(before);
  });

  it('a plan by anybody but a steward', async () => {
    const refused = await rotating.server.app
      .get(Rotations)
      .planRotation(rotating.by('Ana'), rotating.terms({ startsAt: start() }));
    expect(refused).toMatchObject({ code: 'NOT_A_STEWARD' });
  });

  it('a plan with a turn that nobody can take: who, until when, and the nearest plan', async () => {
    const from = new Date(Date.now() + 400 * DAY);
    const until = new Date(from.getTime() + 20 * DAY);
    for (const name of ['Ana', 'Bo', 'Cy', 'Di']) {
      const away = { beginsAt: from, endsAt: until, because: null };
      committed(
        await rotating.server.app.get(Unavailabilities).declareUnavailability(rotating.by(name), away),
      );
    }
    const wanted = { startsAt: `${localDay(390)}T09:00`, turns: 6 };
    const before = await rotating.lines();
    const refused = await rotating.plan(wanted);
    expect(refused).toMatchObject({
      code: 'NOBODY_AVAILABLE',
      clause: '5.2',
      uncovered: expect.arrayContaining([3]),
    });
    expect(await rotating.lines()).toBe(before);
    const { rotationId } = committed(await rotating.plan({ ...wanted, leaveOpen: true })).result;
    const nearest = (refused as unknown as { nearest: { holder: string | null }[] }).nearest;
    const shares = (list: readonly (string | null)[]) => list.filter((name) => name === null).length;
    expect(shares(rotating.names(await rotating.turnsOf(rotationId)))).toBe(
      shares(nearest.map(({ holder }) => holder)),
    );
  });

  it('being away at a time that overlaps another, or that ends before it begins', async () => {
    const service = rotating.server.app.get(Unavailabilities);
    const [from, until] = [new Date(Date.now() + 405 * DAY), new Date(Date.now() + 406 * DAY)];
    expect(
      await service.declareUnavailability(rotating.by('Ana'), {
        beginsAt: from,
        endsAt: until,
        because: null,
      }),
    ).toMatchObject({ code: 'UNAVAILABILITY_OVERLAPS' });
    expect(
      await service.declareUnavailability(rotating.by('Ana'), {
        beginsAt: until,
        endsAt: from,
        because: null,
      }),
    ).toMatchObject({ code: 'SPAN_REVERSED' });
  });

  it('a turn of somebody else is offered, over HTTP, by nobody', async () => {
    const { rotationId } = committed(
      await rotating.plan({ startsAt: `${localDay(600)}T09:00`, turns: 3, role: 'NOTE_TAKER' }),
    ).result;
    const turns = await rotating.turnsOf(rotationId);
    const id = (turn: Turn | undefined) => globalId('Turn', rotating.committee.coalitionId, turn!.id);
    const [theirs, other] = turns.filter(({ personId }) => personId !== rotating.people['Ana']);
    const mutation = `mutation ($input: OfferSwapInput!) { offerSwap(input: $input) {
      ... on SwapChanged { swap { id effect } } ... on Refusal { code because clause } } }`;
    const input = { idempotencyKey: randomUUID(), givenTurnId: id(theirs), takenTurnId: id(other) };
    const { data } = await rotating.asked('ana', mutation, { input });
    expect(data.offerSwap).toMatchObject({ code: 'NOT_YOUR_TURN', clause: '5.2' });
  });
});
