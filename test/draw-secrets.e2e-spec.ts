import { createHash, randomBytes } from 'node:crypto';
import { Coalitions, People, Seats } from '#assembly';
import type { PersonId, SectorId } from '#kernel';
import { globalId } from '#platform';
import { drandRoundTime } from '#rotation';
import { charterOf, Committee, committed, english } from './support/committee.js';
import {
  actAs,
  auditRotation,
  DRAWING,
  moveClockTo,
  ROUND,
  rowsOfActs,
  SIGNATURE,
  strangerFinds,
} from './support/drawing.js';
import { untilAllPublished } from './support/log-reader.js';
import { buildServer } from './support/server-process.js';
import { startTestServer, type TestServer } from './support/world.js';

const HOUR = 3_600_000;
/** The round of which we know the signature is the first after the last instant of revealing. */
const REVEALED_BY = drandRoundTime(ROUND - 1);
const SEALED_BY = new Date(REVEALED_BY.getTime() - HOUR);
const START = SEALED_BY.getTime() - HOUR;
const FOUNDER = 'founder@harbour.example';
const [ANA, BO, CY] = ['ana@harbour.example', 'bo@harbour.example', 'cy@harbour.example'] as const;

let server: TestServer;
let committee: Committee;
const sectors: Record<string, SectorId> = {};
const idsOf: Record<string, PersonId> = {};

const moveTo = (instant: number) => moveClockTo(server, instant);
const act = (email: string, name: keyof typeof DRAWING, input: object) => actAs(server, email, name, input);
const steward = () => committee.actor(committee.founderId);

beforeAll(async () => {
  // The solver's thread runs what is built.
  buildServer();
  server = await startTestServer();
  await moveTo(START - HOUR);
  committee = await Committee.seat(server, 0, { slug: 'harbour', clauses: charterOf(8) });
  for (const name of ['labour', 'residents', 'culture', 'empty']) {
    const added = await server.app.get(Coalitions).addSector(steward(), { name: english(name) });
    sectors[name] = committed(added).result.sectorId;
  }
  await seat(ANA, 'labour');
  await seat('abe@harbour.example', 'labour');
  await seat(BO, 'residents');
  await seat(CY, 'culture');
});

afterAll(() => server.stop());

async function seat(email: string, sector: string): Promise<void> {
  const always = { beginsAt: null, endsAt: null };
  const name = email.replace(/@.*/, '');
  const registered = await server.app.get(People).registerPerson(steward(), { name, email, steward: false });
  const { personId } = committed(registered).result;
  idsOf[email] = personId;
  const created = await server.app.get(Seats).createSeat(steward(), {
    bodyId: committee.bodyId,
    label: english(`Seat of ${name}`),
    seatClass: 'member',
    sectorId: sectors[sector] ?? null,
    organizationId: null,
    ...always,
  });
  const { seatId } = committed(created).result;
  const term = { seatId, personId, onBehalfOf: null, ...always };
  committed(await server.app.get(Seats).appoint(steward(), term));
}

const idOf = (noun: 'Body' | 'Sector', id: string) => globalId(noun, committee.coalitionId, id);

interface Secret {
  readonly bytes: Buffer;
  readonly id: string;
}

async function drawOf(section: string, change: object = {}) {
  const committedTo = await act(FOUNDER, 'commitDraw', {
    bodyId: idOf('Body', committee.bodyId),
    section,
    pool: ['spring', 'summer', 'autumn', 'winter'],
    sectors: [idOf('Sector', sectors.labour!), idOf('Sector', sectors.residents!)],
    sealedBy: SEALED_BY.toISOString(),
    sourceAt: REVEALED_BY.toISOString(),
    ...change,
  });
  if (committedTo.draw) await untilAllPublished(server, committee.slug);
  return committedTo;
}

/** What a committer sends, made from what the draw tells of the own sector. */
function sealedFor(draw: { sectors: { prefix: string; sector: { id: string } }[] }, sector: string) {
  const bytes = randomBytes(32);
  const own = draw.sectors.find(({ sector: { id } }) => id === idOf('Sector', sectors[sector]!));
  if (!own) throw new Error(`The draw does not ask ${sector}.`);
  return { bytes, digest: createHash('sha256').update(own.prefix).update(bytes).digest('base64') };
}

