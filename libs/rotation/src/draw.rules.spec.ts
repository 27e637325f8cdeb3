import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { drandRoundTime } from './draw-drand.js';
import { LEAST_NOTICE, mayAwait } from './draw-source.rules.js';
import { listOfLines } from './draw.entries.js';
import { mayDrawAgain, maySettle, poolFault, poolLeaf, poolOrder, seedOfDraw } from './draw.rules.js';

const bytes = (fill: number) => new Uint8Array(32).fill(fill);
const terms = { drawId: 'draw', leafHash: bytes(1), root: bytes(2), output: bytes(3) };

describe('the seed of a draw', () => {
  it('is the hash of its domain and its four terms, each after its length', () => {
    const part = (text: string | Uint8Array) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(Buffer.from(text).length);
      return Buffer.concat([length, Buffer.from(text)]);
    };
    const parts = ['draw/v1', 'draw', bytes(1), bytes(2), bytes(3)].map(part);
    expect(Buffer.from(seedOfDraw(terms))).toEqual(
      createHash('sha256').update(Buffer.concat(parts)).digest(),
    );
  });

  it.each([
    ['id', { drawId: 'other' }],
    ['entry', { leafHash: bytes(9) }],
    ['checkpoint', { root: bytes(9) }],
    ['source', { output: bytes(9) }],
  ])('is another one for another %s', (_what, change) => {
    expect(seedOfDraw({ ...terms, ...change })).not.toEqual(seedOfDraw(terms));
  });
});

describe('a pool', () => {
  it('is drawn in the same order however it is listed', () => {
    const pools = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(pools, (pool) => {
        const turned = [...pool].reverse();
        expect(poolOrder(bytes(5), turned)).toEqual(poolOrder(bytes(5), pool));
        expect(poolOrder(bytes(5), pool).toSorted()).toEqual(pool.toSorted());
      }),
    );
  });

  it('commits to its lines: another line is another pool', () => {
    const [document] = listOfLines(['a', 'b']).documents;
    expect(Buffer.from(document!.content).toString()).toBe('["a","b"]');
    expect(listOfLines(['a', 'b']).digest).not.toBe(listOfLines(['a,b']).digest);
  });

  it('shows nobody: the leaf of a member depends on a salt', () => {
    expect(poolLeaf('ana', bytes(1))).toMatch(/^[0-9a-f]{64}$/);
    expect(poolLeaf('ana', bytes(1))).not.toBe(poolLeaf('ana', bytes(2)));
    expect(poolLeaf('ana', bytes(1))).not.toBe(poolLeaf('bo', bytes(1)));
  });

  it('has everybody once', () => {
    expect(poolFault(['a', 'b', 'a'])).toMatchObject({
      code: 'PERSON_TWICE',
      because: expect.stringMatching(/^a /),
    });
    expect(poolFault([])).toMatchObject({ code: 'POOL_EMPTY' });
    expect(poolFault(['a', 'b'])).toBeNull();
  });
});

describe('a draw is committed to before its source', () => {
  const source = new Date('2026-11-30T12:00:00Z');
  it.each([
    ['a millisecond before', -1, 0, null],
    ['at the same instant', 0, 0, 'DRAW_COMMITTED_TOO_LATE'],
    ['a millisecond after', 1, 0, 'DRAW_COMMITTED_TOO_LATE'],
    ['without the notice', -LEAST_NOTICE, LEAST_NOTICE, 'DRAW_COMMITTED_TOO_LATE'],
    ['with the notice', -LEAST_NOTICE - 1, LEAST_NOTICE, null],
  ])('%s', (_when, offset, notice, code) => {
    const held = new Date(source.getTime() + offset);
    expect(mayAwait(source, held, notice)?.code ?? null).toBe(code);
  });

  it('and the refusal names the first round of drand that is late enough', () => {
    const held = new Date('2026-04-20T00:00:00Z');
    const refusal = mayAwait(drandRoundTime(27_946_612), held, LEAST_NOTICE);
    expect(refusal).toMatchObject({ code: 'DRAW_COMMITTED_TOO_LATE', earliestRound: 27_946_616 });
    for (const [round, code] of [
      [27_946_615, 'DRAW_COMMITTED_TOO_LATE'],
      [27_946_616, undefined],
    ] as const) {
      expect(mayAwait(drandRoundTime(round), held, LEAST_NOTICE)?.code).toBe(code);
    }
  });
});

it('a draw is settled once', () => {
  expect(maySettle({ settledAt: null })).toBeNull();
  expect(maySettle({ settledAt: new Date(0) })).toMatchObject({ code: 'DRAW_SETTLED' });
});

describe('the same is drawn once more', () => {
  const decision = { kind: 'decision.recorded', bodyId: 'body', outcome: 'PASSED' };
  it.each([
    ['a first draw needs no decision', [], null, null],
    ['never by itself', [{ id: 'first' }], null, 'DRAW_STANDS'],
    ['by a decision of the body', [{ id: 'first' }], decision, null],
    ['not by one of another body', [{ id: 'first' }], { ...decision, bodyId: 'other' }, 'DRAW_STANDS'],
    ['not by one that did not pass', [{ id: 'first' }], { ...decision, outcome: 'REJECTED' }, 'DRAW_STANDS'],
    ['not by another entry', [{ id: 'first' }], { ...decision, kind: 'dissent.stated' }, 'DRAW_STANDS'],
  ])('%s', (_what, earlier, named, code) => {
    expect(mayDrawAgain(earlier, named, 'body')?.code ?? null).toBe(code);
  });
});
