import { isRefusal } from '#kernel';
import type { DrawCheck } from '#rotation';
import {
  fromBase64,
  opensCommitment,
  parseCanonical,
  type CheckFailure,
  type CheckReport,
  type Entry,
  type JsonValue,
  type RecordCheck,
} from '#transparency';
import {
  BALLOT_CAST,
  boxHash,
  BOX_CLOSED,
  BOX_COUNTED,
  BOX_DRAWN,
  BOX_OPENED,
  CHALLENGE_RULED,
  digestOf,
  drawDocument,
  INTEREST_CHALLENGED,
  tallyDocument,
  type BallotLine,
  type BoxTerms,
  type ElectorLine,
  type OptionLine,
} from './box.entries.js';
import { commitToDraw, settleDraw } from './draw.rules.js';
import { tallyBox } from './tally.rules.js';
import { TieDrawsSeen } from './tie-draw.check.js';
import type { BoxDraw, SetAside } from './voting.types.js';

/** The kind of entry by which the assembly records that somebody stays out of a subject. */
const RECUSAL_MADE = 'recusal.made';

/** What bytes in another spelling are worth: they open nothing. */
const NO_BYTES = new Uint8Array();

/** What the record says of one box. */
interface SeenBox {
  readonly index: number;
  readonly terms: BoxTerms;
  readonly hash: string;
  /** The last entry of each ballot, by the ballot's id. */
  readonly casts: Map<string, SeenCast>;
  /** Digest of the document with the order of its draw; null before it is settled, and where there is none. */
  drawn: string | null;
  closed: {
    readonly index: number;
    readonly at: string;
    readonly ballots: string;
    readonly cast: number;
    /** Digest of the document with the lot; null where there is none. */
    readonly draw: string | null;
    readonly setAside: readonly SetAside[];
  } | null;
  counted: { readonly index: number; readonly tally: string } | null;
  /** Recounts that rulings on challenges have brought, in their order. */
  readonly recounts: SeenRecount[];
}

interface SeenRecount {
  readonly index: number;
  /** Whose ballot is left out since. */
  readonly setAside: SetAside;
  readonly tally: string;
}

interface SeenCast {
  readonly version: number;
  readonly elector: string;
  readonly commitment: string;
  readonly at: string;
}

type Documents = (sha256: string) => Promise<Uint8Array>;

/**
 * Recounts every box from the record alone: its terms hash to its name, its ballots are exactly those that were
 * cast in time by electors of the frozen electorate, each opens the commitment of its last entry, its lot is the
 * one that was committed to, and counting them by the frozen rule gives the published tally, byte for byte.
 *
 * @param draws the check of draws in the same way through the record
 */
