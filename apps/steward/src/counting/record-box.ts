import type { CountResult } from '#counting';
import { parseGlobalId } from '#platform';
import { drawCheck } from '#rotation';
import { MissingFile, parseCanonical, verifyRecord, type Entry, type ReadDocument } from '#transparency';
import { boxCheck, type Tally } from '#voting';
import type { Session } from '../command.js';
import { findLog } from '../log-source.js';
import { CommandProblem, Unreachable, UsageProblem } from '../problems.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Keeps the tally that the record publishes of one box. */
class PublishedTally {
  readonly name = 'tally';
  readonly #box: string;
  #digest: string | null = null;
  isOpened = false;
  tally: Tally | null = null;

  constructor(box: string) {
    this.#box = box;
  }

  see({ kind, stream, body }: Entry): void {
    if (stream !== this.#box) return;
    if (kind === 'box.opened') this.isOpened = true;
    if (kind === 'box.counted' && typeof body.tally === 'string') this.#digest = body.tally;
  }

  async finish(documents: ReadDocument) {
    const content = this.#digest === null ? null : parseCanonical(await documents(this.#digest));
    // Taken at its word only where the recount gave the same bytes, which the other check decides.
    this.tally = content as unknown as Tally | null;
    return { what: 'tally read', checked: content === null ? 0 : 1, failures: [], skipped: [] };
  }
}

/**
 * Counts a box again from its record alone, and returns the result when it is byte for byte the published one. The
 * whole record is verified on the way, since a box is only as true as the entries that it rests on.
 *
 * @param target the address of a log, or a folder that holds its files
 * @param id the box as the server names it, or as its entries do
 * @throws UsageProblem for a box that the record does not know, CommandProblem where it is not counted yet or the
 *   record or its count is refused, Unreachable where there is no log
 */
export async function recountBox(target: string, id: string, session: Session): Promise<CountResult> {
  const key = parseGlobalId(id);
  const box = key?.noun === 'Box' ? key.id : UUID.test(id) ? id : null;
  if (box === null) throw new UsageProblem(`"${id}" is not the id of a box.`);
  const log = await findLog(target, undefined, session.interrupted);
  const published = new PublishedTally(box);
  const draws = drawCheck();
  const progress = session.progress('entries verified');
  const { verdicts } = await verifyRecord({
    fetchBytes: log.fetchBytes,
    policy: null,
    prior: [],
    checks: [draws, boxCheck(draws), published],
    onProgress: progress.update,
  }).catch((error: unknown) => {
    if (!(error instanceof MissingFile)) throw error;
    throw new Unreachable(`There is no log at ${log.name}: it serves no ${error.path}.`, { cause: error });
  });
  if (verdicts.length > 0) {
    throw new CommandProblem(verdicts.map(({ code, because }) => `${code}: ${because}`).join('\n'));
  }
  if (!published.isOpened) throw new UsageProblem(`The record at ${log.name} tells of no box ${id}.`);
  if (published.tally === null) throw new CommandProblem(`Box ${id} is not counted yet.`);
  return published.tally.count;
}
