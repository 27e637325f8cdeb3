import { randomUUID } from 'node:crypto';
import type { Clause } from '#assembly';
import { canonicalize, utf8, type JsonObject } from '#transparency';
import { provide } from '../../../test/support/provide.js';
import { beganOn, entryOf, establishedWith, on, seatOf, type Told } from '../../../test/support/telling.js';
import { removalCheck } from './removal.check.js';

const [BODY, PROPOSAL, BOX, DECISION, REMOVAL, CAUSE, FIRST, ...OTHERS] = Array.from({ length: 10 }, () =>
  randomUUID(),
) as [string, string, string, string, string, string, string, string, string, string];
const [SECOND] = OTHERS;
const MANDATES = [FIRST, ...OTHERS];

const charter: Clause[] = [
  provide('REMOVAL', '8', 'Three quarters remove one.', {
    by: 'the committee',
    share: '3/4',
    base: 'SEATS',
    feedbackDays: 14,
  }),
];
const tally = (yes: number) => ({
  count: {
    rounds: [
      {
        tallies: [
          { id: 'yes', votes: `${yes}` },
          { id: 'no', votes: '0' },
        ],
      },
    ],
    input: { cast: `${yes}`, valid: `${yes}` },
    outcome: { kind: 'decision' },
  },
  quorum: { needed: '0' },
  majority: null,
  outcome: 'PASSED',
  electorate: { entitled: 4, recused: 0, setAside: 0 },
});

/** What a server could have written of one removal; each test writes one thing otherwise. */
const story = () => ({
  established: establishedWith(BODY, charter),
  seats: MANDATES.map((mandate) => seatOf(BODY, `seat of ${mandate}`)),
  mandates: MANDATES.map((mandate) =>
    beganOn({ body: BODY, seat: `seat of ${mandate}`, mandate }, on('2029-01-01')),
  ),
  submitted: told('proposal.submitted', PROPOSAL, '2030-01-01', {}),
  opened: told('box.opened', BOX, '2030-01-10', {
    terms: {
      body: BODY,
      closesAt: on('2030-01-15'),
      roster: { seats: 4, filled: 4, recused: 0, alternates: 0 },
    },
  }),
  decided: told('decision.recorded', DECISION, '2030-01-16', {
    body: BODY,
    proposal: PROPOSAL,
    box: BOX,
    outcome: 'PASSED',
    tally: '3',
    takesEffectAt: on('2030-01-16'),
  }),
  between: [] as Told[],
  removed: { ...told('holders.removed', REMOVAL, '2030-01-20', removal([FIRST])), id: CAUSE },
  ended: [ended(FIRST)],
});

function told(kind: string, stream: string, at: string, body: JsonObject): Told {
  return { kind, stream, at: on(at), body };
}

function removal(mandates: readonly string[], clause = '8'): JsonObject {
  return { body: BODY, decision: DECISION, clause, mandates: [...mandates] };
}

function ended(mandate: string, more: JsonObject = {}): Told {
  const end = { endsAt: on('2030-01-20'), reason: 'REMOVED', clause: '8', decision: DECISION };
  const body = { body: BODY, seat: `seat of ${mandate}`, ...end, ...more };
  return { ...told('mandate.ended', mandate, '2030-01-20', body), cause: CAUSE };
}

async function faultsOf(change: (one: ReturnType<typeof story>) => void = () => undefined) {
  const one = story();
  change(one);
  const check = removalCheck();
  Object.values(one)
    .flat()
    .forEach((entry, index) => check.see(entryOf(entry), index, new Uint8Array(32)));
  const { failures } = await check.finish((digest) =>
    Promise.resolve(utf8(canonicalize(tally(Number(digest))))),
  );
  return failures.map(({ because }) => because).join('\n');
}

it('a removal by those whom the charter names, as it says, is right', async () => {
  expect(await faultsOf()).toBe('');
});

it.each<[string, (one: ReturnType<typeof story>) => void, RegExp]>([
  [
    'by too few votes',
    (one) => void (one.decided.body = { ...one.decided.body, tally: '2' }),
    /It takes 3 votes, and 2/,
  ],
  [
    'by a decision of another body',
    (one) => void (one.decided.body = { ...one.decided.body, body: randomUUID() }),
    /another body/,
  ],
  [
    'by a decision that did not pass',
    (one) => void (one.decided.body = { ...one.decided.body, outcome: 'REJECTED' }),
    /when it has passed/,
  ],
  [
    'by a decision that is superseded',
    (one) => one.between.push(told('decision.superseded', DECISION, '2030-01-18', { by: randomUUID() })),
    /while it is in effect/,
  ],
  ['before others were heard', (one) => void (one.submitted.at = on('2030-01-05')), /heard for 14 days/],
  ['by no decision', (one) => void (one.decided.stream = randomUUID()), /no such decision/],
  [
    'by a clause that the charter does not have',
    (one) => {
      one.removed.body = removal([FIRST], '9');
      one.ended = [ended(FIRST, { clause: '9' })];
    },
    /nobody remove them by that clause/,
  ],
  [
    'of two where one decision removes one',
    (one) => {
      const two = MANDATES.slice(0, 2);
      one.removed.body = removal(two);
      one.ended = two.map((mandate) => ended(mandate));
    },
    /removes one holder/,
  ],
  ['of somebody who stays', (one) => void (one.ended = []), /whose mandate goes on/],
  [
    'of somebody whom it does not name',
    (one) => one.ended.push(ended(SECOND)),
    /ends by a removal that is none, or another one/,
  ],
  [
    'by another decision than ends the mandate',
    (one) => void (one.ended = [ended(FIRST, { decision: randomUUID() })]),
    /or another one/,
  ],
  [
    'twice by one decision',
    (one) => {
      const [id, second] = [randomUUID(), SECOND];
      one.ended.push(
        { ...told('holders.removed', randomUUID(), '2030-01-20', removal([second])), id },
        { ...ended(second), cause: id },
      );
    },
    /removed holders already/,
  ],
])('%s is named', async (_, change, fault) => {
  expect(await faultsOf(change)).toMatch(fault);
});
