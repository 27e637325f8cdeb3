import { randomUUID } from 'node:crypto';
import ICAL from 'ical.js';
import { globalId } from '#platform';
import { Swaps, type RotationId, type Turn } from '#rotation';
import { Committee, committed } from './support/committee.js';
import { signedIn } from './support/voters.js';
import { startTestServer, type TestServer } from './support/world.js';

const DAY = 86_400_000;

let server: TestServer;
let committee: Committee;

beforeAll(async () => {
  server = await startTestServer();
  committee = await Committee.seat(server, 3, { slug: 'feeds' });
});

afterAll(() => server.stop());

/** What a member, from 0, or the founder is answered. */
async function ask(who: number | 'founder', query: string, variables: object) {
  const email = who === 'founder' ? 'founder@feeds.example' : committee.members[who]!.email;
  const browser = await signedIn(server, email);
  const { data, errors } = JSON.parse(await (await browser.ask(query, variables)).text());
  expect(errors).toBeUndefined();
  return data;
}

const PLAN = `mutation ($input: PlanRotationInput!) { planRotation(input: $input) {
  ... on RotationChanged {
    rotation { id version role zone turns(first: 6) { nodes { id number state beginsAt explanation } } }
    receipt { eventId }
  }
  ... on Refusal { code because clause }
} }`;

const OPEN = `mutation ($input: OpenCalendarFeedInput!) {
  openCalendarFeed(input: $input) { url feed { id ownTurns role revokedAt } }
}`;

/** The address as this test reaches it. */
const at = (url: string) => `${server.url}${new URL(url).pathname}${new URL(url).search}`;

async function events(url: string) {
  const text = await (await fetch(at(url))).text();
  const calendar = new ICAL.Component(ICAL.parse(text));
  return calendar.getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component);
    const status = component.getFirstPropertyValue('status');
    return {
      uid: event.uid,
      sequence: event.sequence,
      summary: event.summary,
      status,
      starts: event.startDate.toJSDate(),
    };
  });
}

