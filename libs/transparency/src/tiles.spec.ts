import { createHash } from 'node:crypto';
import { HASH_BYTES, leafHash, perfectSubtrees } from './merkle.js';
import { consistencyProof, inclusionProof, verifyConsistency, verifyInclusion } from './merkle-proof.js';
import { RecursiveTree } from './spec-support/recursive-tree.js';
import { rootOf, serveLog } from './spec-support/served-log.js';
import { parseTilePath, tilePath, type HashTile } from './tile-path.js';
import {
  bundlesFor,
  holdsTile,
  nodeOfTile,
  nodesFromTiles,
  partialTiles,
  perfectRoot,
  placeOfNode,
  tileRoot,
  tilesCompleted,
  tilesFor,
  tileWidth,
  type TileReader,
} from './tiles.js';

const full = (level: number, index: number): HashTile => ({ level, index, width: 256 });
const run = (level: number, count: number) => Array.from({ length: count }, (_, index) => full(level, index));

describe('the tiles of a log', () => {
  it.each<[number, HashTile[]]>([
    [0, []],
    [1, [{ level: 0, index: 0, width: 1 }]],
    [255, [{ level: 0, index: 0, width: 255 }]],
    [256, [full(0, 0), { level: 1, index: 0, width: 1 }]],
    [257, [full(0, 0), { level: 0, index: 1, width: 1 }, { level: 1, index: 0, width: 1 }]],
    [65_535, [...run(0, 255), { level: 0, index: 255, width: 255 }, { level: 1, index: 0, width: 255 }]],
    [65_536, [...run(0, 256), full(1, 0), { level: 2, index: 0, width: 1 }]],
    [
      65_537,
      [...run(0, 256), { level: 0, index: 256, width: 1 }, full(1, 0), { level: 2, index: 0, width: 1 }],
    ],
    [
      70_000,
      [
        ...run(0, 273),
        { level: 0, index: 273, width: 112 },
        full(1, 0),
        { level: 1, index: 1, width: 17 },
        { level: 2, index: 0, width: 1 },
      ],
    ],
  ])('of %d entries are the full ones and one partial tile a level', (size, tiles) => {
    expect([...tilesFor(size)]).toEqual(tiles);
    expect(partialTiles(size)).toEqual(tiles.filter(({ width }) => width < 256));
  });

  it('are those that a log written otherwise has, bundles too', () => {
    for (const size of [1, 255, 256, 257, 600]) {
      const { files } = serveLog(Array.from({ length: size }, (_, index) => Buffer.of(index % 256)));
      const paths = [...bundlesFor(size), ...tilesFor(size)].map(tilePath);
      expect(paths.sort()).toEqual([...files.keys()].sort());
    }
  });

  it('are held from the size on at which they are full', () => {
    const tile = { level: 1, index: 1, width: 17 };
    expect(holdsTile(65_536 + 17 * 256, tile)).toBe(true);
    expect(holdsTile(65_536 + 17 * 256 - 1, tile)).toBe(false);
    expect(holdsTile(2 ** 40, tile)).toBe(true);
    expect(holdsTile(256, { level: 'entries', index: 0, width: 256 })).toBe(true);
    expect(holdsTile(255, { level: 'entries', index: 0, width: 256 })).toBe(false);
    expect(holdsTile(256, { level: 'entries', index: 1, width: 1 })).toBe(false);
    expect(holdsTile(2 ** 53 - 1, { level: 63, index: 0, width: 1 })).toBe(false);
    expect([tileWidth(0, 1, 300), tileWidth(0, 2, 300), tileWidth(1, 0, 300)]).toEqual([44, 0, 1]);
  });

  it('become full on every level, each one once, however the log grows', () => {
    expect([...tilesCompleted(0, 255)]).toEqual([]);
    expect([...tilesCompleted(255, 256)]).toEqual([full(0, 0)]);
    expect([...tilesCompleted(256, 511)]).toEqual([]);
    expect([...tilesCompleted(65_535, 65_536)]).toEqual([full(0, 255), full(1, 0)]);
    const steps = [0, 1, 255, 256, 1000, 65_535, 65_537, 70_000];
    const grown = steps.slice(1).flatMap((to, step) => [...tilesCompleted(steps[step]!, to)]);
    const isFull = ({ width }: HashTile) => width === 256;
    const byPath = (tiles: HashTile[]) => tiles.map(tilePath).sort();
    expect(byPath(grown)).toEqual(byPath([...tilesFor(70_000)].filter(isFull)));
  });
});

