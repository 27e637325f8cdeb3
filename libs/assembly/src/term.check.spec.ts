import { randomUUID } from 'node:crypto';
import type { JsonObject } from '#transparency';
import type { Clause } from './charter.types.js';
import { clausesWith } from './spec-support/charter.js';
import { provide } from './spec-support/provisions.js';
import { beganOn, entryOf, establishedWith, on, seatOf, type Told } from '../../../test/support/telling.js';
import { termCheck } from './term.check.js';

const [BODY, SEAT, OTHER, FIRST, SECOND, THIRD, EVENT, REVIEW, CAUSE, AGAIN] = Array.from(
  { length: 10 },
  () => randomUUID(),
) as [string, string, string, string, string, string, string, string, string, string];

const classes = [
  { name: 'partner', seats: 5, sectorId: null, termMonths: null },
  { name: 'founder', seats: 2, sectorId: null, termMonths: null },
];
const charter = (...provisions: Clause[]) => [...clausesWith({ SEATS: { classes } }), ...provisions];
const term = (says: Record<string, string | number | string[]>) =>
  provide('TERM', '6', 'How long a term is.', says);

const place = { body: BODY, seat: SEAT, mandate: FIRST };
const begins = (more: JsonObject = {}, at = '2030-01-01') => beganOn(place, on(at), more);
const ended = (more: Partial<Told> & { body: JsonObject }, at: string): Told => ({
  kind: 'mandate.ended',
  stream: FIRST,
  at: on(at),
  ...more,
  body: { body: BODY, seat: SEAT, clause: null, decision: null, ...more.body },
});
const recorded = (event: string, at: string): Told => ({
  kind: 'event.recorded',
  stream: EVENT,
  id: CAUSE,
  at: on(at),
  body: { body: BODY, event, at: on(at) },
});
const until = (day: string | null, event: string | null = null, holdover = false): JsonObject => ({
  endsAt: holdover || day === null ? null : on(day),
  term: { endsAt: day === null ? null : on(day), event, holdover },
});

async function faultsOf(clauses: readonly Clause[], story: readonly Told[]) {
  const check = termCheck();
  const all = [establishedWith(BODY, clauses), seatOf(BODY, SEAT), seatOf(BODY, OTHER), ...story];
  all.forEach((one, index) => check.see(entryOf(one), index, new Uint8Array(32)));
  const { failures } = await check.finish(() => Promise.reject(new Error('It reads no document.')));
  return failures.map(({ because }) => because).join('\n');
}

