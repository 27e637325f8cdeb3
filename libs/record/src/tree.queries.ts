import type { CoalitionId } from '#kernel';
import { TILE_WIDTH, tileRoot, type HashTile, type TileReader } from '#transparency';
import type { DataSource, EntityManager } from 'typeorm';

/** Reads one coalition's tree: full tiles are stored, partial ones are computed. */
export class TreeReader {
  constructor(
    private readonly db: EntityManager | DataSource,
    private readonly coalitionId: CoalitionId,
  ) {}

  /** Reads tiles for proofs; see `nodesFromTiles`. */
  readonly tiles: TileReader = async (tiles) => {
    const bytes: Uint8Array[] = [];
    // One after the other: inside a transaction there is one connection, which runs one statement at a time.
    for (const tile of tiles) bytes.push(await this.tile(tile));
    return bytes;
  };

  /** The bytes of a tile that the tree holds in this width. */
  async tile(tile: HashTile): Promise<Uint8Array> {
    if (tile.width < TILE_WIDTH) return this.compute(tile);
    const [stored] = await this.stored(tile.level, tile.index, 1);
    return stored ?? this.compute(tile);
  }

  /** The bytes of a tile, from the leaves or from the full tiles below it. */
  async compute({ level, index, width }: HashTile): Promise<Uint8Array> {
    const start = index * TILE_WIDTH;
    const hashes =
      level === 0
        ? await this.leaves(start, width)
        : (await this.stored(level - 1, start, width)).map((below) => tileRoot(below));
    if (hashes.length !== width) {
      throw new Error(
        `Tile ${level}/${index} of record ${this.coalitionId} is missing ${width - hashes.length} hashes.`,
      );
    }
    return Buffer.concat(hashes);
  }

  private async leaves(start: number, count: number): Promise<Uint8Array[]> {
    const rows: { leaf_hash: Buffer }[] = await this.db.query(
      `SELECT leaf_hash FROM record_leaf
       WHERE coalition_id = $1 AND leaf_index >= $2 AND leaf_index < $3 ORDER BY leaf_index`,
      [this.coalitionId, start, start + count],
    );
    return rows.map((row) => row.leaf_hash);
  }

  private async stored(level: number, start: number, count: number): Promise<Uint8Array[]> {
    const rows: { hashes: Buffer }[] = await this.db.query(
      `SELECT hashes FROM record_tile
       WHERE coalition_id = $1 AND level = $2 AND idx >= $3 AND idx < $4 ORDER BY idx`,
      [this.coalitionId, level, start, start + count],
    );
    return rows.map((row) => row.hashes);
  }
}
