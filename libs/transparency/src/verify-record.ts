import { isRefusal, type Refusal } from '#kernel';
import { openByPolicy, type UntrustedCheckpoint } from './policy-checkpoint.js';
import { readLog, TamperedLog, type FetchBytes, type LoggedEntry } from './client.js';
import { type Checkpoint } from './checkpoint.js';
import { EarlierHeads, readEarlierHeads } from './earlier-heads.js';
import { decodeEntry, type Entry } from './entry.js';
import { checkKind, type EntryKinds } from './entry-kinds.js';
import { EntryIds } from './entry-ids.js';
import { LogOrigins } from './log-origins.js';
import { locateTampering, type TamperedPlace } from './locate-tampering.js';
import { guarded } from './guarded-check.js';
import { MissingFile } from './missing-file.js';
import { parsePolicy } from './policy-text.js';
import { type Policy } from './policy.js';
import { type RecordCheck } from './record-check.js';
import { RecordDisclosures } from './record-disclosures.js';
import { RecordDocuments } from './record-documents.js';
import { StreamChecker } from './stream-checker.js';
import { TILE_WIDTH, tilePath } from './tile-path.js';
import { tileWidth } from './tiles.js';
import { type NamedReport, type Verdict, type Verification } from './verdict.js';

/** A record, and what the verifier brings. */
export interface RecordToVerify {
  /** Reads the log's files. Rejects with `MissingFile` where the log answers that it has none, else with its own error. */
  readonly fetchBytes: FetchBytes;
  /** The policy that was held beforehand. Null takes the one that the log serves, which proves nothing about it. */
  readonly policy: Policy | null;
  /** Checkpoints that were held beforehand, as signed notes. */
  readonly prior: readonly (string | Uint8Array)[];
  readonly checks: readonly RecordCheck[];
  /** The kinds of entries whose form is known; none unless told. */
  readonly kinds?: EntryKinds;
  /** Told how many entries have been verified, of how many. */
  readonly onProgress?: (verified: number, size: number) => void;
}

/**
 * Verifies a whole record and trusts nothing of it but the policy that was held beforehand: the checkpoint by that
 * policy, its consistency with every checkpoint held, every entry and tile up to the signed root, the form of each
 * entry and its place in its stream, what the checks recount, the documents that the entries name, and what is disclosed of what
 * they commit to. Stops at the first thing that takes the ground from under the rest; failures of the checks are all told.
 *
 * Rejects with whatever `fetchBytes` does when the log cannot be read: then nothing is said about the record.
 */
export async function verifyRecord(record: RecordToVerify): Promise<Verification> {
  const note = await record.fetchBytes('checkpoint');
  const policy = record.policy ?? parsePolicy(await record.fetchBytes('policy'));
  const nothingYet = { ...NOTHING_YET, note, policyHeld: record.policy !== null };
  if (isRefusal(policy)) {
    return { ...nothingYet, verdicts: [different(policy, 'The policy that the log serves', 'policy')] };
  }
  const opened = openByPolicy(note, policy);
  if (isRefusal(opened)) return { ...nothingYet, policy, verdicts: [untrusted(opened)] };
  const { heads, verdicts } = readEarlierHeads(record.prior, policy, opened.checkpoint);
  const started = { ...nothingYet, policy, opened };
  if (verdicts.length > 0) return { ...started, verdicts };
  const reading = new RecordReading(record, opened.checkpoint, new EarlierHeads(heads));
  return { ...started, verdicts: await reading.verify(), ...reading.found };
}

const NOTHING_YET = {
  opened: null,
  policy: null,
  consistentWith: [],
  entries: 0,
  documents: 0,
  disclosures: 0,
  unknownKinds: new Map(),
  reports: [],
} as const satisfies Partial<Verification>;

const HASH_TILE = /^tile\/[0-9]/;

/** One way through the entries under a signed root. */
class RecordReading {
  private readonly origins: LogOrigins;
  private readonly streams = new StreamChecker();
  private readonly ids = new EntryIds();
  private readonly documents: RecordDocuments;
  private readonly disclosures: RecordDisclosures;
  private readonly checks: readonly RecordCheck[];
  private readonly reports: NamedReport[] = [];
  private readonly unknownKinds = new Map<string, number>();
  private entries = 0;

  constructor(
    private readonly record: RecordToVerify,
    private readonly checkpoint: Checkpoint,
    private readonly heads: EarlierHeads,
  ) {
    this.origins = new LogOrigins(checkpoint.origin);
    this.documents = new RecordDocuments(record.fetchBytes);
    this.disclosures = new RecordDisclosures(record.fetchBytes);
    this.checks = record.checks.map(guarded);
  }