describe('a term of months', () => {
  const months = charter(term({ ends: 'MONTHS', months: 24 }));

  it.each<[string, Told[]]>([
    ['that is as long as the charter says', [begins(until('2032-01-01'))]],
    ['that was set shorter when it began', [begins(until('2031-01-01'))]],
    [
      'of what another left',
      [
        begins(until('2032-01-01')),
        ended({ body: { reason: 'EARLY', endsAt: on('2031-01-01') } }, '2031-01-01'),
        beganOn({ ...place, mandate: SECOND }, on('2031-01-01'), {
          ...until('2032-01-01'),
          replaces: FIRST,
        }),
      ],
    ],
    [
      'that ran out when it was over',
      [
        begins(until('2032-01-01')),
        {
          kind: 'mandate.ranOut',
          stream: FIRST,
          at: on('2032-01-02'),
          body: { body: BODY, seat: SEAT, endsAt: on('2032-01-01'), reason: 'TERM' },
        },
      ],
    ],
  ])('%s is right', async (_, story) => {
    expect(await faultsOf(months, story)).toBe('');
  });

  it.each<[string, Told[], RegExp]>([
    ['that is a day too long', [begins(until('2032-01-02'))], /the charter does not give.*2032-01-01/],
    ['without an end', [begins(until(null))], /another term than the charter gives/],
    [
      'that goes on over its end',
      [begins(until('2032-01-01', null, true))],
      /another term than the charter gives/,
    ],
    [
      'that waits for an event',
      [begins(until('2032-01-01', 'election'))],
      /another term than the charter gives/,
    ],
    [
      'for what is left, that lasts as long as one of its own',
      [
        begins(until('2032-01-01')),
        ended({ body: { reason: 'EARLY', endsAt: on('2031-01-01') } }, '2031-01-01'),
        beganOn({ ...place, mandate: SECOND }, on('2031-01-01'), {
          ...until('2033-01-01'),
          replaces: FIRST,
        }),
      ],
      /the charter does not give/,
    ],
    [
      'on a seat of another body',
      [beganOn({ ...place, seat: randomUUID() }, on('2030-01-01'), until('2032-01-01'))],
      /does not have/,
    ],
    [
      'on a seat that was abolished',
      [
        {
          kind: 'seat.abolished',
          stream: SEAT,
          at: on('2029-01-01'),
          body: { body: BODY, endsAt: on('2029-01-01') },
        },
        begins(until('2032-01-01')),
      ],
      /does not exist/,
    ],
    [
      'on a seat that another holds',
      [
        begins(until('2032-01-01')),
        beganOn({ ...place, mandate: SECOND }, on('2031-01-01'), until('2033-01-01')),
      ],
      /while another does/,
    ],
    [
      'that was prolonged',
      [
        begins(until('2032-01-01')),
        ended({ body: { reason: 'EARLY', endsAt: on('2033-01-01') } }, '2031-01-01'),
      ],
      /later than it would have/,
    ],
    [
      'that was ended for the past',
      [
        begins(until('2032-01-01')),
        ended({ body: { reason: 'EARLY', endsAt: on('2030-06-01') } }, '2031-01-01'),
      ],
      /in the past/,
    ],
    [
      'that ran out before it was over',
      [
        begins(until('2032-01-01')),
        {
          kind: 'mandate.ranOut',
          stream: FIRST,
          at: on('2031-01-01'),
          body: { body: BODY, seat: SEAT, endsAt: on('2032-01-01'), reason: 'TERM' },
        },
      ],
      /has not/,
    ],
    [
      'that ends with a seat which goes on',
      [
        begins(until('2032-01-01')),
        ended({ cause: CAUSE, body: { reason: 'SEAT_ABOLISHED', endsAt: on('2031-01-01') } }, '2031-01-01'),
      ],
      /with a seat that goes on/,
    ],
    [
      'that another organization withdraws',
      [
        begins({ ...until('2032-01-01'), organization: OTHER }),
        ended({ organization: THIRD, body: { reason: 'WITHDRAWN', endsAt: on('2031-01-01') } }, '2031-01-01'),
      ],
      /another organization/,
    ],
  ])('%s is named', async (_, story, fault) => {
    expect(await faultsOf(months, story)).toMatch(fault);
  });

  it('that the charter leaves open is named', async () => {
    const open = charter(term({ ends: 'MONTHS', months: ['24', '12'] }));
    expect(await faultsOf(open, [begins(until('2031-01-01'))])).toMatch(/leaves open/);
  });
});

describe('a term that an event ends', () => {
  const event = charter(term({ ends: 'EARLIER', months: 14, event: 'election', occurrence: 1 }));
  const start = begins(until('2031-03-01', 'election'));
  const byEvent = (more: JsonObject = {}, told: Partial<Told> = {}) =>
    ended(
      {
        cause: CAUSE,
        ...told,
        body: { reason: 'EVENT', clause: '6', endsAt: on('2030-09-01'), ...more },
      },
      '2030-09-01',
    );

  it('is over with it', async () => {
    expect(await faultsOf(event, [start, recorded('election', '2030-09-01'), byEvent()])).toBe('');
  });

  it.each<[string, Told[], RegExp]>([
    [
      'goes on after it',
      [start, recorded('election', '2030-09-01')],
      /ends the term of mandate.*nothing tells of it/,
    ],
    ['ends by another event', [start, recorded('retreat', '2030-09-01'), byEvent()], /does not end its term/],
    ['ends by none', [start, byEvent({}, { cause: randomUUID() })], /does not end its term/],
    [
      'ends at another instant',
      [start, recorded('election', '2030-09-01'), byEvent({ endsAt: on('2030-10-01') })],
      /another instant/,
    ],
    [
      'ends by another clause',
      [start, recorded('election', '2030-09-01'), byEvent({ clause: '7' })],
      /another clause/,
    ],
  ])('and %s is named', async (_, story, fault) => {
    expect(await faultsOf(event, story)).toMatch(fault);
  });
});

