import type { CoalitionId, Id, PersonId } from '#kernel';
import type { JsonObject, JsonValue } from '#transparency';
import type { EntityManager } from 'typeorm';

/** Who acts: a person of the coalition, or the server itself when an instant has come (`personId` null). */
export interface Actor {
  readonly coalitionId: CoalitionId;
  readonly personId: PersonId | null;
  /** The caller's idempotency key; the same actor with the same key gets the same receipt. Null for due acts. */
  readonly key: string | null;
  /** What the key stands for: the name of the act and its input. Its digest is kept beside the key. */
  readonly request: JsonValue;
}

/** What an act holds while it runs. Everything is taken in one statement, before the clock is read. */
export interface Locks {
  /** Existing subjects that the act changes; locked in id order. An absent one is `NOT_FOUND`. */
  readonly streams?: readonly string[];
  /** A subject that the act changes if it is there, and else begins. */
  readonly newcomer?: string;
  /** The version of a subject that the caller has seen; another one is `CONFLICT`. */
  readonly expected?: { readonly stream: string; readonly version: number };
  /** A gate that many pass at once and one can close: casting ballots takes it shared, closing the box exclusively. */
  readonly gate?: { readonly id: string; readonly mode: 'shared' | 'exclusive' };
  /** A turnstile: acts that name the same text run one after the other. */
  readonly turnstile?: string;
  /** The due act that this act carries out: done once, by whoever comes first. */
  readonly due?: Id<'DueAct'>;
}

/** In what capacity the actor acted. The person appears only as a pseudonym that differs from stream to stream. */
export interface Capacity {
  readonly role: string;
  readonly seat?: string | null;
  readonly organization?: string | null;
}

/** A text or a list that is too large for an entry; the entry carries its digest. */
export interface NewDocument {
  readonly mediaType: string;
  readonly lang?: string;
  readonly content: Uint8Array;
  /** True for somebody's words: sealed like what is committed to, so that they can be erased. */
  readonly erasable?: boolean;
}

/** What an act says of itself. */
export interface NewEntry {
  /** The subject: the id of the thing that changed. */
  readonly stream: string;
  /** Past tense, with the noun first: `ballot.cast`. */
  readonly kind: string;
  readonly capacity: Capacity;
  /** Facts that a stranger needs for a recount. No names, addresses or free text. */
  readonly body: JsonObject;
  /** Hash of the rules in force: the charter version, or the box with its frozen parameters. */
  readonly rule?: string | null;
  /** The entry of the same act that brought this one about. */
  readonly cause?: Appended | null;
  /** Names and free text: the entry carries only salted commitments to them. */
  readonly commit?: JsonObject;
  /**
   * Whose key seals what is committed to, so that it can be erased: a person, or a text by its own id. Facts about
   * the coalition alone, when left out or null.
   */
  readonly about?: string | null;
  /** Whether what is committed to may be shown to everybody at once (default), or not yet. */
  readonly disclosed?: boolean;
  readonly documents?: readonly NewDocument[];
}

declare const appended: unique symbol;

/** Proof that an entry was appended: only `Act.append` makes one, so an act without an entry does not compile. */
export interface Appended {
  readonly [appended]: true;
  readonly id: Id<'Entry'>;
  readonly stream: string;
  /** The version that the subject's row must carry from now on. */
  readonly version: number;
  readonly leafHash: Uint8Array;
  /** For each field of `commit`, the salt (base64) that opens its commitment. */
  readonly salts: Readonly<Record<string, string>>;
}

/** What an act says of a confidential matter: only who is a party of it will ever be told. */
export type NewSealedEntry = Pick<NewEntry, 'stream' | 'kind' | 'capacity' | 'body' | 'rule'>;

/** A sealed entry that was appended. */
export interface SealedAppended {
  /** As the log has it: under a random id of its own. */
  readonly entry: Appended;
  /** The version that the real subject's row must carry from now on. */
  readonly version: number;
}

/** What an act ends with: its entry, and ids from which the answer is read. Kept for repeated requests. */
export interface Told<Result extends JsonObject = JsonObject> {
  readonly entry: Appended;
  readonly result: Result;
}

/** One running act: a transaction, its one instant, and the only pen that writes entries. */
export interface Act {
  readonly db: EntityManager;
  /** The database's clock after the locks were taken, to the millisecond. */
  readonly now: Date;
  readonly coalitionId: CoalitionId;
  readonly personId: PersonId | null;
  newId<Noun extends string>(): Id<Noun>;
  append(entry: NewEntry): Appended;
  /**
   * Appends an entry of which the log shows that it happened, and when, and nothing else. Acts on one matter take turns:
   * hold `Locks.turnstile` with its id.
   */
  seal(entry: NewSealedEntry): Promise<SealedAppended>;
  /** Makes a person a subject whose pseudonyms can be made; called once, when the person is registered. */
  admitSubject(person: PersonId): void;
  /** Asks that something be done when an instant has come. Handlers are registered with `DueActs`. */
  planDue(due: { readonly kind: string; readonly subject: string; readonly at: Date }): void;
}

/** A committed act: where its entry is, and what it said. */
export interface Acted<Result extends JsonObject = JsonObject> {
  readonly entryId: Id<'Entry'>;
  readonly coalitionId: CoalitionId;
  readonly leafHash: Uint8Array;
  readonly result: Result;
  /** True when the same request had been carried out before: nothing new was written. */
  readonly repeated: boolean;
}
