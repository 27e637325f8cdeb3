import { randomBytes, randomUUID } from 'node:crypto';
import type { Ballot } from '#counting';
import { isRefusal, type BallotId, type MandateId, type PersonId, type SeatId } from '#kernel';
import { commitTo, leafHash, type Entry, type JsonObject, type JsonValue } from '#transparency';
import { drawCheck } from '#rotation';
import { boxCheck } from './box.check.js';
import {
  BALLOT_CAST,
  ballotsDocument,
  BOX_CLOSED,
  BOX_COUNTED,
  BOX_OPENED,
  boxHash,
  CHALLENGE_RULED,
  digestOf,
  drawDocument,
  electorateDocument,
  INTEREST_CHALLENGED,
  optionsDocument,
  tallyDocument,
  type BoxTerms,
} from './box.entries.js';
import { commitToDraw, settleDraw } from './draw.rules.js';
import { tallyBox } from './tally.rules.js';
import type { BoxDraw, BoxElector, BoxOption, CastBallot, SetAside } from './voting.types.js';

const OPENS = '2026-01-01T00:00:00.000Z';
const CAST = '2026-01-01T10:00:00.000Z';
const CLOSES = '2026-01-02T00:00:00.000Z';

const OPTIONS: readonly BoxOption[] = ['a', 'b', 'c'].map((id) => ({
  id,
  name: [{ lang: 'en', text: id, isOriginal: true, origin: 'HUMAN' }],
  cost: null,
  personId: null,
  groups: [],
}));
const approvalOf = (id: string): Ballot => ({ kind: 'approval', approved: [id] });

/** What a server could have written of one box; each test writes one thing otherwise. */
interface Story {
  electors: BoxElector[];
  ballots: CastBallot[];
  /** Ballots as they were cast, one entry each, in this order. */
  casts: { ballot: CastBallot; at: string }[];
  terms: (terms: BoxTerms) => BoxTerms;
  documents: Map<string, Uint8Array>;
  counted: CastBallot[];
  /** The lot as it is published. */
  draw: (draw: BoxDraw) => BoxDraw | null;
  /** Electors who are recused while the box is open; those whom the count leaves out; what the recusal is about. */
  recused: readonly CastBallot[];
  counts: (setAside: readonly SetAside[]) => readonly SetAside[];
  subject: (proposal: string) => string;
  /** Whose ballot was ruled out after the count; null where nobody challenges. */
  challenged: CastBallot | null;
  /** The ballots that the recount is counted from. */
  recounted: (ballots: readonly CastBallot[]) => readonly CastBallot[];
}

function honest(): Story {
  const electors = Array.from({ length: 4 }, (): BoxElector => {
    const [elector, personId, seatId] = [randomUUID(), randomUUID(), randomUUID()];
    return {
      elector: elector as MandateId,
      personId: personId as PersonId,
      seatId: seatId as SeatId,
      sectorId: null,
      organizationId: null,
      weight: 1,
    };
  });
  const ballots = electors.slice(0, 3).map(({ elector }, n): CastBallot => ({
    id: randomUUID() as BallotId,
    version: 1,
    boxId: 'box' as CastBallot['boxId'],
    elector,
    ballot: approvalOf(n < 2 ? 'a' : 'b'),
    salt: randomBytes(32).toString('base64'),
    weight: 1,
  }));
  return {
    electors,
    ballots,
    casts: ballots.map((ballot) => ({ ballot, at: CAST })),
    terms: (terms) => terms,
    documents: new Map(),
    counted: ballots,
    draw: (draw) => draw,
    recused: [],
    counts: (setAside) => setAside,
    subject: (proposal) => proposal,
    challenged: null,
    recounted: (ballots) => ballots,
  };
}

function entry(stream: string, kind: string, body: JsonObject, more: Partial<Entry> = {}): Entry {
  return {
    v: 1,
    log: 'spec.example/log/spec',
    id: randomUUID(),
    kind,
    stream,
    ver: 1,
    prev: null,
    at: CAST,
    actor: { role: 'spec', seat: null, org: null, commit: null },
    rule: null,
    cause: null,
    body,
    commit: {},
    docs: [],
    ...more,
  };
}

const json = (value: object) => value as unknown as JsonValue;

