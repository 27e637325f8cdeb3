import { isRefusal, type CoalitionId } from '#kernel';
import { databaseOptions, openWrappingKeys, Vault } from '#platform';
import { restoreFromCopy, type CopiedEntry, type Restored } from '#record';
import { provingSortition } from '#rotation';
import {
  decodeEntry,
  MissingFile,
  readLog,
  toHex,
  fromBase64,
  utf8Text,
  verifyRecord,
  type Checkpoint,
  type FetchBytes,
  type Policy,
} from '#transparency';
import { DataSource } from 'typeorm';
import type { CommandDatabase } from '../application.js';
import { KEPT_TABLES } from '../kept-tables.js';
import { CommandProblem, UsageProblem } from '../problems.js';
import { RECORD_KINDS, recordChecks } from '../record-checks.js';

/** A mirror that a database is to be restored from. */
export interface Mirror {
  readonly fetchBytes: FetchBytes;
  /** Held beforehand: it says whose checkpoints are believed. */
  readonly policy: Policy;
  readonly onProgress: (verified: number, size: number) => void;
}

/**
 * Verifies a mirror as a whole and puts back what the database has lost of the same record, in one transaction.
 *
 * @throws CommandProblem when the mirror does not verify; OperatorProblem when it is not of this record
 */
export async function restoreFromMirror(
  { ownerUrl, config, name }: CommandDatabase,
  { fetchBytes, policy, onProgress }: Mirror,
): Promise<Restored> {
  const verification = await verifyRecord({
    fetchBytes,
    policy,
    prior: [],
    checks: recordChecks(provingSortition()),
    kinds: RECORD_KINDS,
    onProgress,
  });
  const { opened, note, verdicts } = verification;
  const [verdict] = verdicts;
  if (verdict || !opened) {
    throw new CommandProblem(
      `The mirror is refused, and nothing was restored: ${verdict?.because ?? 'it has no checkpoint.'}`,
    );
  }
  const dataSource = new DataSource(
    databaseOptions(ownerUrl, { entities: [], migrations: [] }, { poolSize: 1, statementTimeout: 0 }),
  );
  await dataSource.initialize();
  try {
    const vault = new Vault(await openWrappingKeys(config.wrappingKeysDir));
    const coalitionId = await coalitionOf(dataSource, opened.checkpoint.origin, name);
    return await dataSource.transaction((db) =>
      restoreFromCopy(
        db,
        { coalitionId, vault, tables: KEPT_TABLES },
        {
          checkpoint: opened.checkpoint,
          note: utf8Text(note) ?? '',
          entries: entriesOf(fetchBytes, opened.checkpoint),
          document: (sha256) => documentOf(fetchBytes, sha256),
          isErasable: (kind) => RECORD_KINDS[kind]?.erasable === true,
        },
      ),
    );
  } finally {
    await dataSource.destroy();
  }
}

async function coalitionOf(dataSource: DataSource, origin: string, name: string): Promise<CoalitionId> {
  const [log]: { coalition_id: CoalitionId }[] = await dataSource.query(
    'SELECT coalition_id FROM record_log WHERE origin = $1',
    [origin],
  );
  if (!log) throw new UsageProblem(`In ${name} there is no record of ${origin}.`);
  return log.coalition_id;
}

async function* entriesOf(fetchBytes: FetchBytes, checkpoint: Checkpoint): AsyncGenerator<CopiedEntry> {
  for await (const { index, leafHash, bytes } of readLog({ fetchBytes, checkpoint })) {
    const entry = decodeEntry(bytes);
    if (isRefusal(entry)) throw new CommandProblem(`Entry ${index} of the mirror changed meanwhile.`);
    yield { index, leafHash, bytes, entry };
  }
}

async function documentOf(fetchBytes: FetchBytes, sha256: string): Promise<Uint8Array | null> {
  try {
    return await fetchBytes(`docs/${toHex(fromBase64(sha256) ?? new Uint8Array())}`);
  } catch (error) {
    if (error instanceof MissingFile) return null;
    throw error;
  }
}
