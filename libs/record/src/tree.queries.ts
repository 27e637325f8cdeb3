import type { CoalitionId } from '#kernel';
import { queryPrepared } from '#platform';
import { TILE_WIDTH, tileRoot, type HashTile, type TileReader } from '#transparency';
import { DataSource, type EntityManager } from 'typeorm';

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
    const [stored] = await this.query<{ hashes: Buffer }>(
      'SELECT hashes FROM record_tile WHERE coalition_id = $1 AND level = $2 AND idx = $3',
      [this.coalitionId, tile.level, tile.index],
    );
    return stored?.hashes ?? this.compute(tile);
  }

  /** The bytes of a tile, from the leaves or from the full tiles below it. */
  async compute({ level, index, width }: HashTile): Promise<Uint8Array> {
    const start = index * TILE_WIDTH;
    const hashes = level === 0 ? await this.leaves(start, width) : await this.roots(level - 1, start, width);
    if (hashes.length !== width) {
      throw new Error(
        `Tile ${level}/${index} of record ${this.coalitionId} is missing ${width - hashes.length} hashes.`,
      );
    }
    return Buffer.concat(hashes);
  }

  private async leaves(start: number, count: number): Promise<Uint8Array[]> {
    const rows = await this.query<{ leaf_hash: Buffer }>(
      `SELECT leaf_hash FROM record_leaf
       WHERE coalition_id = $1 AND leaf_index >= $2 AND leaf_index < $3 ORDER BY leaf_index`,
      [this.coalitionId, start, start + count],
    );
    return rows.map((row) => row.leaf_hash);
  }

  /** The roots of full tiles, as they are stored beside them; of tiles without one it is computed. */
  private async roots(level: number, start: number, count: number): Promise<Uint8Array[]> {
    const rows = await this.query<{ root: Buffer | null; hashes: Buffer | null }>(
      `SELECT root, CASE WHEN root IS NULL THEN hashes END AS hashes FROM record_tile
       WHERE coalition_id = $1 AND level = $2 AND idx >= $3 AND idx < $4 ORDER BY idx`,
      [this.coalitionId, level, start, start + count],
    );
    return rows.map(({ root, hashes }) => root ?? tileRoot(hashes ?? Buffer.of()));
  }

  private query<Row extends object>(sql: string, values: readonly unknown[]): Promise<Row[]> {
    return queryPrepared<Row>(this.db instanceof DataSource ? this.db.manager : this.db, sql, values);
  }
}