  /** How far it went. */
  get found(): Omit<Verification, 'verdicts' | 'note' | 'opened' | 'policy' | 'policyHeld'> {
    const { entries, reports, documents, disclosures, unknownKinds } = this;
    return {
      entries,
      reports,
      unknownKinds,
      documents: documents.count,
      disclosures: disclosures.count,
      consistentWith: this.heads.consistentWith,
    };
  }

  async verify(): Promise<readonly Verdict[]> {
    try {
      const verdict = await this.readEntries();
      if (verdict !== null) return [verdict];
      for (const check of this.checks) {
        this.reports.push({ ...(await check.finish(this.documents.read)), name: check.name });
      }
      await this.documents.readRest();
      await this.disclosures.check();
      return this.reports.flatMap(verdictsOf);
    } catch (error) {
      if (error instanceof TamperedLog) return [await this.located(error)];
      if (error instanceof MissingFile) return [tampered(error.message, error.path, null)];
      throw error;
    }
  }

  /** What does not make up the signed root is looked for, to the hash; a place that is known already is told. */
  private async located({ message, place, leafIndex }: TamperedLog): Promise<Verdict> {
    const found = place === 'checkpoint' || HASH_TILE.test(place) ? await this.locate() : null;
    return tampered(found?.because ?? message, found?.place ?? place, found?.index ?? leafIndex);
  }

  private async locate(): Promise<TamperedPlace | null> {
    try {
      return await locateTampering(this.record.fetchBytes, this.checkpoint);
    } catch (error) {
      if (!(error instanceof MissingFile)) throw error;
      return { because: error.message, place: error.path, index: null };
    }
  }

  private async readEntries(): Promise<Verdict | null> {
    const { fetchBytes, onProgress } = this.record;
    const verdict = this.heads.compare();
    if (verdict !== null) return verdict;
    const source = { fetchBytes, checkpoint: this.checkpoint, ...(onProgress && { onProgress }) };
    for await (const logged of readLog(source)) {
      const verdict = this.take(logged);
      if (verdict !== null) return verdict;
      this.entries += 1;
    }
    const refusal = this.origins.finish();
    return refusal && different(refusal, 'The first entry', this.bundleOf(0), 0);
  }

  private take({ index, leafHash, bytes }: LoggedEntry): Verdict | null {
    const fork = this.heads.take(leafHash);
    if (fork !== null) return fork;
    const entry = decodeEntry(bytes);
    const refusal = isRefusal(entry) ? entry : this.refusalOf(entry, leafHash);
    if (refusal !== null) return different(refusal, `Entry ${index}`, this.bundleOf(index), index);
    if (isRefusal(entry)) return null;
    this.documents.see(entry, index);
    this.disclosures.see(entry, index);
    for (const check of this.checks) check.see(entry, index, leafHash);
    return null;
  }

  private refusalOf(entry: Entry, leafHash: Uint8Array): Refusal | null {
    const { kinds = {} } = this.record;
    if (!Object.hasOwn(kinds, entry.kind)) {
      this.unknownKinds.set(entry.kind, (this.unknownKinds.get(entry.kind) ?? 0) + 1);
    }
    return (
      this.origins.check(entry, leafHash) ??
      this.streams.check(entry, leafHash) ??
      this.ids.check(entry) ??
      checkKind(entry, kinds)
    );
  }

  private bundleOf(index: number): string {
    const bundle = Math.floor(index / TILE_WIDTH);
    const width = tileWidth('entries', bundle, this.checkpoint.size);
    return tilePath({ level: 'entries', index: bundle, width });
  }
}

function untrusted(refusal: UntrustedCheckpoint): Verdict {
  if (refusal.code !== 'WITNESS_QUORUM_MISSING') return different(refusal, 'The checkpoint', 'checkpoint');
  const because = `Nobody vouches that others are shown the same record: ${refusal.because}`;
  return { code: 'SPLIT_VIEW', reason: refusal.code, because, place: 'checkpoint', index: null };
}

function different(refusal: Refusal, what: string, place: string, index: number | null = null): Verdict {
  const because = `${what} is not of the record that was expected: ${refusal.because}`;
  return { code: 'DIFFERENT_RECORD', reason: refusal.code, because, place, index };
}

function tampered(because: string, place: string, index: number | null): Verdict {
  return { code: 'TAMPERED_TILES', reason: null, because, place, index };
}

function verdictsOf({ name, failures }: NamedReport): Verdict[] {
  return failures.map(({ code, because, index, verdict = 'COUNT' }) => ({
    code: verdict,
    reason: code,
    because,
    place: name,
    index,
  }));
}
