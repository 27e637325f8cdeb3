import { randomUUID } from 'node:crypto';
import type { QueryRunner } from 'typeorm';
import { Coalitions, People, Seats } from '#assembly';
import type { PersonId, SectorId } from '#kernel';
import { globalId, Vault } from '#platform';
import { auditWithin, DueActs, Sequencer } from '#record';
import {
  rotationCheck,
  rotationKinds,
  Rotations,
  rotationTables,
  Swaps,
  Turns,
  Unavailabilities,
  type PlanRotation,
  type RotationId,
  type Turn,
} from '#rotation';
import { checkKind, verifyRecord, type Entry } from '#transparency';
import { charterOf, Committee, committed, english } from './support/committee.js';
import { moveClock } from './support/database.js';
import { logOverHttp, policyOf, untilAllPublished } from './support/log-reader.js';
import { signedIn } from './support/voters.js';
import { startTestServer, type TestServer } from './support/world.js';

const DAY = 86_400_000;

let server: TestServer;
let committee: Committee;
let labour: SectorId;
let culture: SectorId;
/** Ana and Bo sit for labour, Cy and Di for culture. */
const people: Record<string, PersonId> = {};

beforeAll(async () => {
  server = await startTestServer();
  committee = await Committee.seat(server, 0, { slug: 'harbour', clauses: charterOf(8) });
  labour = await sector('Labour');
  culture = await sector('Culture');
  for (const [name, sectorId] of [
    ['Ana', labour],
    ['Bo', labour],
    ['Cy', culture],
    ['Di', culture],
  ] as const) {
    people[name] = await member(name, sectorId);
  }
});

afterAll(() => server.stop());

/** What a person is answered who signs in now: sessions end with the weeks that the clock is moved by. */
async function asked(name: string, query: string, variables: object) {
  const browser = await signedIn(server, `${name}@harbour.example`);
  return JSON.parse(await (await browser.ask(query, variables)).text());
}

const by = (name: string) => committee.actor(people[name]!);
const bySteward = () => committee.actor(committee.founderId);

async function sector(name: string): Promise<SectorId> {
  return committed(await server.app.get(Coalitions).addSector(bySteward(), { name: english(name) })).result
    .sectorId;
}

async function member(name: string, sectorId: SectorId): Promise<PersonId> {
  const always = { beginsAt: null, endsAt: null };
  const email = `${name.toLowerCase()}@harbour.example`;
  const registered = await server.app
    .get(People)
    .registerPerson(bySteward(), { name, email, steward: false });
  const { personId } = committed(registered).result;
  const created = await server.app.get(Seats).createSeat(bySteward(), {
    bodyId: committee.bodyId,
    label: english(`Seat of ${name}`),
    seatClass: 'member',
    sectorId,
    organizationId: null,
    ...always,
  });
  const { seatId } = committed(created).result;
  committed(
    await server.app.get(Seats).appoint(bySteward(), { seatId, personId, onBehalfOf: null, ...always }),
  );
  return personId;
}

const local = (days: number) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10);

function terms(change: Partial<PlanRotation> = {}): PlanRotation {
  return {
    bodyId: committee.bodyId,
    role: 'CHAIR',
    startsAt: `${local(7)}T09:00`,
    zone: null,
    every: 1,
    unit: 'WEEK',
    turns: 12,
    weights: [
      { sectorId: labour, weight: 2 },
      { sectorId: culture, weight: 1 },
    ],
    spacing: 2,
    notice: 2,
    section: '5.2',
    leaveOpen: false,
    ...change,
  };
}

const plan = (change: Partial<PlanRotation> = {}) =>
  server.app.get(Rotations).planRotation(bySteward(), terms(change));

const turnsOf = (rotationId: RotationId): Promise<Turn[]> =>
  server.database.dataSource.query(
    `SELECT slot, person_id AS "personId", sector_id AS "sectorId", state, cause, version, id,
       begins_at AS "beginsAt", ends_at AS "endsAt"
     FROM turn WHERE rotation_id = $1 ORDER BY slot`,
    [rotationId],
  );

const versionOf = async (rotationId: RotationId) => {
  const [row]: { version: number }[] = await server.database.dataSource.query(
    'SELECT version FROM rotation WHERE id = $1',
    [rotationId],
  );
  return row!.version;
};

