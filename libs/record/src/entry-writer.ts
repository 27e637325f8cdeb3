import { createHash, randomUUID } from 'node:crypto';
import { uuidv7, type Id, type PersonId } from '#kernel';
import { freshBytes, type Vault } from '#platform';
import {
  canonicalize,
  commitTo,
  encodeEntry,
  leafHash,
  padSealed,
  pseudonym,
  SEALED_FIELD,
  SEALED_KIND,
  sealedEntry,
  type JsonValue,
} from '#transparency';
import type { EntityManager } from 'typeorm';
import type {
  Act,
  Actor,
  Appended,
  Capacity,
  NewDocument,
  NewEntry,
  NewSealedEntry,
  SealedAppended,
} from './act.js';
import { packDocument, packValue, type PrivateValue } from './privacy-values.js';
import { sealedHead, type StreamHead } from './sealed-heads.js';

/** What stood when an act had its locks. */
export interface Begun {
  readonly now: Date;
  /** The log's. */
  readonly origin: string;
  /** Of the subjects that the act holds. */
  readonly heads: Map<string, StreamHead>;
  /** The key of the actor's pseudonyms, wrapped; null where they have none. */
  readonly actorKey: Buffer | null;
}

interface WrittenEntry extends Appended {
  readonly kind: string;
  readonly bytes: Uint8Array;
}

/** Gathers what one act says, so that it reaches the database in one statement at the act's end. */
export class EntryWriter implements Act {
  readonly entries: WrittenEntry[] = [];
  readonly values: PrivateValue[] = [];
  readonly documents: (NewDocument & { readonly sha256: Uint8Array })[] = [];
  /** Who gets a key by this act, wrapped. */
  readonly subjects: { readonly id: string; readonly key: Buffer }[] = [];
  /** The last sealed entries of the subjects of this act. */
  private readonly sealed = new Map<string, StreamHead>();
  readonly due: {
    readonly id: string;
    readonly kind: string;
    readonly subject: string;
    readonly at: Date;
  }[] = [];

  readonly now: Date;
  private readonly origin: string;
  private readonly heads: Map<string, StreamHead>;
  /** Wrapped. */
  private actorKey: Buffer | null;

  constructor(
    readonly db: EntityManager,
    private readonly vault: Vault,
    private readonly actor: Actor,
    begun: Begun,
  ) {
    ({ now: this.now, origin: this.origin, heads: this.heads, actorKey: this.actorKey } = begun);
  }

  get coalitionId() {
    return this.actor.coalitionId;
  }

  get personId() {
    return this.actor.personId;
  }

  newId<Noun extends string>(): Id<Noun> {
    return uuidv7<Noun>(this.now, freshBytes(10));
  }

  append(entry: NewEntry): Appended {
    const head = this.heads.get(entry.stream);
    const id = this.newId<'Entry'>();
    const version = (head?.version ?? 0) + 1;
    const about = { stream: entry.stream, version, subject: entry.about ?? null };
    const salts: Record<string, string> = {};
    const commit: Record<string, string> = {};
    for (const [field, value] of Object.entries(entry.commit ?? {})) {
      const salt = freshBytes(32);
      salts[field] = salt.toString('base64');
      commit[field] = commitTo(value, salt);
      const plain = packValue(salt, canonicalize(value));
      this.values.push({ ...about, field, plain, disclosed: entry.disclosed ?? true });
    }
    const bytes = encodeEntry({
      v: 1,
      log: this.origin,
      id,
      kind: entry.kind,
      stream: entry.stream,
      ver: version,
      prev: head ? base64(head.leafHash) : null,
      at: this.now.toISOString(),
      actor: this.actorIn(entry.capacity, entry.stream),
      rule: entry.rule ?? null,
      cause: entry.cause?.id ?? null,
      body: entry.body,
      commit,
      docs: (entry.documents ?? []).map((document) => this.addDocument(document, about)),
    });
    return this.write({ id, stream: entry.stream, version, kind: entry.kind, bytes, salts });
  }

  async seal({ stream, kind, capacity, body, rule = null }: NewSealedEntry): Promise<SealedAppended> {
    const head = this.sealed.get(stream) ?? (await sealedHead(this.db, this.coalitionId, stream));
    const ver = (head?.version ?? 0) + 1;
    const prev = head ? base64(head.leafHash) : null;
    const content = { kind, stream, ver, prev, actor: this.actorIn(capacity, stream), rule, body };
    const salt = freshBytes(32);
    const own = { stream: randomUUID(), commitment: commitTo(content, salt) };
    const id = this.newId<'Entry'>();
    const bytes = encodeEntry(sealedEntry({ log: this.origin, id, at: this.now.toISOString() }, own));
    this.values.push({
      stream: own.stream,
      version: 1,
      field: SEALED_FIELD,
      subject: stream,
      plain: packValue(salt, padSealed(content)),
      disclosed: false,
    });
    const entry = this.write({ id, stream: own.stream, version: 1, kind: SEALED_KIND, bytes, salts: {} });
    this.sealed.set(stream, { version: ver, leafHash: entry.leafHash });
    await this.db.query(
      `INSERT INTO record_sealed (coalition_id, stream, stream_version, entry_stream, entry_version)
       VALUES ($1, $2, $3, $4, 1)`,
      [this.coalitionId, stream, ver, own.stream],
    );
    return { entry, version: ver };
  }

  private write(entry: Omit<WrittenEntry, keyof Appended> & Omit<Appended, symbol | 'leafHash'>) {
    // The brand of Appended exists for the compiler only, and only here.
    const written = { ...entry, leafHash: leafHash(entry.bytes) } as unknown as WrittenEntry;
    this.heads.set(entry.stream, written);
    this.entries.push(written);
    return written;
  }

  private actorIn({ role, seat = null, organization = null }: Capacity, stream: string) {
    const commit = this.actorKey ? pseudonym(this.vault.unwrap(this.actorKey), stream) : null;
    return { role, seat, org: organization, commit };
  }

  admitSubject(person: PersonId): void {
    const key = this.vault.newKey();
    this.subjects.push({ id: person, key });
    if (person === this.actor.personId) this.actorKey = key;
  }

  planDue(due: { readonly kind: string; readonly subject: string; readonly at: Date }): void {
    this.due.push({ id: this.newId<'DueAct'>(), ...due });
  }

  private addDocument(document: NewDocument, about: Pick<PrivateValue, 'stream' | 'version' | 'subject'>) {
    const sha256 = createHash('sha256').update(document.content).digest();
    if (document.erasable) {
      const plain = packDocument(document.mediaType, document.content);
      this.values.push({ ...about, field: `docs/${sha256.toString('hex')}`, plain, disclosed: true });
    } else {
      this.documents.push({ ...document, sha256 });
    }
    return {
      sha256: base64(sha256),
      size: document.content.length,
      mediaType: document.mediaType,
      lang: document.lang ?? null,
    };
  }
}

/**
 * The digest kept beside an idempotency key: of the request's canonical bytes, under a key outside the database, for
 * whoever has the database must not find out by guessing what names a request held.
 */
export function requestDigest(vault: Vault, request: JsonValue): Buffer {
  return vault.lookup('request', canonicalize(request));
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
