import type { Entry, JsonObject } from '#transparency';
import { DRAW_COMMITTED, DRAW_SETTLED, listOfLines } from './draw.entries.js';
import { remedyLotsCheck } from './remedy-lots.check.js';

const ORDER = ['m3', 'm1', 'm4', 'm2'];
const at = (minute: number) => `2026-11-30T12:${String(minute).padStart(2, '0')}:00.000Z`;

/** Four sit of whom two may: who is drawn first leaves. */
const told = (kind: string, stream: string, body: JsonObject = {}, cause: string | null = null) =>
  ({ kind, stream, id: `${kind} of ${stream}`, at: at(10), body, cause }) as unknown as Entry;
const began = (mandate: string, endsAt: string | null = null) => told('mandate.began', mandate, { endsAt });
const ended = (mandate: string, cause: string | null = 'draw.settled of draw') =>
  told('mandate.ended', mandate, { endsAt: at(10) }, cause);
const opened = told('remedy.opened', 'remedy', { holds: 4, bound: 2 });
const committed = told(DRAW_COMMITTED, 'draw', { remedy: 'remedy' });
const settled = told(DRAW_SETTLED, 'draw', { drawn: listOfLines(ORDER).digest });
const group = (change: Record<string, string | null> = {}) =>
  ['m1', 'm2', 'm3', 'm4'].map((mandate) => began(mandate, change[mandate] ?? null));

async function failures(story: readonly Entry[]): Promise<number> {
  const check = remedyLotsCheck();
  story.forEach((entry, index) => {
    check.see(entry, index, new Uint8Array());
  });
  const { failures: found, checked } = await check.finish(() =>
    Promise.resolve(listOfLines(ORDER).documents[0]!.content),
  );
  expect(checked).toBe(1);
  return found.length;
}

it.each<[string, readonly Entry[], number]>([
  ['the first two leave', [...group(), opened, committed, settled, ended('m3'), ended('m1')], 0],
  ['the breach is gone, and nobody leaves', [...group(), opened, committed, settled], 0],
  [
    'one has resigned, and one more leaves',
    [...group(), opened, committed, ended('m3', null), settled, ended('m1')],
    0,
  ],
  ['one was at the end of the term', [...group({ m3: at(9) }), opened, committed, settled, ended('m1')], 0],
  ['another leaves than was drawn', [...group(), opened, committed, settled, ended('m3'), ended('m2')], 1],
  ['one is passed over', [...group(), opened, committed, settled, ended('m1')], 1],
  ['too many leave', [...group(), opened, committed, settled, ended('m3'), ended('m1'), ended('m4')], 1],
])('%s', async (_what, story, faults) => {
  expect(await failures(story)).toBe(faults);
});
