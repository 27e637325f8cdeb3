import { FollowedBodies, instantIn, isIn, removalOf, textIn, textsIn, type Provision } from '#assembly';
import { type BodyId, type DecisionId, type MandateId } from '#kernel';
import {
  parseCanonical,
  type CheckFailure,
  type CheckReport,
  type Entry,
  type ReadDocument,
  type RecordCheck,
} from '#transparency';
import type { boxEntries, Tally } from '#voting';
import { numbersOf } from './decision.rules.js';
import type { DecisionOutcome } from './decision.types.js';
import { mayRemove, type Removed } from './removal.rules.js';

/** A removal as its entry tells it, with what the record held at its instant. */
interface SeenRemoval {
  readonly index: number;
  readonly at: string;
  readonly body: Entry['body'];
  readonly removed: Removed;
  /** The clause that the charter gave then; null where it gave none, or left it open. */
  readonly clause: Provision<'REMOVAL'> | null;
  readonly isSuperseded: boolean;
  readonly isDone: boolean;
  /** Those whose mandates it ended. */
  readonly ended: string[];
}

/**
 * Follows removals from the record alone: whoever was removed was so by a decision of those whom the charter names, which
 * had passed by the share that its clause asks for after others could be heard, and of nobody else.
 */
export function removalCheck(): RecordCheck {
  const bodies = new FollowedBodies();
  const decisions = new Map<string, Entry['body']>();
  const superseded = new Set<string>();
  const votes = new Map<string, boxEntries.BoxTerms>();
  const submitted = new Map<string, Date>();
  const removals = new Map<string, SeenRemoval>();
  const failures: CheckFailure[] = [];
  const fail = (index: number | null, because: string) => failures.push({ code: 'REMOVAL', because, index });

  function see(entry: Entry, index: number): void {
    const { kind, stream, at, body } = entry;
    switch (kind) {
      case 'proposal.submitted':
        submitted.set(stream, new Date(at));
        break;
      case 'box.opened':
        votes.set(stream, body.terms as unknown as boxEntries.BoxTerms);
        break;
      case 'decision.recorded':
        decisions.set(stream, body);
        break;
      case 'decision.superseded':
        superseded.add(stream);
        break;
      case 'holders.removed':
        removals.set(entry.id, removalIn(entry, index));
        break;
      case 'mandate.ended':
        if (body.reason === 'REMOVED') seeEnded(entry, index);
        break;
    }
    bodies.see(entry, index);
  }

  function removalIn({ at, body }: Entry, index: number): SeenRemoval {
    const [bodyId, now] = [textIn(body, 'body') as BodyId, new Date(at)];
    const mandates = textsIn(body, 'mandates') as readonly MandateId[];
    const holding = bodies
      .mandatesOf(bodyId)
      .filter((one) => isIn(one, now))
      .map(({ id }) => id);
    const classes = mandates.map((id) => bodies.mandate(id)?.seatClass ?? '');
    const { rulings } = bodies.rulesOf(bodyId, now);
    const { cases, agreed } = removalOf(bodies.charterAt(bodyId, now)?.provisions ?? null, rulings, classes);
    const isOfBody = mandates.every((id) => holding.includes(id));
    return {
      index,
      at,
      body,
      removed: { bodyId, mandates, holding },
      clause: agreed && isOfBody ? cases[0].answer : null,
      isSuperseded: superseded.has(textIn(body, 'decision')),
      isDone: [...removals.values()].some((other) => other.body.decision === body.decision),
      ended: [],
    };
  }

  function seeEnded({ stream, cause, body }: Entry, index: number): void {
    const removal = removals.get(cause ?? '');
    const isBy =
      removal?.removed.mandates.includes(stream as MandateId) &&
      removal.body.clause === body.clause &&
      removal.body.decision === body.decision;
    if (!isBy) fail(index, `Mandate ${stream} ends by a removal that is none, or another one.`);
    removal?.ended.push(stream);
  }

  async function finish(documents: ReadDocument): Promise<CheckReport> {
    for (const removal of removals.values()) {
      const fault = await faultOf(removal, documents);
      const decision = textIn(removal.body, 'decision');
      if (fault !== null) fail(removal.index, `Decision ${decision} removes holders, and ${fault}`);
      const left = removal.removed.mandates.filter((id) => !removal.ended.includes(id));
      for (const id of left)
        fail(removal.index, `Decision ${decision} removes ${id}, whose mandate goes on.`);
    }
    return { what: 'removals followed', checked: removals.size, failures, skipped: [] };
  }

  /** What is wrong with a removal, as the end of a sentence; null where the charter allows it. */
  async function faultOf(
    { at, body, removed, clause, isSuperseded, isDone }: SeenRemoval,
    documents: ReadDocument,
  ): Promise<string | null> {
    const decision = decisions.get(textIn(body, 'decision'));
    const vote = votes.get(textIn(decision ?? {}, 'box'));
    const submittedAt = submitted.get(textIn(decision ?? {}, 'proposal'));
    if (!decision || !vote || !submittedAt) return 'the record tells of no such decision on a vote.';
    if (clause?.clause !== body.clause || !clause)
      return 'the charter has nobody remove them by that clause.';
    // The bytes are those that were published by this digest; boxCheck counts them again.
    const tally = parseCanonical(await documents(textIn(decision, 'tally'))) as unknown as Tally;
    const refused = mayRemove(
      clause,
      {
        decision: {
          bodyId: textIn(decision, 'body') as BodyId,
          outcome: textIn(decision, 'outcome') as DecisionOutcome,
          supersededBy: isSuperseded ? ('another' as DecisionId) : null,
          takesEffectAt: instantIn(decision, 'takesEffectAt'),
          numbers: numbersOf(tally),
        },
        box: { roster: vote.roster, closesAt: new Date(vote.closesAt) },
        submittedAt,
        isDone,
      },
      removed,
      new Date(at),
    );
    return refused && `the charter does not allow it: ${refused.because}`;
  }

  return { name: 'removals', see, finish };
}
