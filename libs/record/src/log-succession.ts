import { OperatorProblem, type Config } from '#platform';
import { decodeFrontier, frontierRoot, LOG_SUCCEEDED, toBase64, type VerifierKey } from '#transparency';
import type { CoalitionId } from '#kernel';
import type { DataSource, EntityManager } from 'typeorm';
import { serverOf } from './actor.js';
import type { Ledger } from './ledger.service.js';
import { LogKeys, type NamedLog } from './log-keys.js';
import { logSubject } from './log-subject.js';
import { placePending } from './sequencer.service.js';

/** A log that goes on under another origin. */
export interface Succession {
  readonly from: string;
  readonly to: string;
  /** The tree that it goes on from. */
  readonly size: number;
  readonly root: string;
  /** The key that alone signs from now on. */
  readonly key: VerifierKey;
}

interface Owner {
  /** A connection as the owner of the tables; no server is one. */
  readonly dataSource: DataSource;
  readonly ledger: Ledger;
  readonly config: Pick<Config, 'dataDir' | 'signCommand'>;
}

/**
 * What is done when a key that signs a log was compromised. The log is frozen; then, in one transaction that waits for
 * the acts under way and lets none begin, everything committed gets its place under the old origin, the origin is
 * changed, and the first entry under the new one names the old one with the size and root of the tree that it goes on
 * from. The keys are changed while nobody can sign: whatever the thief signs is of an origin that is over.
 *
 * @throws OperatorProblem when there is no such log, or the connection may not change its origin
 */
export async function succeedLog(slug: string, { dataSource, ledger, config }: Owner): Promise<Succession> {
  const [found]: { coalition_id: CoalitionId; origin: string }[] = await dataSource.query(
    'SELECT coalition_id, origin FROM record_log WHERE slug = $1',
    [slug],
  );
  if (!found) throw new OperatorProblem(`There is no log of a coalition "${slug}".`);
  await requireOwner(dataSource);
  const coalitionId = found.coalition_id;
  await dataSource.query('UPDATE record_head SET frozen = $2 WHERE coalition_id = $1', [
    coalitionId,
    'the key that signs it was compromised',
  ]);
  const successor = { slug, origin: nextOrigin(found.origin) };
  const keys = new LogKeys(config);
  const key = await keys.prepare(successor);
  return dataSource.transaction('READ COMMITTED', async (db) => {
    await stopEverybody(db, coalitionId);
    while ((await placePending(db, coalitionId)) > 0);
    const { size, root } = await headOf(db, coalitionId);
    await db.query('UPDATE record_log SET origin = $2 WHERE coalition_id = $1', [
      coalitionId,
      successor.origin,
    ]);
    await db.query('UPDATE record_head SET frozen = NULL WHERE coalition_id = $1', [coalitionId]);
    const stream = logSubject(coalitionId);
    await ledger.actWithin(db, serverOf(coalitionId), { newcomer: stream }, (act) =>
      Promise.resolve({
        entry: act.append({
          stream,
          kind: LOG_SUCCEEDED,
          capacity: { role: 'operator' },
          body: { origin: found.origin, size, root },
        }),
        result: {},
      }),
    );
    await placePending(db, coalitionId);
    await changeKeys(keys, successor);
    return { from: found.origin, to: successor.origin, size, root, key };
  });
}

/** The key that was prepared alone signs from now on. */
async function changeKeys(keys: LogKeys, log: NamedLog): Promise<void> {
  await keys.adopt(log);
  await keys.retireOld(log);
}

/** Nobody orders entries or signs, and nobody acts: every act begins by reading its log. */
async function stopEverybody(db: EntityManager, coalitionId: CoalitionId): Promise<void> {
  await db.query("SET LOCAL lock_timeout = '60s'; SET LOCAL statement_timeout = 0");
  await db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, key)) FROM unnest(ARRAY[2, 3]) AS key', [
    coalitionId,
  ]);
  await db.query('LOCK TABLE record_log IN ACCESS EXCLUSIVE MODE');
}

async function headOf(db: EntityManager, coalitionId: CoalitionId): Promise<{ size: number; root: string }> {
  const [head]: { size: string; frontier: Buffer }[] = await db.query(
    'SELECT size, frontier FROM record_head WHERE coalition_id = $1',
    [coalitionId],
  );
  const frontier = head && decodeFrontier(Number(head.size), head.frontier);
  if (!frontier)
    throw new Error(`The head of record ${coalitionId} is damaged: its frontier does not fit its size.`);
  return { size: frontier.size, root: toBase64(frontierRoot(frontier)) };
}

async function requireOwner(dataSource: DataSource): Promise<void> {
  const [may]: { owns: boolean; role: string }[] = await dataSource.query(
    `SELECT pg_has_role(current_user, relowner, 'USAGE') AS owns, current_user AS role
     FROM pg_class WHERE oid = 'record_log'::regclass`,
  );
  if (may?.owns) return;
  throw new OperatorProblem(
    `The database role "${may?.role ?? '?'}" may not change the origin of a log; name in DATABASE_URL the one that migrates.`,
  );
}

/** `host/log/slug`, then `host/log/slug/2`, `host/log/slug/3`. */
function nextOrigin(origin: string): string {
  const [, first = origin, number = '1'] = /^(.*\/log\/[^/]+)(?:\/(\d+))?$/.exec(origin) ?? [];
  return `${first}/${Number(number) + 1}`;
}
