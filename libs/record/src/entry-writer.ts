import { createHash } from 'node:crypto';
import { uuidv7, type Id, type PersonId } from '#kernel';
import { canonicalize, commitTo, encodeEntry, leafHash, pseudonym, type JsonValue } from '#transparency';
import type { EntityManager } from 'typeorm';
import type { Act, Actor, Appended, NewDocument, NewEntry } from './act.js';
import { freshBytes } from './fresh-bytes.js';

/** A subject's row in `record_stream`, as it stands when an act begins. */
export interface StreamHead {
  readonly version: number;
  readonly leafHash: Uint8Array;
}

interface WrittenEntry extends Appended {
  readonly kind: string;
  readonly bytes: Uint8Array;
}

interface PrivateValue {
  readonly entryId: string;
  readonly field: string;
  readonly salt: Uint8Array;
  readonly value: string;
  readonly disclosed: boolean;
}

/** Gathers what one act says, so that it reaches the database in one statement at the act's end. */
export class EntryWriter implements Act {
  readonly entries: WrittenEntry[] = [];
  readonly privateValues: PrivateValue[] = [];
  readonly documents: (NewDocument & { readonly sha256: Uint8Array })[] = [];
  readonly subjects: { readonly id: string; readonly key: Uint8Array }[] = [];
  readonly due: {
    readonly id: string;
    readonly kind: string;
    readonly subject: string;
    readonly at: Date;
  }[] = [];

  constructor(
    readonly db: EntityManager,
    readonly now: Date,
    private readonly actor: Actor,
    private readonly origin: string,
    private readonly heads: Map<string, StreamHead>,
    private actorKey: Uint8Array | null,
  ) {}

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
    const salts: Record<string, string> = {};
    const commit: Record<string, string> = {};
    for (const [field, value] of Object.entries(entry.commit ?? {})) {
      const salt = freshBytes(32);
      salts[field] = salt.toString('base64');
      commit[field] = commitTo(value, salt);
      this.privateValues.push({
        entryId: id,
        field,
        salt,
        value: canonicalize(value),
        disclosed: entry.disclosed ?? true,
      });
    }
    const bytes = encodeEntry({
      v: 1,
      log: this.origin,
      id,
      kind: entry.kind,
      stream: entry.stream,
      ver: (head?.version ?? 0) + 1,
      prev: head ? base64(head.leafHash) : null,
      at: this.now.toISOString(),
      actor: {
        role: entry.capacity.role,
        seat: entry.capacity.seat ?? null,
        org: entry.capacity.organization ?? null,
        commit: this.actorKey ? pseudonym(this.actorKey, entry.stream) : null,
      },
      rule: entry.rule ?? null,
      cause: entry.cause?.id ?? null,
      body: entry.body,
      commit,
      docs: (entry.documents ?? []).map((document) => this.addDocument(document)),
    });
    const written = {
      id,
      stream: entry.stream,
      version: (head?.version ?? 0) + 1,
      leafHash: leafHash(bytes),
      salts,
      kind: entry.kind,
      bytes,
    } as unknown as WrittenEntry; // the brand of Appended exists for the compiler only, and only here
    this.heads.set(entry.stream, written);
    this.entries.push(written);
    return written;
  }

  admitSubject(person: PersonId): void {
    const key = freshBytes(32);
    this.subjects.push({ id: person, key });
    if (person === this.actor.personId) this.actorKey = key;
  }

  planDue(due: { readonly kind: string; readonly subject: string; readonly at: Date }): void {
    this.due.push({ id: this.newId<'DueAct'>(), ...due });
  }

  private addDocument(document: NewDocument) {
    const sha256 = createHash('sha256').update(document.content).digest();
    this.documents.push({ ...document, sha256 });
    return {
      sha256: base64(sha256),
      size: document.content.length,
      mediaType: document.mediaType,
      lang: document.lang ?? null,
    };
  }
}

/** The digest kept beside an idempotency key: SHA-256 of the request's canonical bytes. */
export function requestDigest(request: JsonValue): Buffer {
  return createHash('sha256').update(canonicalize(request)).digest();
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
