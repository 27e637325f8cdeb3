import { Bodies, Coalitions, People } from '#assembly';
import type { OrganizationId, PersonId } from '#kernel';
import { DueActs } from '#record';
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
import { provide } from './support/provide.js';
import { signedIn } from './support/voters.js';
import { startTestServer, type TestServer } from './support/world.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FOUNDER = 'founder@harbour.example';
/** The first round that nobody knows an hour after the breach is the one of which we know the signature. */
const BREACH = drandRoundTime(ROUND - 1).getTime() + 1000 - HOUR;

const always = { beginsAt: null, endsAt: null };
const capBy = (parameters: Record<string, string | number>) =>
  provide('CAP', '5.2', 'One of an organization, else one is drawn.', {
    by: 'ORGANIZATION',
    most: 1,
    ...parameters,
  });

let server: TestServer;
let committee: Committee;
let works: OrganizationId;

beforeAll(async () => {
  server = await startTestServer();
  await moveClockTo(server, BREACH - DAY);
  const clauses = [...charterOf(3), capBy({ remedies: 'LOT', graceDays: 2 })];
  committee = await Committee.seat(server, 3, { slug: 'harbour', clauses });
  const coalitions = server.app.get(Coalitions);
  const sector = committed(await coalitions.addSector(steward(), { name: english('Labour') })).result
    .sectorId;
  const organization = { sectorId: sector, name: english('Works Council') };
  works = committed(await coalitions.admitOrganization(steward(), organization)).result.organizationId;
  await affiliate(committee.member(0));
});

afterAll(() => server.stop());

const steward = () => committee.actor(committee.founderId);
const act = (email: string, name: keyof typeof DRAWING, input: object) => actAs(server, email, name, input);

const affiliate = async (personId: PersonId) =>
  committed(
    await server.app.get(People).affiliate(steward(), { personId, organizationId: works, ...always }),
  );

const REMEDY = `query {
  coalition(slug: "harbour") {
    bodies(first: 1) {
      nodes {
        remedies(first: 5) { nodes { step outcome draw { id section sourceRound pool remedy { clause } } } }
        seats(first: 5) { nodes { holding { id } } }
      }
    }
  }
}`;

async function body() {
  const browser = await signedIn(server, FOUNDER);
  const { coalition } = await browser.data(REMEDY, {});
  const [found] = coalition.bodies.nodes;
  const held = found.seats.nodes.filter(({ holding }: { holding: object | null }) => holding !== null);
  return { remedies: found.remedies.nodes, held: held.length as number };
}

it('a group that comes to hold too many is drawn from, and whoever is drawn leaves', async () => {
  await moveClockTo(server, BREACH);
  await affiliate(committee.member(1));
  const { remedies, held } = await body();
  expect(held).toBe(3);
  expect(remedies).toMatchObject([
    { step: 'LOT', outcome: null, draw: { sourceRound: ROUND, remedy: { clause: '5.2' } } },
  ]);
  const { draw } = remedies[0];
  const group = committee.members.slice(0, 2).map(({ mandateId }) => mandateId);
  expect(draw.pool).toEqual(group.toSorted());
  await untilAllPublished(server, committee.slug);

  const before = await rowsOfActs(server);
  expect(await act(FOUNDER, 'settleDraw', { drawId: draw.id, output: SIGNATURE })).toMatchObject({
    code: 'SOURCE_NOT_VALID',
  });
  expect(await rowsOfActs(server)).toEqual(before);
  await moveClockTo(server, BREACH + 2 * HOUR);
  const settled = await act(FOUNDER, 'settleDraw', { drawId: draw.id, output: SIGNATURE });
  const ended: { id: string }[] = await server.database.dataSource.query(
    'SELECT id FROM mandate WHERE ends_at IS NOT NULL',
  );
  expect(ended.map(({ id }) => id)).toEqual(settled.draw.drawn.slice(0, 1));
  expect((await body()).held).toBe(2);
});

it('the remedy is closed at its deadline as cured', async () => {
  await moveClockTo(server, BREACH + 3 * DAY);
  await server.app.get(DueActs).run();
  expect((await body()).remedies).toMatchObject([{ step: 'LOT', outcome: 'CURED' }]);
});

it('the operator finds the rows in the record, and a stranger finds that the lot was followed', async () => {
  expect(await auditRotation(server, committee.coalitionId)).toEqual([]);
  const { verdicts, reports } = await strangerFinds(server, 'harbour');
  expect(verdicts).toEqual([]);
  expect(reports).toContainEqual(expect.objectContaining({ name: 'lots', checked: 1, failures: [] }));
});

it('refuses a charter whose lot has no time to be drawn, and writes nothing', async () => {
  const before = await rowsOfActs(server);
  const clauses = [...charterOf(3), capBy({ remedies: 'RESIGN;LOT', graceDays: 0 })];
  const body = { name: english('Hasty'), zone: 'Europe/Rome', clauses };
  expect(await server.app.get(Bodies).establishBody(steward(), body)).toMatchObject({
    code: 'CHARTER_LOT_WITHOUT_TIME',
    clause: '5.2',
  });
  expect(await rowsOfActs(server)).toEqual(before);
});
