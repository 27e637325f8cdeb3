import { Injectable } from '@nestjs/common';
import { charterInForce, clauseOf, electorOf, loadBody, type Elector } from '#assembly';
import { type BodyId, type MultilingualText, type ProposalId, type Refusal } from '#kernel';
import { notFound } from '#platform';
import { Ledger, type Act, type Acted, type Actor, type Appended, type Capacity, type Told } from '#record';
import { canonicalize, sha256, toBase64, utf8 } from '#transparency';
import { CoSponsorshipRow, ProposalRow, ProposalTextRow } from './proposal.entity.js';
import { coSponsorsOf, loadProposal } from './proposal.queries.js';
import {
  isSeconded,
  mayBePutToVote,
  mayConclude,
  mayCoSponsor,
  mayPropose,
  mayRevise,
  maySubmit,
  mayWithdraw,
  type Conclusion,
} from './proposal.rules.js';
import type { Proposal, ProposalKind, Seconding } from './proposal.types.js';

/** The words of a proposal. */
export interface Wording {
  readonly title: MultilingualText;
  readonly text: MultilingualText;
}

export interface DraftProposal extends Wording {
  readonly bodyId: BodyId;
  readonly kind: ProposalKind;
}

/** A proposal as the caller has seen it. */
export interface SeenProposal {
  readonly proposalId: ProposalId;
  readonly expectedVersion: number;
}

export type ProposalResult = { readonly proposalId: ProposalId };

type Outcome = Told<ProposalResult> | Refusal;

/** Proposals, from the draft to the end of their vote. */
@Injectable()
export class Proposals {
  constructor(private readonly ledger: Ledger) {}

  /** Begins a proposal. Throws NOT_FOUND when the coalition has no such body. */
  async draftProposal(actor: Actor, command: DraftProposal): Promise<Acted<ProposalResult> | Refusal> {
    const { bodyId, kind, ...wording } = command;
    return this.ledger.act<ProposalResult, Refusal>(actor, {}, async (act) => {
      const { db, coalitionId, personId, now } = act;
      if (!personId || !(await loadBody(db, coalitionId, bodyId))) throw notFound();
      const member = await memberOf(act, bodyId);
      const refused = mayPropose(member !== null);
      if (refused) return refused;
      const proposalId = act.newId<'Proposal'>();
      const document = documentOf(wording);
      const entry = act.append({
        stream: proposalId,
        kind: 'proposal.drafted',
        capacity: capacityOf(member),
        body: { body: bodyId, kind, textNumber: 1, text: document.digest },
        commit: { title: wording.title },
        documents: [document],
      });
      await db.insert(ProposalRow, {
        coalitionId,
        id: proposalId,
        version: entry.version,
        bodyId,
        proposerId: personId,
        kind,
        stage: 'DRAFT',
        textNumber: 1,
        textDigest: document.digest,
        title: wording.title,
        draftedAt: now,
        submittedAt: null,
      });
      await insertText(act, { proposalId, number: 1, digest: document.digest, wording }, entry);
      return { entry, result: { proposalId } };
    });
  }

  /** Replaces the text by a new one; who stood behind the old text does not stand behind the new one. */
  async reviseProposal(
    actor: Actor,
    seen: SeenProposal,
    wording: Wording,
  ): Promise<Acted<ProposalResult> | Refusal> {
    return this.change(actor, seen, async (act, proposal) => {
      const refused = mayRevise(proposal, act.personId);
      if (refused) return refused;
      const document = documentOf(wording);
      const number = proposal.textNumber + 1;
      const entry = act.append({
        stream: proposal.id,
        kind: 'proposal.revised',
        capacity: capacityOf(await memberOf(act, proposal.bodyId)),
        body: { textNumber: number, text: document.digest },
        commit: { title: wording.title },
        documents: [document],
      });
      const back = proposal.stage === 'ADMITTED' ? 'SUBMITTED' : proposal.stage;
      await save(act, proposal, entry, {
        textNumber: number,
        textDigest: document.digest,
        title: wording.title,
        stage: back,
      });
      await insertText(act, { proposalId: proposal.id, number, digest: document.digest, wording }, entry);
      return back === 'SUBMITTED'
        ? this.admitIfSeconded(act, { ...proposal, stage: back, textNumber: number }, entry)
        : told(proposal, entry);
    });
  }

