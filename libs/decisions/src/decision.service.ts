import { Injectable } from '@nestjs/common';
import { charterInForce, Charters, electorOf, loadPerson, optionalClauseOf, type Adoption } from '#assembly';
import { isRefusal, refuse, type BoxId, type DecisionId, type MultilingualText, type Refusal } from '#kernel';
import { isUniqueViolation, notFound } from '#platform';
import { Proposals } from '#proposals';
import { Ledger, type Act, type Acted, type Actor, type Appended, type Capacity, type Told } from '#record';
import { asRuled, boxElectorOf, BoxQueries, loadBox, type Box } from '#voting';
import { DecisionRow, DissentRow } from './decision.entity.js';
import { dissentsOf, isDecided, loadDecision } from './decision.queries.js';
import { conclusionOf, effectOf, mayDissent, mayRecord, numbersOf } from './decision.rules.js';
import type { Decision, DissentId } from './decision.types.js';

/** A counted vote to seal in a decision. */
export interface RecordDecision {
  readonly boxId: BoxId;
  readonly rationale: MultilingualText;
  /** Null: at the instant of the act. */
  readonly takesEffectAt: Date | null;
  readonly reviewAt: Date | null;
  readonly supersedes: DecisionId | null;
}

export type DecisionResult = { readonly decisionId: DecisionId };
export type DissentResult = { readonly decisionId: DecisionId; readonly dissentId: DissentId };

/** Sealing counted votes in decisions, and the dissents beside them. */
@Injectable()
export class Decisions {
  constructor(
    private readonly ledger: Ledger,
    private readonly proposals: Proposals,
    private readonly boxes: BoxQueries,
    private readonly charters: Charters,
  ) {}

  /**
   * Seals the count of a vote in a decision: its outcome and figures are the count's, its rationale is the body's.
   * Ends the vote for the proposal and marks the decision that it supersedes.
   */
  async recordDecision(actor: Actor, command: RecordDecision): Promise<Acted<DecisionResult> | Refusal> {
    const { boxId, supersedes } = command;
    // What a box is about is frozen, so that it can be read before it is locked: the body only where its charter changes.
    const [box] = await this.boxes.byIds(actor.coalitionId, [boxId]);
    if (!box) throw notFound();
    const streams = [
      box.proposalId,
      ...(box.amendment ? [box.bodyId] : []),
      ...(supersedes ? [supersedes] : []),
    ];
    try {
      return await this.ledger.act<DecisionResult, Refusal>(actor, { streams }, (act) =>
        this.record(act, command),
      );
    } catch (error) {
      if (!isUniqueViolation(error, 'decision_superseded_once')) throw error;
      return refuse(
        'ALREADY_SUPERSEDED',
        'That decision is superseded already; supersede the one that did it.',
      );
    }
  }

  private async record(act: Act, command: RecordDecision): Promise<Told<DecisionResult> | Refusal> {
    const { db, coalitionId, now } = act;
    const { boxId, rationale, reviewAt, supersedes } = command;
    const counted = await loadBox(db, coalitionId, boxId);
    if (!counted) throw notFound();
    const box = await asRuled(db, counted);
    const superseded = supersedes && (await loadDecision(db, coalitionId, supersedes));
    if (supersedes && !superseded) throw notFound();
    const capacity = await capacityIn(act, box);
    const recording = { takesEffectAt: command.takesEffectAt, reviewAt, supersedes };
    const isRecorded = await isDecided(db, coalitionId, boxId);
    const refused = mayRecord({ box, mayAct: capacity !== null, isRecorded, superseded }, recording, now);
    if (refused) return refused;
    if (!box.tally || !box.tallyDigest || !capacity)
      throw new Error('A vote that may be decided on has its tally.');

    const takesEffectAt = effectOf(box, recording, now);
    const charter = await charterInForce(db, coalitionId, box.bodyId, now);
    const witnesses = (charter && optionalClauseOf(charter, 'FINALITY')?.witnesses) ?? 0;
    const decisionId = act.newId<'Decision'>();
    const numbers = numbersOf(box.tally);
    const entry = act.append({
      stream: decisionId,
      kind: 'decision.recorded',
      capacity,
      rule: box.boxHash,
      body: {
        body: box.bodyId,
        proposal: box.proposalId,
        box: boxId,
        outcome: box.tally.outcome,
        tally: box.tallyDigest,
        takesEffectAt: takesEffectAt.toISOString(),
        reviewAt: reviewAt?.toISOString() ?? null,
        witnesses,
        supersedes,
      },
      commit: { rationale },
      about: decisionId,
    });
    await db.insert(DecisionRow, {
      coalitionId,
      id: decisionId,
      version: entry.version,
      bodyId: box.bodyId,
      proposalId: box.proposalId,
      boxId,
      outcome: box.tally.outcome,
      numbers,
      tallyDigest: box.tallyDigest,
      decidedAt: now,
      witnesses,
      ...recording,
      takesEffectAt,
      supersededBy: null,
    });
    if (superseded) await supersede(act, superseded, decisionId);
    const amended = await this.amendCharter(act, box, { decisionId, cause: entry });
    if (isRefusal(amended)) return amended;
    const concluded = await this.proposals.conclude(act, box.proposalId, {
      conclusion: conclusionOf(box.tally.outcome),
      cause: entry,
    });
    return isRefusal(concluded) ? concluded : { entry, result: { decisionId } };
  }