const seen = async (rotationId: RotationId) => ({ rotationId, expectedVersion: await versionOf(rotationId) });
const names = (turns: readonly Turn[]) =>
  turns.map(({ personId }) => Object.keys(people).find((name) => people[name] === personId) ?? null);

async function lines(): Promise<number> {
  const [row]: { count: number }[] = await server.database.dataSource.query(
    'SELECT (SELECT count(*)::integer FROM turn_line) + (SELECT count(*)::integer FROM record_event) AS count',
  );
  return row!.count;
}

/** Until nothing is due any more: what was done may have made more due. */
async function doWhatIsDue(): Promise<void> {
  while ((await server.app.get(DueActs).run()) > 0);
}

describe('from a plan to turns that were served', () => {
  let rotationId: RotationId;
  let turns: Turn[];

  it('turns are shared by weight between sectors and evenly inside them', async () => {
    ({ rotationId } = committed(await plan()).result);
    turns = await turnsOf(rotationId);
    expect(turns.filter(({ sectorId }) => sectorId === labour)).toHaveLength(8);
    for (const [name, count] of [
      ['Ana', 4],
      ['Bo', 4],
      ['Cy', 2],
      ['Di', 2],
    ] as const) {
      expect(names(turns).filter((one) => one === name)).toHaveLength(count);
    }
    expect(turns.slice(0, 3).map(({ state }) => state)).toEqual(['PUBLISHED', 'PUBLISHED', 'PLANNED']);
  });

  it('every turn says why, and everybody can read it', async () => {
    const query = `query ($id: ID!) { node(id: $id) { ... on Rotation {
      role deviationBound
      sectorShares { sector { name { text } } due planned served lag }
      turns(first: 3) { nodes { number state explanation holder { person { name } } sector { name { text } } } }
    } } }`;
    const id = globalId('Rotation', committee.coalitionId, rotationId);
    const { data } = await asked('ana', query, { id });
    const nodes: { holder: { person: { name: string } }; explanation: string[] }[] = data.node.turns.nodes;
    const mine = nodes.find(({ holder }) => holder.person.name === 'Ana')!;
    expect(mine.explanation[0]).toMatch(/^You chair from \d{4}-\d{2}-\d{2} until /);
    expect(mine.explanation[1]).toMatch(/^Labour was \S+ of a turn behind, with the earliest deadline\.$/);
    expect(data.node.deviationBound).toBe('0.5');
    expect(data.node.sectorShares).toEqual(
      expect.arrayContaining([
        { sector: { name: { text: 'Labour' } }, due: '8', planned: 8, served: 0, lag: '0' },
      ]),
    );
  });

  it('a swap needs the consent of the other, and brings the counts back when it is swapped back', async () => {
    const mine = turns.find(({ slot, personId }) => slot > 0 && personId === people['Ana'])!;
    const theirs = turns.find(({ slot, personId }) => slot > 0 && personId === people['Cy'])!;
    const swaps = server.app.get(Swaps);
    const offer = { rotationId, given: mine.slot, taken: theirs.slot };
    const { swapId } = committed(await swaps.offerSwap(by('Ana'), offer)).result;
    const before = await lines();
    for (const name of ['Ana', 'Bo']) {
      expect(await swaps.acceptSwap(by(name), swapId)).toMatchObject({
        code: 'CONSENT_MISSING',
        clause: '5.2',
      });
    }
    expect(await lines()).toBe(before);
    committed(await swaps.acceptSwap(by('Cy'), swapId));
    const swapped = await turnsOf(rotationId);
    expect(swapped[mine.slot]).toMatchObject({ personId: people['Cy'], sectorId: culture, cause: 'SWAPPED' });
    expect(swapped[theirs.slot]).toMatchObject({ personId: people['Ana'], sectorId: labour });
    const back = committed(await swaps.offerSwap(by('Cy'), offer)).result;
    committed(await swaps.acceptSwap(by('Ana'), back.swapId));
    expect(names(await turnsOf(rotationId))).toEqual(names(turns));
  });

  it('a steward gives a turn to another against the plan, with a reason, and whoever is passed over keeps the lag', async () => {
    const given = turns.find(({ slot, personId }) => slot > 7 && personId === people['Ana'])!;
    const override = async (name: string) => ({
      ...(await seen(rotationId)),
      slot: given.slot,
      to: people[name]!,
      because: 'Bo has asked for it.',
    });
    const service = server.app.get(Turns);
    const before = await lines();
    expect(await service.overrideTurn(by('Bo'), await override('Bo'))).toMatchObject({
      code: 'NOT_A_STEWARD',
    });
    const stranger = { ...(await override('Bo')), to: committee.founderId };
    expect(await service.overrideTurn(bySteward(), stranger)).toMatchObject({ code: 'NOT_ELIGIBLE' });
    expect(await lines()).toBe(before);
    committed(await service.overrideTurn(bySteward(), await override('Bo')));
    const query = `query ($id: ID!) { node(id: $id) { ... on Turn { state explanation } } }`;
    const id = globalId('Turn', committee.coalitionId, given.id);
    const { data } = await asked('bo', query, { id });
    expect(data.node).toMatchObject({
      state: 'PUBLISHED',
      explanation: expect.arrayContaining([
        'The plan was overridden for this turn; whoever was passed over keeps the lag.',
      ]),
    });
    committed(await service.overrideTurn(bySteward(), await override('Ana')));
    expect(names(await turnsOf(rotationId))).toEqual(names(turns));
  });

  it('planning anew moves few turns, none that is published, and leaves the absent out', async () => {
    const absent = turns.find(({ slot, personId }) => slot > 4 && personId === people['Bo'])!;
    const away = {
      beginsAt: absent.beginsAt,
      endsAt: absent.endsAt,
      because: 'An operation, and nobody’s business.',
    };
    committed(await server.app.get(Unavailabilities).declareUnavailability(by('Bo'), away));
    committed(
      await server.app.get(Rotations).replan(bySteward(), { ...(await seen(rotationId)), weights: null }),
    );
    const after = await turnsOf(rotationId);
    expect(after[absent.slot]?.personId).toBe(people['Ana']);
    const moved = after.filter((turn, slot) => turn.personId !== turns[slot]!.personId);
    expect(moved.length).toBeLessThanOrEqual(2);
    expect(names(after).slice(0, 2)).toEqual(names(turns).slice(0, 2));
    turns = after;
  });

  it('why somebody is away is in no row in clear, and in no entry', async () => {
    const [found]: { n: number }[] = await server.database.dataSource.query(
      `SELECT count(*)::integer AS n FROM record_event WHERE position('operation' IN encode(entry, 'escape')) > 0`,
    );
    expect(found?.n).toBe(0);
    const columns: { column_name: string }[] = await server.database.dataSource.query(
      `SELECT column_name FROM information_schema.columns WHERE table_name = 'unavailability'`,
    );
    expect(columns.map(({ column_name: name }) => name)).not.toContain('because');
  });

  it('turns begin by themselves, the next ones are published, and what was missed is corrected by a new line', async () => {
    await moveClock(server.database.dataSource, turns[0]!.beginsAt.getTime() - Date.now() + 1000);
    await server.app.get(DueActs).run();
    let now = await turnsOf(rotationId);
    expect(now.slice(0, 3).map(({ state }) => state)).toEqual(['BEGUN', 'PUBLISHED', 'PUBLISHED']);
    const holder = names(now)[0]!;
    const note = { ...(await seen(rotationId)), slot: 0, note: 'The keys are in the drawer.' };
    committed(await server.app.get(Turns).handOver(by(holder), note));
    const missed = { ...(await seen(rotationId)), slot: 0, because: 'Nobody came.', servedBy: null };
    committed(await server.app.get(Turns).markMissed(bySteward(), missed));
    now = await turnsOf(rotationId);
    expect(now[0]).toMatchObject({ state: 'MISSED' });
    const query = `query ($id: ID!) { node(id: $id) { ... on Turn { handovers { text } explanation } } }`;
    const id = globalId('Turn', committee.coalitionId, now[0]!.id);
    const { data } = await asked('founder', query, { id });
    expect(data.node.handovers).toEqual([{ text: 'The keys are in the drawer.' }]);
    expect(data.node.explanation).toContain('Nobody served: the turn was missed and counts for nobody.');
  });

  it('the database itself refuses to rewrite what was served', async () => {
    const again = server.database.dataSource.query(
      `INSERT INTO turn_line SELECT coalition_id, id, number + 1, rotation_id, slot, begins_at, ends_at, sector_id,
         mandate_id, person_id, 'PLANNED', cause, reason, away, NULL, changed_at, entry_stream, entry_version
       FROM turn_line WHERE rotation_id = $1 AND slot = 0 ORDER BY number DESC LIMIT 1`,
      [rotationId],
    );
    await expect(again).rejects.toThrow('A turn that has begun is never rewritten');
    const update = server.database.dataSource.query('UPDATE turn_line SET person_id = NULL');
    await expect(update).rejects.toThrow('append-only');
  });
});

