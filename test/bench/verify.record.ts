import { generateKeyPairSync } from 'node:crypto';
import { uuidFromBytes } from '#kernel';
import {
  appendLeaf,
  bundlesFor,
  concat,
  emptyFrontier,
  encodeBundle,
  encodeEntry,
  formatCheckpoint,
  frontierRoot,
  leafHash,
  noteSigner,
  SIGNATURE_TYPE,
  signNote,
  sha256,
  tilePath,
  tileRoot,
  tilesFor,
  toBase64,
  toHex,
  utf8,
  type Entry,
  type EntryDocument,
  type Policy,
} from '#transparency';

export const ORIGIN = 'bench.example/log/bench';

/** An id that is the same in every run. */
export const idOf = (name: string) => uuidFromBytes(sha256(utf8(name)).subarray(0, 16));

/** Bytes that look like chance and are the same in every run. */
export const bytesOf = (name: string) => sha256(utf8(name));

/** What an entry of the made-up record says of itself; the writer knows the rest. */
export interface Said extends Pick<Entry, 'stream' | 'kind' | 'at' | 'body'> {
  readonly rule?: string;
  readonly commit?: Entry['commit'];
  readonly documents?: readonly Uint8Array[];
}

/** Writes a record as the ledger would, and in the end as signed files. */
export class RecordFiles {
  private readonly heads = new Map<string, { readonly ver: number; readonly hash: Uint8Array }>();
  private readonly entries: Uint8Array[] = [];
  private readonly leaves: Uint8Array[] = [];
  private readonly documents = new Map<string, Uint8Array>();
  private tree = emptyFrontier();

  get size(): number {
    return this.entries.length;
  }

  /** The last entry's hash as a leaf, and the root of the tree that ends with it. */
  get place(): { readonly leafHash: Uint8Array; readonly root: Uint8Array } {
    return { leafHash: this.leaves.at(-1) ?? new Uint8Array(), root: frontierRoot(this.tree) };
  }

  append({ stream, kind, at, body, rule, commit = {}, documents = [] }: Said): void {
    const head = this.heads.get(stream);
    const ver = (head?.ver ?? 0) + 1;
    const entry = encodeEntry({
      v: 1,
      log: ORIGIN,
      id: idOf(`entry ${this.size}`),
      kind,
      stream,
      ver,
      prev: head ? toBase64(head.hash) : null,
      at,
      actor: { role: 'elector', seat: null, org: null, commit: toBase64(bytesOf(stream)) },
      rule: rule ?? null,
      cause: null,
      body,
      commit,
      docs: documents.map((content) => this.keep(content)),
    });
    const hash = leafHash(entry);
    this.entries.push(entry);
    this.leaves.push(hash);
    this.tree = appendLeaf(this.tree, hash);
    this.heads.set(stream, { ver, hash });
  }

  private keep(content: Uint8Array): EntryDocument {
    const hash = sha256(content);
    this.documents.set(`docs/${toHex(hash)}`, content);
    return { sha256: toBase64(hash), size: content.length, mediaType: 'application/json', lang: null };
  }

  /** The files that a server of the record has, and the policy by which they are verified. */
  signed(): { readonly files: ReadonlyMap<string, Uint8Array>; readonly policy: Policy } {
    const { size } = this;
    const signer = noteSigner(ORIGIN, SIGNATURE_TYPE.ed25519, generateKeyPairSync('ed25519').privateKey);
    const note = signNote(formatCheckpoint({ origin: ORIGIN, size, root: frontierRoot(this.tree) }), [
      signer,
    ]);
    const files = new Map([...this.documents, ['checkpoint', utf8(note)]]);
    for (const bundle of bundlesFor(size)) {
      const start = bundle.index * 256;
      files.set(tilePath(bundle), encodeBundle(this.entries.slice(start, start + bundle.width)));
    }
    let [row, level] = [this.leaves, 0];
    for (const tile of tilesFor(size)) {
      if (tile.level > level) {
        const below = row;
        row = Array.from({ length: Math.floor(below.length / 256) }, (_, n) =>
          tileRoot(concat(below.slice(n * 256, (n + 1) * 256))),
        );
        level = tile.level;
      }
      files.set(tilePath(tile), concat(row.slice(tile.index * 256, tile.index * 256 + tile.width)));
    }
    return {
      files,
      policy: { logs: [{ key: signer.key, url: null }], witnesses: [], groups: [], quorum: 'none' },
    };
  }
}
