import path from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { CoalitionId } from '#kernel';
import { becomeRole, CONFIG, LOG, OperatorProblem, type Config, type Log } from '#platform';
import {
  consistencyProof,
  decodeFrontier,
  equalBytes,
  formatCheckpoint,
  frontierRoot,
  nodesFromTiles,
  verifyConsistency,
} from '#transparency';
import { DataSource, type EntityManager } from 'typeorm';
import { LogKeys, signByAll } from './log-keys.js';
import { SecondStore, type TreeHead } from './second-store.js';
import { RecordSignals } from './signals.js';
import { TreeReader } from './tree.queries.js';

interface LogRow {
  readonly slug: string;
  readonly origin: string;
  readonly size: string;
  readonly frontier: Buffer;
  readonly frozen: string | null;
  readonly last_size: string | null;
  readonly last_root: Buffer | null;
}

interface LogState {
  readonly coalitionId: CoalitionId;
  readonly slug: string;
  readonly origin: string;
  readonly head: TreeHead;
  readonly frozen: string | null;
  /** The last checkpoint in the database; null before the first. */
  readonly last: TreeHead | null;
}

/** Why a log must not be signed; `fatal` when it contradicts what was published, so that acts must stop too. */
interface Contradiction {
  readonly reason: string;
  readonly fatal: boolean;
}

/**
 * Signs and publishes heads of the tree, each only when it extends the last one published: by the database's
 * own account, and by that of a second store which nobody reaches through the database.
 */
@Injectable()
export class Checkpoints {
  private readonly keys: LogKeys;
  /** Logs whose second store this process has read; from then on one successor a head is proof enough. */
  private readonly compared = new Set<string>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly signals: RecordSignals,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.keys = new LogKeys(config);
  }

  /** Publishes the head of one coalition's tree. Returns the size that is published now; 0 when none is. */
  async publish(coalitionId: CoalitionId): Promise<number> {
    const outcome = await this.dataSource
      .transaction('READ COMMITTED', (db) => this.sign(db, coalitionId))
      .catch(asContradiction);
    if (typeof outcome === 'number') return outcome;
    if ('reason' in outcome) {
      await this.refuse(coalitionId, outcome);
      return 0;
    }
    await this.signals.published(coalitionId);
    return outcome.size;
  }

  /**
   * What keeps each log from being signed, in one sentence a log; none when all extend what was published.
   * For readiness: a server whose database was set back must not serve acts.
   */
  async problems(): Promise<string[]> {
    const rows: { coalition_id: CoalitionId }[] = await this.dataSource.query(
      'SELECT coalition_id FROM record_log',
    );
    const problems: string[] = [];
    for (const { coalition_id } of rows) {
      const state = await readState(this.dataSource.manager, coalition_id);
      const problem =
        state &&
        ((await this.contradiction(this.dataSource.manager, state)) ?? (await this.keyProblem(state)));
      if (problem) problems.push(`${state.slug}: ${problem.reason}`);
    }
    return problems;
  }

  /**
   * Compares every log with what was published of it, and freezes those that do not extend it, so that a server on a
   * database that was set back refuses acts from the first.
   */
  async examine(): Promise<void> {
    const rows: { coalition_id: CoalitionId }[] = await this.dataSource.query(
      'SELECT coalition_id FROM record_log',
    );
    for (const { coalition_id } of rows) {
      const problem = await this.dataSource.transaction('READ COMMITTED', async (db) => {
        // Nobody publishes meanwhile: what another server is about to commit is no contradiction.
        await db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 3))', [coalition_id]);
        const state = await readState(db, coalition_id);
        return state && this.contradiction(db, state);
      });
      if (problem) await this.refuse(coalition_id, problem);
    }
  }

  /** Refuses every act from now on, and every signature, until the keepers of the record have looked into it. */
  async freeze(coalitionId: CoalitionId, reason: string): Promise<void> {
    await this.refuse(coalitionId, { reason, fatal: true });
  }

  private async sign(
    db: EntityManager,
    coalitionId: CoalitionId,
  ): Promise<number | TreeHead | Contradiction> {
    const [lock]: { free: boolean }[] = await db.query(
      'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 3)) AS free',
      [coalitionId],
    );
    if (lock?.free) await becomeRole(db, 'quorate_sequencer', coalitionId);
    const state = lock?.free ? await readState(db, coalitionId) : null;
    if (!state || state.head.size === (state.last?.size ?? 0) || state.frozen !== null)
      return state?.last?.size ?? 0;

    const problem = await this.contradiction(db, state, !this.compared.has(state.slug));
    if (problem) return problem;
    this.compared.add(state.slug);
    const known = await this.keys.signers(state);
    if (state.last && known.length === 0) return KEY_MISSING;
    const signers = known.length > 0 ? known : [await this.keys.make(state)];

    // A head that the second store has and the database has not was being published when a server died.
    const head = await this.store(state.slug).advance(state.last?.size ?? 0, state.head);
    if (!(await extendsHead(db, coalitionId, head, state.head))) return forked(head);
    const body = formatCheckpoint({ origin: state.origin, size: head.size, root: head.root });
    const note = await signByAll(body, signers);
    await db.query('INSERT INTO record_checkpoint (coalition_id, size, root, note) VALUES ($1, $2, $3, $4)', [
      coalitionId,
      head.size,
      head.root,
      note,
    ]);
    return head;
  }

  private async contradiction(
    db: EntityManager,
    state: LogState,
    compare = true,
  ): Promise<Contradiction | null> {
    if (state.frozen !== null) return { reason: state.frozen, fatal: false };
    const stored = compare ? await this.store(state.slug).last() : null;
    if (compare && state.last && !stored) {
      return { reason: 'the folder that remembers its published checkpoints is not there', fatal: false };
    }
    for (const published of [state.last, stored]) {
      if (published && !(await extendsHead(db, state.coalitionId, published, state.head)))
        return forked(published);
    }
    return null;
  }

  /** Why the keys of a log that has published cannot sign; null when they can be read. */
  private async keyProblem(state: LogState): Promise<Contradiction | null> {
    const signers = await this.keys.signers(state).catch(asContradiction);
    if ('reason' in signers) return signers;
    return state.last && signers.length === 0 ? KEY_MISSING : null;
  }

  private async refuse(coalitionId: CoalitionId, { reason, fatal }: Contradiction): Promise<void> {
    this.log.error('A record is not signed.', { coalition: coalitionId, reason });
    if (!fatal) return;
    await this.dataSource.transaction(async (db) => {
      await becomeRole(db, 'quorate_sequencer', coalitionId);
      await db.query('UPDATE record_head SET frozen = $2 WHERE coalition_id = $1 AND frozen IS NULL', [
        coalitionId,
        reason,
      ]);
    });
  }

  private store(slug: string): SecondStore {
    return new SecondStore(path.join(this.config.dataDir, 'published', slug));
  }
}

