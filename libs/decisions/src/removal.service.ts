import { Injectable } from '@nestjs/common';
import { loadPerson, removalUnder, Removals } from '#assembly';
import { refuse, uuidFromBytes, type DecisionId, type Id, type MandateId, type Refusal } from '#kernel';
import { notFound } from '#platform';
import { loadProposal } from '#proposals';
import { Ledger, type Acted, type Actor } from '#record';
import { sha256, utf8 } from '#transparency';
import { loadBox } from '#voting';
import { isBegun, loadDecision } from './decision.queries.js';
import { mayRemove } from './removal.rules.js';

export interface RemoveHolders {
  readonly decisionId: DecisionId;
  /** One, or all of a body, as the charter lets one decision remove. */
  readonly mandateIds: readonly MandateId[];
}

export type RemovalResult = { readonly decisionId: DecisionId };

/** Lets a decision of those who may remove holders end their mandates. */
@Injectable()
export class DecidedRemovals {
  constructor(
    private readonly ledger: Ledger,
    private readonly removals: Removals,
  ) {}

  /**
   * Ends mandates of one body because those decided so whom its charter has remove holders. The record names the
   * decision and the clause. Refuses a body whose charter removes nobody (`REMOVAL_UNKNOWN`), and whatever its clause
   * does not allow. Throws NOT_FOUND for an absent decision or mandate.
   */
  async removeHolders(
    actor: Actor,
    { decisionId, mandateIds }: RemoveHolders,
  ): Promise<Acted<RemovalResult> | Refusal> {
    const { coalitionId } = actor;
    const bodyId = await this.removals.bodyOf(coalitionId, mandateIds);
    const removal = removalOf(decisionId);
    const streams = [bodyId, decisionId, ...mandateIds];
    return this.ledger.act<RemovalResult, Refusal>(actor, { streams, newcomer: removal }, async (act) => {
      const { db, now } = act;
      const person = act.personId && (await loadPerson(db, coalitionId, act.personId));
      if (!person || !person.steward) {
        return refuse(
          'NOT_A_STEWARD',
          'Only a steward of the coalition carries out a removal. Ask one of them.',
        );
      }
      const decision = await loadDecision(db, coalitionId, decisionId);
      const box = decision && (await loadBox(db, coalitionId, decision.boxId));
      const proposal = decision && (await loadProposal(db, coalitionId, decision.proposalId));
      if (!decision || !box || !proposal?.submittedAt) throw notFound();
      const clause = await removalUnder(db, { coalitionId, bodyId }, mandateIds, now);
      if ('refused' in clause) return clause;
      const { submittedAt } = proposal;
      const state = { decision, box, submittedAt, isDone: await isBegun(db, coalitionId, removal) };
      const holding = await this.removals.holding(act, bodyId);
      const refused = mayRemove(clause, state, { bodyId, mandates: mandateIds, holding }, now);
      if (refused) return refused;
      const entry = act.append({
        stream: removal,
        kind: 'holders.removed',
        capacity: { role: 'steward' },
        body: { body: bodyId, decision: decisionId, clause: clause.clause, mandates: [...mandateIds] },
      });
      await this.removals.remove(act, mandateIds, {
        clause: clause.clause,
        decision: decisionId,
        cause: entry,
      });
      return { entry, result: { decisionId } };
    });
  }
}

/** The id of the act by which holders are removed. It follows from the decision, so that there is one. */
function removalOf(decisionId: DecisionId): Id<'Removal'> {
  return uuidFromBytes<'Removal'>(sha256(utf8(`removal/${decisionId}`)).subarray(0, 16));
}
