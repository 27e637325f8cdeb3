import { parseDecimal } from './bytes.js';
import { isIndex } from './merkle.js';

/** Hashes, or entries, in a full tile or bundle. */
export const TILE_WIDTH = 256;

const MAX_LEVEL = 63;

/** A tile of hashes: `width` hashes from `index * 256` on, each the root over 256^level leaves. */
export interface HashTile {
  readonly level: number;
  readonly index: number;
  readonly width: number;
}

/** A bundle of `width` entries from `index * 256` on. */
export interface EntryBundle {
  readonly level: 'entries';
  readonly index: number;
  readonly width: number;
}

export type Tile = HashTile | EntryBundle;

/**
 * The path of a tile or bundle below the log's prefix (C2SP tlog-tiles): `tile/0/x001/x234/067`,
 * `tile/entries/000.p/3`. Throws a RangeError for a level above 63 or a width outside 1 to 256.
 */
export function tilePath({ level, index, width }: Tile): string {
  if (level !== 'entries' && (!isIndex(level) || level > MAX_LEVEL)) {
    throw new RangeError('The level of a tile is a whole number from 0 to 63.');
  }
  if (!isIndex(index) || !isIndex(width) || width < 1 || width > TILE_WIDTH) {
    throw new RangeError('A tile has an index from 0 and a width from 1 to 256.');
  }
  return `tile/${level}/${indexPath(index)}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

/** The index in groups of three digits, all but the last led by an x. */
function indexPath(index: number): string {
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  const groups = padded.match(/[0-9]{3}/g) ?? [];
  return groups.map((group, place) => (place === groups.length - 1 ? group : `x${group}`)).join('/');
}

/**
 * Reads a tile path. Null unless it is the one spelling that `tilePath` writes: no leading zeros or groups,
 * no width of 0 or 256, no level above 63, no index above 2^53-1.
 */
export function parseTilePath(text: string): Tile | null {
  const parts = /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/.exec(
    text,
  );
  if (parts?.[1] === undefined || parts[2] === undefined) return null;
  const level = parts[1] === 'entries' ? 'entries' : parseDecimal(parts[1]);
  const index = Number(parts[2].replaceAll(/[x/]/g, ''));
  const width = parts[3] === undefined ? TILE_WIDTH : parseDecimal(parts[3]);
  if (level === null || width === null || !isIndex(index)) return null;
  if ((level !== 'entries' && level > MAX_LEVEL) || width < 1 || width > TILE_WIDTH) return null;
  const tile: Tile = level === 'entries' ? { level, index, width } : { level, index, width };
  return tilePath(tile) === text ? tile : null;
}
