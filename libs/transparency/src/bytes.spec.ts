import fc from 'fast-check';
import {
  equalBytes,
  fromBase64,
  hashFromBase64,
  parseDecimal,
  sha256,
  toBase64,
  utf8,
  utf8Text,
} from './bytes.js';

describe('base64', () => {
  it('is read back as it was written, from the middle of a buffer too', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const moved = Buffer.concat([Buffer.of(1), bytes, Buffer.of(2)]).subarray(1, 1 + bytes.length);
        expect(toBase64(moved)).toBe(Buffer.from(bytes).toString('base64'));
        expect([...(fromBase64(toBase64(moved)) ?? [])]).toEqual([...bytes]);
      }),
    );
  });

  it.each([
    'A',
    'AA',
    'AA=',
    'AAA',
    'AB==',
    'AAB=',
    'AA==\n',
    ' AA==',
    'A-A=',
    'A_A=',
    'AA==AA==',
    '====',
    '\u00e4',
  ])('has no other spelling: %j', (text) => {
    expect(fromBase64(text)).toBeNull();
  });

  it('of a hash is 32 bytes, no fewer and no more', () => {
    expect(hashFromBase64(toBase64(sha256()))).toEqual(sha256());
    for (const length of [0, 31, 33]) expect(hashFromBase64(toBase64(Buffer.alloc(length)))).toBeNull();
  });
});

describe('decimals', () => {
  it.each([
    ['0', 0],
    ['7', 7],
    ['10', 10],
    ['9007199254740991', 2 ** 53 - 1],
  ])('%s is read', (text, value) => {
    expect(parseDecimal(text)).toBe(value);
  });

  it.each([
    '',
    ' 1',
    '1 ',
    '1\n',
    '+1',
    '-1',
    '-0',
    '00',
    '01',
    '1.0',
    '1e3',
    '0x10',
    '1_0',
    '\u0661',
    '9007199254740992',
  ])('%j is refused', (text) => {
    expect(parseDecimal(text)).toBeNull();
  });
});

describe('UTF-8', () => {
  it('keeps a byte order mark and every character', () => {
    expect(utf8Text(utf8('\ufeffa\u{1f600}'))).toBe('\ufeffa\u{1f600}');
  });

  it('is refused where it is not valid, and not mended', () => {
    for (const octets of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]]) {
      expect(utf8Text(Uint8Array.from(octets))).toBeNull();
    }
    expect(utf8Text(utf8('\ufffd'))).toBe('\ufffd');
  });

  it('is compared byte by byte', () => {
    expect(equalBytes(utf8('ab'), utf8('ab'))).toBe(true);
    expect(equalBytes(utf8('ab'), utf8('abc'))).toBe(false);
    expect(equalBytes(utf8('ab'), utf8('aB'))).toBe(false);
  });
});