export function boxCheck(draws: Pick<DrawCheck, 'seedOf'>): RecordCheck {
  const tieDraws = new TieDrawsSeen(draws);
  const boxes = new Map<string, SeenBox>();
  /** From what each recusal keeps out. */
  const recusals = new Map<string, string>();
  /** The elector whom each challenge means. */
  const challenged = new Map<string, string>();
  const failures: CheckFailure[] = [];
  const fail = (index: number, because: string) => failures.push({ code: 'COUNT', because, index });

  function see(entry: Entry, index: number): void {
    tieDraws.see(entry);
    switch (entry.kind) {
      case BOX_OPENED:
        seeOpened(entry, index);
        break;
      case RECUSAL_MADE:
        seeRecusal(entry);
        break;
      case BALLOT_CAST:
        seeCast(entry, index);
        break;
      case INTEREST_CHALLENGED:
        challenged.set(entry.stream, textOf(entry.body.elector));
        break;
      case CHALLENGE_RULED:
        seeRuling(entry, index);
        break;
      case BOX_DRAWN:
        seeDrawn(entry, index);
        break;
      case BOX_CLOSED:
      case BOX_COUNTED:
        seeEnd(entry, index);
        break;
    }
  }

  function seeRecusal({ stream, body }: Entry): void {
    recusals.set(stream, textOf(body.subject));
  }

  function seeOpened({ stream, at, body }: Entry, index: number): void {
    // The entry's own hash binds the terms; a field of another form fails in the comparison or in the recount.
    const terms = body.terms as unknown as BoxTerms;
    const hash = textOf(body.boxHash);
    if (boxHash(terms) !== hash || terms.box !== stream) {
      fail(index, `Box ${stream} was opened under a hash that is not that of its terms.`);
    }
    if (!tieDraws.isCommitted(terms, at)) {
      fail(index, `Box ${stream} was opened without a draw of its own whose source comes after the closing.`);
    }
    const recused = terms.recused.filter(({ recusal }) => recusals.get(recusal) === terms.proposal).length;
    if (recused < Math.max(terms.roster.recused, terms.recused.length)) {
      fail(
        index,
        `Box ${stream} counts ${terms.roster.recused} as recused, and the record tells of ${recused}.`,
      );
    }
    boxes.set(stream, {
      index,
      terms,
      hash,
      casts: new Map(),
      drawn: null,
      closed: null,
      counted: null,
      recounts: [],
    });
  }

  function seeCast({ stream, ver, at, rule, body, commit }: Entry, index: number): void {
    const box = boxes.get(textOf(body.box));
    if (!box || rule !== box.hash)
      return void fail(index, `Ballot ${stream} was cast in a box that is not open to it.`);
    if (box.closed || at < box.terms.opensAt || at >= box.terms.closesAt) {
      fail(index, `Ballot ${stream} was cast at ${at}, outside the time of box ${box.terms.box}.`);
    }
    box.casts.set(stream, {
      version: ver,
      elector: textOf(body.elector),
      commitment: commit.ballot ?? '',
      at,
    });
  }

  function seeRuling({ stream, body }: Entry, index: number): void {
    if (body.recount === null) return;
    const box = boxes.get(textOf(body.box));
    const setAside = { elector: challenged.get(stream) ?? '', recusal: textOf(body.recusal) } as SetAside;
    if (!box?.counted || recusals.get(setAside.recusal) !== box.terms.proposal) {
      return void fail(
        index,
        `Challenge ${stream} was ruled on with a recount that no counted vote asks for.`,
      );
    }
    box.recounts.push({ index, setAside, tally: textOf(body.recount) });
  }

  function seeDrawn({ stream, body }: Entry, index: number): void {
    const box = boxes.get(stream);
    if (box?.terms.tieDraw === undefined || box.drawn !== null || box.counted) {
      fail(index, `Box ${stream} took over an order for which it does not wait.`);
    } else {
      box.drawn = textOf(body.draw);
    }
  }

  function seeEnd({ stream, kind, at, body }: Entry, index: number): void {
    const box = boxes.get(stream);
    if (!box) return void fail(index, `Box ${stream} ended without having been opened.`);
    if (kind === BOX_COUNTED) {
      box.counted = { index, tally: textOf(body.tally) };
    } else {
      const draw = body.draw === null ? null : textOf(body.draw);
      const setAside = body.setAside as unknown as readonly SetAside[];
      box.closed = { index, at, ballots: textOf(body.ballots), cast: Number(body.cast), draw, setAside };
      const stray = setAside.find(({ recusal }) => recusals.get(recusal) !== box.terms.proposal);
      if (stray)
        fail(index, `Box ${stream} sets elector ${stray.elector} aside, whom no recusal keeps out of it.`);
    }
  }

  async function finish(documents: Documents): Promise<CheckReport> {
    const skipped: string[] = [];
    let checked = 0;
    for (const box of boxes.values()) {
      if (!box.closed) {
        skipped.push(`Box ${box.terms.box} is not closed yet.`);
        continue;
      }
      const fault = await faultOf(box, box.closed, { documents, tieDraws });
      if (fault !== null) fail(box.counted?.index ?? box.closed.index, fault);
      else for (const one of await wrongRecounts(box, box.closed, documents)) fail(one.index, one.because);
      checked += 1;
    }
    return { what: 'closed boxes recounted', checked, failures, skipped };
  }

  return { name: 'boxes', see, finish };
}

/** What is wrong with a closed box, in one sentence; null when it recounts. */
async function faultOf(
  box: SeenBox,
  closed: NonNullable<SeenBox['closed']>,
  { documents, tieDraws }: { readonly documents: Documents; readonly tieDraws: TieDrawsSeen },
): Promise<string | null> {
  const { terms } = box;
  const name = `Box ${terms.box}`;
  const ballots = await readList<BallotLine>(documents, closed.ballots);
  const electorate = await readList<ElectorLine>(documents, terms.electorate);
  const options = await readList<OptionLine>(documents, terms.options);
  if (electorate.length !== terms.entitled)
    return `${name} names another number of electors than its electorate has.`;
  if (ballots.length !== closed.cast || ballots.length !== box.casts.size) {
    return `${name} was closed with ${ballots.length} ballots, and the record tells of ${box.casts.size}.`;
  }
  const weights = new Map(electorate.map((line) => [line.elector, line.weight]));
  const voted = new Set<string>();
  for (const line of ballots) {
    const fault = ballotFault(line, box.casts.get(line.id), weights.get(line.elector));
    if (fault !== null) return `${name}, ballot ${line.id}: ${fault}`;
    voted.add(line.elector);
  }
  if (voted.size !== ballots.length) return `${name} holds two ballots of one elector.`;
  const stranger = closed.setAside.find(({ elector }) => !weights.has(elector));
  if (stranger) return `${name} sets ${stranger.elector} aside, who is not in the frozen electorate.`;
  const draw = await lotOf(box, closed, documents);
  const ids = options.map(({ id }) => id);
  const unfair =
    terms.tieDraw === undefined
      ? drawFault(box, closed, draw, ids)
      : (waitingFault(box, closed) ?? (draw && tieDraws.faultOf(terms, draw, ids)));
  if (unfair !== null) return `${name}${unfair}`;
  if (!box.counted) return null;
  const tally = tallyBox({
    ...terms,
    options,
    ballots,
    ballotsDigest: closed.ballots,
    draw,
    setAside: closed.setAside,
  });
  if (isRefusal(tally)) return `${name} cannot be counted: ${tally.because}`;
  return digestOf(tallyDocument(tally).content) === box.counted.tally
    ? null
    : `${name} counts to another result than was published.`;
}

