import { randomUUID } from 'node:crypto';
import type { Entry, JsonObject } from '#transparency';
import { handoverCheck } from './handover.check.js';
import { HANDOVER_OPENED, ITEM_HANDED_OVER, ITEM_RECEIVED } from './handover.entries.js';

const [BODY, SEAT, OTHER_SEAT, LEAVING, COMING, ELSEWHERE, HANDOVER] = Array.from({ length: 7 }, () =>
  randomUUID(),
) as [string, string, string, string, string, string, string];
const day = (n: number) => new Date(Date.UTC(2026, 0, n)).toISOString();

interface Told {
  readonly kind: string;
  readonly stream: string;
  readonly at?: string;
  readonly body: JsonObject;
}

const clause = (items: string) => ({
  topic: 'HANDOVER',
  precedence: 1,
  source: { section: '9', lang: 'en' },
  parameters: [
    { name: 'items', readings: [items] },
    { name: 'days', readings: ['7'] },
  ],
});
const charter = (beginsAt: string, items: string) => ({
  charter: { number: 1, digest: 'd', beginsAt, clauses: [clause(items)] },
});
const item = (name: string) => ({ clause: '9', days: 7, item: name });

const established: Told = {
  kind: 'body.established',
  stream: BODY,
  body: charter(day(1), 'accounts;papers'),
};
const seat = (stream: string): Told => ({
  kind: 'seat.created',
  stream,
  body: { body: BODY, seatClass: 'member' },
});
const began = (stream: string, at: string, on = SEAT): Told => ({
  kind: 'mandate.began',
  stream,
  body: { body: BODY, seat: on, beginsAt: at },
});
const ended: Told = { kind: 'mandate.ended', stream: LEAVING, at: day(9), body: { body: BODY, seat: SEAT } };
const opened = (change: JsonObject = {}): Told => ({
  kind: HANDOVER_OPENED,
  stream: HANDOVER,
  at: day(9),
  body: {
    body: BODY,
    seat: SEAT,
    mandate: LEAVING,
    items: [item('accounts'), item('papers')],
    questions: [],
    ...change,
  },
});
const given = (n: number, by: string = LEAVING): Told => ({
  kind: ITEM_HANDED_OVER,
  stream: HANDOVER,
  body: { body: BODY, item: n, side: 'HANDED_OVER', by, noted: false },
});
const received = (n: number, by: string | null = COMING): Told => ({
  kind: ITEM_RECEIVED,
  stream: HANDOVER,
  body: { body: BODY, item: n, side: 'RECEIVED', by, noted: false },
});

const BEFORE = [
  established,
  seat(SEAT),
  seat(OTHER_SEAT),
  began(LEAVING, day(2)),
  began(ELSEWHERE, day(3), OTHER_SEAT),
];
const STORY = [...BEFORE, ended, began(COMING, day(9)), opened(), given(1), received(1), received(2)];

async function checked(story: readonly Told[]) {
  const check = handoverCheck();
  story.forEach(({ kind, stream, at = day(10), body }, index) => {
    const entry: Entry = {
      v: 1,
      log: 'quorate.example/log/river',
      id: randomUUID(),
      kind,
      stream,
      ver: 1,
      prev: null,
      at,
      actor: { role: 'steward', seat: null, org: null, commit: null },
      rule: null,
      cause: null,
      body,
      commit: {},
      docs: [],
    };
    check.see(entry, index, new Uint8Array(32));
  });
  return check.finish(() => Promise.resolve(new Uint8Array()));
}

describe('an honest handover', () => {
  it('is followed from the end of the mandate to what the successor received', async () => {
    expect(await checked(STORY)).toMatchObject({ checked: 1, failures: [] });
  });

  it('may be received by a steward while nobody has the seat', async () => {
    expect(await checked([...BEFORE, ended, opened(), received(1, null)])).toMatchObject({ failures: [] });
  });

  it('follows the charter that is in force when the mandate ends', async () => {
    const amended: Told = { kind: 'charter.amended', stream: BODY, body: charter(day(5), 'keys') };
    const later: Told = { kind: 'charter.amended', stream: BODY, body: charter(day(20), 'nothing') };
    const story = [...BEFORE, amended, later, ended, opened({ items: [item('keys')] })];
    expect(await checked(story)).toMatchObject({ failures: [] });
  });

  it('may be told of late by a correction, and is opened once', async () => {
    const corrected = { ...ended, kind: 'mandate.corrected', body: { ...ended.body, endsAt: day(8) } };
    expect(await checked([...BEFORE, corrected, opened(), corrected])).toMatchObject({ failures: [] });
  });
});

describe('a planted fault', () => {
  it.each<[string, readonly Told[], RegExp]>([
    ['a mandate that ends with nothing opened', [...BEFORE, ended], /nothing was opened/],
    ['a handover of a mandate that goes on', [...BEFORE, opened()], /has not ended/],
    ['a second one', [...BEFORE, ended, opened(), opened()], /second handover/],
    ['an item left out', [...BEFORE, ended, opened({ items: [item('accounts')] })], /other things/],
    ['another seat', [...BEFORE, ended, opened({ seat: OTHER_SEAT })], /other things/],
    [
      'a question that the charter does not leave',
      [...BEFORE, ended, opened({ questions: ['?'] })],
      /other things/,
    ],
    ['an item that is not there', [...STORY, given(3)], /no handover has/],
    ['an item received twice', [...STORY, received(2)], /twice/],
    ['an item given after it came', [...STORY, given(2)], /has been received/],
    ['given by another mandate', [...BEFORE, ended, opened(), given(1, ELSEWHERE)], /no part in it/],
    ['received on another seat', [...BEFORE, ended, opened(), received(1, ELSEWHERE)], /no part in it/],
    ['received by whoever leaves', [...BEFORE, ended, opened(), received(1, LEAVING)], /no part in it/],
  ])('%s is found', async (_, story, because) => {
    const { failures } = await checked(story);
    expect(failures).toContainEqual(
      expect.objectContaining({ code: 'HANDOVER', because: expect.stringMatching(because) }),
    );
  });
});
