/** Milliseconds for which a file is answered from memory: as long may a change of the database stay unseen. */
const FRESH = 1000;
const MOST_BYTES = 64 * 1024 * 1024;

interface Kept {
  readonly bytes: Uint8Array;
  readonly until: number;
}

/** Files that never change once published and were read just now, within bounds of time and memory. */
export class RecentFiles {
  /** Oldest first, since a file is put in when it is read from the database and stays for the same time. */
  private readonly files = new Map<string, Kept>();
  private size = 0;

  /**
   * @param now a clock that never goes back, in milliseconds
   * @param mostBytes that the files may have together
   */
  constructor(
    private readonly now: () => number = () => performance.now(),
    private readonly mostBytes = MOST_BYTES,
  ) {}

  /** The file of this name as it was read within the last second, else as `load` reads it now. */
  async read(name: string, load: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const kept = this.files.get(name);
    if (kept && kept.until > this.now()) return kept.bytes;
    const bytes = await load();
    this.keep(name, bytes);
    return bytes;
  }

  private keep(name: string, bytes: Uint8Array): void {
    this.drop(name);
    this.files.set(name, { bytes, until: this.now() + FRESH });
    this.size += bytes.length;
    for (const [oldest, { until }] of this.files) {
      if (this.size <= this.mostBytes && until > this.now()) return;
      this.drop(oldest);
    }
  }

  private drop(name: string): void {
    this.size -= this.files.get(name)?.bytes.length ?? 0;
    this.files.delete(name);
  }
}
