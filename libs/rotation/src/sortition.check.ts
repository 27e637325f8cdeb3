import {
  parseCanonical,
  type CheckFailure,
  type CheckReport,
  type Entry,
  type ReadDocument,
  type RecordCheck,
} from '#transparency';
import { linesOf, textOf } from './check-values.js';
import type { DrawCheck } from './draw.check.js';
import { DRAW_COMMITTED, DRAW_SETTLED, listOfLines, sourceIn } from './draw.entries.js';
import { SeatsSeen } from './seats-seen.js';
import { sortitionIn } from './held-sortition.rules.js';
import { drawPanel } from './sortition-lottery.rules.js';
import {
  QUOTAS_RELAXED,
  SORTITION_COMMITTED,
  SORTITION_DRAWN,
  SORTITION_PREPARED,
  SORTITION_WITHDRAWN,
} from './sortition.entries.js';
import { problemOf } from './sortition.rules.js';
import type { Lottery, MemberType, Quota, Sortition, SortitionProblem } from './sortition.types.js';

/** What proves a lottery: integer programs, which not every machine that verifies a record can solve. */
export interface ProveSortition {
  /** Why a lottery is not the fairest, in sentences. */
  lotteryFaults(problem: SortitionProblem, lottery: Lottery): Promise<string[]>;
  /** Why quotas did not have to give way, or not as far as they did, in sentences. */
  relaxationFaults(before: SortitionProblem, after: SortitionProblem): Promise<string[]>;
}

interface SeenSortition {
  readonly prepared: Entry;
  /** Digests of the quotas, each with the entry that says it. */
  readonly quotas: { readonly digest: string; readonly index: number }[];
  isWithdrawn: boolean;
  draw: Entry | null;
  committed: { readonly entry: Entry; readonly index: number } | null;
  /** Where its draw was settled, and the panel was drawn. */
  settled: { readonly id: string; readonly index: number } | null;
  drawn: { readonly entry: Entry; readonly index: number } | null;
}

/**
 * Follows panels that are drawn by quotas: pool and quotas first, quotas that gave way only where they had to, then the
 * lottery before its source existed, proved to be the fairest, then the panel that the seed of the draw gives.
 *
 * @param draws the check of draws in the same way through the record
 * @param prove null where programs cannot be solved; lotteries are then told of as not proved
 */
export function sortitionCheck(draws: Pick<DrawCheck, 'seedOf'>, prove: ProveSortition | null): RecordCheck {
  const sortitions = new Map<string, SeenSortition>();
  const seats = new SeatsSeen();
  const ofDraw = new Map<string, string>();
  const failures: CheckFailure[] = [];
  const fail = (index: number, because: string) => failures.push({ code: 'SORTITION', because, index });

  function see(entry: Entry, index: number): void {
    seats.see(entry, index);
    const seen = sortitions.get(entry.stream);
    switch (entry.kind) {
      case SORTITION_PREPARED:
        seePrepared(entry, index);
        break;
      case QUOTAS_RELAXED:
        seeRelaxed(entry, index, seen);
        break;
      case SORTITION_WITHDRAWN:
        if (!seen || !isOpen(seen)) fail(index, `Sortition ${entry.stream} was not to be withdrawn.`);
        else seen.isWithdrawn = true;
        break;
      case DRAW_COMMITTED:
        if (typeof entry.body.sortition === 'string') seeDraw(entry, index, entry.body.sortition);
        break;
      case SORTITION_COMMITTED:
        seeCommitted(entry, index, seen);
        break;
      case DRAW_SETTLED:
        seeSettled(entry, index);
        break;
      case SORTITION_DRAWN:
        seeDrawn(entry, index, seen);
    }
  }

  function seePrepared(entry: Entry, index: number): void {
    sortitions.set(entry.stream, {
      prepared: entry,
      quotas: [{ digest: textOf(entry.body.quotas), index }],
      isWithdrawn: false,
      draw: null,
      committed: null,
      settled: null,
      drawn: null,
    });
  }

  function seeRelaxed(entry: Entry, index: number, seen: SeenSortition | undefined): void {
    const { stream, body } = entry;
    if (!seen || !isOpen(seen)) {
      return void fail(index, `The quotas of sortition ${stream} were changed when they were fixed.`);
    }
    if (!seats.heldBy(entry, textOf(seen.prepared.body.body))) {
      fail(index, `The quotas of sortition ${stream} were changed by nobody who held a mandate of the body.`);
    }
    seen.quotas.push({ digest: textOf(body.quotas), index });
  }

  function seeDraw(entry: Entry, index: number, sortition: string): void {
    const seen = sortitions.get(sortition);
    if (!seen || seen.draw !== null || !isOpen(seen) || seen.prepared.body.body !== entry.body.body) {
      fail(index, `Draw ${entry.stream} was not to be committed to for sortition ${sortition}.`);
    } else {
      seen.draw = entry;
      ofDraw.set(entry.stream, sortition);
    }
  }

  /** One act commits to the draw and to the lottery, so that nobody knows the source of one before the other. */
  function seeCommitted(entry: Entry, index: number, seen: SeenSortition | undefined): void {
    const { stream, body } = entry;
    if (!seen?.draw || !isOpen(seen) || !isOneAct(seen.draw, entry) || body.draw !== seen.draw.stream) {
      fail(index, `The lottery of sortition ${stream} was not committed to with a draw of its own.`);
    } else {
      seen.committed = { entry, index };
    }
  }

  function seeSettled({ stream, id }: Entry, index: number): void {
    const seen = sortitions.get(ofDraw.get(stream) ?? '');
    if (seen) seen.settled ??= { id, index };
  }

  function seeDrawn(entry: Entry, index: number, seen: SeenSortition | undefined): void {
    if (!seen?.settled || seen.drawn || entry.cause !== seen.settled.id) {
      fail(index, `The panel of sortition ${entry.stream} was drawn without its draw.`);
    } else {
      seen.drawn = { entry, index };
    }
  }

  async function finish(documents: ReadDocument): Promise<CheckReport> {
    const skipped: string[] = [];
    let checked = 0;
    for (const [stream, seen] of sortitions) {
      for (const { index, because } of strayOf(stream, seen)) fail(index, because);
      if (seen.isWithdrawn) continue;
      if (!seen.committed || !seen.draw) {
        skipped.push(`Sortition ${stream} has no lottery on record yet.`);
        continue;
      }
      if (prove === null) {
        skipped.push(`The lottery of sortition ${stream} is not proved here; the command line proves it.`);
      }
      const found = await faultsOf(seen, seen.committed, { documents, prove });
      for (const { index, because } of found.faults) fail(index, `Sortition ${stream}: ${because}`);
      if (seen.drawn) checkPanel(seen, seen.drawn, found);
      checked += 1;
    }
    return { what: 'sortitions proved and drawn again', checked, failures, skipped };
  }

  function checkPanel(
    { committed }: SeenSortition,
    { entry: { stream, body }, index }: NonNullable<SeenSortition['drawn']>,
    { sortition, lottery }: { readonly sortition: Sortition; readonly lottery: Lottery },
  ): void {
    const seed = draws.seedOf(textOf(body.draw));
    const drawn = seed && drawPanel(sortition, lottery, seed);
    const isSame =
      drawn !== null &&
      body.draw === committed?.entry.body.draw &&
      body.number === drawn.number &&
      body.of === drawn.of &&
      body.panel === listOfLines(drawn.members).digest;
    if (!isSame) fail(index, `Sortition ${stream}: its draw does not give the panel that was published.`);
  }

  return { name: 'sortitions', see, finish };
}