/** The rulings whose recount is not what the vote gives without the ballots that were ruled out by then. */
async function wrongRecounts(
  box: SeenBox,
  closed: NonNullable<SeenBox['closed']>,
  documents: Documents,
): Promise<{ readonly index: number; readonly because: string }[]> {
  const { terms, recounts } = box;
  if (recounts.length === 0) return [];
  const ballots = await readList<BallotLine>(documents, closed.ballots);
  const options = await readList<OptionLine>(documents, terms.options);
  const draw = await lotOf(box, closed, documents);
  return recounts.flatMap(({ index, tally: published }, n) => {
    const ruledOut = recounts.slice(0, n + 1).map((one) => one.setAside);
    const setAside = [...closed.setAside, ...ruledOut];
    const tally = tallyBox({ ...terms, options, ballots, ballotsDigest: closed.ballots, draw, setAside });
    const isRight = !isRefusal(tally) && digestOf(tallyDocument(tally).content) === published;
    const because = `Box ${terms.box} counts to another result without a ballot that was ruled out than was published.`;
    return isRight ? [] : [{ index, because }];
  });
}

function ballotFault(
  line: BallotLine,
  cast: SeenCast | undefined,
  weight: number | undefined,
): string | null {
  if (!cast) return 'the record tells of no such cast.';
  if (line.version !== cast.version)
    return `it stands at version ${line.version}, and was last cast as version ${cast.version}.`;
  if (weight === undefined || line.elector !== cast.elector)
    return 'its elector is not in the frozen electorate.';
  if (line.weight !== weight) return `it was counted with weight ${line.weight} instead of ${weight}.`;
  const ballot = line.ballot as unknown as JsonValue;
  return opensCommitment(cast.commitment, ballot, fromBase64(line.salt) ?? NO_BYTES)
    ? null
    : 'it does not open the commitment under which it was cast.';
}

/** The lot as it was published; null where there is none, or its draw is not settled. */
async function lotOf(
  { drawn, terms }: SeenBox,
  { draw }: { readonly draw: string | null },
  documents: Documents,
): Promise<BoxDraw | null> {
  const digest = terms.tieDraw === undefined ? draw : drawn;
  return digest === null ? null : ((await read(documents, digest)) as unknown as BoxDraw);
}

/** A box whose draw is not settled is not counted, and its closing tells no other order than the draw gave before. */
function waitingFault(
  { drawn, counted }: SeenBox,
  { draw }: { readonly draw: string | null },
): string | null {
  if (draw !== null && draw !== drawn) return ' was closed with another order than its draw gave.';
  return counted && drawn === null ? ' was counted before its ties were drawn.' : null;
}

/** Draws the lot again: its secret is the one that was committed to, and nothing else gives its order. */
function drawFault(
  { terms, hash }: SeenBox,
  { ballots: ballotsDigest }: { readonly ballots: string },
  draw: BoxDraw | null,
  ids: readonly string[],
): string | null {
  if (draw === null || terms.draw === null)
    return draw === terms.draw ? null : ' was closed with another lot than it was opened with.';
  const secret = fromBase64(draw.secret ?? '') ?? NO_BYTES;
  if (commitToDraw(secret) !== terms.draw)
    return ' shows another secret of its lot than it committed to at the opening.';
  const again = settleDraw({ boxHash: hash, ballotsDigest, secret }, ids);
  return digestOf(drawDocument(again).content) === digestOf(drawDocument(draw).content)
    ? null
    : ' published another order of its lot than its secret gives.';
}

async function readList<Line>(documents: Documents, digest: string): Promise<readonly Line[]> {
  const content = await read(documents, digest);
  if (!Array.isArray(content)) throw new TypeError(`The document ${digest} is not a list.`);
  // A line of another form fits nothing that it is compared with, or fails in the recount.
  const lines: readonly unknown[] = content;
  return lines as readonly Line[];
}

async function read(documents: Documents, digest: string): Promise<JsonValue> {
  const content = parseCanonical(await documents(digest));
  if (content === null) throw new TypeError(`The document ${digest} is not canonical JSON.`);
  return content;
}

/** A text of an entry's body; empty where it holds something else, which then fits nothing. */
function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
