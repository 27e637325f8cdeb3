import { createHash } from 'node:crypto';
import { drawOrder } from '#transparency';
import { commitToDraw, settleDraw } from './draw.rules.js';

const secret = new Uint8Array(32).fill(7);
const terms = { boxHash: 'the box', ballotsDigest: 'its ballots', secret };
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

describe('the lot of a box', () => {
  it('commits to its secret by its plain SHA-256', () => {
    expect(commitToDraw(secret)).toBe(sha256(secret).toString('base64'));
  });

  it('has the hash of the domain, the box, its ballots and the secret as its seed', () => {
    const part = (bytes: Uint8Array) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return Buffer.concat([length, bytes]);
    };
    const parts = ['quorate/box-draw/v1', 'the box', 'its ballots'].map((text) => part(Buffer.from(text)));
    const seed = sha256(Buffer.concat([...parts, part(secret)]));
    const draw = settleDraw(terms, ['b', 'c', 'a']);
    expect(draw).toEqual({
      secret: Buffer.from(secret).toString('base64'),
      seed: seed.toString('base64'),
      order: drawOrder(seed, ['a', 'b', 'c']),
    });
  });

  it('does not depend on the order in which the options stand', () => {
    expect(settleDraw(terms, ['c', 'a', 'b'])).toEqual(settleDraw(terms, ['a', 'b', 'c']));
  });

  it.each([
    ['box', { boxHash: 'another' }],
    ['set of ballots', { ballotsDigest: 'others' }],
    ['secret', { secret: new Uint8Array(32) }],
  ])('has another seed for another %s', (_what, change) => {
    expect(settleDraw({ ...terms, ...change }, ['a']).seed).not.toBe(settleDraw(terms, ['a']).seed);
  });
});