describe('a turn whose time has begun before a server came to it', () => {
  let rotationId: RotationId;
  let first: Turn;
  let atIt: QueryRunner;

  beforeAll(async () => {
    const soon = { role: 'SPOKESPERSON', startsAt: `${local(20)}T09:00`, turns: 3, notice: 0 } as const;
    ({ rotationId } = committed(await plan(soon)).result);
    [first] = (await turnsOf(rotationId)) as [Turn, ...Turn[]];
    const { dataSource } = server.database;
    // Whoever holds a due act's row carries it out, and all others pass on.
    atIt = dataSource.createQueryRunner();
    await atIt.startTransaction();
    await atIt.query('SELECT FROM due_act WHERE subject = $1 FOR UPDATE', [rotationId]);
    const [clock]: { now: Date }[] = await dataSource.query('SELECT quorate_now() AS now');
    await moveClock(dataSource, first.beginsAt.getTime() - clock!.now.getTime() + 1000);
    await doWhatIsDue();
    const away = { beginsAt: first.beginsAt, endsAt: first.endsAt, because: null };
    committed(await server.app.get(Unavailabilities).declareUnavailability(by(names([first])[0]!), away));
  });

  it('is not given to another by planning anew', async () => {
    expect(first.state).toBe('PLANNED');
    committed(
      await server.app.get(Rotations).replan(bySteward(), { ...(await seen(rotationId)), weights: null }),
    );
    expect((await turnsOf(rotationId))[0]).toMatchObject({ personId: first.personId, state: 'PLANNED' });
  });

  it('changes hands by a correction alone, says the database', async () => {
    const given = server.database.dataSource.query(
      `INSERT INTO turn_line SELECT coalition_id, id, number + 1, rotation_id, slot, begins_at, ends_at, sector_id,
         NULL, NULL, state, cause, reason, away, NULL, quorate_now(), entry_stream, entry_version
       FROM turn_line WHERE rotation_id = $1 AND slot = 0 ORDER BY number DESC LIMIT 1`,
      [rotationId],
    );
    await expect(given).rejects.toThrow('A turn whose time has begun changes hands by a correction alone');
  });

  it('begins when a server comes to it', async () => {
    await atIt.rollbackTransaction();
    await atIt.release();
    await doWhatIsDue();
    expect((await turnsOf(rotationId))[0]).toMatchObject({ personId: first.personId, state: 'BEGUN' });
  });
});

