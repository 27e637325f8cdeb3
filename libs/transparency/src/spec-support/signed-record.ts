import { formatCheckpoint } from '../checkpoint.js';
import { toBase64, utf8, sha256 } from '../bytes.js';
import { encodeEntry, type Entry, type EntryDocument } from '../entry.js';
import { leafHash } from '../merkle.js';
import { signNote, type NoteSigner } from '../note.js';
import { MissingFile } from '../missing-file.js';
import { formatPolicy, type Policy } from '../policy.js';
import { ORIGIN } from './entries.js';
import { serveLog } from './served-log.js';
import { signerOf } from './signers.js';

/** The log's own key in the specifications. */
export const LOG_SIGNER = signerOf(ORIGIN, 1);

/** A policy that trusts one key and asks for no witness. */
export function policyOf(signer: NoteSigner = LOG_SIGNER): Policy {
  return { logs: [{ key: signer.key, url: null }], witnesses: [], groups: [], quorum: 'none' };
}

const uuid = (group: string, number: number) =>
  `019ab000-0000-7000-8${group}-${number.toString(16).padStart(12, '0')}`;

/** A document as an entry names it, and its bytes. */
export function documentOf(text: string): { document: EntryDocument; bytes: Uint8Array } {
  const bytes = utf8(text);
  const document = {
    sha256: toBase64(sha256(bytes)),
    size: bytes.length,
    mediaType: 'text/plain',
    lang: 'en',
  };
  return { document, bytes };
}

/** The path of a document below the log's prefix. */
export function documentPath({ sha256: hash }: EntryDocument): string {
  return `docs/${Buffer.from(hash, 'base64').toString('hex')}`;
}

/** Entries that take turns in a few streams, each one a correct continuation of its stream. */
export function entriesInStreams(count: number, streams = 3): Entry[] {
  const last = new Map<string, Entry>();
  return Array.from({ length: count }, (_, index) => {
    const stream = uuid('0aa', index % streams);
    const before = last.get(stream);
    const entry: Entry = {
      v: 1,
      log: ORIGIN,
      id: uuid('001', index),
      kind: 'count.raised',
      stream,
      ver: (before?.ver ?? 0) + 1,
      prev: before ? toBase64(leafHash(encodeEntry(before))) : null,
      at: new Date(Date.UTC(2026, 10, 23, 9) + index * 1000).toISOString(),
      actor: { role: 'delegate', seat: null, org: null, commit: null },
      rule: null,
      cause: null,
      body: { raisedTo: Math.floor(index / streams) + 1 },
      commit: {},
      docs: [],
    };
    last.set(stream, entry);
    return entry;
  });
}

/** A record as static files: what a log serves, signed. */
export class SignedRecord {
  readonly files: Map<string, Uint8Array>;
  readonly note: string;

  /** @param leaves the entries, or bytes in the place of one */
  constructor(leaves: readonly (Entry | Uint8Array)[], { signer = LOG_SIGNER, origin = ORIGIN } = {}) {
    const bytes = leaves.map((leaf) => (leaf instanceof Uint8Array ? leaf : encodeEntry(leaf)));
    const { root, files } = serveLog(bytes);
    this.note = signNote(formatCheckpoint({ origin, size: leaves.length, root }), [signer]);
    this.files = files;
    files.set('checkpoint', utf8(this.note));
    files.set('policy', utf8(formatPolicy(policyOf(signer))));
  }

  /** Serves the files as they are now. */
  readonly fetchBytes = (path: string): Promise<Uint8Array> => {
    const bytes = this.files.get(path);
    return bytes ? Promise.resolve(bytes) : Promise.reject(new MissingFile(path));
  };

  /** Changes one file in its place. */
  change(path: string, change: (bytes: Buffer) => Uint8Array): void {
    const bytes = this.files.get(path);
    if (bytes === undefined) throw new Error(`The record has no ${path}.`);
    this.files.set(path, change(Buffer.from(bytes)));
  }
}
