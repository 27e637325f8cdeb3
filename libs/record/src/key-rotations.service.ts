import { Injectable, Inject } from '@nestjs/common';
import { isRefusal, type CoalitionId } from '#kernel';
import { CONFIG, OperatorProblem, type Config } from '#platform';
import { decodeEntry, formatVerifierKey, type JsonValue, type VerifierKey } from '#transparency';
import { DataSource } from 'typeorm';
import { serverOf } from './actor.js';
import { Ledger } from './ledger.service.js';
import { LogKeys } from './log-keys.js';
import { logSubject } from './log-subject.js';
import { LogQueries } from './log.queries.js';

const ROTATED = 'log.key.rotated';
const OPERATOR = { role: 'operator' };

/** One change of a log's key, as its record tells it; keys as verifier keys in text. */
export interface KeyRotation {
  readonly at: string;
  readonly from: string;
  readonly to: string;
}

/** Changing the key of a log in front of everybody: the record says so, then the old and the new key sign together. */
@Injectable()
export class KeyRotations {
  private readonly keys: LogKeys;

  constructor(
    private readonly dataSource: DataSource,
    private readonly ledger: Ledger,
    private readonly logs: LogQueries,
    @Inject(CONFIG) config: Config,
  ) {
    this.keys = new LogKeys(config);
  }

  /** The changes of a log's key, the oldest first. */
  async of(coalitionId: CoalitionId): Promise<KeyRotation[]> {
    const rows: { entry: Buffer }[] = await this.dataSource.query(
      `SELECT entry FROM record_event WHERE coalition_id = $1 AND stream = $2 AND kind = $3 ORDER BY stream_version`,
      [coalitionId, logSubject(coalitionId), ROTATED],
    );
    return rows.flatMap(({ entry: bytes }) => {
      const entry = decodeEntry(bytes);
      return isRefusal(entry) ? [] : [{ at: entry.at, from: text(entry.body.from), to: text(entry.body.to) }];
    });
  }

  /**
   * Gives a log its next key: makes it, tells it in an entry, and lets it sign beside the old one. Interrupted, it is
   * taken up again by the next call.
   *
   * @returns the verifier keys, old and new
   * @throws OperatorProblem when there is no such log, it has no key yet, or the keys cannot be used
   */
  async rotate(slug: string): Promise<{ readonly from: VerifierKey; readonly to: VerifierKey }> {
    const log = await this.logs.bySlug(slug);
    if (!log) throw new OperatorProblem(`There is no log of a coalition "${slug}".`);
    const [old] = (await this.keys.signers(log)).slice(-1);
    if (!old)
      throw new OperatorProblem(
        `The log of "${slug}" has no key yet; it gets one with its first checkpoint.`,
      );
    const next = await this.keys.prepare(log);
    const told = { from: formatVerifierKey(old.key), to: formatVerifierKey(next) };
    if (told.from === told.to) {
      throw new OperatorProblem(
        'The sign command names the key that signs already; let it make the next one first.',
      );
    }
    if ((await this.of(log.coalitionId)).at(-1)?.to !== told.to) {
      const stream = logSubject(log.coalitionId);
      await this.ledger.act(serverOf(log.coalitionId), { newcomer: stream }, (act) =>
        Promise.resolve({
          entry: act.append({ stream, kind: ROTATED, capacity: OPERATOR, body: told }),
          result: {},
        }),
      );
    }
    await this.keys.adopt(log);
    return { from: old.key, to: next };
  }

  /**
   * Lets the keys that were replaced sign no longer, when whoever verifies has had time to learn the new one.
   *
   * @returns how many sign no longer
   */
  async retire(slug: string): Promise<number> {
    const log = await this.logs.bySlug(slug);
    if (!log) throw new OperatorProblem(`There is no log of a coalition "${slug}".`);
    return this.keys.retireOld(log);
  }
}

/** What a policy says of the time in which a key signs; nothing of the only key that a log ever had. */
export function validityOf(key: VerifierKey, rotations: readonly KeyRotation[]): { comment?: string } {
  const name = formatVerifierKey(key);
  const begun = rotations.find(({ to }) => to === name);
  const replaced = rotations.find(({ from }) => from === name);
  const words = [
    ...(begun ? [`signs since ${begun.at}`] : []),
    ...(replaced ? [`replaced since ${replaced.at} by ${replaced.to}`] : []),
  ];
  return words.length === 0 ? {} : { comment: words.join(', ') };
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
