import { concat, equalBytes } from './bytes.js';
import { type Checkpoint } from './checkpoint.js';
import { decodeBundle } from './entry-bundle.js';
import { EMPTY_ROOT, foldRight, HASH_BYTES, leafHash, perfectSubtrees, splitHashes } from './merkle.js';
import { TILE_WIDTH, tilePath, type EntryBundle, type HashTile } from './tile-path.js';
import { bundlesFor, nodeOfTile, partialTiles, placeOfNode, tileRoot, tileWidth } from './tiles.js';

/** Fetches what a log serves under a path below its prefix, decompressed. Rejects when it cannot. */
export type FetchBytes = (path: string) => Promise<Uint8Array>;

/** Where to read a log, and the head to which all that is read must lead. */
export interface LogSource {
  readonly fetchBytes: FetchBytes;
  /** A checkpoint whose signatures have been verified. */
  readonly checkpoint: Checkpoint;
  /** Told after each bundle how many entries have been verified, of how many. */
  readonly onProgress?: (verified: number, size: number) => void;
  /** Bundles that are fetched before they are needed; 4 unless told. */
  readonly ahead?: number;
}

/** An entry that leads to the signed root. */
export interface LoggedEntry {
  readonly index: number;
  readonly leafHash: Uint8Array;
  readonly bytes: Uint8Array;
}

/** What a log served does not lead to the root that it signed. */
export class TamperedLog extends Error {
  override readonly name = 'TamperedLog';

  /**
   * @param place the path of the tile or bundle, or `checkpoint`
   * @param leafIndex the entry, where one alone is wrong
   */
  constructor(
    message: string,
    readonly place: string,
    readonly leafIndex: number | null = null,
  ) {
    super(message);
  }
}

/**
 * Reads a whole log and trusts nothing of it but the signed root. Yields the entries in order, each one only
 * after its hash was found in a tile that leads to that root: the tiles at the right edge make up the root
 * itself, every full tile hashes to what the tile above holds for it, every entry to what its tile holds.
 * So what was served is what would be rebuilt, tile by tile.
 *
 * Holds one tile of each level and a few bundles at a time. Throws `TamperedLog` with the place, and whatever
 * `fetchBytes` rejects with.
 */
export async function* readLog(source: LogSource): AsyncGenerator<LoggedEntry> {
  const { size } = source.checkpoint;
  const tiles = new VerifiedTiles(source.fetchBytes, source.checkpoint);
  await tiles.verifyEdge();
  for await (const { bundle, bytes } of fetchAhead(source)) {
    const hashes = await tiles.hashes(0, bundle.index);
    const entries = decodeBundle(bytes, bundle.width);
    if (entries === null) {
      const path = tilePath(bundle);
      throw new TamperedLog(`${path} does not hold exactly ${bundle.width} entries.`, path);
    }
    for (const [position, entry] of entries.entries()) {
      const index = bundle.index * TILE_WIDTH + position;
      const hash = leafHash(entry);
      const inTile = hashes[position];
      if (inTile === undefined || !equalBytes(hash, inTile)) {
        const path = tilePath(bundle);
        throw new TamperedLog(`Entry ${index} in ${path} is not the one in the signed tree.`, path, index);
      }
      yield { index, leafHash: hash, bytes: entry };
    }
    source.onProgress?.(bundle.index * TILE_WIDTH + bundle.width, size);
  }
}

interface FetchedBundle {
  readonly bundle: EntryBundle;
  readonly bytes: Uint8Array;
}

/** The bundles in order, a few of them on their way at a time. */
async function* fetchAhead({ fetchBytes, checkpoint, ahead = 4 }: LogSource): AsyncGenerator<FetchedBundle> {
  const underway: Promise<() => FetchedBundle>[] = [];
  for (const bundle of bundlesFor(checkpoint.size)) {
    underway.push(settle(bundle, fetchBytes));
    if (underway.length <= ahead) continue;
    const next = await underway.shift();
    if (next) yield next();
  }
  for (const next of underway) yield (await next)();
}

/** A failure is kept until its turn comes, so that it is thrown in order and never goes unheard. */
async function settle(bundle: EntryBundle, fetchBytes: FetchBytes): Promise<() => FetchedBundle> {
  try {
    const bytes = await fetchBytes(tilePath(bundle));
    return () => ({ bundle, bytes });
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/** Tiles of one log, read from left to right, each verified up to the signed root before its hashes are used. */
class VerifiedTiles {
  /** The tiles at the right edge, by level: verified together, kept to the end. */
  private readonly edge = new Map<number, Uint8Array[]>();
  /** The full tile last used on each level. */
  private readonly current = new Map<number, { readonly index: number; readonly hashes: Uint8Array[] }>();

  constructor(
    private readonly fetchBytes: FetchBytes,
    private readonly checkpoint: Checkpoint,
  ) {}

  /** Fetches the partial tiles and computes the root from them: they hold all of the tree's perfect subtrees. */
  async verifyEdge(): Promise<void> {
    const { size, root } = this.checkpoint;
    for (const tile of partialTiles(size)) this.edge.set(tile.level, await this.fetch(tile));
    const subtrees = perfectSubtrees(size).map((node) => {
      const place = placeOfNode(node);
      return nodeOfTile(concat(this.edge.get(place.level) ?? []), place);
    });
    if (!equalBytes(foldRight(subtrees) ?? EMPTY_ROOT, root)) {
      const message = `The tiles at the right edge of the tree of ${size} entries do not make up its signed root.`;
      throw new TamperedLog(message, 'checkpoint');
    }
  }

  /** The hashes of a tile. The tile above answers for a full one; those at the edge are verified already. */
  async hashes(level: number, index: number): Promise<readonly Uint8Array[]> {
    const width = tileWidth(level, index, this.checkpoint.size);
    if (width < TILE_WIDTH) return this.edge.get(level) ?? [];
    const current = this.current.get(level);
    if (current?.index === index) return current.hashes;
    const tile: HashTile = { level, index, width };
    const above = await this.hashes(level + 1, Math.floor(index / TILE_WIDTH));
    const hashes = await this.fetch(tile);
    const expected = above[index % TILE_WIDTH];
    if (expected === undefined || !equalBytes(tileRoot(concat(hashes)), expected)) {
      const path = tilePath(tile);
      throw new TamperedLog(`${path} does not hash to what the tile above holds for it.`, path);
    }
    this.current.set(level, { index, hashes });
    return hashes;
  }

  private async fetch(tile: HashTile): Promise<Uint8Array[]> {
    const path = tilePath(tile);
    const bytes = await this.fetchBytes(path);
    if (bytes.length !== tile.width * HASH_BYTES) {
      throw new TamperedLog(`${path} has ${bytes.length} bytes and not ${tile.width * HASH_BYTES}.`, path);
    }
    return splitHashes(bytes);
  }
}
