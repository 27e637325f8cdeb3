import { Injectable } from '@nestjs/common';
import { Charters, loadBody, type Question } from '#assembly';
import { isRefusal, refuse, type BodyId, type ProposalId, type Refusal } from '#kernel';
import { notFound } from '#platform';
import { Ledger, PrivateReading, type Act, type Acted, type Actor, type Appended, type Told } from '#record';
import { CoSponsorshipRow, ProposalRow, ProposalTextRow } from './proposal.entity.js';
import { capacityOf, salted, sayText } from './proposal.entries.js';
import { coSponsorsOf, loadProposal, memberOf, secondingOf, wordingOf } from './proposal.queries.js';
import {
  conclude,
  documentOf,
  isSeconded,
  mayAmend,
  mayCoSponsor,
  mayPropose,
  putToVote,
  revise,
  submit,
  withdraw,
} from './proposal.rules.js';
import type { BroughtWording, Conclusion, Proposal, SaltedWording } from './proposal.types.js';

export interface DraftProposal extends BroughtWording {
  readonly bodyId: BodyId;
  readonly kind: Question;
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
  constructor(
    private readonly ledger: Ledger,
    private readonly privacy: PrivateReading,
    private readonly charters: Charters,
  ) {}

  /** The words of a proposal as they stand, inside another act; null where they were erased. */
  wordingOf({ db }: Pick<Act, 'db'>, proposal: Proposal): Promise<SaltedWording | null> {
    return wordingOf(db, this.privacy, proposal);
  }

  /** Begins a proposal. Throws NOT_FOUND when the coalition has no such body. */
  async draftProposal(actor: Actor, command: DraftProposal): Promise<Acted<ProposalResult> | Refusal> {
    const { bodyId, kind } = command;
    return this.ledger.act<ProposalResult, Refusal>(actor, {}, async (act) => {
      const { db, coalitionId, personId, now } = act;
      if (!personId || !(await loadBody(db, coalitionId, bodyId))) throw notFound();
      const member = await memberOf(act, bodyId);
      const refused = mayPropose(member !== null);
      if (refused) return refused;
      const wording = await this.word(act, { bodyId, kind }, command);
      if (isRefusal(wording)) return wording;
      const proposalId = act.newId<'Proposal'>();
      const { body, ...told } = sayText(wording, { number: 1, isPublic: false });
      const entry = act.append({
        stream: proposalId,
        kind: 'proposal.drafted',
        capacity: capacityOf(member),
        body: { body: bodyId, kind, ...body },
        about: proposalId,
        ...told,
      });
      const { digest } = documentOf(wording);
      await db.insert(ProposalRow, {
        coalitionId,
        id: proposalId,
        version: entry.version,
        bodyId,
        proposerId: personId,
        kind,
        stage: 'DRAFT',
        textNumber: 1,
        textDigest: digest,
        amends: wording.amendment !== null,
        draftedAt: now,
        submittedAt: null,
      });
      await insertText(act, entry, { number: 1, ...wording });
      return { entry, result: { proposalId } };
    });
  }

  /** Replaces the text by a new one; who stood behind the old text does not stand behind the new one. */
  async reviseProposal(
    actor: Actor,
    seen: SeenProposal,
    words: BroughtWording,
  ): Promise<Acted<ProposalResult> | Refusal> {
    return this.change(actor, seen, async (act, proposal) => {
      const standing = revise(proposal, act.personId);
      if (isRefusal(standing)) return standing;
      const number = proposal.textNumber + 1;
      const wording = await this.word(act, proposal, words);
      if (isRefusal(wording)) return wording;
      const entry = act.append({
        stream: proposal.id,
        kind: 'proposal.revised',
        capacity: capacityOf(await memberOf(act, proposal.bodyId)),
        about: proposal.id,
        ...sayText(wording, { number, isPublic: standing.submittedAt !== null }),
      });
      const { digest } = documentOf(wording);
      const text = { textNumber: number, textDigest: digest, amends: wording.amendment !== null };
      await save(act, entry, { ...standing, ...text });
      await insertText(act, entry, { number, ...wording });
      return standing.stage === 'SUBMITTED'
        ? this.admitIfSeconded(act, { ...proposal, ...text }, entry)
        : told(entry);
    });
  }