const KEY_MISSING: Contradiction = {
  reason: 'the key that signed its last checkpoint is missing',
  fatal: false,
};

/** What only the operator can mend keeps a log from being signed; anything else is thrown on. */
function asContradiction(error: unknown): Contradiction {
  if (error instanceof OperatorProblem) return { reason: error.message, fatal: false };
  throw error;
}

function forked(published: TreeHead): Contradiction {
  return {
    reason: `the database does not extend the checkpoint of size ${published.size} that was published: it was set back or changed`,
    fatal: true,
  };
}

async function readState(db: EntityManager, coalitionId: CoalitionId): Promise<LogState | null> {
  const [row]: LogRow[] = await db.query(
    `SELECT log.slug, log.origin, head.size, head.frontier, head.frozen, last.size AS last_size, last.root AS last_root
     FROM record_log log JOIN record_head head USING (coalition_id)
     LEFT JOIN LATERAL (
       SELECT size, root FROM record_checkpoint WHERE coalition_id = log.coalition_id ORDER BY size DESC LIMIT 1
     ) last ON true
     WHERE log.coalition_id = $1`,
    [coalitionId],
  );
  if (!row) return null;
  const frontier = decodeFrontier(Number(row.size), row.frontier);
  if (!frontier)
    throw new Error(`The head of record ${coalitionId} is damaged: its frontier does not fit its size.`);
  return {
    coalitionId,
    slug: row.slug,
    origin: row.origin,
    head: { size: frontier.size, root: frontierRoot(frontier) },
    frozen: row.frozen,
    last: row.last_size && row.last_root ? { size: Number(row.last_size), root: row.last_root } : null,
  };
}

/** True when the tree of `later` begins with the tree of `earlier`, by the stored tiles. */
async function extendsHead(db: EntityManager, coalitionId: CoalitionId, earlier: TreeHead, later: TreeHead) {
  if (earlier.size > later.size) return false;
  if (earlier.size === later.size) return equalBytes(earlier.root, later.root);
  const nodes = nodesFromTiles(later.size, new TreeReader(db, coalitionId).tiles);
  return verifyConsistency({
    from: earlier.size,
    to: later.size,
    fromRoot: earlier.root,
    toRoot: later.root,
    proof: await consistencyProof(earlier.size, later.size, nodes),
  });
}
