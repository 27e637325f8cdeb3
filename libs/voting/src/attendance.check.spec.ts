import { canonicalize, utf8, type Entry, type JsonObject } from '#transparency';
import { voteAttendanceCheck } from './attendance.check.js';

const [BOX, BODY, CLOSES] = ['box', 'body', '2030-02-01T00:00:00.000Z'];
const ELECTORATE = 'digest of the electorate';
const electors = ['a', 'b', 'c'].map((elector) => ({ elector, weight: 1 }));

function entry(kind: string, stream: string, body: JsonObject): Entry {
  return {
    v: 1,
    log: 'spec.example/log/spec',
    id: stream,
    kind,
    stream,
    ver: 1,
    prev: null,
    at: CLOSES,
    actor: { role: 'spec', seat: null, org: null, commit: null },
    rule: null,
    cause: null,
    body,
    commit: {},
    docs: [],
  };
}

const vote = [
  entry('box.opened', BOX, { terms: { box: BOX, body: BODY, electorate: ELECTORATE, closesAt: CLOSES } }),
  entry('ballot.cast', 'ballot of a', { box: BOX, elector: 'a' }),
  entry('ballot.cast', 'ballot of b', { box: BOX, elector: 'b' }),
  entry('box.closed', BOX, { setAside: [{ elector: 'b', recusal: 'r' }] }),
];
const told = (more: JsonObject = {}) =>
  entry('attendance.recorded', 'occasion', {
    body: BODY,
    occasion: 'VOTE',
    heldAt: CLOSES,
    box: BOX,
    attended: ['a'],
    missed: ['c'],
    excused: ['b'],
    ...more,
  });

async function faultsOf(...entries: Entry[]) {
  const check = voteAttendanceCheck();
  entries.forEach((one, index) => check.see(one, index, new Uint8Array(32)));
  const { failures } = await check.finish(() => Promise.resolve(utf8(canonicalize(electors))));
  return failures;
}

it('whoever cast a ballot took part, whoever is recused is excused, and the others missed it', async () => {
  expect(await faultsOf(...vote, told())).toEqual([]);
});

it.each<[string, Entry[]]>([
  ['somebody who did not vote', [...vote, told({ attended: ['a', 'c'], missed: [] })]],
  ['nobody of whom a ballot is told', [...vote, told({ attended: [], missed: ['a', 'c'] })]],
  ['somebody whose ballot was set aside', [...vote, told({ attended: ['a', 'b'], excused: [] })]],
  ['another instant', [...vote, told({ heldAt: '2030-01-01T00:00:00.000Z' })]],
  ['another body', [...vote, told({ body: 'other' })]],
  ['a vote that was not', [told()]],
])('%s is named', async (_, entries) => {
  expect(await faultsOf(...entries)).toMatchObject([{ code: 'ATTENDANCE' }]);
});