  /** Hands the proposal in: it seeks co-sponsors, or is admitted at once where the charter asks for none. */
  async submitProposal(actor: Actor, seen: SeenProposal): Promise<Acted<ProposalResult> | Refusal> {
    return this.change(actor, seen, async (act, proposal) => {
      const refused = maySubmit(proposal, act.personId);
      if (refused) return refused;
      const entry = act.append({
        stream: proposal.id,
        kind: 'proposal.submitted',
        capacity: capacityOf(await memberOf(act, proposal.bodyId)),
        body: { textNumber: proposal.textNumber, text: proposal.textDigest },
      });
      await save(act, proposal, entry, { stage: 'SUBMITTED', submittedAt: act.now });
      return this.admitIfSeconded(act, proposal, entry);
    });
  }

  /**
   * Puts the caller behind the text that they have read; the co-sponsor who completes the number that the charter
   * asks for admits the proposal in the same act.
   */
  async coSponsor(
    actor: Actor,
    { proposalId, textNumber }: { readonly proposalId: ProposalId; readonly textNumber: number },
  ): Promise<Acted<ProposalResult> | Refusal> {
    return this.change(actor, { proposalId }, async (act, proposal) => {
      const { db, coalitionId, personId, now } = act;
      const member = await memberOf(act, proposal.bodyId);
      const others = await coSponsorsOf(db, coalitionId, proposalId);
      const refused = mayCoSponsor(proposal, others, { by: personId, isMember: member !== null, textNumber });
      if (refused) return refused;
      if (!personId) throw notFound();
      const entry = act.append({
        stream: proposalId,
        kind: 'proposal.co_sponsored',
        capacity: capacityOf(member),
        body: { textNumber, text: proposal.textDigest, sector: member?.sectorId ?? null },
      });
      await save(act, proposal, entry, {});
      await db.insert(CoSponsorshipRow, {
        coalitionId,
        proposalId,
        personId,
        textNumber,
        organizationId: member?.organizationId ?? null,
        sectorId: member?.sectorId ?? null,
        sponsoredAt: now,
        entryStream: entry.stream,
        entryVersion: entry.version,
      });
      return this.admitIfSeconded(act, proposal, entry);
    });
  }

  /** Takes the proposal back; its record stays. */
  async withdrawProposal(actor: Actor, seen: SeenProposal): Promise<Acted<ProposalResult> | Refusal> {
    return this.change(actor, seen, async (act, proposal) => {
      const refused = mayWithdraw(proposal, act.personId);
      if (refused) return refused;
      const entry = act.append({
        stream: proposal.id,
        kind: 'proposal.withdrawn',
        capacity: capacityOf(await memberOf(act, proposal.bodyId)),
        body: { textNumber: proposal.textNumber },
      });
      await save(act, proposal, entry, { stage: 'WITHDRAWN' });
      return told(proposal, entry);
    });
  }

  /** Puts an admitted proposal to the vote, inside the act that opens the box and holds the proposal. */
  async beginVote(act: Act, proposalId: ProposalId, cause: Appended): Promise<Appended | Refusal> {
    const proposal = await loadProposal(act.db, act.coalitionId, proposalId);
    if (!proposal) throw notFound();
    const refused = mayBePutToVote(proposal, await secondingOf(act, proposal.bodyId));
    if (refused) return refused;
    const entry = act.append({
      stream: proposalId,
      kind: 'proposal.put_to_vote',
      capacity: { role: 'voting' },
      body: { box: cause.stream, textNumber: proposal.textNumber, text: proposal.textDigest },
      cause,
    });
    await save(act, proposal, entry, { stage: 'AT_VOTE' });
    return entry;
  }

