import { Injectable } from '@nestjs/common';
import { isRefusal, type CoalitionId, type Id, type Refusal } from '#kernel';
import {
  Fault,
  isRetryable,
  isUniqueViolation,
  notFound,
  transact,
  Vault,
  type Ending,
  type Statement,
} from '#platform';
import { DataSource, type EntityManager } from 'typeorm';
import type { JsonObject } from '#transparency';
import type { Act, Acted, Actor, Locks, Told } from './act.js';
import { EntryWriter, requestDigest } from './entry-writer.js';
import { BEGIN_ACT, COMMIT_ACT, COMMIT_ONE_ENTRY, ENTER_COALITION, FOUND_LOG, run } from './ledger.sql.js';
import { CoalitionKeys, sealValues, type SealedRow } from './privacy-values.js';
import type { StreamHead } from './sealed-heads.js';
import { RecordSignals } from './signals.js';

const ATTEMPTS = 3;

interface BegunRow {
  now: Date;
  origin: string | null;
  frozen: string | null;
  streams: { stream: string; version: number; leaf_hash: string }[] | null;
  digest: Buffer | null;
  entry_id: string | null;
  entry_leaf: Buffer | null;
  result: JsonObject | null;
  actor_key: Buffer | null;
  due_claimed: boolean;
}

class RolledBack extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.code);
  }
}

/**
 * The one write path. Every change of state goes through `act`: one transaction, locks first, then one look at
 * the database's clock, then the work, then its entries, all or nothing.
 */
@Injectable()
export class Ledger {
  private readonly coalitionKeys = new CoalitionKeys();

  constructor(
    private readonly dataSource: DataSource,
    private readonly signals: RecordSignals,
    private readonly vault: Vault,
  ) {}

  /**
   * Carries out one act.
   *
   * @param actor who acts, with the idempotency key of the request
   * @param locks what the act holds while it runs
   * @param work loads state through `act.db`, asks a rule, saves rows, and returns the entry that tells of it;
   *   or returns a refusal, on which everything is rolled back. It runs again from the start when PostgreSQL
   *   reports a serialization failure or a deadlock, so it must have no effect outside the transaction.
   * @returns the committed act, or the refusal
   * @throws Fault NOT_FOUND (coalition or subject absent), CONFLICT (version or reused key), RECORD_FROZEN
   */
  async act<Result extends JsonObject, No extends Refusal = never>(
    actor: Actor,
    locks: Locks,
    work: (act: Act) => Promise<Told<Result> | No>,
  ): Promise<Acted<Result> | No> {
    return this.attempt(actor, () =>
      transact(this.dataSource, beginning(actor, locks), (db, [begun]) =>
        this.carryOut({ db, begun: begun as BegunRow | undefined }, actor, locks, work),
      ),
    );
  }

  /**
   * Opens the log of a new coalition and carries out its founding act in the same transaction.
   *
   * @param log the slug under which the log is published, and its origin, which never changes
   */
  async found<Result extends JsonObject, No extends Refusal = never>(
    actor: Actor,
    log: { readonly slug: string; readonly origin: string },
    work: (act: Act) => Promise<Told<Result> | No>,
  ): Promise<Acted<Result> | No> {
    const { coalitionId } = actor;
    return this.attempt(actor, () =>
      transact(this.dataSource, entering(coalitionId), async (db) => {
        await db.query(FOUND_LOG, [coalitionId, log.slug, log.origin]);
        const [begun] = await run<BegunRow>(db, beginning(actor, {}));
        return this.carryOut({ db, begun }, actor, {}, work);
      }),
    );
  }

  /**
   * Carries out an act inside a transaction that the caller holds and commits; for what must be one transaction with
   * more than rows of state. What it says is committed, and nobody is told.
   */
  async actWithin<Result extends JsonObject>(
    db: EntityManager,
    actor: Actor,
    locks: Locks,
    work: (act: Act) => Promise<Told<Result>>,
  ): Promise<Acted<Result>> {
    const [begun] = await run<BegunRow>(db, beginning(actor, locks));
    const { result, last } = await this.carryOut({ db, begun }, actor, locks, work);
    if (last) await run(db, last);
    return result;
  }

  private async attempt<Result extends JsonObject, No extends Refusal>(
    actor: Actor,
    transaction: () => Promise<Acted<Result>>,
  ): Promise<Acted<Result> | No> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const acted = await transaction();
        if (!acted.repeated) this.signals.committed(actor.coalitionId);
        return acted;
      } catch (error) {
        if (error instanceof RolledBack) return error.refusal as No;
        if (attempt >= ATTEMPTS || !(isRetryable(error) || lostRace(error))) throw error;
      }
    }
  }

  private async carryOut<Result extends JsonObject>(
    within: { readonly db: EntityManager; readonly begun: BegunRow | undefined },
    actor: Actor,
    locks: Locks,
    work: (act: Act) => Promise<Told<Result> | Refusal>,
  ): Promise<Ending<Acted<Result>>> {
    const digest = requestDigest(this.vault, actor.request);
    const begun = openLog(within.begun);
    if (begun.result && begun.entry_id && begun.entry_leaf && begun.digest) {
      const result = begun.result as Result;
      return { result: repeat(actor.coalitionId, digest, { ...begun, result }), last: null };
    }
    const heads = new Map<string, StreamHead>();
    for (const row of begun.streams ?? []) {
      heads.set(row.stream, { version: row.version, leafHash: Buffer.from(row.leaf_hash, 'hex') });
    }
    checkLocks(locks, heads, begun);
    const { now, origin } = begun;
    const actorKey = actor.personId ? begun.actor_key : null;
    const writer = new EntryWriter(within.db, this.vault, actor, { now, origin, heads, actorKey });
    const told = await work(writer);
    if (isRefusal(told)) throw new RolledBack(told);
    const { vault, coalitionKeys } = this;
    const values = await sealValues(writer, { vault, coalitionKeys });
    const { entry, result } = told;
    const { coalitionId } = actor;
    return {
      result: { entryId: entry.id, coalitionId, leafHash: entry.leafHash, result, repeated: false },
      last: lastWords(writer, { actor, digest, told, values, due: locks.due ?? null }),
    };
  }
}

