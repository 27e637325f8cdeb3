import { refuse, type Refusal } from '#kernel';
import { canonicalize, sha256, toBase64, utf8 } from '#transparency';
import type { CharterAmendment, TopicChange } from './amendment.types.js';
import { methodFor, type ChosenMethod } from './charter-methods.rules.js';
import { charterDigest, checkCharter, clauseOf, optionalClauseOf } from './charter.rules.js';
import type { CharterVersion, Clause, MethodsClause, Topic } from './charter.types.js';

/** The last charter version that a body has adopted, in force already or not. */
type Latest = Pick<CharterVersion, 'clauses' | 'digest' | 'beginsAt'>;

/** The amendment as the document by whose digest a vote names it. */
export function amendmentBytes(amendment: CharterAmendment): Uint8Array {
  return utf8(canonicalize(amendment));
}

/** SHA-256 of the amendment's document, in base64. */
export function amendmentDigest(amendment: CharterAmendment): string {
  return toBase64(sha256(amendmentBytes(amendment)));
}

/**
 * A whole charter from one and the clauses that change: a topic on which they speak is replaced by what they say, in
 * the place that it had; a new topic comes last.
 *
 * @param dropped topics on which the charter falls silent
 */
export function amendedClauses(
  standing: readonly Clause[],
  changed: readonly Clause[],
  dropped: readonly Topic[],
): Clause[] {
  const on = (topic: Topic) => changed.filter((clause) => clause.topic === topic);
  const kept = topicsOf(standing).flatMap((topic) => {
    if (dropped.includes(topic)) return [];
    const replaced = on(topic);
    return replaced.length > 0 ? replaced : standing.filter((clause) => clause.topic === topic);
  });
  const before = new Set(topicsOf(standing));
  return [...kept, ...changed.filter(({ topic }) => !before.has(topic))];
}

/** The topics on which two charters say different things, each with both. */
export function changesBetween(before: readonly Clause[], after: readonly Clause[]): TopicChange[] {
  const on = (clauses: readonly Clause[], topic: Topic) => clauses.filter((clause) => clause.topic === topic);
  return topicsOf([...before, ...after])
    .map((topic) => ({ topic, before: on(before, topic), after: on(after, topic) }))
    .filter((change) => canonicalize(change.before) !== canonicalize(change.after));
}

/**
 * Whether an amendment could be adopted now: it starts from the last version, changes something, begins neither in the
 * past nor before that version, and leaves a charter that `checkCharter` lets through.
 */
export function checkAmendment(
  { latest, zone }: { readonly latest: Latest; readonly zone: string },
  { amends, clauses, beginsAt }: CharterAmendment,
  now: Date,
): Refusal | null {
  const clause = optionalClauseOf(latest, 'AMENDMENT')?.source.section ?? null;
  if (amends !== latest.digest) {
    const because =
      'The amendment starts from a charter that is not the last of this body: read it, then revise.';
    return refuse('CHARTER_CHANGED', because, { clause, charter: latest.digest });
  }
  if (charterDigest(clauses) === latest.digest) {
    return refuse('NOTHING_AMENDED', 'The clauses are those that stand: change one, or propose nothing.', {
      clause,
    });
  }
  const begins = beginsAt === null ? now : new Date(beginsAt);
  if (begins < now) {
    const because = 'A charter changes from now on or later: choose a later instant, or leave it out.';
    return refuse('AMENDMENT_IN_THE_PAST', because, { clause });
  }
  if (begins <= latest.beginsAt) {
    const because = 'The last version that was adopted has not begun by then: let this one begin after it.';
    return refuse('AMENDMENT_BEFORE_LATEST', because, { clause, latestBegins: latest.beginsAt });
  }
  return checkCharter(clauses, zone);
}

/**
 * Whether an amendment may be put to a vote that closes at an instant: nothing is voted on that should hold before the
 * vote is over, and a body votes on one amendment at a time, so that each knows from what it starts.
 */
export function mayVoteOnAmendment(
  { beginsAt }: Pick<CharterAmendment, 'beginsAt'>,
  { closesAt, isAnotherAtVote }: { readonly closesAt: Date; readonly isAnotherAtVote: boolean },
): Refusal | null {
  if (isAnotherAtVote) {
    const because = 'Another amendment of this charter is at vote: record the decision on it first.';
    return refuse('AMENDMENT_AT_VOTE', because);
  }
  if (beginsAt === null || new Date(beginsAt) >= closesAt) return null;
  const because =
    'The amendment would begin before the vote on it is over: close earlier, or revise when it begins.';
  return refuse('AMENDMENT_BEFORE_ITS_VOTE', because, { beginsAt });
}

/** From when on an amendment is in force that is decided now: from its own instant on, if that is still to come. */
export function beginOf({ beginsAt }: Pick<CharterAmendment, 'beginsAt'>, now: Date): Date {
  const own = beginsAt === null ? now : new Date(beginsAt);
  return own > now ? own : now;
}

/**
 * How a charter decides on its own change: by a majority of the share that its clause on amendments asks for; where it
 * has none, as on any motion.
 *
 * @param wanted `id@version`; null leaves the choice to the charter
 */
export function methodToAmend(
  charter: Pick<CharterVersion, 'clauses'>,
  wanted: string | null,
): ChosenMethod | Refusal {
  const question = { question: 'MOTION', wanted } as const;
  const clause = optionalClauseOf(charter, 'AMENDMENT');
  if (!clause) return methodFor(clauseOf(charter, 'METHODS'), clauseOf(charter, 'THRESHOLD'), question);
  const { source, precedence } = clause;
  const byMajority = { question: 'MOTION', rule: 'majority@1', parameters: [], ties: 'OPEN' } as const;
  const methods: MethodsClause = { topic: 'METHODS', source, precedence, methods: [byMajority] };
  return methodFor(methods, clause, question);
}

function topicsOf(clauses: readonly Clause[]): Topic[] {
  return [...new Set(clauses.map(({ topic }) => topic))];
}
