import { isRefusal } from '#kernel';
import { TamperedLog, type FetchBytes } from './client.js';
import { checkDisclosure, disclosurePath, parseDisclosureFile } from './disclosure.js';
import { type Entry } from './entry.js';
import { MissingFile } from './missing-file.js';
import { TILE_WIDTH } from './tile-path.js';

/** Files that are fetched at a time. */
const AT_ONCE = 4;

/** What a log discloses of the values that its entries commit to: each one must open its commitment. */
export class RecordDisclosures {
  /** Commitments by bundle, then by the index of the entry. */
  private readonly commitments = new Map<number, Map<number, Entry['commit']>>();
  private opened = 0;

  constructor(private readonly fetchBytes: FetchBytes) {}

  /** How many values have opened their commitments. */
  get count(): number {
    return this.opened;
  }

  /** Takes in what an entry commits to. */
  see({ commit }: Entry, index: number): void {
    const bundle = Math.floor(index / TILE_WIDTH);
    const seen = this.commitments.get(bundle) ?? new Map<number, Entry['commit']>();
    if (Object.keys(commit).length > 0) seen.set(index, commit);
    this.commitments.set(bundle, seen);
  }

  /**
   * Reads all that is disclosed. A log that discloses nothing of a bundle need not have its file.
   *
   * @throws TamperedLog when a value does not open the commitment of its entry
   */
  async check(): Promise<void> {
    const waiting = [...this.commitments];
    const readOn = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        await this.checkBundle(...next);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, readOn));
  }

  private async checkBundle(
    bundle: number,
    commitments: ReadonlyMap<number, Entry['commit']>,
  ): Promise<void> {
    const path = disclosurePath(bundle);
    const bytes = await this.fetchBytes(path).catch((error: unknown) => {
      if (error instanceof MissingFile) return null;
      throw error;
    });
    if (bytes === null) return;
    const values = parseDisclosureFile(bytes);
    if (isRefusal(values)) throw new TamperedLog(`${path} cannot be read: ${values.because}`, path);
    for (const value of values) {
      const refusal = checkDisclosure(value, commitments.get(value.index));
      if (refusal !== null) throw new TamperedLog(refusal.because, path, value.index);
      this.opened += 1;
    }
  }
}
