import { compare, isRefusal, ONE, rational, refuse, refuseAll, ZERO, type Refusal } from '#kernel';
import { canonicalize, sha256, toBase64, utf8 } from '#transparency';
import { isZone } from './calendar.rules.js';
import { checkMethods } from './charter-methods.rules.js';
import { checkAgainstComposition } from './composition.rules.js';
import { checkProvision, isProvision } from './provision.rules.js';
import {
  OPTIONAL_TOPICS,
  REQUIRED_TOPICS,
  type AmendmentClause,
  type CapsClause,
  type CharterVersion,
  type Clause,
  type ClauseOf,
  type FinalityClause,
  type OptionalTopic,
  type QuorumClause,
  type RequiredTopic,
  type SeatClass,
  type SecondingClause,
  type Share,
  type ThresholdClause,
  type Topic,
  type VotingPeriodClause,
} from './charter.types.js';

/** A policy has room for so many witnesses at least (C2SP tlog-policy), and for no more with certainty. */
const MOST_WITNESSES = 32;

/** The clauses as canonical JSON: the document that a body's record holds of its charter. */
export function charterBytes(clauses: readonly Clause[]): Uint8Array {
  return utf8(canonicalize(clauses));
}

/** SHA-256 of the charter's document, in base64. */
export function charterDigest(clauses: readonly Clause[]): string {
  return toBase64(sha256(charterBytes(clauses)));
}

/**
 * The clause that holds on a topic: the one with the greatest precedence. Throws a RangeError for a charter that
 * is silent on it, which `checkCharter` lets through nowhere.
 */
export function clauseOf<T extends RequiredTopic>(
  charter: Pick<CharterVersion, 'clauses'>,
  topic: T,
): ClauseOf<T> {
  const strongest = strongestOf(charter, topic);
  if (!strongest) throw new RangeError(`The charter is silent on ${topic}.`);
  return strongest;
}

/** The clause of a topic on which a charter may be silent; null where it is. */
export function optionalClauseOf<T extends OptionalTopic>(
  charter: Pick<CharterVersion, 'clauses'>,
  topic: T,
): ClauseOf<T> | null {
  return strongestOf(charter, topic);
}

function strongestOf<T extends Topic>({ clauses }: Pick<CharterVersion, 'clauses'>, topic: T) {
  const [strongest = null] = clauses
    .filter((clause): clause is ClauseOf<T> => clause.topic === topic)
    .sort((a, b) => b.precedence - a.precedence);
  return strongest;
}

/** The seat class of this name, or null. */
export function seatClassOf(charter: Pick<CharterVersion, 'clauses'>, name: string): SeatClass | null {
  return clauseOf(charter, 'SEATS').classes.find((seatClass) => seatClass.name === name) ?? null;
}

/** How many seats the charter gives the body. */
export function seatsOf(charter: Pick<CharterVersion, 'clauses'>): number {
  return clauseOf(charter, 'SEATS').classes.reduce((sum, { seats }) => sum + seats, 0);
}

/**
 * Looks whether clauses can be a charter at all: one that speaks on every topic, contradicts itself on none, and
 * asks for nothing that its own seats could never give. Names everything that is wrong at once.
 */
export function checkCharter(clauses: readonly Clause[], zone: string): Refusal | null {
  const faults = [
    isZone(zone) ? null : unknownZone(zone),
    ...REQUIRED_TOPICS.map((topic) => checkPresence(clauses, topic)),
    ...[...REQUIRED_TOPICS, ...OPTIONAL_TOPICS].map((topic) => checkPrecedences(clauses, topic)),
    ...clauses.map(checkSource),
    ...clauses.map(checkClause),
  ].filter(isRefusal);
  const [first, ...others] = faults.length > 0 ? faults : checkAgainstSeats(clauses);
  return first ? refuseAll([first, ...others]) : null;
}

function unknownZone(zone: string): Refusal {
  return refuse('ZONE_UNKNOWN', `${zone} is no IANA time zone; write one like Europe/Rome.`);
}

function checkPresence(clauses: readonly Clause[], topic: Topic): Refusal | null {
  if (clauses.some((clause) => clause.topic === topic)) return null;
  return refuse('CHARTER_TOPIC_MISSING', `The charter is silent on ${topic}: add a clause on it.`, { topic });
}

function checkPrecedences(clauses: readonly Clause[], topic: Topic): Refusal | null {
  const precedences = clauses.filter((clause) => clause.topic === topic).map(({ precedence }) => precedence);
  if (new Set(precedences).size === precedences.length) return null;
  const because = `Two clauses on ${topic} have the same precedence: say which one goes before the other.`;
  return refuse('CHARTER_CONTRADICTS_ITSELF', because, { topic });
}

function checkSource({ topic, source }: Clause): Refusal | null {
  if (source.text.trim() !== '' && source.section.trim() !== '') return null;
  const because = `The clause on ${topic} rests on no words: quote them, with the section in which they stand.`;
  return refuse('CHARTER_SOURCE_MISSING', because, { topic });
}

function checkClause(clause: Clause): Refusal | null {
  switch (clause.topic) {
    case 'SEATS':
      return checkSeats(clause);
    case 'QUORUM':
      return checkQuorum(clause);
    case 'THRESHOLD':
      return checkThreshold(clause);
    case 'METHODS':
      return checkMethods(clause);
    case 'SECONDING':
      return checkSeconding(clause);
    case 'VOTING_PERIOD':
      return checkVotingPeriod(clause);
    case 'CAPS':
      return checkCaps(clause);
    case 'FINALITY':
      return checkFinality(clause);
    case 'AMENDMENT':
      return checkThreshold(clause);
    default:
      return checkProvision(clause);
  }
}