describe('refused, with nothing written', () => {
  const start = () => `${local(200)}T09:00`;

  it.each<[string, () => Partial<PlanRotation>, string]>([
    ['an unknown zone', () => ({ zone: 'Europe/Atlantis' }), 'ZONE_UNKNOWN'],
    ['a day that does not exist', () => ({ startsAt: '2027-02-29T09:00' }), 'START_NOT_A_LOCAL_TIME'],
    ['a start in the past', () => ({ startsAt: '2020-02-29T09:00' }), 'START_IN_THE_PAST'],
    ['a weight of zero', () => ({ weights: [{ sectorId: labour, weight: 0 }] }), 'WEIGHT_NOT_POSITIVE'],
    ['no turns', () => ({ turns: 0 }), 'TURNS_OUT_OF_RANGE'],
    ['a role that goes round already', () => ({ startsAt: `${local(30)}T09:00` }), 'ROTATION_OVERLAPS'],
  ])('a plan with %s', async (_, change, code) => {
    const before = await lines();
    expect(await plan({ startsAt: start(), ...change() })).toMatchObject({
      code,
      because: expect.stringMatching(/\.$/),
    });
    expect(await lines()).toBe(before);
  });

  it('a plan by anybody but a steward', async () => {
    const refused = await server.app.get(Rotations).planRotation(by('Ana'), terms({ startsAt: start() }));
    expect(refused).toMatchObject({ code: 'NOT_A_STEWARD' });
  });

  it('a plan with a turn that nobody can take: who, until when, and the nearest plan', async () => {
    const from = new Date(Date.now() + 400 * DAY);
    const until = new Date(from.getTime() + 20 * DAY);
    for (const name of ['Ana', 'Bo', 'Cy', 'Di']) {
      const away = { beginsAt: from, endsAt: until, because: null };
      committed(await server.app.get(Unavailabilities).declareUnavailability(by(name), away));
    }
    const wanted = { startsAt: `${local(390)}T09:00`, turns: 6 };
    const before = await lines();
    const refused = await plan(wanted);
    expect(refused).toMatchObject({
      code: 'NOBODY_AVAILABLE',
      clause: '5.2',
      uncovered: expect.arrayContaining([3]),
    });
    expect(await lines()).toBe(before);
    const { rotationId } = committed(await plan({ ...wanted, leaveOpen: true })).result;
    const nearest = (refused as unknown as { nearest: { holder: string | null }[] }).nearest;
    const shares = (list: readonly (string | null)[]) => list.filter((name) => name === null).length;
    expect(shares(names(await turnsOf(rotationId)))).toBe(shares(nearest.map(({ holder }) => holder)));
  });

  it('being away at a time that overlaps another, or that ends before it begins', async () => {
    const service = server.app.get(Unavailabilities);
    const [from, until] = [new Date(Date.now() + 405 * DAY), new Date(Date.now() + 406 * DAY)];
    expect(
      await service.declareUnavailability(by('Ana'), { beginsAt: from, endsAt: until, because: null }),
    ).toMatchObject({ code: 'UNAVAILABILITY_OVERLAPS' });
    expect(
      await service.declareUnavailability(by('Ana'), { beginsAt: until, endsAt: from, because: null }),
    ).toMatchObject({ code: 'SPAN_REVERSED' });
  });

  it('a turn of somebody else is offered, over HTTP, by nobody', async () => {
    const { rotationId } = committed(
      await plan({ startsAt: `${local(600)}T09:00`, turns: 3, role: 'NOTE_TAKER' }),
    ).result;
    const turns = await turnsOf(rotationId);
    const id = (turn: Turn | undefined) => globalId('Turn', committee.coalitionId, turn!.id);
    const [theirs, other] = turns.filter(({ personId }) => personId !== people['Ana']);
    const mutation = `mutation ($input: OfferSwapInput!) { offerSwap(input: $input) {
      ... on SwapChanged { swap { id effect } } ... on Refusal { code because clause } } }`;
    const input = { idempotencyKey: randomUUID(), givenTurnId: id(theirs), takenTurnId: id(other) };
    const { data } = await asked('ana', mutation, { input });
    expect(data.offerSwap).toMatchObject({ code: 'NOT_YOUR_TURN', clause: '5.2' });
  });
});