describe('a holder who goes on until there is a successor', () => {
  const holdover = charter(term({ ends: 'EVENT', event: 'election', holdover: 'yes' }));
  const heldOver = (more: JsonObject = {}): Told => ({
    kind: 'mandate.heldOver',
    stream: FIRST,
    at: on('2030-09-01'),
    cause: CAUSE,
    body: { body: BODY, seat: SEAT, clause: '6', term: until('2030-09-01', null, true).term!, ...more },
  });
  const start = begins(until(null, 'election', true));
  const before = [start, recorded('election', '2030-09-01')];
  const succeeded = (endsAt: string): Told[] => [
    { ...beganOn({ ...place, mandate: SECOND }, on(endsAt), until(null, 'election', true)), id: AGAIN },
    ended({ cause: AGAIN, body: { reason: 'SUCCEEDED', endsAt: on(endsAt) } }, endsAt),
  ];

  it('is told of, and leaves when the successor comes', async () => {
    expect(await faultsOf(holdover, [...before, heldOver(), ...succeeded('2030-10-01')])).toBe('');
  });

  it.each<[string, Told[], RegExp]>([
    [
      'from another instant',
      [...before, heldOver({ term: until('2030-08-01', null, true).term! })],
      /does not give/,
    ],
    ['without the event', [start, heldOver()], /does not give/],
    ['and leaves for nobody', [...before, heldOver(), succeeded('2030-10-01')[1]!], /succeeded by nobody/],
    ['and leaves before the term is over', [start, ...succeeded('2030-08-01')], /before its term was over/],
  ])('%s is named', async (_, story, fault) => {
    expect(await faultsOf(holdover, story)).toMatch(fault);
  });
});

describe('who leaves by seniority', () => {
  const seniority = charter(
    term({
      ends: 'SENIORITY',
      reviewedOn: '01-01',
      endsOn: '12-31',
      longerThanMonths: 42,
      leaving: 1,
    }),
  );
  const senior = begins(until(null), '2020-02-01');
  const junior = beganOn({ ...place, seat: OTHER, mandate: SECOND }, on('2021-02-01'), until(null));
  const reviewed = (leave: string[], more: JsonObject = {}): Told => ({
    kind: 'seniority.reviewed',
    stream: REVIEW,
    id: CAUSE,
    at: on('2026-01-01'),
    body: {
      body: BODY,
      clause: '6',
      reviewedOn: on('2026-01-01'),
      leave,
      endsAt: on('2027-01-01'),
      questions: [],
      ...more,
    },
  });
  const leaves = (endsAt = '2027-01-01') =>
    ended({ cause: CAUSE, body: { reason: 'SENIORITY', clause: '6', endsAt: on(endsAt) } }, '2026-01-01');

  it('is the most senior', async () => {
    expect(await faultsOf(seniority, [senior, junior, reviewed([FIRST]), leaves()])).toBe('');
  });

  const listed = (mandates: string[], at = '2025-01-01'): Told => ({
    kind: 'seniority.listed',
    stream: OTHER,
    at: on(at),
    body: { body: BODY, mandates },
  });
  const byList = charter(
    term({
      ends: 'SENIORITY',
      reviewedOn: '01-01',
      endsOn: '12-31',
      longerThanMonths: 42,
      leaving: 1,
      tieBreak: 'LISTED',
    }),
  );
  const together = beganOn({ ...place, seat: OTHER, mandate: SECOND }, on('2020-02-01'), until(null));

  it('is the first of the order that the body keeps, of two who began together', async () => {
    const story = [senior, together, listed([FIRST, SECOND]), reviewed([FIRST]), leaves()];
    expect(await faultsOf(byList, story)).toBe('');
  });

  it.each<[string, Told[], RegExp]>([
    [
      'the second of the order',
      [senior, together, listed([SECOND, FIRST]), reviewed([FIRST])],
      /others leave/,
    ],
    [
      'the first of an order that was made later',
      [
        senior,
        together,
        listed([FIRST, SECOND], '2026-01-02'),
        { ...reviewed([FIRST]), at: on('2026-01-03') },
      ],
      /others leave/,
    ],
    ['an order of others than hold seats', [senior, together, listed([FIRST])], /others than hold seats/],
  ])('%s is named where an order decides', async (_, story, fault) => {
    expect(await faultsOf(byList, story)).toMatch(fault);
  });

  it.each<[string, Told[], RegExp]>([
    ['another', [senior, junior, reviewed([SECOND])], /others leave than have served longest/],
    ['nobody', [senior, junior, reviewed([])], /others leave/],
    ['at another instant', [senior, junior, reviewed([FIRST], { endsAt: on('2026-06-01') })], /otherwise/],
    ['and stays', [senior, junior, reviewed([FIRST])], /nothing tells of its end/],
    ['unasked', [senior, junior, leaves()], /no look at it says so/],
    ['earlier than was found', [senior, junior, reviewed([FIRST]), leaves('2026-06-01')], /no look at it/],
  ])('%s is named', async (_, story, fault) => {
    expect(await faultsOf(seniority, story)).toMatch(fault);
  });
});