describe('nodes in tiles', () => {
  const hash = (seed: number) => createHash('sha256').update(String(seed)).digest();
  const row = Array.from({ length: 256 }, (_, position) => hash(position));

  it('stand in the tile whose bottom row they cover', () => {
    expect(placeOfNode({ height: 0, index: 300 })).toEqual({ level: 0, index: 1, first: 44, count: 1 });
    expect(placeOfNode({ height: 7, index: 3 })).toEqual({ level: 0, index: 1, first: 128, count: 128 });
    expect(placeOfNode({ height: 8, index: 3 })).toEqual({ level: 1, index: 0, first: 3, count: 1 });
    expect(placeOfNode({ height: 10, index: 65 })).toEqual({ level: 1, index: 1, first: 4, count: 4 });
  });

  it('are computed from the row that they cover', () => {
    expect(tileRoot(Buffer.concat(row))).toEqual(rootOf(row));
    const place = placeOfNode({ height: 3, index: 5 });
    expect(nodeOfTile(Buffer.concat(row), place)).toEqual(rootOf(row.slice(40, 48)));
  });

  it('are not computed from a tile that is too narrow or a run that is no power of two', () => {
    expect(() => tileRoot(Buffer.concat(row.slice(1)))).toThrow(RangeError);
    expect(() => nodeOfTile(Buffer.alloc(47 * HASH_BYTES), placeOfNode({ height: 3, index: 5 }))).toThrow(
      RangeError,
    );
    expect(() => perfectRoot(row.slice(0, 3))).toThrow(RangeError);
    expect(() => perfectRoot(row.slice(0, 6))).toThrow(RangeError);
    expect(() => perfectRoot([])).toThrow(RangeError);
  });
});

describe('proofs from tiles', () => {
  const size = 70_000;
  const entries = Array.from({ length: size }, (_, index) => Buffer.from(String(index)));
  const tree = new RecursiveTree(entries);
  const root = tree.mth(0, size);
  const { files } = serveLog(entries);

  it('are made from the 273 + 1, 1 + 1 and 1 tiles of 70,000 entries', () => {
    const paths = [...bundlesFor(size), ...tilesFor(size)].map(tilePath);
    expect(paths.sort()).toEqual([...files.keys()].sort());
  });

  /** Serves tiles at a smaller size from the wider ones of the whole log. */
  const reader =
    (asked: string[]): TileReader =>
    (tiles) => {
      const bytes = tiles.map((tile) => {
        asked.push(tilePath(tile));
        const width = tileWidth(tile.level, tile.index, size);
        return Buffer.from(files.get(tilePath({ ...tile, width })) ?? []).subarray(
          0,
          tile.width * HASH_BYTES,
        );
      });
      return Promise.resolve(bytes);
    };

  it.each([0, 255, 256, 65_535, 65_536, 69_887, 69_888, 69_999])('include entry %d', async (index) => {
    const asked: string[] = [];
    const proof = await inclusionProof(index, size, nodesFromTiles(size, reader(asked)));
    expect(verifyInclusion({ leafHash: leafHash(entries[index]!), index, size, root, proof })).toBe(true);
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked.every((path) => parseTilePath(path) !== null)).toBe(true);
    expect(asked.length).toBeLessThanOrEqual(5);
  });

  it.each([1, 255, 256, 257, 65_535, 65_536, 65_537, 69_999])(
    'lead from %d entries to 70,000',
    async (from) => {
      const proof = await consistencyProof(from, size, nodesFromTiles(size, reader([])));
      const fromRoot = tree.mth(0, from);
      expect(verifyConsistency({ from, to: size, fromRoot, toRoot: root, proof })).toBe(true);
    },
  );

  it('are made for an earlier size with the tiles of that size', async () => {
    const asked: string[] = [];
    const proof = await inclusionProof(100, 300, nodesFromTiles(300, reader(asked)));
    const at300 = tree.mth(0, 300);
    expect(
      verifyInclusion({ leafHash: leafHash(entries[100]!), index: 100, size: 300, root: at300, proof }),
    ).toBe(true);
    expect(asked.sort()).toEqual(['tile/0/000', 'tile/0/001.p/44']);
  });

  it('are refused when the reader leaves a tile out', async () => {
    await expect(
      inclusionProof(
        0,
        size,
        nodesFromTiles(size, () => Promise.resolve([])),
      ),
    ).rejects.toThrow(RangeError);
  });

  it('find every perfect subtree of a size in its partial tiles', () => {
    const partial = new Set(partialTiles(size).map(({ level, index }) => `${level}/${index}`));
    for (const node of perfectSubtrees(size)) {
      const { level, index } = placeOfNode(node);
      expect(partial).toContain(`${level}/${index}`);
    }
  });
});
