import type { Elector, SecondingClause } from '#assembly';
import { refuse, type PersonId, type Refusal } from '#kernel';
import { canonicalize, sha256, toBase64, utf8 } from '#transparency';
import type {
  CoSponsorship,
  Proposal,
  ProposalChange,
  ProposalText,
  VoteConclusion,
} from './proposals.types.js';

/** A text as canonical JSON: the document that the record holds of it. */
export function textBytes({ title, text }: ProposalText): Uint8Array {
  return utf8(canonicalize({ title, text }));
}

/** SHA-256 of the text's document, in base64. */
export function textDigest(text: ProposalText): string {
  return toBase64(sha256(textBytes(text)));
}

/** Whether a person may see a proposal: before its submission it is its proposer's alone. `null` is a stranger. */
export function isVisibleTo(
  proposal: Pick<Proposal, 'submittedAt' | 'proposerId'>,
  personId: PersonId | null,
): boolean {
  return proposal.submittedAt !== null || proposal.proposerId === personId;
}

/**
 * Where a new text leaves the proposal. Whoever stood behind the old text does not stand behind the new one, so
 * that a submitted proposal seeks co-sponsors again.
 */
export function reviseText(proposal: Proposal, personId: PersonId | null): ProposalChange | Refusal {
  const notOurs = checkProposer(proposal, personId);
  if (notOurs) return notOurs;
  switch (proposal.stage) {
    case 'DRAFT':
      return { stage: 'DRAFT', submittedAt: null };
    case 'SUBMITTED':
    case 'ADMITTED':
    case 'SENT_BACK':
      return { stage: 'SUBMITTED', submittedAt: proposal.submittedAt };
    case 'AT_VOTE':
      return refuse('TEXT_LOCKED', 'The body votes on this text: it can be changed only after the vote.');
    case 'DECIDED':
    case 'WITHDRAWN':
      return concluded();
  }
}

/** Brings a draft before the body. */
export function submit(proposal: Proposal, personId: PersonId | null, now: Date): ProposalChange | Refusal {
  const notOurs = checkProposer(proposal, personId);
  if (notOurs) return notOurs;
  if (proposal.stage === 'DRAFT') return { stage: 'SUBMITTED', submittedAt: now };
  return refuse('ALREADY_SUBMITTED', 'This proposal was submitted before.');
}

/** Takes a proposal back. What is being voted on, or was decided, belongs to the body. */
export function withdraw(proposal: Proposal, personId: PersonId | null): ProposalChange | Refusal {
  const notOurs = checkProposer(proposal, personId);
  if (notOurs) return notOurs;
  switch (proposal.stage) {
    case 'DRAFT':
    case 'SUBMITTED':
    case 'ADMITTED':
    case 'SENT_BACK':
      return { stage: 'WITHDRAWN', submittedAt: proposal.submittedAt };
    case 'AT_VOTE':
      return refuse('PROPOSAL_AT_VOTE', 'The body votes on this proposal: it can no longer be withdrawn.');
    case 'DECIDED':
    case 'WITHDRAWN':
      return concluded();
  }
}

/** A proposal as a co-sponsor finds it. */
export interface Seeking {
  readonly proposal: Proposal;
  /** Those who stand behind its text by now. */
  readonly coSponsors: readonly Pick<CoSponsorship, 'personId'>[];
  readonly clause: SecondingClause;
}

/** Whether a person may stand behind the text with this number. `elector` is their mandate in the body, if any. */
export function checkCoSponsor(
  { proposal, coSponsors, clause: { source } }: Seeking,
  textNumber: number,
  { personId, elector }: { readonly personId: PersonId | null; readonly elector: Elector | null },
): Refusal | null {
  const clause = source.section;
  if (proposal.stage !== 'SUBMITTED') {
    return refuse('NOT_SEEKING_CO_SPONSORS', 'This proposal does not seek co-sponsors now.', { clause });
  }
  if (textNumber !== proposal.textNumber) {
    const because =
      'The text was revised meanwhile: read the new one, then decide whether to stand behind it.';
    return refuse('TEXT_REVISED', because, { textNumber: proposal.textNumber });
  }
  if (personId === proposal.proposerId) {
    return refuse('OWN_PROPOSAL', 'Co-sponsors are others than the proposer.', { clause });
  }
  if (!elector) {
    return refuse('NOT_OF_THIS_BODY', 'Only those who hold a seat of the body co-sponsor its proposals.', {
      clause,
    });
  }
  if (!coSponsors.some((coSponsor) => coSponsor.personId === personId)) return null;
  return refuse('ALREADY_CO_SPONSORED', 'You stand behind this text already.');
}

/** What a proposal has of what the charter's clause on seconding asks for. */
export interface Seconding {
  readonly coSponsors: number;
  readonly coSponsorsNeeded: number;
  readonly sectors: number;
  readonly sectorsNeeded: number;
  readonly isMet: boolean;
}

/** @param coSponsors those who stand behind the exact text that holds */
export function secondingOf(
  coSponsors: readonly Pick<CoSponsorship, 'sectorId'>[],
  clause: Pick<SecondingClause, 'coSponsors' | 'sectors'>,
): Seconding {
  const sectors = new Set(coSponsors.map(({ sectorId }) => sectorId).filter((sector) => sector !== null))
    .size;
  return {
    coSponsors: coSponsors.length,
    coSponsorsNeeded: clause.coSponsors,
    sectors,
    sectorsNeeded: clause.sectors,
    isMet: coSponsors.length >= clause.coSponsors && sectors >= clause.sectors,
  };
}

/** Puts an admitted proposal to the vote; its text is locked until the vote is over. */
export function beginVote(proposal: Proposal, clause: SecondingClause): ProposalChange | Refusal {
  if (proposal.stage === 'ADMITTED') return { stage: 'AT_VOTE', submittedAt: proposal.submittedAt };
  return refuse('NOT_ADMITTED', 'Only a proposal that was admitted is put to the vote.', {
    clause: clause.source.section,
    stage: proposal.stage,
  });
}

/** Ends the vote on a proposal. */
export function conclude(proposal: Proposal, conclusion: VoteConclusion): ProposalChange | Refusal {
  if (proposal.stage === 'AT_VOTE') return { stage: conclusion, submittedAt: proposal.submittedAt };
  return refuse('NOT_AT_VOTE', 'There is no vote on this proposal that could end.', {
    stage: proposal.stage,
  });
}

function checkProposer(proposal: Proposal, personId: PersonId | null): Refusal<'NOT_THE_PROPOSER'> | null {
  if (personId === proposal.proposerId) return null;
  return refuse('NOT_THE_PROPOSER', 'Only its proposer does this with a proposal.');
}

function concluded(): Refusal<'PROPOSAL_CONCLUDED'> {
  return refuse('PROPOSAL_CONCLUDED', 'This proposal is decided or withdrawn: draft a new one.');
}