/** Writes the entries and documents of the story, then has them checked. */
async function check(story: Story): Promise<string[]> {
  const box = randomUUID();
  const keep = ({ content }: { content: Uint8Array }) => {
    const digest = digestOf(content);
    story.documents.set(digest, content);
    return digest;
  };
  const electorate = keep(electorateDocument(story.electors));
  const options = keep(optionsDocument(OPTIONS));
  const secret = randomBytes(32);
  const earlier = randomUUID();
  const terms: BoxTerms = {
    box,
    body: randomUUID(),
    proposal: randomUUID(),
    proposalText: digestOf(new Uint8Array()),
    question: 'CHOICE',
    rule: 'approval@1',
    parameters: {},
    quorum: { quorum: '1/2', quorumStrict: false, quorumCount: 0, quorumBy: 'cast', clause: '2' },
    takes: null,
    options,
    seats: 1,
    budget: null,
    caps: [],
    draw: commitToDraw(secret),
    charter: digestOf(new Uint8Array()),
    electorate,
    entitled: story.electors.length,
    roster: { seats: 5, filled: 5, recused: 1, alternates: 0 },
    recused: [
      {
        mandate: randomUUID() as MandateId,
        recusal: earlier as SetAside['recusal'],
        clause: '9',
        interest: 'JOB',
        alternate: null,
      },
    ],
    amendment: null,
    opensAt: OPENS,
    closesAt: CLOSES,
  };
  const hash = boxHash(terms);
  const ballots = keep(ballotsDocument(story.ballots));
  const settled = settleDraw({ boxHash: hash, ballotsDigest: ballots, secret }, ['a', 'b', 'c']);
  const shown = story.draw(settled);
  const setAside = story.recused.map(({ elector }): SetAside => ({
    elector,
    recusal: randomUUID() as SetAside['recusal'],
  }));
  const tally = tallyBox({
    ...terms,
    options: OPTIONS,
    ballotsDigest: ballots,
    ballots: story.counted,
    draw: settled,
    setAside: story.counts(setAside),
  });
  if (isRefusal(tally)) throw new Error(tally.because);
  const recusal = (id: string) =>
    entry(id, 'recusal.made', { body: terms.body, subject: story.subject(terms.proposal), how: 'SELF' });
  const entries = [
    entry(earlier, 'recusal.made', { body: terms.body, subject: terms.proposal, how: 'CLAUSE' }),
    entry(box, BOX_OPENED, { terms: json(story.terms(terms)), boxHash: hash }),
    ...story.casts.map(({ ballot, at }) =>
      entry(
        ballot.id,
        BALLOT_CAST,
        { box, elector: ballot.elector },
        {
          at,
          ver: ballot.version,
          rule: hash,
          commit: { ballot: commitTo(json(ballot.ballot), Buffer.from(ballot.salt, 'base64')) },
        },
      ),
    ),
    ...setAside.map((one) => recusal(one.recusal)),
    entry(
      box,
      BOX_CLOSED,
      {
        box,
        cast: story.ballots.length,
        ballots,
        draw: shown && keep(drawDocument(shown)),
        setAside: json(setAside),
      },
      { at: CLOSES, ver: 2 },
    ),
    entry(
      box,
      BOX_COUNTED,
      { box, outcome: tally.outcome, tally: keep(tallyDocument(tally)) },
      { at: CLOSES, ver: 3 },
    ),
  ];
  if (story.challenged) {
    const { elector } = story.challenged;
    const [challenge, ruledOut] = [randomUUID(), randomUUID() as SetAside['recusal']];
    const recount = tallyBox({
      ...terms,
      options: OPTIONS,
      ballotsDigest: ballots,
      ballots: story.recounted(story.counted),
      draw: settled,
      setAside: [...setAside, { elector, recusal: ruledOut }],
    });
    if (isRefusal(recount)) throw new Error(recount.because);
    entries.push(
      entry(challenge, INTEREST_CHALLENGED, { box, elector }),
      recusal(ruledOut),
      entry(challenge, CHALLENGE_RULED, {
        box,
        ruling: 'UPHELD',
        recusal: ruledOut,
        follows: 'STANDS',
        recount: keep(tallyDocument(recount)),
      }),
    );
  }
  const checking = boxCheck(drawCheck());
  entries.forEach((one, index) => checking.see(one, index, leafHash(Buffer.from(one.id))));
  const report = await checking.finish((sha256) => {
    const content = story.documents.get(sha256);
    return content ? Promise.resolve(content) : Promise.reject(new Error(`no document ${sha256}`));
  });
  expect(report.checked).toBe(1);
  return report.failures.map((failure) => failure.because);
}