  /** Hands the proposal in: it seeks co-sponsors, or is admitted at once where the charter asks for none. */
  async submitProposal(actor: Actor, seen: SeenProposal): Promise<Acted<ProposalResult> | Refusal> {
    return this.change(actor, seen, async (act, proposal) => {
      const standing = submit(proposal, act.personId, act.now);
      if (isRefusal(standing)) return standing;
      const wording = await this.wordingOf(act, proposal);
      if (!wording) {
        return refuse('TEXT_ERASED', 'The words of this proposal were erased. Revise it, then submit it.');
      }
      const entry = act.append({
        stream: proposal.id,
        kind: 'proposal.submitted',
        capacity: capacityOf(await memberOf(act, proposal.bodyId)),
        about: proposal.id,
        ...sayText(wording, { number: proposal.textNumber, isPublic: true }),
      });
      await save(act, entry, standing);
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
      const coSponsors = await coSponsorsOf(db, coalitionId, proposalId);
      const seconding = await secondingOf(act, proposal.bodyId);
      const by = { by: personId, isMember: member !== null, textNumber };
      const refused = mayCoSponsor({ proposal, coSponsors, seconding }, by);
      if (refused) return refused;
      if (!member) throw notFound();
      const { organizationId, sectorId } = member;
      const entry = act.append({
        stream: proposalId,
        kind: 'proposal.co_sponsored',
        capacity: capacityOf(member),
        body: { textNumber, text: proposal.textDigest, sector: sectorId },
      });
      await save(act, entry, {});
      await db.insert(CoSponsorshipRow, {
        coalitionId,
        proposalId,
        personId: member.personId,
        textNumber,
        organizationId,
        sectorId,
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
      const standing = withdraw(proposal, act.personId);
      if (isRefusal(standing)) return standing;
      const entry = act.append({
        stream: proposal.id,
        kind: 'proposal.withdrawn',
        capacity: capacityOf(await memberOf(act, proposal.bodyId)),
        body: { textNumber: proposal.textNumber },
      });
      await save(act, entry, standing);
      return told(entry);
    });
  }

  /** Puts an admitted proposal to the vote, inside the act that opens the box and holds the proposal. */
  async beginVote(act: Act, proposalId: ProposalId, cause: Appended): Promise<Appended | Refusal> {
    const proposal = await loadProposal(act.db, act.coalitionId, proposalId);
    if (!proposal) throw notFound();
    const standing = putToVote(proposal, await secondingOf(act, proposal.bodyId));
    if (isRefusal(standing)) return standing;
    const entry = act.append({
      stream: proposalId,
      kind: 'proposal.put_to_vote',
      capacity: { role: 'voting' },
      body: { box: cause.stream, textNumber: proposal.textNumber, text: proposal.textDigest },
      cause,
    });
    await save(act, entry, standing);
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
    const standing = conclude(proposal, conclusion);
    if (isRefusal(standing)) return standing;
    const entry = act.append({
      stream: proposalId,
      kind: conclusion === 'DECIDED' ? 'proposal.decided' : 'proposal.sent_back',
      capacity: { role: 'decisions' },
      body: { decision: cause.stream },
      cause,
    });
    await save(act, entry, standing);
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

  /** The words that somebody brings, with the whole charter that they ask for. */
  private async word(
    act: Act,
    { bodyId, kind }: Pick<Proposal, 'bodyId' | 'kind'>,
    { title, text, amendment: asked }: BroughtWording,
  ): Promise<SaltedWording | Refusal> {
    if (!asked) return salted({ title, text, amendment: null });
    const amendment = mayAmend(kind) ?? (await this.charters.propose(act, bodyId, asked));
    return isRefusal(amendment) ? amendment : salted({ title, text, amendment });
  }

  private async admitIfSeconded(act: Act, proposal: Proposal, cause: Appended): Promise<Outcome> {
    const seconding = await secondingOf(act, proposal.bodyId);
    const sponsors = await coSponsorsOf(act.db, act.coalitionId, proposal.id);
    if (!isSeconded(proposal, sponsors, seconding)) return told(cause);
    const entry = act.append({
      stream: proposal.id,
      kind: 'proposal.admitted',
      capacity: { role: 'charter' },
      body: { textNumber: proposal.textNumber, text: proposal.textDigest },
      cause,
    });
    await save(act, entry, { stage: 'ADMITTED' });
    return told(cause);
  }
}

/** Brings the row to the version of its new entry. */
async function save(act: Act, entry: Appended, change: Partial<ProposalRow>): Promise<void> {
  const key = { coalitionId: act.coalitionId, id: proposalOf(entry) };
  await act.db.update(ProposalRow, key, { ...change, version: entry.version });
}

async function insertText(
  act: Act,
  entry: Appended,
  { number, ...wording }: SaltedWording & { readonly number: number },
): Promise<void> {
  await act.db.insert(ProposalTextRow, {
    coalitionId: act.coalitionId,
    proposalId: proposalOf(entry),
    number,
    digest: documentOf(wording).digest,
    writtenAt: act.now,
    entryStream: entry.stream,
    entryVersion: entry.version,
  });
}

function told(entry: Appended): Told<ProposalResult> {
  return { entry, result: { proposalId: proposalOf(entry) } };
}

/** A proposal is the stream of its own entries. */
function proposalOf({ stream }: Appended): ProposalId {
  return stream as ProposalId;
}
