import { hashFromBase64, sha256, toBase64, toHex } from './bytes.js';
import { TamperedLog, type FetchBytes } from './client.js';
import { type Entry, type EntryDocument } from './entry.js';
import { erasedDocuments } from './erasure-check.js';
import { type ReadDocument } from './record-check.js';

/** Documents that are fetched at the same time. */
const AT_ONCE = 4;

interface NamedDocument {
  readonly document: EntryDocument;
  /** The entry that names it first. */
  readonly index: number;
}

/** The documents that the entries of a log name, each one trusted only when its bytes have the named hash. */
export class RecordDocuments {
  private readonly named = new Map<string, NamedDocument>();
  private readonly verified = new Set<string>();
  private readonly erased = new Set<string>();

  constructor(private readonly fetchBytes: FetchBytes) {}

  /** How many have been read and have the hash that their entry names. */
  get count(): number {
    return this.verified.size;
  }

  /** Takes in the documents that an entry names, and those that it says were erased. */
  see(entry: Entry, index: number): void {
    for (const hash of erasedDocuments(entry)) this.erased.add(hash);
    for (const document of entry.docs) {
      if (!this.named.has(document.sha256)) this.named.set(document.sha256, { document, index });
    }
  }

  /**
   * Fetches a document that an entry names.
   *
   * @throws TamperedLog when no entry seen so far names it, or its bytes are others
   */
  readonly read: ReadDocument = async (hash) => {
    const named = this.named.get(hash);
    const name = hashFromBase64(hash);
    if (named === undefined || name === null) {
      throw new TamperedLog(`No entry carries the document "${hash}" that its facts refer to.`, 'docs');
    }
    const path = `docs/${toHex(name)}`;
    const bytes = await this.fetchBytes(path);
    if (toBase64(sha256(bytes)) !== hash || bytes.length !== named.document.size) {
      const message = `${path} is not the document that entry ${named.index} names.`;
      throw new TamperedLog(message, path, named.index);
    }
    this.verified.add(hash);
    return bytes;
  };

  /** Reads every document that has not been read yet and was not erased. */
  async readRest(): Promise<void> {
    const waiting = [...this.named.keys()].filter(
      (hash) => !this.verified.has(hash) && !this.erased.has(hash),
    );
    const readOn = async () => {
      for (let hash = waiting.shift(); hash !== undefined; hash = waiting.shift()) await this.read(hash);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, readOn));
  }
}
