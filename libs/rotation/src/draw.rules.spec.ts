import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { commitmentTo, mayCommit, mayReveal, missingReveals, revealedOutput } from './draw-reveal.rules.js';
import {
  LEAST_NOTICE,
  mayAwait,
  maySettle,
  poolFault,
  poolHash,
  poolLeaf,
  poolOrder,
  seedOfDraw,
} from './draw.rules.js';

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
  it('is drawn in the same order and has the same hash however it is listed', () => {
    const pools = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(pools, (pool) => {
        const turned = [...pool].reverse();
        expect(poolOrder(bytes(5), turned)).toEqual(poolOrder(bytes(5), pool));
        expect(poolHash(turned)).toEqual(poolHash(pool));
        expect(poolOrder(bytes(5), pool).toSorted()).toEqual(pool.toSorted());
      }),
    );
  });

  it('commits to its lines: another line is another pool', () => {
    const hash = createHash('sha256').update('["a","b"]').digest();
    expect(Buffer.from(poolHash(['b', 'a']))).toEqual(hash);
    expect(poolHash(['a', 'b'])).not.toEqual(poolHash(['a,b']));
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
});

describe('secrets that sectors commit to and reveal', () => {
  const secrets = new Map([
    ['labour', bytes(1)],
    ['residents', bytes(2)],
  ]);
  const commitments = [...secrets].map(([sector, secret]) => ({
    sector,
    commitment: commitmentTo('draw', sector, secret),
  }));

  it('need two sectors, each once', () => {
    expect(mayCommit(commitments)).toBeNull();
    expect(mayCommit(commitments.slice(1))).toMatchObject({ code: 'COMMITTERS_MISSING' });
    expect(mayCommit([...commitments, ...commitments.slice(1)])).toMatchObject({ code: 'SECTOR_TWICE' });
  });

  it('open only the own commitment, of this draw', () => {
    const reveal = { sector: 'labour', secret: bytes(1) };
    expect(mayReveal('draw', commitments, reveal)).toBeNull();
    for (const [draw, wrong] of [
      ['other draw', reveal],
      ['draw', { ...reveal, sector: 'residents' }],
      ['draw', { ...reveal, sector: 'nobody' }],
      ['draw', { ...reveal, secret: bytes(9) }],
      ['draw', { ...reveal, secret: new Uint8Array(31) }],
    ] as const) {
      expect(mayReveal(draw, commitments, wrong)).toMatchObject({ code: 'SOURCE_NOT_VALID' });
    }
  });

  it('give their output when all are there, in the order of the sectors', () => {
    const output = createHash('sha256').update(bytes(1)).update(bytes(2)).digest();
    expect(Buffer.from(revealedOutput(commitments, secrets)!)).toEqual(output);
    expect(revealedOutput(commitments.toReversed(), secrets)).toEqual(revealedOutput(commitments, secrets));
    expect(missingReveals(commitments, secrets)).toEqual([]);
  });

  it('name the sector that has not revealed', () => {
    const some = new Map([['residents', bytes(2)]]);
    expect(revealedOutput(commitments, some)).toBeNull();
    expect(missingReveals(commitments, some)).toEqual(['labour']);
  });
});

it('a draw is settled once', () => {
  expect(maySettle({ settledAt: null })).toBeNull();
  expect(maySettle({ settledAt: new Date(0) })).toMatchObject({ code: 'DRAW_SETTLED' });
});