describe('the recount from the record', () => {
  it('finds nothing wrong with an honest vote, nor with a ballot that was changed', async () => {
    expect(await check(honest())).toEqual([]);
    const story = honest();
    const [first] = story.ballots;
    const changed: CastBallot = { ...first!, version: 2, ballot: approvalOf('b') };
    story.ballots = story.counted = [changed, ...story.ballots.slice(1)];
    story.casts.push({ ballot: changed, at: CAST });
    expect(await check(story)).toEqual([]);
  });

  it('leaves out whoever was recused while the box was open, and keeps their ballot', async () => {
    const story = honest();
    story.recused = story.ballots.slice(0, 1);
    expect(await check(story)).toEqual([]);
  });

  it('counts again without a ballot that was ruled out after the count', async () => {
    const story = honest();
    story.challenged = story.ballots[0] ?? null;
    expect(await check(story)).toEqual([]);
  });

  it.each<[string, (story: Story) => void, RegExp]>([
    [
      'a recount from other ballots than were cast',
      (story) => {
        story.challenged = story.ballots[0] ?? null;
        story.recounted = (ballots) => ballots.slice(0, 2);
      },
      /counts to another result without a ballot that was ruled out/,
    ],
    [
      'a recount that rests on a recusal from another subject',
      (story) => {
        story.challenged = story.ballots[0] ?? null;
        story.subject = () => randomUUID();
      },
      /with a recount that no counted vote asks for/,
    ],
    [
      'a ballot that is counted though its elector is recused',
      (story) => {
        story.recused = story.ballots.slice(0, 1);
        story.counts = () => [];
      },
      /counts to another result/,
    ],
    [
      'an elector who is set aside by a recusal from another subject',
      (story) => {
        story.recused = story.ballots.slice(0, 1);
        story.subject = () => randomUUID();
      },
      /whom no recusal keeps out/,
    ],
    [
      'more who are recused than the record tells of',
      (story) => void (story.terms = (terms) => ({ ...terms, roster: { ...terms.roster, recused: 2 } })),
      /counts 2 as recused, and the record tells of 1/,
    ],
    [
      'somebody who is recused by what the record does not tell of',
      (story) =>
        void (story.terms = (terms) => ({
          ...terms,
          recused: terms.recused.map((one) => ({ ...one, recusal: randomUUID() as SetAside['recusal'] })),
        })),
      /counts 1 as recused, and the record tells of 0/,
    ],
    [
      'a ballot left out',
      (story) => void (story.counted = story.ballots = story.ballots.slice(1)),
      /closed with 2 ballots, and the record tells of 3/,
    ],
    [
      'a ballot that nobody cast',
      (story) => void story.casts.pop(),
      /closed with 3 ballots, and the record tells of 2/,
    ],
    [
      'a choice that was swapped',
      (story) => {
        story.counted = story.ballots = story.ballots.map((ballot, n) =>
          n === 0 ? { ...ballot, ballot: approvalOf('b') } : ballot,
        );
      },
      /does not open the commitment/,
    ],
    [
      'an earlier version of a changed ballot',
      (story) => {
        story.casts.push({
          ballot: { ...story.ballots[0]!, version: 2, ballot: approvalOf('b') },
          at: CAST,
        });
      },
      /last cast as version 2/,
    ],
    [
      'a ballot from outside the electorate',
      (story) => void story.electors.shift(),
      /not in the frozen electorate/,
    ],
    [
      'a ballot that weighs two',
      (story) => {
        story.counted = story.ballots = story.ballots.map((ballot, n) =>
          n === 0 ? { ...ballot, weight: 2 } : ballot,
        );
      },
      /counted with weight 2 instead of 1/,
    ],
    [
      'a ballot cast at the closing',
      (story) => void (story.casts[0] = { ...story.casts[0]!, at: CLOSES }),
      /outside the time/,
    ],
    [
      'a result that the ballots do not give',
      (story) => void (story.counted = story.ballots.slice(0, 2)),
      /counts to another result/,
    ],
    [
      'an order of the lot that its secret does not give',
      (story) => void (story.draw = ({ order, ...draw }) => ({ ...draw, order: order.toReversed() })),
      /another order of its lot/,
    ],
    [
      'a seed of the lot that another secret gives',
      (story) => void (story.draw = (draw) => ({ ...draw, seed: randomBytes(32).toString('base64') })),
      /another order of its lot/,
    ],
    [
      'a secret of the lot that was not committed to',
      (story) => void (story.draw = (draw) => ({ ...draw, secret: randomBytes(32).toString('base64') })),
      /another secret of its lot/,
    ],
    ['a lot left out', (story) => void (story.draw = () => null), /another lot than it was opened with/],
    [
      'options that were renamed after the opening',
      (story) => {
        const renamed = optionsDocument(OPTIONS.map((option) => ({ ...option, name: OPTIONS[0]!.name })));
        story.terms = (terms) => ({ ...terms, options: digestOf(renamed.content) });
        story.documents.set(digestOf(renamed.content), renamed.content);
      },
      /not that of its terms/,
    ],
    [
      'terms that were changed after the opening',
      (story) => void (story.terms = (terms) => ({ ...terms, closesAt: '2026-01-03T00:00:00.000Z' })),
      /not that of its terms/,
    ],
  ])('names %s', async (_what, tamper, because) => {
    const story = honest();
    tamper(story);
    expect((await check(story)).join('\n')).toMatch(because);
  });

  it('passes on that a document cannot be read', async () => {
    const story = honest();
    story.documents.get = () => undefined;
    await expect(check(story)).rejects.toThrow(/no document/);
  });
});