describe('turns in a calendar', () => {
  let own: string;
  let all: string;
  let feedId: string;
  let roleFeedId: string;
  let etagOfRole: string;
  let turns: { id: string; number: number; state: string; beginsAt: string; explanation: string[] }[];
  let rotationId: RotationId;

  it('are planned by a steward over HTTP', async () => {
    const input = {
      idempotencyKey: randomUUID(),
      bodyId: globalId('Body', committee.coalitionId, committee.bodyId),
      role: 'FACILITATOR',
      startsAt: `${new Date(Date.now() + 5 * DAY).toISOString().slice(0, 10)}T18:30`,
      unit: 'MONTH',
      turns: 6,
      section: '7',
    };
    const { planRotation } = await ask('founder', PLAN, { input });
    expect(planRotation.rotation).toMatchObject({ role: 'FACILITATOR', zone: 'Europe/Rome', version: 1 });
    turns = planRotation.rotation.turns.nodes;
    expect(turns[0]!.explanation).toEqual([
      expect.stringMatching(/^Member \d facilitates from /),
      'Turns before it: ' + turns[0]!.explanation[1]!.slice('Turns before it: '.length),
    ]);
    const [row]: { id: RotationId }[] = await server.database.dataSource.query('SELECT id FROM rotation');
    rotationId = row!.id;
  });

  it('are read from a secret address, each by its instant', async () => {
    const coalitionId = globalId('Coalition', committee.coalitionId, committee.coalitionId);
    const mine = await ask(0, OPEN, { input: { coalitionId } });
    own = mine.openCalendarFeed.url;
    feedId = mine.openCalendarFeed.feed.id;
    const body = { coalitionId, ownTurns: false, role: 'FACILITATOR' };
    const ofRole = (await ask(1, OPEN, { input: body })).openCalendarFeed;
    all = ofRole.url;
    roleFeedId = ofRole.feed.id;
    const read = await events(all);
    expect(read.map(({ starts }) => starts.toISOString()).sort()).toEqual(
      turns.map(({ beginsAt }) => beginsAt).sort(),
    );
    expect(read.filter(({ status }) => status === 'CONFIRMED')).toHaveLength(2);
    expect(read.filter(({ status }) => status === 'TENTATIVE')).toHaveLength(4);
    expect((await events(own)).map(({ summary }) => summary)).toEqual([
      'Facilitator: Member 1',
      'Facilitator: Member 1',
    ]);
  });

  it('are not sent again while nothing has changed', async () => {
    const first = await fetch(at(own));
    expect(first.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    const etag = first.headers.get('etag') ?? '';
    const again = await fetch(at(own), { headers: { 'if-none-match': etag } });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  it('of a role are not sent again either, and have another tag than those of a person', async () => {
    const [mine, role] = await Promise.all([fetch(at(own)), fetch(at(all))]);
    etagOfRole = role.headers.get('etag') ?? '';
    expect(etagOfRole).toMatch(/^"[\w-]{43}"$/);
    expect(etagOfRole).not.toBe(mine.headers.get('etag'));
    expect(role.headers.get('cache-control')).toBe('private, max-age=300');
    const again = await fetch(at(all), { headers: { 'if-none-match': etagOfRole } });
    expect([again.status, again.headers.get('etag')]).toEqual([304, etagOfRole]);
  });

  it('are told in the language of the address, each with a tag of its own', async () => {
    const summaries = async (lang: string) =>
      (await events(`${all}?lang=${lang}`)).map(({ summary }) => summary);
    expect(await summaries('fr-BE,en')).toContain('Animation des réunions: Member 1');
    expect(await summaries('ar')).toContain('تيسير الاجتماعات: Member 1');
    for (const lang of ['sw', 'en', '', '%00,fr-', '../fr', 'x'.repeat(2000)]) {
      expect(await summaries(lang)).toContain('Facilitator: Member 1');
    }
    const text = await (await fetch(`${at(own)}?lang=fr`)).text();
    expect(text.replace(/\r\n /g, '')).toMatch(/DESCRIPTION:Vous animez les réunions du /);
    expect(text).toMatch(/NAME:Tours\r\n/);
    const inFrench = await fetch(`${at(all)}?lang=fr`, { headers: { 'if-none-match': etagOfRole } });
    expect(inFrench.status).toBe(200);
  });

  it('that went to somebody else stay, cancelled, with the same identifier and a later sequence', async () => {
    const rows: Turn[] = await server.database.dataSource.query(
      'SELECT slot, person_id AS "personId" FROM turn WHERE rotation_id = $1 ORDER BY slot',
      [rotationId],
    );
    const given = rows.find(({ personId }) => personId === committee.member(0))!;
    const taken = rows.find(({ personId }) => personId === committee.member(1))!;
    const before = await events(own);
    const swaps = server.app.get(Swaps);
    const slots = { rotationId, given: given.slot, taken: taken.slot };
    const { swapId } = committed(await swaps.offerSwap(committee.actor(committee.member(0)), slots)).result;
    committed(await swaps.acceptSwap(committee.actor(committee.member(1)), swapId));
    const after = await events(own);
    const cancelled = after.filter(({ status }) => status === 'CANCELLED');
    expect(cancelled).toHaveLength(1);
    expect(cancelled[0]?.sequence).toBe(1);
    expect(before.map(({ uid }) => uid)).toContain(cancelled[0]?.uid);
    expect(after.filter(({ status }) => status !== 'CANCELLED')).toHaveLength(2);
    expect((await events(all)).filter(({ sequence }) => sequence === 1)).toHaveLength(2);
    const changed = await fetch(at(all), { headers: { 'if-none-match': etagOfRole } });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(etagOfRole);
  });

  it('are gone when the address is revoked, which only its owner can do', async () => {
    const revoke = `mutation ($input: RevokeCalendarFeedInput!) { revokeCalendarFeed(input: $input) { revokedAt } }`;
    const stranger = await signedIn(server, committee.members[1]!.email);
    const refused = JSON.parse(await (await stranger.ask(revoke, { input: { feedId } })).text());
    expect(refused.errors[0].extensions.code).toBe('NOT_FOUND');
    expect((await fetch(at(own))).status).toBe(200);
    await ask(0, revoke, { input: { feedId } });
    expect((await fetch(at(own))).status).toBe(404);
    expect((await fetch(at(all))).status).toBe(200);
  });

  it('of a role are gone when that address is revoked, also for who knows what they were', async () => {
    const known = (await fetch(at(all))).headers.get('etag') ?? '';
    const revoke = `mutation ($input: RevokeCalendarFeedInput!) { revokeCalendarFeed(input: $input) { revokedAt role } }`;
    const { revokeCalendarFeed: revoked } = await ask(1, revoke, { input: { feedId: roleFeedId } });
    expect(revoked).toEqual({ role: 'FACILITATOR', revokedAt: expect.any(String) });
    const gone = await fetch(at(all), { headers: { 'if-none-match': known } });
    expect([gone.status, gone.headers.get('etag'), gone.headers.get('cache-control')]).toEqual([
      404,
      null,
      'no-store',
    ]);
    const again = await ask(1, revoke, { input: { feedId: roleFeedId } });
    expect(again.revokeCalendarFeed.revokedAt).toBe(revoked.revokedAt);
  });

  it.each([
    '/calendar/x.ics',
    '/calendar/',
    `/calendar/${'A'.repeat(43)}.ics`,
    `/calendar/${'A'.repeat(43)}`,
  ])('at %s there are none', async (path) => {
    expect((await fetch(server.url + path)).status).toBe(404);
  });
});
