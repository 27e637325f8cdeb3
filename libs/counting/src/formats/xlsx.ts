import { inflateRawSync } from 'node:zlib';
import { crc32 } from './crc32.js';

/** The most that one part of a workbook may unfold to, in bytes. */
const MAX_PART_BYTES = 256 * 1024 * 1024;
const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;

/** The most rows and columns of a sheet (ECMA-376). */
const [MAX_ROWS, MAX_COLUMNS] = [1_048_576, 16_384];
/** The most cells that are read: of a contest with many more options and papers than any that a workbook can hold. */
const MAX_CELLS = 20_000_000;

/** A file that is not the workbook it should be. */
export class WorkbookError extends Error {}

const damaged = () => new WorkbookError('The archive is damaged.');

function directoryOf(view: DataView): { count: number; offset: number } {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 65_557); at -= 1) {
    if (view.getUint32(at, true) === END_OF_DIRECTORY) {
      return { count: view.getUint16(at + 10, true), offset: view.getUint32(at + 16, true) };
    }
  }
  throw new WorkbookError('The workbook is no ZIP archive.');
}

/** Unpacks the parts of a ZIP archive (APPNOTE 6.3, stored or deflated) that are wanted, each as text. */
function unzip(bytes: Uint8Array, wanted: (name: string) => boolean): Map<string, string> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts = new Map<string, string>();
  let { count, offset: at } = directoryOf(view);
  const isWithin = (from: number, length: number) => from + length <= view.byteLength;
  for (; count > 0; count -= 1) {
    if (!isWithin(at, 46) || view.getUint32(at, true) !== DIRECTORY_ENTRY) throw damaged();
    const [packed, nameLength] = [view.getUint32(at + 20, true), view.getUint16(at + 28, true)];
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    if (wanted(name)) {
      const local = view.getUint32(at + 42, true);
      if (!isWithin(local, 30)) throw damaged();
      const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
      const data = bytes.subarray(start, start + packed);
      const content = view.getUint16(at + 10, true) === 8 ? unfold(data, name) : data;
      if (crc32(content) !== view.getUint32(at + 16, true)) throw new WorkbookError(`${name} is damaged.`);
      parts.set(name, new TextDecoder().decode(content));
    }
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return parts;
}

function unfold(data: Uint8Array, name: string): Uint8Array {
  try {
    return inflateRawSync(data, { maxOutputLength: MAX_PART_BYTES });
  } catch (error) {
    throw new WorkbookError(`${name} cannot be unpacked.`, { cause: error });
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function plainText(xml: string): string {
  return xml.replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

function textsIn(xml: string): string {
  return Array.from(xml.matchAll(/<t(?:\s[^>]*)?>([^<]*)<\/t>/g), ([, text = '']) => plainText(text)).join(
    '',
  );
}

function columnOf(reference: string): number {
  const letters = /^[A-Z]+/.exec(reference)?.[0] ?? '';
  return Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function cellText(attributes: string, content: string, shared: readonly string[]): string {
  const type = /\bt="(\w+)"/.exec(attributes)?.[1];
  if (type === 'inlineStr') return textsIn(content);
  const value = plainText(/<v>([^<]*)<\/v>/.exec(content)?.[1] ?? '');
  return type === 's' ? (shared[Number(value)] ?? '') : value;
}

/**
 * The cells of a workbook's first sheet as text, row by row (ECMA-376 part 1, sections 18.3 and 18.4); rows and
 * cells that the sheet leaves out are empty. Throws a `WorkbookError` when the bytes are no such workbook.
 */
export function readFirstSheet(bytes: Uint8Array): string[][] {
  const parts = unzip(
    bytes,
    (name) => name === 'xl/sharedStrings.xml' || name === 'xl/worksheets/sheet1.xml',
  );
  const sheet = parts.get('xl/worksheets/sheet1.xml');
  if (sheet === undefined) throw new WorkbookError('The workbook has no first sheet.');
  const shared = Array.from(
    (parts.get('xl/sharedStrings.xml') ?? '').matchAll(/<si>(.*?)<\/si>/gs),
    ([, item = '']) => textsIn(item),
  );
  const rows: string[][] = [];
  let read = 0;
  for (const [, number = '', content = ''] of sheet.matchAll(/<row\s[^>]*?\br="(\d+)"[^>]*>(.*?)<\/row>/gs)) {
    const cells: string[] = [];
    for (const [, attributes = '', value = ''] of content.matchAll(/<c\s([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)) {
      const column = columnOf(/\br="([A-Z]+\d+)"/.exec(attributes)?.[1] ?? '');
      if (column >= MAX_COLUMNS) throw new WorkbookError('The sheet has more columns than a sheet can have.');
      while (cells.length < column) cells.push('');
      cells.push(cellText(attributes, value, shared));
    }
    read += cells.length;
    if (read > MAX_CELLS) throw new WorkbookError(`The sheet has more than ${MAX_CELLS} cells.`);
    if (Number(number) > MAX_ROWS) throw new WorkbookError('The sheet has more rows than a sheet can have.');
    while (rows.length < Number(number) - 1) rows.push([]);
    rows.push(cells);
  }
  return rows;
}
