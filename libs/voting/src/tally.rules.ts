import {
  checkQuorum,
  count,
  findRule,
  groupBallots,
  hasOpenTie,
  quorumOf,
  type BallotGroup,
  type BallotKind,
  type CountingRule,
  type CountInput,
  type CountOption,
  type CountResult,
  type ParameterValues,
  type SeatCap,
} from '#counting';
import type { VoteShare } from '#assembly';
import {
  add,
  compare,
  isRefusal,
  lookupText,
  multiply,
  parseExact,
  rational,
  refuse,
  ZERO,
  type Refusal,
} from '#kernel';
import { majorityOfBody, outcomeBeside, quorumOfBody, type Said } from './majority.rules.js';
import type {
  BoxCap,
  BoxDraw,
  BoxOption,
  CastBallot,
  Majority,
  QuorumTerms,
  Roster,
  Tally,
} from './voting.types.js';

/** What a count depends on, as it was frozen and cast; a stranger reads the same from the record. */
export interface Count {
  readonly rule: string;
  readonly parameters: ParameterValues;
  readonly quorum: QuorumTerms;
  readonly takes: VoteShare | null;
  readonly options: readonly CountedOption[];
  readonly seats: number;
  readonly budget: string | null;
  readonly caps: readonly BoxCap[];
  readonly entitled: number;
  readonly roster: Roster;
  /** Who was recused while the box was open; null where nobody can be yet. */
  readonly setAside: readonly { readonly elector: string }[] | null;
  readonly ballots: readonly CountedBallot[];
  /** Base64 of the SHA-256 of the document that holds the ballots. */
  readonly ballotsDigest: string;
  /** The lot that breaks ties; null where they stay open. */
  readonly draw: Pick<BoxDraw, 'seed' | 'order'> | null;
}

/** What a count asks of a ballot. */
export interface CountedBallot extends Pick<CastBallot, 'ballot' | 'weight'> {
  readonly elector: string;
}

/** What a count asks of an option. */
export type CountedOption = Pick<BoxOption, 'id' | 'name' | 'cost' | 'groups'>;

/**
 * Counts a closed box: the quorum first, then the rule. Refuses only what an opened box cannot hold: opening asks
 * for a count without ballots beforehand.
 */
export function tallyBox(closed: Count): Tally | Refusal {
  const box = withoutSetAside(closed);
  const rule = findRule(box.rule);
  if (!rule) return refuse('COUNTING_RULE_UNKNOWN', `This version has no counting rule ${box.rule}.`);
  const counted = count(countInput(rule, box));
  if (isRefusal(counted)) return counted;
  const turnout = {
    cast: BigInt(counted.input.cast),
    valid: BigInt(counted.input.valid),
    blank: BigInt(counted.input.blank),
    invalid: BigInt(counted.input.invalid),
    entitled: BigInt(box.entitled),
    present: null,
  };
  const said = saidIn(counted, rule);
  const { quorum: terms, majority } = ofTheBody(box, said);
  const quorum = checkQuorum(quorumOf(terms), turnout, said.yes);
  if (isRefusal(quorum)) return quorum;
  return {
    outcome: quorum.met ? outcomeBeside(majority, outcomeOf(counted), box.entitled) : 'NO_QUORUM',
    electorate: {
      entitled: box.entitled,
      recused: box.roster.recused,
      setAside: box.setAside?.length ?? 0,
    },
    quorum: { met: quorum.met, counted: quorum.counted.toString(), needed: quorum.needed.toString() },
    majority,
    count: counted,
  };
}

/** What the charter reckons of the body: by now, with those who were recused while the box was open. */
function ofTheBody(
  { quorum, takes, roster, setAside }: Pick<Count, 'quorum' | 'takes' | 'roster' | 'setAside'>,
  said: Said,
): { readonly quorum: QuorumTerms; readonly majority: Majority | null } {
  if (takes === null) return { quorum, majority: null };
  const body = { ...roster, recused: roster.recused + (setAside?.length ?? 0) };
  if (takes.kind === 'QUORUM') return { quorum: quorumOfBody(takes, body, said), majority: null };
  return { quorum, majority: majorityOfBody(takes, body, said) };
}

/** Whoever was recused while the box was open is no elector any more, and what they cast is not counted. */
function withoutSetAside(box: Count): Count {
  const out = new Set(box.setAside?.map(({ elector }) => elector));
  const ballots = box.ballots.filter(({ elector }) => !out.has(elector));
  return { ...box, ballots, entitled: box.entitled - out.size };
}

/**
 * Whether a box with these terms can be counted, whatever ballots come: one that could not does not open. It is
 * counted once without ballots, and what only ballots would show is looked at beforehand.
 */
export function mayCount(
  box: Omit<Count, 'ballots' | 'ballotsDigest' | 'draw' | 'setAside'>,
): Refusal | null {
  const draw = { seed: '', order: box.options.map(({ id }) => id) };
  const tally = tallyBox({ ...box, ballots: [], ballotsDigest: '', draw, setAside: null });
  if (!isRefusal(tally)) return mayReachQuorum(box, tally) ?? mayRaise(box);
  if (tally.code !== 'ELECTORATE_UNKNOWN') return tally;
  const because =
    'The charter counts those who are present, and nobody notes that in this vote; amend it to count ballots.';
  return refuse('PRESENCE_UNKNOWN', because, {
    clause: box.quorum.quorumBy === 'present' ? box.quorum.clause : null,
  });
}

