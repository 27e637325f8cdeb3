import { HASH_BYTES, nodeHash, splitHashes, type TreeNode } from './merkle.js';
import { type NodeReader } from './merkle-proof.js';
import { TILE_WIDTH, type EntryBundle, type HashTile, type Tile } from './tile-path.js';

/** Levels of the tree that one level of tiles spans: a full tile is a perfect subtree of this height. */
const TILE_HEIGHT = 8;

/** How many hashes the tiles of a level hold together in a log of this size: floor(size / 256^level). */
export function rowLength(level: number, size: number): number {
  return Math.floor(size / TILE_WIDTH ** level);
}

/** The width that a tile or bundle has in a log of this size: 256, less at the right edge, 0 beyond it. */
export function tileWidth(level: Tile['level'], index: number, size: number): number {
  const row = rowLength(level === 'entries' ? 0 : level, size);
  return Math.max(0, Math.min(TILE_WIDTH, row - index * TILE_WIDTH));
}

/** True when a log of this size holds all of the tile; a narrower partial tile is held by the wider one. */
export function holdsTile(size: number, { level, index, width }: Tile): boolean {
  return width <= tileWidth(level, index, size);
}

/** The tiles of hashes that a log of this size has, level by level, left to right, the partial one last. */
export function* tilesFor(size: number): Generator<HashTile> {
  for (let level = 0; rowLength(level, size) > 0; level += 1) {
    const row = rowLength(level, size);
    for (let index = 0; index * TILE_WIDTH < row; index += 1) {
      yield { level, index, width: tileWidth(level, index, size) };
    }
  }
}

/** The entry bundles that a log of this size has, the partial one last. */
export function* bundlesFor(size: number): Generator<EntryBundle> {
  for (let index = 0; index * TILE_WIDTH < size; index += 1) {
    yield { level: 'entries', index, width: tileWidth('entries', index, size) };
  }
}

/** The partial tiles at the right edge of a log of this size, lowest level first. */
export function partialTiles(size: number): HashTile[] {
  const tiles: HashTile[] = [];
  for (let level = 0; rowLength(level, size) > 0; level += 1) {
    const index = Math.floor(rowLength(level, size) / TILE_WIDTH);
    const width = tileWidth(level, index, size);
    if (width > 0) tiles.push({ level, index, width });
  }
  return tiles;
}

/** The tiles that become full when a log grows from one size to another, lowest level first, left to right. */
export function* tilesCompleted(from: number, to: number): Generator<HashTile> {
  for (let level = 0; rowLength(level, to) >= TILE_WIDTH; level += 1) {
    const first = Math.floor(rowLength(level, from) / TILE_WIDTH);
    const end = Math.floor(rowLength(level, to) / TILE_WIDTH);
    for (let index = first; index < end; index += 1) yield { level, index, width: TILE_WIDTH };
  }
}

/** The root over a perfect subtree of hashes: their number is a power of two. Throws a RangeError otherwise. */
export function perfectRoot(hashes: readonly Uint8Array[]): Uint8Array {
  let row = hashes;
  while (row.length > 1) {
    row = Array.from({ length: Math.ceil(row.length / 2) }, (_, pair) => {
      const [left, right] = [row[2 * pair], row[2 * pair + 1]];
      if (left === undefined || right === undefined) throw notPerfect();
      return nodeHash(left, right);
    });
  }
  const [root] = row;
  if (root === undefined) throw notPerfect();
  return root;
}

function notPerfect(): RangeError {
  return new RangeError('A perfect subtree has a power of two of hashes.');
}

/** The root of a full tile: the one hash that stands for it in the level above. Throws unless it is full. */
export function tileRoot(bytes: Uint8Array): Uint8Array {
  if (bytes.length !== TILE_WIDTH * HASH_BYTES) throw new RangeError('A full tile has 8,192 bytes.');
  return perfectRoot(splitHashes(bytes));
}

/** Where a node of the tree stands: a tile and the run of its hashes that the node is the root of. */
export interface NodePlace {
  readonly level: number;
  readonly index: number;
  readonly first: number;
  readonly count: number;
}

/** The tile whose bottom row holds, or hashes up to, a node of the tree. */
export function placeOfNode({ height, index }: TreeNode): NodePlace {
  const level = Math.floor(height / TILE_HEIGHT);
  const count = 2 ** (height % TILE_HEIGHT);
  const start = index * count;
  return { level, index: Math.floor(start / TILE_WIDTH), first: start % TILE_WIDTH, count };
}

/** The hash of a node, computed from the tile that `placeOfNode` names. Throws when the tile is too narrow. */
export function nodeOfTile(bytes: Uint8Array, { first, count }: NodePlace): Uint8Array {
  const end = (first + count) * HASH_BYTES;
  if (bytes.length < end) throw new RangeError('The tile is too narrow for this node.');
  return perfectRoot(splitHashes(bytes.subarray(first * HASH_BYTES, end)));
}

/** Reads the bytes of tiles of hashes, in the order asked for. */
export type TileReader = (tiles: readonly HashTile[]) => Promise<readonly Uint8Array[]>;

/**
 * A reader of nodes for proofs about a log of this size, on top of a reader of tiles. Asks once for all the
 * tiles of a proof, each one once and in the width it has at that size. The tiles are taken at their word:
 * for the log itself, over its own tables.
 */
export function nodesFromTiles(size: number, readTiles: TileReader): NodeReader {
  return async (nodes) => {
    const places = nodes.map(placeOfNode);
    const tiles = new Map<string, HashTile>();
    for (const { level, index } of places) {
      tiles.set(tileKey({ level, index }), { level, index, width: tileWidth(level, index, size) });
    }
    const bytes = await readTiles([...tiles.values()]);
    const byKey = new Map([...tiles.keys()].map((key, position) => [key, bytes[position]]));
    return places.map((place) => {
      const tile = byKey.get(tileKey(place));
      if (tile === undefined) throw new RangeError('The reader did not answer every tile.');
      return nodeOfTile(tile, place);
    });
  };
}

function tileKey({ level, index }: Pick<HashTile, 'level' | 'index'>): string {
  return `${level}/${index}`;
}