async function commit(
  draw: Parameters<typeof sealedFor>[0] & { id: string },
  email: string,
  sector: string,
): Promise<Secret> {
  const { bytes, digest } = sealedFor(draw, sector);
  const { secret } = await act(email, 'commitSecret', { drawId: draw.id, digest });
  return { bytes, id: secret.id };
}

const reveal = (email: string, { id, bytes }: Secret) =>
  act(email, 'revealSecret', { secretId: id, secret: bytes.toString('base64') });

it('two sectors commit to secrets, reveal them, and the draw follows from both', async () => {
  await moveTo(START);
  const { draw } = await drawOf('Charter 4.1');
  expect(draw).toMatchObject({
    source: 'COMMIT_REVEAL',
    sourceRound: ROUND,
    sealedBy: SEALED_BY.toISOString(),
    sourceAt: REVEALED_BY.toISOString(),
  });
  const { bytes, digest } = sealedFor(draw, 'labour');
  const { secret } = await act(ANA, 'commitSecret', { drawId: draw.id, digest });
  expect(secret).toMatchObject({
    digest,
    secret: null,
    committer: { name: 'ana' },
    sector: { id: idOf('Sector', sectors.labour!) },
  });
  const anas = { bytes, id: secret.id as string };
  const before = await rowsOfActs(server);
  expect(await reveal(ANA, anas)).toMatchObject({ code: 'COMMITMENTS_OPEN' });
  expect(await act(CY, 'commitSecret', { drawId: draw.id, digest })).toMatchObject({
    code: 'NOT_A_COMMITTER',
  });
  expect(await act(FOUNDER, 'commitSecret', { drawId: draw.id, digest })).toMatchObject({
    code: 'NOT_A_COMMITTER',
  });
  expect(await act(BO, 'commitSecret', { drawId: draw.id, digest })).toMatchObject({ code: 'SECRET_COPIED' });
  expect(await act('abe@harbour.example', 'commitSecret', { drawId: draw.id, digest })).toMatchObject({
    code: 'SECTOR_TWICE',
  });
  expect(await rowsOfActs(server)).toEqual(before);

  const bos = await commit(draw, BO, 'residents');
  expect(await act(ANA, 'settleDraw', { drawId: draw.id })).toMatchObject({ code: 'SOURCE_NOT_VALID' });
  expect(await reveal(ANA, { ...anas, bytes: randomBytes(32) })).toMatchObject({ code: 'SOURCE_NOT_VALID' });
  expect(await reveal(BO, anas)).toMatchObject({ code: 'NOT_A_COMMITTER' });
  expect((await reveal(ANA, anas)).secret).toMatchObject({ secret: anas.bytes.toString('base64') });
  expect(await reveal(ANA, anas)).toMatchObject({ code: 'SECRET_REVEALED' });
  await reveal(BO, bos);
  expect(await act(ANA, 'settleDraw', { drawId: draw.id, output: SIGNATURE })).toMatchObject({
    code: 'SOURCE_NOT_VALID',
  });
  const settled = await act(CY, 'settleDraw', { drawId: draw.id });
  expect(settled.draw.missing).toEqual([]);
  expect(settled.draw.drawn.toSorted()).toEqual(['autumn', 'spring', 'summer', 'winter']);
});

it('a sector that stays away is named, and the round of drand that nobody could know stands in', async () => {
  await moveTo(START);
  const { draw } = await drawOf('Charter 4.2');
  const anas = await commit(draw, ANA, 'labour');
  const bos = await commit(draw, BO, 'residents');
  await reveal(BO, bos);
  await moveTo(REVEALED_BY.getTime() + HOUR);
  expect(await reveal(ANA, anas)).toMatchObject({ code: 'REVEALS_CLOSED' });
  const before = await rowsOfActs(server);
  const wanting = await act(BO, 'settleDraw', { drawId: draw.id });
  expect(wanting).toMatchObject({
    code: 'SOURCE_NOT_VALID',
    because: expect.stringContaining(`drand’s round ${ROUND}`),
  });
  expect(await rowsOfActs(server)).toEqual(before);
  const settled = await act(BO, 'settleDraw', { drawId: draw.id, output: SIGNATURE });
  expect(settled.draw.missing).toEqual([{ id: idOf('Sector', sectors.labour!) }]);
  expect(settled.draw.drawn).toHaveLength(4);
});