/** A quorum that all who are entitled together could not reach decides nothing, whatever they vote. */
function mayReachQuorum(
  { entitled, roster, quorum }: Pick<Count, 'entitled' | 'roster' | 'quorum'>,
  tally: Tally,
) {
  const { needed } = tally.quorum;
  if (BigInt(needed) <= BigInt(entitled)) return null;
  const recused = roster.recused > 0 ? `, since ${roster.recused} are recused` : '';
  const because = `It takes ${needed}, and only ${entitled} may vote${recused}: wait for seats to be filled.`;
  return refuse('QUORUM_IMPOSSIBLE', because, { clause: quorum.clause, present: entitled, required: needed });
}

/** Equal shares gives up when it has raised the shares so often. */
const MOST_RAISES = 100_000n;

/** Shares are raised at the worst until one voter alone could pay all of the budget, and the dearest project besides. */
function mayRaise({ parameters, budget, options }: Pick<Count, 'parameters' | 'budget' | 'options'>) {
  const { completion, increment } = parameters;
  const step = parseExact(String(increment));
  if ((completion !== 'add1' && completion !== 'add1u') || step === null) return null;
  const costs = options.map(({ cost }) => parseExact(cost ?? '0') ?? ZERO);
  const dearest = costs.reduce((most, cost) => (compare(cost, most) > 0 ? cost : most), ZERO);
  const farthest = add(parseExact(budget ?? '0') ?? ZERO, dearest);
  if (compare(farthest, multiply(step, rational(MOST_RAISES))) <= 0) return null;
  const because = `Shares raised by ${String(increment)} might be raised too often for this budget; the charter has to name a larger increment.`;
  return refuse('INCREMENT_TOO_SMALL', because);
}

function countInput(rule: CountingRule, box: Count): CountInput {
  const groups: BallotGroup[] = box.ballots.map(({ ballot, weight }) => ({ ballot, weight: BigInt(weight) }));
  const caps = seatCaps(box);
  return {
    rule,
    params: box.parameters,
    options: box.options.map(countOption),
    ballots: groupBallots(groups),
    seats: box.seats,
    ...(box.budget === null ? {} : { budget: box.budget }),
    ...(box.draw === null ? {} : { lot: box.draw.order, lotSource: box.draw.seed }),
    ...(caps.length === 0 ? {} : { caps }),
    electorate: { entitled: BigInt(box.entitled) },
    source: { format: 'quorate-box', sha256: box.ballotsDigest },
  };
}

/** The caps on the candidates of this election: one for each group from which more stand than may be elected. */
export function seatCaps({ caps, options }: Pick<Count, 'caps' | 'options'>): SeatCap[] {
  return caps.flatMap(({ by, most, clause }) => {
    const inGroup = (id: string) =>
      options.filter(({ groups }) => groups.some((group) => group.by === by && group.id === id));
    const ids = options.flatMap(({ groups }) => groups.filter((group) => group.by === by));
    return [...new Set(ids.map(({ id }) => id))]
      .sort()
      .map((id) => ({
        id: `${by}:${id}`,
        clause,
        options: inGroup(id).map((option) => option.id),
        atMost: most,
      }))
      .filter((cap) => cap.options.length > most);
  });
}

/** The answers that support a proposal, by the shape of the ballots. */
const SUPPORT: Readonly<Partial<Record<BallotKind, readonly string[]>>> = {
  choice: ['yes'],
  consent: ['consent', 'concern'],
  blocks: ['agree', 'reservation'],
};

/** The answers that take no side. */
const NO_SIDE: readonly string[] = ['abstain', 'stand_aside'];

/** How many say yes and how many no to a proposal; where nothing is proposed, all who chose say yes. */
function saidIn({ rounds, params, input, outcome }: CountResult, { ballot }: CountingRule): Said {
  if (outcome.kind !== 'decision' || ballot === null) return { yes: BigInt(input.valid), no: 0n };
  const supports = (answer: string) =>
    ballot === 'grade' ? Number(answer) <= Number(params.level) : (SUPPORT[ballot] ?? []).includes(answer);
  const tallies = rounds[0]?.tallies ?? [];
  const sum = (which: (answer: string) => boolean) =>
    tallies.reduce((total, { id, votes }) => (which(id) ? total + BigInt(votes) : total), 0n);
  return { yes: sum(supports), no: sum((answer) => !supports(answer) && !NO_SIDE.includes(answer)) };
}

function outcomeOf(count: CountResult): Tally['outcome'] {
  const { outcome } = count;
  switch (outcome.kind) {
    case 'decision':
      if (outcome.decision === 'VOID') throw new Error('No counting rule declares a vote void.');
      return outcome.decision;
    case 'election':
      return outcome.openSeats > 0 ? 'SEATS_OPEN' : 'ELECTED';
    case 'funding':
      return hasOpenTie(count) ? 'TIED' : 'FUNDED';
  }
}

/** An option as the counting library knows it; it is called by its name in the sentences of the count. */
export function countOption({ id, name, cost }: Pick<BoxOption, 'id' | 'name' | 'cost'>): CountOption {
  return { id, name: lookupText(name, [])?.text ?? id, ...(cost === null ? {} : { cost }) };
}