/** Another act with the same key, or on the same new subject, was first; run again, this one will see it. */
function lostRace(error: unknown): boolean {
  return (
    isUniqueViolation(error, 'record_act_pkey') ||
    isUniqueViolation(error, 'record_event_stream_version') ||
    isUniqueViolation(error, 'record_sealed_pkey') ||
    isUniqueViolation(error, 'record_subject_key_pkey')
  );
}

function entering(coalitionId: CoalitionId): Statement {
  return { name: 'record_enter_coalition', text: ENTER_COALITION, values: [coalitionId] };
}

function beginning(actor: Actor, locks: Locks): Statement {
  const values = [
    actor.coalitionId,
    actorIdOf(actor),
    actor.key,
    [...(locks.streams ?? []), ...(locks.newcomer ? [locks.newcomer] : [])],
    locks.gate?.mode === 'shared' ? locks.gate.id : null,
    locks.gate?.mode === 'exclusive' ? locks.gate.id : null,
    locks.turnstile ?? null,
    locks.due ?? null,
  ];
  return { ...BEGIN_ACT, values };
}

function openLog(begun: BegunRow | undefined) {
  if (!begun?.origin) throw notFound();
  if (begun.frozen !== null) {
    throw new Fault(
      'RECORD_FROZEN',
      'The record of this coalition is frozen until its keepers have looked into it.',
    );
  }
  return { ...begun, origin: begun.origin };
}

function checkLocks(locks: Locks, heads: ReadonlyMap<string, StreamHead>, begun: BegunRow): void {
  if (locks.due && !begun.due_claimed) {
    throw new Fault('CONFLICT', 'This due act is being carried out, or has been, by another server.');
  }
  if ((locks.streams ?? []).some((stream) => !heads.has(stream))) {
    throw notFound();
  }
  const seen = locks.expected;
  if (!seen) return;
  const version = heads.get(seen.stream)?.version;
  if (version !== seen.version) {
    throw new Fault(
      'CONFLICT',
      `You have seen version ${seen.version}, and it is now at version ${version ?? 0}. Read it again, then decide.`,
    );
  }
}

function repeat<Result extends JsonObject>(
  coalitionId: CoalitionId,
  digest: Buffer,
  found: { digest: Buffer | null; entry_id: string | null; entry_leaf: Buffer | null; result: Result },
): Acted<Result> {
  if (!found.digest?.equals(digest) || !found.entry_id || !found.entry_leaf) {
    throw new Fault(
      'CONFLICT',
      'This idempotency key was used for another request. Use a new key for a new request.',
    );
  }
  return {
    entryId: found.entry_id as Id<'Entry'>,
    coalitionId,
    leafHash: found.entry_leaf,
    result: found.result,
    repeated: true,
  };
}

interface LastWords {
  readonly actor: Actor;
  readonly digest: Buffer;
  readonly told: Told;
  readonly values: readonly SealedRow[];
  readonly due: Id<'DueAct'> | null;
}

/** The statement that writes all that an act has said. */
function lastWords(writer: EntryWriter, { actor, digest, told, values, due }: LastWords): Statement {
  const { entries, documents, subjects } = writer;
  const [entry, ...others] = entries;
  const [value, ...moreValues] = values;
  const more = others.length + moreValues.length + documents.length + subjects.length + writer.due.length;
  if (entry && more === 0 && due === null) {
    const single = [
      actor.coalitionId,
      writer.now,
      entry.id,
      entry.stream,
      entry.version,
      entry.kind,
      entry.bytes,
      entry.leafHash,
      actorIdOf(actor),
      actor.key,
      digest,
      JSON.stringify(told.result),
      value?.field,
      value?.subject,
      value?.sealed,
      value?.disclosed,
    ];
    return { ...COMMIT_ONE_ENTRY, values: single };
  }
  const lists = [
    actor.coalitionId,
    writer.now,
    entries.map((entry) => entry.id),
    entries.map((entry) => entry.stream),
    entries.map((entry) => entry.version),
    entries.map((entry) => entry.kind),
    entries.map((entry) => entry.bytes),
    entries.map((entry) => entry.leafHash),
    actorIdOf(actor),
    actor.key,
    digest,
    told.entry.id,
    JSON.stringify(told.result),
    values.map((value) => value.stream),
    values.map((value) => value.version),
    values.map((value) => value.field),
    values.map((value) => value.subject),
    values.map((value) => value.sealed),
    documents.map((document) => document.sha256),
    documents.map((document) => document.mediaType),
    documents.map((document) => document.content),
    subjects.map((subject) => subject.id),
    subjects.map((subject) => subject.key),
    writer.due.map((planned) => planned.id),
    writer.due.map((planned) => planned.kind),
    writer.due.map((planned) => planned.subject),
    writer.due.map((planned) => planned.at),
    due,
    values.map((value) => value.disclosed),
  ];
  return { ...COMMIT_ACT, values: lists };
}

/** The server acts under the coalition's own id. */
function actorIdOf({ personId, coalitionId }: Actor): string {
  return personId ?? coalitionId;
}