/** Whether one act committed to a draw and its lottery, before its source could be known. */
function isOneAct(draw: Entry, { at, cause }: Entry): boolean {
  const source = sourceIn(draw);
  const known = source && (source.sealedBy ?? source.sourceAt);
  return draw.id === cause && draw.at === at && known !== null && new Date(at) < known;
}

/** Whether nothing is committed to yet, nor taken back. */
function isOpen({ committed, isWithdrawn }: SeenSortition): boolean {
  return committed === null && !isWithdrawn;
}

/** A draw without its lottery, and a settled draw without its panel. */
function* strayOf(stream: string, { draw, committed, settled, drawn, quotas }: SeenSortition) {
  const index = quotas[0]?.index ?? 0;
  if (draw && !committed) yield { index, because: `Sortition ${stream} has a draw, and no lottery.` };
  if (settled && !drawn) {
    yield { index: settled.index, because: `Sortition ${stream} has a settled draw, and no panel.` };
  }
}

interface Fault {
  readonly index: number;
  readonly because: string;
}

/** What does not hold of pool, quotas and lottery as they were committed to. */
async function faultsOf(
  { prepared, quotas, draw }: SeenSortition,
  committed: NonNullable<SeenSortition['committed']>,
  { documents, prove }: { readonly documents: ReadDocument; readonly prove: ProveSortition | null },
): Promise<{ readonly faults: readonly Fault[]; readonly sortition: Sortition; readonly lottery: Lottery }> {
  const read = async (digest: unknown) => parseCanonical(await documents(textOf(digest as string)));
  const types = (await read(prepared.body.types)) as unknown as readonly MemberType[];
  const pool = linesOf(await read(draw?.body.pool));
  const lottery = (await read(committed.entry.body.lottery)) as unknown as Lottery;
  const seats = Number(prepared.body.seats);
  const faults: Fault[] = [];
  const leaves = types.flatMap(({ members }) => members).sort();
  if (leaves.join() !== pool?.join() || leaves.length !== prepared.body.size) {
    faults.push({ index: committed.index, because: 'its draw has another pool.' });
  }
  let before: SortitionProblem | null = null;
  let sortition: Sortition = { seats, features: [], quotas: [], types };
  for (const { digest, index } of quotas) {
    sortition = sortitionIn({ seats, quotas: (await read(digest)) as unknown as readonly Quota[], types });
    const after = problemOf(sortition);
    const found = before && prove ? await prove.relaxationFaults(before, after) : [];
    faults.push(...found.map((because) => ({ index, because })));
    before = after;
  }
  if (lottery.fairness !== prepared.body.fairness) {
    faults.push({ index: committed.index, because: 'its lottery shares chances out in another way.' });
  }
  const unproved = prove && before ? await prove.lotteryFaults(before, lottery) : [];
  faults.push(...unproved.map((because) => ({ index: committed.index, because })));
  return { faults, sortition, lottery };
}
