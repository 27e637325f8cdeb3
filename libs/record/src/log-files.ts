import { Inject, Injectable } from '@nestjs/common';
import { erasedText, type CoalitionId, type Erasure } from '#kernel';
import { CONFIG, type Config } from '#platform';
import {
  disclosureFile,
  formatPolicy,
  formatProof,
  holdsTile,
  parseDisclosurePath,
  parseTilePath,
  TILE_WIDTH,
  tileWidth,
  utf8,
  type Tile,
} from '#transparency';
import { Cosignatures } from './cosignatures.service.js';
import { KeyRotations, validityOf } from './key-rotations.service.js';
import { LogKeys } from './log-keys.js';
import { LogQueries } from './log.queries.js';
import { RecentFiles } from './recent-files.js';
import { WitnessPolicy } from './witness-policy.js';

/** One file of a log: its bytes, their media type, and whether they will ever be others. */
export interface LogFile {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly isImmutable: boolean;
  /** Under which name a browser saves it, where it is for keeping. */
  readonly saveAs?: string;
  /** Why it is no longer there, where it was erased; the bytes say it in words. */
  readonly erased?: Erasure;
}

const TEXT = 'text/plain; charset=utf-8';
const BYTES = 'application/octet-stream';
/** The inclusion proof of a leaf, by its place in the one spelling. */
const PROOF = /^proof\/(0|[1-9]\d{0,14})$/;
const DOCUMENT = /^docs\/([0-9a-f]{64})$/;

/**
 * The files that a log consists of, by their paths below its prefix, as C2SP tlog-tiles names them: `checkpoint`,
 * `tile/...`; and what a stranger needs besides: `policy`, `docs/<sha256>` for what is too large for an entry, and
 * `proof/<index>` with the proof that an entry is under
 * the checkpoint (C2SP tlog-proof), `disclosed/<N>` with the salts and values that open commitments of the entries in bundle N.
 */
@Injectable()
export class LogFiles {
  /** What of each log is known to be published; it only grows, so full tiles are found without asking again. */
  private readonly known = new Map<string, { coalitionId: CoalitionId; size: number }>();
  /** Full tiles and bundles; partial ones are asked for once or twice each. */
  private readonly recent = new RecentFiles();
  private readonly keys: LogKeys;

  constructor(
    private readonly logs: LogQueries,
    private readonly cosignatures: Cosignatures,
    private readonly witnesses: WitnessPolicy,
    private readonly rotations: KeyRotations,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.keys = new LogKeys(config);
  }

  /** The file of the log with this slug as it is now; null when there is none, or not in this spelling. */
  async read(slug: string, file: string): Promise<LogFile | null> {
    if (file === 'checkpoint') return this.checkpoint(slug);
    if (file === 'policy') return this.policy(slug);
    const proved = PROOF.exec(file)?.[1];
    if (proved) return this.proof(slug, Number(proved));
    const document = DOCUMENT.exec(file)?.[1];
    if (document) return this.document(slug, document);
    const tile = parseTilePath(file);
    if (tile) return this.tile(slug, tile);
    const bundle = parseDisclosurePath(file);
    return bundle === null ? null : this.disclosed(slug, bundle);
  }

  private async checkpoint(slug: string): Promise<LogFile | null> {
    const log = await this.logs.bySlug(slug);
    const shown = log && (await this.cosignatures.shown(log));
    return shown?.note ? { bytes: utf8(shown.note), mediaType: TEXT, isImmutable: false } : null;
  }

  private async policy(slug: string): Promise<LogFile | null> {
    const log = await this.logs.bySlug(slug);
    const signers = log ? await this.keys.signers(log) : [];
    if (!log || signers.length === 0) return null;
    const url = `${this.config.origin}/log/${slug}/`;
    const rotations = await this.rotations.of(log.coalitionId);
    const logs = signers.map(({ key }) => ({ key, url, ...validityOf(key, rotations) }));
    const policy = this.witnesses.of(logs);
    return { bytes: utf8(formatPolicy(policy)), mediaType: TEXT, isImmutable: false };
  }

  private async proof(slug: string, index: number): Promise<LogFile | null> {
    const log = await this.logs.bySlug(slug);
    const shown = log && (await this.cosignatures.shown(log));
    if (!shown?.note || index >= shown.size) return null;
    const hashes = await this.logs.inclusionProof(shown.coalitionId, index, shown.size);
    const text = formatProof({ index, hashes, checkpoint: shown.note, extra: null });
    return { bytes: utf8(text), mediaType: TEXT, isImmutable: false, saveAs: `${slug}-${index}.tlog-proof` };
  }

  private async document(slug: string, sha256: string): Promise<LogFile | null> {
    const log = await this.find(slug, 0);
    const found = log && (await this.logs.document(log.coalitionId, Buffer.from(sha256, 'hex')));
    if (!found) return null;
    return 'basis' in found
      ? { bytes: utf8(`${erasedText(found)}\n`), mediaType: TEXT, isImmutable: false, erased: found }
      : { bytes: found.content, mediaType: found.mediaType, isImmutable: true };
  }

  private async tile(slug: string, tile: Tile): Promise<LogFile | null> {
    const end = (tile.index + 1) * TILE_WIDTH ** (tile.level === 'entries' ? 1 : tile.level + 1);
    const log = await this.find(slug, end);
    if (!log || !holdsTile(log.size, tile)) return null;
    const { coalitionId } = log;
    const load = () =>
      tile.level === 'entries' ? this.logs.bundle(coalitionId, tile) : this.logs.tile(coalitionId, tile);
    const isFull = tile.width === TILE_WIDTH;
    const bytes = isFull
      ? await this.recent.read(`${coalitionId}/${tile.level}/${tile.index}`, load)
      : await load();
    return { bytes, mediaType: BYTES, isImmutable: true };
  }

  private async disclosed(slug: string, bundle: number): Promise<LogFile | null> {
    const log = await this.find(slug, (bundle + 1) * TILE_WIDTH);
    const width = log ? tileWidth('entries', bundle, log.size) : 0;
    if (!log || width === 0) return null;
    const disclosed = await this.logs.disclosedIn(log.coalitionId, bundle * TILE_WIDTH, width);
    return { bytes: disclosureFile(disclosed), mediaType: 'application/json', isImmutable: false };
  }

  /** The log as far as it is known to be published, asked for anew unless `size` leaves are known already. */
  private async find(slug: string, size: number): Promise<{ coalitionId: CoalitionId; size: number } | null> {
    const known = this.known.get(slug);
    if (known && known.size >= size) return known;
    const log = await this.logs.bySlug(slug);
    if (!log) return null;
    const found = { coalitionId: log.coalitionId, size: log.size };
    this.known.set(slug, found);
    return found;
  }
}