  /** What a yes to an amendment does: the charter that was voted on is adopted with the decision, or neither is. */
  private async amendCharter(
    act: Act,
    { bodyId, amendment, tally }: Box,
    by: Pick<Adoption, 'decisionId' | 'cause'>,
  ): Promise<Appended | Refusal | null> {
    if (!amendment || tally?.outcome !== 'PASSED') return null;
    return this.charters.adopt(act, { bodyId, amendment, ...by });
  }

  /** Puts a dissent beside a decision; nobody can edit or hide it. */
  async dissent(
    actor: Actor,
    { decisionId, statement }: { readonly decisionId: DecisionId; readonly statement: MultilingualText },
  ): Promise<Acted<DissentResult> | Refusal> {
    return this.ledger.act<DissentResult, Refusal>(actor, { turnstile: decisionId }, async (act) => {
      const { db, coalitionId, personId, now } = act;
      const decision = await loadDecision(db, coalitionId, decisionId);
      if (!decision || !personId) throw notFound();
      const elector = await boxElectorOf(db, coalitionId, decision.boxId, personId);
      const others = await dissentsOf(db, coalitionId, [decisionId]);
      const refused = mayDissent(decision, others, { by: personId, wasElector: elector !== null, now });
      if (refused) return refused;
      const dissentId = act.newId<'Dissent'>();
      const capacity = {
        role: 'elector',
        seat: elector?.seatId ?? null,
        organization: elector?.organizationId ?? null,
      };
      const entry = act.append({
        stream: dissentId,
        kind: 'dissent.stated',
        capacity,
        body: { decision: decisionId },
        commit: { statement },
        about: dissentId,
      });
      await db.insert(DissentRow, {
        coalitionId,
        id: dissentId,
        version: entry.version,
        decisionId,
        personId,
        organizationId: elector?.organizationId ?? null,
        sectorId: elector?.sectorId ?? null,
        statedAt: now,
      });
      return { entry, result: { decisionId, dissentId } };
    });
  }
}

async function supersede(act: Act, superseded: Decision, by: DecisionId): Promise<void> {
  const entry = act.append({
    stream: superseded.id,
    kind: 'decision.superseded',
    capacity: { role: 'decisions' },
    body: { by },
  });
  await act.db.update(
    DecisionRow,
    { coalitionId: act.coalitionId, id: superseded.id },
    { version: entry.version, supersededBy: by },
  );
}

/** In what capacity the actor may record decisions of the box's body; null when they may not. */
async function capacityIn(act: Act, { bodyId }: Box): Promise<Capacity | null> {
  const { db, coalitionId, personId, now } = act;
  if (!personId) return null;
  const member = await electorOf(db, { coalitionId, bodyId, personId }, now);
  if (member) return { role: 'member', seat: member.seatId, organization: member.organizationId };
  const person = await loadPerson(db, coalitionId, personId);
  return person?.steward ? { role: 'steward' } : null;
}