function checkSeats(clause: ClauseOf<'SEATS'>): Refusal | null {
  const { classes } = clause;
  const isNamed = classes.every(({ name }) => name.trim() !== '');
  if (!isNamed || new Set(classes.map(({ name }) => name)).size !== classes.length) {
    return wrong(clause, 'CHARTER_SEATS_IMPOSSIBLE', 'Every class of seats has a name of its own.');
  }
  if (classes.length === 0 || !classes.every(({ seats }) => isWhole(seats, 1))) {
    return wrong(clause, 'CHARTER_SEATS_IMPOSSIBLE', 'A body has seats, at least one in every class.');
  }
  if (classes.every(({ termMonths }) => termMonths === null || isWhole(termMonths, 1))) return null;
  return wrong(clause, 'CHARTER_TERM_IMPOSSIBLE', 'A term lasts at least one month.');
}

function checkQuorum(clause: QuorumClause): Refusal | null {
  if (clause.share === null && clause.count === null) {
    return wrong(clause, 'CHARTER_QUORUM_MISSING', 'A quorum is a share, a number, or both.');
  }
  if (clause.share !== null && !isShare(clause.share)) return badShare(clause, clause.share);
  if (clause.count === null || isWhole(clause.count, 0)) return null;
  return wrong(clause, 'CHARTER_QUORUM_IMPOSSIBLE', `No ${clause.count} people can take part.`);
}

function checkThreshold(clause: ThresholdClause | AmendmentClause): Refusal | null {
  if (!isShare(clause.share)) return badShare(clause, clause.share);
  const isAll = clause.share.num === clause.share.den;
  if (!clause.strict || !isAll) return null;
  return wrong(clause, 'CHARTER_THRESHOLD_IMPOSSIBLE', 'Nothing can ever have more than all of the votes.');
}

function checkSeconding(clause: SecondingClause): Refusal | null {
  const { coSponsors, sectors } = clause;
  if (isWhole(coSponsors, 0) && isWhole(sectors, 0) && sectors <= coSponsors) return null;
  const because = `${coSponsors} co-sponsors cannot come from ${sectors} different sectors.`;
  return wrong(clause, 'CHARTER_SECONDING_IMPOSSIBLE', because);
}

function checkVotingPeriod(clause: VotingPeriodClause): Refusal | null {
  const { shortestHours, longestDays } = clause;
  const isPeriod = isWhole(shortestHours, 0) && isWhole(longestDays, 1) && shortestHours <= 24 * longestDays;
  if (isPeriod) return null;
  const because = `No vote can be open for ${shortestHours} hours or more and for ${longestDays} days or less.`;
  return wrong(clause, 'CHARTER_PERIOD_IMPOSSIBLE', because);
}

function checkCaps(clause: CapsClause): Refusal | null {
  const { caps } = clause;
  if (caps.length === 0 || !caps.every(({ most }) => isWhole(most, 1))) {
    return wrong(clause, 'CHARTER_CAP_IMPOSSIBLE', 'A cap leaves room for one person at least.');
  }
  if (new Set(caps.map(({ by }) => by)).size === caps.length) return null;
  return wrong(clause, 'CHARTER_CAP_IMPOSSIBLE', 'A sector or an organization has one cap, not two.');
}

function checkFinality(clause: FinalityClause): Refusal | null {
  if (isWhole(clause.witnesses, 1) && clause.witnesses <= MOST_WITNESSES) return null;
  const because = `A decision is made final by 1 to ${MOST_WITNESSES} witnesses; leave the clause out where it needs none.`;
  return wrong(clause, 'CHARTER_FINALITY_IMPOSSIBLE', because);
}

/** What the clauses that hold ask of the seats that hold. Each clause has passed on its own. */
function checkAgainstSeats(clauses: readonly Clause[]): Refusal[] {
  const seats = seatsOf({ clauses });
  const quorum = clauseOf({ clauses }, 'QUORUM');
  const seconding = clauseOf({ clauses }, 'SECONDING');
  const faults: Refusal[] = [];
  if (quorum.count !== null && quorum.count > seats) {
    const because = `The quorum asks for ${quorum.count} and the body has ${seats} seats: nobody could ever decide.`;
    const facts = { clause: quorum.source.section, needed: quorum.count, seats };
    faults.push(refuse('CHARTER_QUORUM_IMPOSSIBLE', because, facts));
  }
  if (seconding.coSponsors >= seats && seconding.coSponsors > 0) {
    const because = `A proposer needs ${seconding.coSponsors} others behind a proposal, and the body has ${seats} seats.`;
    const facts = { clause: seconding.source.section, needed: seconding.coSponsors, seats };
    faults.push(refuse('CHARTER_SECONDING_IMPOSSIBLE', because, facts));
  }
  const places = clauseOf({ clauses }, 'SEATS').classes.flatMap(({ name, sectorId, seats: count }) =>
    Array.from({ length: count }, () => ({ seatClass: name, sectorId })),
  );
  const composition = checkAgainstComposition(clauses.filter(isProvision), places);
  return composition ? [...faults, composition] : faults;
}

function wrong<const Code extends string>(clause: Clause, code: Code, because: string): Refusal<Code> {
  return refuse(code, because, { clause: clause.source.section });
}

function badShare(clause: Clause, { num, den }: Share): Refusal {
  return wrong(clause, 'CHARTER_SHARE_IMPOSSIBLE', `${num}/${den} is no share from 0 to 1.`);
}

function isShare({ num, den }: Share): boolean {
  if (!Number.isSafeInteger(num) || !isWhole(den, 1)) return false;
  const share = rational(BigInt(num), BigInt(den));
  return compare(share, ZERO) >= 0 && compare(share, ONE) <= 0;
}

function isWhole(value: number, least: number): boolean {
  return Number.isSafeInteger(value) && value >= least;
}
