import { checkEntryValue, MAX_ENTRY_BYTES } from './entry-value.js';
import { type JsonValue } from './jcs.js';

describe('checkEntryValue', () => {
  it.each<[JsonValue]>([
    [{ n: 2 ** 53 - 1, m: -(2 ** 53 - 1), share: '0.125', none: null, yes: true }],
    [['\u00c5ngstr\u00f6m', { '\u00e9': [] }]],
    ['x'.repeat(MAX_ENTRY_BYTES - 2)],
  ])('passes whole numbers, normal texts and 32 KiB', (value) => {
    expect(checkEntryValue(value)).toBeNull();
  });

  it.each<[JsonValue, string, string]>([
    [{ a: [0, 1.5] }, 'ENTRY_NUMBER_NOT_WHOLE', '/a/1'],
    [2 ** 53, 'ENTRY_NUMBER_NOT_WHOLE', ''],
    [[-(2 ** 53)], 'ENTRY_NUMBER_NOT_WHOLE', '/0'],
    [{ a: { 'b/c~': 'A\u030a' } }, 'ENTRY_TEXT_NOT_NORMAL', '/a/b~1c~0'],
    [{ 'A\u030a': 1 }, 'ENTRY_TEXT_NOT_NORMAL', '/A\u030a'],
    ['x'.repeat(MAX_ENTRY_BYTES - 1), 'ENTRY_TOO_LARGE', ''],
    ['\u00e9'.repeat(MAX_ENTRY_BYTES / 2), 'ENTRY_TOO_LARGE', ''],
  ])('refuses what an entry cannot hold and says where (%#)', (value, code, path) => {
    expect(checkEntryValue(value)).toMatchObject({ refused: true, code, path });
  });
});