  /** Ends the vote for the proposal, inside the act that decides and holds the proposal. */
  async conclude(
    act: Act,
    proposalId: ProposalId,
    { conclusion, cause }: { readonly conclusion: Conclusion; readonly cause: Appended },
  ): Promise<Appended | Refusal> {
    const proposal = await loadProposal(act.db, act.coalitionId, proposalId);
    if (!proposal) throw notFound();
    const refused = mayConclude(proposal);
    if (refused) return refused;
    const entry = act.append({
      stream: proposalId,
      kind: conclusion === 'DECIDED' ? 'proposal.decided' : 'proposal.sent_back',
      capacity: { role: 'decisions' },
      body: { decision: cause.stream },
      cause,
    });
    await save(act, proposal, entry, { stage: conclusion });
    return entry;
  }

  private async change(
    actor: Actor,
    { proposalId, expectedVersion }: { readonly proposalId: ProposalId; readonly expectedVersion?: number },
    work: (act: Act, proposal: Proposal) => Promise<Outcome>,
  ): Promise<Acted<ProposalResult> | Refusal> {
    const expected =
      expectedVersion === undefined ? {} : { expected: { stream: proposalId, version: expectedVersion } };
    return this.ledger.act<ProposalResult, Refusal>(
      actor,
      { streams: [proposalId], ...expected },
      async (act) => {
        const proposal = await loadProposal(act.db, act.coalitionId, proposalId);
        if (!proposal) throw notFound();
        return work(act, proposal);
      },
    );
  }

  private async admitIfSeconded(act: Act, proposal: Proposal, cause: Appended): Promise<Outcome> {
    const seconding = await secondingOf(act, proposal.bodyId);
    const sponsors = await coSponsorsOf(act.db, act.coalitionId, proposal.id);
    if (!isSeconded(proposal, sponsors, seconding)) return told(proposal, cause);
    const entry = act.append({
      stream: proposal.id,
      kind: 'proposal.admitted',
      capacity: { role: 'charter' },
      body: { textNumber: proposal.textNumber, text: proposal.textDigest },
      cause,
    });
    await save(act, proposal, entry, { stage: 'ADMITTED' });
    return told(proposal, cause);
  }
}

async function save(
  act: Act,
  { id }: Proposal,
  entry: Appended,
  change: Partial<ProposalRow>,
): Promise<void> {
  await act.db.update(
    ProposalRow,
    { coalitionId: act.coalitionId, id },
    { ...change, version: entry.version },
  );
}

async function insertText(
  act: Act,
  {
    proposalId,
    number,
    digest,
    wording,
  }: { proposalId: ProposalId; number: number; digest: string; wording: Wording },
  entry: Appended,
): Promise<void> {
  await act.db.insert(ProposalTextRow, {
    coalitionId: act.coalitionId,
    proposalId,
    number,
    title: wording.title,
    text: wording.text,
    digest,
    writtenAt: act.now,
    entryStream: entry.stream,
    entryVersion: entry.version,
  });
}

function told(proposal: Proposal, entry: Appended): Told<ProposalResult> {
  return { entry, result: { proposalId: proposal.id } };
}

/** The words as the document that entries and votes name by its digest. */
function documentOf({ title, text }: Wording) {
  const content = utf8(canonicalize({ title, text }));
  return { mediaType: 'application/json', content, digest: toBase64(sha256(content)) };
}

async function memberOf(act: Act, bodyId: BodyId): Promise<Elector | null> {
  const { db, coalitionId, personId, now } = act;
  return personId && electorOf(db, { coalitionId, bodyId, personId }, now);
}

function capacityOf(member: Elector | null): Capacity {
  return member
    ? { role: 'member', seat: member.seatId, organization: member.organizationId }
    : { role: 'proposer' };
}

async function secondingOf(act: Act, bodyId: BodyId): Promise<Seconding> {
  const charter = await charterInForce(act.db, act.coalitionId, bodyId, act.now);
  if (!charter) throw notFound();
  const { coSponsors, sectors, source } = clauseOf(charter, 'SECONDING');
  return { coSponsors, sectors, clause: source.section };
}