describe('the record of all this', () => {
  it('has entries of known forms alone, and the tables hold what they say', async () => {
    const { dataSource } = server.database;
    const rows: { entry: Buffer }[] = await dataSource.query(
      'SELECT entry FROM record_event ORDER BY event_id',
    );
    const entries = rows.map(({ entry }) => JSON.parse(entry.toString()) as Entry);
    const ours = entries.filter(({ kind }) => /^(rotation|swap|unavailability)\./.test(kind));
    expect(new Set(ours.map(({ kind }) => kind)).size).toBeGreaterThan(6);
    for (const entry of ours) {
      expect(Object.keys(rotationKinds)).toContain(entry.kind);
      expect(checkKind(entry, rotationKinds)).toBeNull();
    }
    await server.app.get(Sequencer).run(committee.coalitionId);
    const { differences } = await dataSource.transaction((db) =>
      auditWithin(db, {
        coalitionId: committee.coalitionId,
        vault: server.app.get(Vault),
        tables: rotationTables,
        unrecorded: {},
        signed: null,
      }),
    );
    expect(differences.filter(({ table }) => rotationTables.some((kept) => kept.table === table))).toEqual(
      [],
    );
  });

  it('is followed by a stranger, who finds every turn in order and is told what is not public', async () => {
    await untilAllPublished(server, committee.slug);
    const fetchBytes = logOverHttp(server.url, 'harbour');
    const { verdicts, reports } = await verifyRecord({
      fetchBytes,
      policy: await policyOf(fetchBytes),
      prior: [],
      checks: [rotationCheck()],
      kinds: rotationKinds,
    });
    expect(verdicts).toEqual([]);
    const [row] = await server.database.dataSource.query(
      'SELECT count(*)::integer AS rotations FROM rotation',
    );
    expect(row.rotations).toBe(4);
    expect(reports).toMatchObject([{ name: 'rotations', checked: row.rotations, failures: [] }]);
    expect(reports[0]?.skipped.at(-1)).toMatch(/not public/);
  });
});
