import fc from 'fast-check';
import { parseTilePath, tilePath, type Tile } from './tile-path.js';

const tile = fc.record({
  level: fc.oneof(fc.integer({ min: 0, max: 63 }), fc.constant('entries' as const)),
  index: fc.oneof(fc.nat(), fc.maxSafeNat()),
  width: fc.integer({ min: 1, max: 256 }),
}) as fc.Arbitrary<Tile>;

describe('tile paths', () => {
  it.each<[Tile, string]>([
    [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
    [{ level: 0, index: 1234067, width: 256 }, 'tile/0/x001/x234/067'],
    [{ level: 0, index: 273, width: 112 }, 'tile/0/273.p/112'],
    [{ level: 2, index: 0, width: 1 }, 'tile/2/000.p/1'],
    [{ level: 63, index: 999, width: 255 }, 'tile/63/999.p/255'],
    [{ level: 'entries', index: 1000, width: 256 }, 'tile/entries/x001/000'],
    [{ level: 'entries', index: 7, width: 9 }, 'tile/entries/007.p/9'],
    [{ level: 1, index: 2 ** 53 - 1, width: 256 }, 'tile/1/x009/x007/x199/x254/x740/991'],
  ])('of %j is %s', (value, path) => {
    expect(tilePath(value)).toBe(path);
    expect(parseTilePath(path)).toEqual(value);
  });

  it('are read back as they were written', () => {
    fc.assert(fc.property(tile, (value) => expect(parseTilePath(tilePath(value))).toEqual(value)));
  });

  it.each([
    '',
    'tile',
    'tile/0',
    'tile/0/',
    'tile/0/0',
    'tile/0/67',
    'tile/0/0067',
    'tile/0/x000/067',
    'tile/0/x001/x234/67',
    'tile/0/001/067',
    'tile/0/x067',
    'tile/0/X001/067',
    'tile/00/067',
    'tile/01/067',
    'tile/64/067',
    'tile/-1/067',
    'tile/+1/067',
    'tile/0x1/067',
    'tile/1e1/067',
    'tile/entry/067',
    'tile/data/067',
    'tile/0/067.p/0',
    'tile/0/067.p/256',
    'tile/0/067.p/01',
    'tile/0/067.p/',
    'tile/0/067.p/1/',
    'tile/0/067.p/ 1',
    'tile/0/067.P/1',
    'tile/0/067/',
    'tile/0//067',
    '/tile/0/067',
    'tile/0/067\n',
    'tile/0/067?x=1',
    'tile/0/\u0660\u0666\u0667',
    'tile/0/x009/x007/x199/x254/x740/992',
    'tile/0/x999/x999/x999/x999/x999/x999/999',
  ])('have no other spelling: %j', (path) => {
    expect(parseTilePath(path)).toBeNull();
  });

  it('are not written for what is no tile', () => {
    for (const wrong of [
      { level: 64 },
      { level: -1 },
      { level: 0.5 },
      { index: -1 },
      { width: 0 },
      { width: 257 },
    ]) {
      expect(() => tilePath({ level: 0, index: 0, width: 1, ...wrong })).toThrow(RangeError);
    }
  });
});