it('a sector that never commits does not keep the others from revealing', async () => {
  await moveTo(START);
  const { draw } = await drawOf('Charter 4.3');
  const anas = await commit(draw, ANA, 'labour');
  await moveTo(SEALED_BY.getTime() + 1000);
  const { digest } = sealedFor(draw, 'residents');
  expect(await act(BO, 'commitSecret', { drawId: draw.id, digest })).toMatchObject({
    code: 'COMMITMENTS_CLOSED',
  });
  expect((await reveal(ANA, anas)).secret.revealedAt).not.toBeNull();
});

it('a panel by quotas is drawn by the secrets of two sectors, too', async () => {
  await moveTo(START);
  const people = [ANA, 'abe@harbour.example', BO, CY].map((email) =>
    globalId('Person', committee.coalitionId, idsOf[email]),
  );
  const quota = (value: string) => ({ feature: 'shift', value, min: 1, max: 1 });
  const alike = (value: string, from: number) => ({
    features: [{ feature: 'shift', value }],
    people: people.slice(from, from + 2),
  });
  let { sortition } = await act(FOUNDER, 'prepareSortition', {
    bodyId: idOf('Body', committee.bodyId),
    section: 'Charter 8',
    seats: 2,
    quotas: [quota('early'), quota('late')],
    pool: [alike('early', 0), alike('late', 2)],
  });
  const source = {
    sectors: [idOf('Sector', sectors.labour!), idOf('Sector', sectors.residents!)],
    sealedBy: SEALED_BY.toISOString(),
    sourceAt: REVEALED_BY.toISOString(),
  };
  const lottery = { sortitionId: sortition.id, expectedVersion: 1, ...source };
  let held = await act(FOUNDER, 'commitSortition', lottery);
  while (held.code === 'SORTITION_NOT_SOLVED') held = await act(FOUNDER, 'commitSortition', lottery);
  await untilAllPublished(server, 'harbour');
  const asked = { id: held.sortition.draw.id as string, sectors: held.sortition.draw.sectors };
  const [anas, bos] = [await commit(asked, ANA, 'labour'), await commit(asked, BO, 'residents')];
  await reveal(ANA, anas);
  await reveal(BO, bos);
  const settled = await act(CY, 'settleDraw', { drawId: asked.id });
  expect(settled.draw).toMatchObject({ ofPeople: true, missing: [] });
  ({ sortition } = settled.draw);
  expect(sortition).toMatchObject({ stage: 'DRAWN', panel: expect.any(Array) });
  expect(sortition.panel).toHaveLength(2);
  const ids = sortition.members.map(({ id }: { id: string }) => id);
  expect(people.slice(0, 2).filter((id) => ids.includes(id))).toHaveLength(1);
  expect(people.slice(2).filter((id) => ids.includes(id))).toHaveLength(1);
});

it('what was written is what the record says, and a stranger draws them again', async () => {
  expect(await auditRotation(server, committee.coalitionId)).toEqual([]);
  const { verdicts, reports } = await strangerFinds(server, 'harbour');
  expect(verdicts).toEqual([]);
  expect(reports).toContainEqual(
    expect.objectContaining({ name: 'draws', checked: 3, skipped: [expect.stringContaining('not settled')] }),
  );
  expect(reports).toContainEqual(expect.objectContaining({ name: 'sortitions', checked: 1, skipped: [] }));
});

it.each([
  ['one sector alone', () => ({ sectors: [idOf('Sector', sectors.labour!)] }), 'COMMITTERS_MISSING'],
  [
    'a sector twice',
    () => ({ sectors: [idOf('Sector', sectors.labour!), idOf('Sector', sectors.labour!)] }),
    'SECTOR_TWICE',
  ],
  [
    'a sector without a member of the body',
    () => ({ sectors: [idOf('Sector', sectors.labour!), idOf('Sector', sectors.empty!)] }),
    'SECTOR_WITHOUT_MEMBER',
  ],
  [
    'secrets that are sealed when they are revealed',
    () => ({ sealedBy: REVEALED_BY.toISOString() }),
    'REVEALED_TOO_EARLY',
  ],
])('refuses %s, and writes nothing', async (_what, change, code) => {
  await moveTo(START);
  const before = await rowsOfActs(server);
  expect(await drawOf('Charter 9', change())).toMatchObject({ code });
  expect(await rowsOfActs(server)).toEqual(before);
});
