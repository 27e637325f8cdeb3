import fc from 'fast-check';
import { describeGolden } from '../../../../test/support/golden.js';
import { goldenBytes } from '../spec-support/golden.js';
import { crc32 } from './crc32.js';
import { readFirstSheet, WorkbookError } from './xlsx.js';

/** A ZIP archive of one part that is not deflated. */
function zipped(name: string, text: string): Uint8Array {
  const [path, content] = [Buffer.from(name), Buffer.from(text)];
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(path.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt32LE(crc32(content), 16);
  entry.writeUInt32LE(content.length, 20);
  entry.writeUInt16LE(path.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(head.length + path.length + content.length, 16);
  return Uint8Array.from(Buffer.concat([head, path, content, entry, path, end]));
}

const sheet = (rows: string) => zipped('xl/worksheets/sheet1.xml', `<sheetData>${rows}</sheetData>`);

describe('a workbook', () => {
  it('is read cell by cell, with what is left out between', () => {
    const rows =
      '<row r="2"><c r="B2" t="inlineStr"><is><t>A&amp;b&#x41;</t></is></c><c r="C2"><v>7</v></c></row>';
    expect(readFirstSheet(sheet(rows))).toEqual([[], ['', 'A&bA', '7']]);
  });

  it.each([
    ['a row beyond any sheet', '<row r="4294967295"><c r="A1"><v>1</v></c></row>'],
    ['a column beyond any sheet', '<row r="1"><c r="ZZZZZZZ1"><v>1</v></c></row>'],
    ['more cells than are read', '<row r="1"><c r="XFD1"><v>1</v></c></row>'.repeat(1300)],
  ])('is refused with %s, before that takes the memory', (_what, rows) => {
    expect(() => readFirstSheet(sheet(rows))).toThrow(WorkbookError);
  });

  it('may hold a reference to a character that does not exist', () => {
    expect(readFirstSheet(sheet('<row r="1"><c r="A1"><v>&#x110000;</v></c></row>'))).toEqual([
      ['&#x110000;'],
    ]);
  });
});

describeGolden('a damaged workbook', 'ballots', () => {
  it('is read or refused, and nothing else', () => {
    const set = 'rctab/test_set_1_exhaust_at_overvote/test_set_1_exhaust_at_overvote_cvr.xlsx';
    const whole = goldenBytes(set);
    const at = fc.nat({ max: whole.length - 1 });
    let refused = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(at, fc.nat({ max: 255 })), { maxLength: 6 }),
        at,
        fc.boolean(),
        (bytes, end, isCut) => {
          const damaged = Uint8Array.from(isCut ? whole.subarray(0, end) : whole);
          for (const [place, byte] of bytes) if (place < damaged.length) damaged[place] = byte;
          try {
            readFirstSheet(damaged);
          } catch (error) {
            expect(error).toBeInstanceOf(WorkbookError);
            refused += 1;
          }
        },
      ),
      { numRuns: 300 },
    );
    expect(refused).toBeGreaterThan(100);
  });
});
