import fc from 'fast-check';
import { decodeBundle, encodeBundle } from './entry-bundle.js';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');

describe('entry bundles', () => {
  it('put the length of each entry before it, the high byte first', () => {
    const bundle = encodeBundle([Buffer.from('ab'), Buffer.of(), Buffer.alloc(258, 1)]);
    expect([...bundle.subarray(0, 8)]).toEqual([0, 2, 0x61, 0x62, 0, 0, 1, 2]);
    expect(bundle).toHaveLength(4 + 2 + 260);
    expect(decodeBundle(bundle, 3)?.map((entry) => entry.length)).toEqual([2, 0, 258]);
  });

  it('are read back as they were written, from the middle of a buffer too', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }), (entries) => {
        const moved = Buffer.concat([Buffer.of(9), encodeBundle(entries)]).subarray(1);
        const read = decodeBundle(moved, entries.length);
        expect(read?.map((entry) => [...entry])).toEqual(entries.map((entry) => [...entry]));
      }),
    );
  });

  it('hold entries of 65,535 bytes and none above', () => {
    expect(decodeBundle(encodeBundle([Buffer.alloc(65_535)]), 1)?.[0]).toHaveLength(65_535);
    expect(() => encodeBundle([Buffer.alloc(65_536)])).toThrow(RangeError);
  });

  it.each<[string, number[], number]>([
    ['an entry is missing', [0, 1, 0x61], 2],
    ['there is one entry more', [0, 1, 0x61, 0, 0], 1],
    ['an entry is cut short', [0, 2, 0x61], 1],
    ['a length is cut short', [0, 1, 0x61, 0], 2],
    ['it is empty', [], 1],
  ])('are refused when %s', (_, octets, width) => {
    expect(decodeBundle(Uint8Array.from(octets), width)).toBeNull();
  });

  it('keep their entries in order', () => {
    const entries = ['a', 'b', 'c'].map((entry) => Buffer.from(entry));
    expect(decodeBundle(encodeBundle(entries), 3)?.map(text)).toEqual(['a', 'b', 'c']);
  });
});
