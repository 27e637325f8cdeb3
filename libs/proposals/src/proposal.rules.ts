import type { Question } from '#assembly';
import { refuse, type PersonId, type Refusal } from '#kernel';
import { canonicalize, sha256, toBase64, utf8 } from '#transparency';
import type {
  Conclusion,
  CoSponsorship,
  Proposal,
  SaltedWording,
  Seconding,
  Standing,
} from './proposal.types.js';

/** A proposal as rules see it: whose it is and where it stands. */
type Seen = Standing & Pick<Proposal, 'proposerId'>;

/** The words as the record holds them; of an amendment only where there is one. */
export function wordsOf({ title, text, salt, amendment }: SaltedWording) {
  return { title, text, salt, ...(amendment && { amendment }) };
}

/** Whether a text of this kind may carry an amendment: the charter changes by a yes to a motion, and by nothing else. */
export function mayAmend(kind: Question): Refusal<'ONLY_MOTIONS_AMEND'> | null {
  if (kind === 'MOTION') return null;
  return refuse('ONLY_MOTIONS_AMEND', 'A charter changes by a motion: bring the amendment as one.');
}

/** The words as the document that the record and votes name by its digest: canonical JSON, with its salt. */
export function documentOf(wording: SaltedWording) {
  const content = utf8(canonicalize(wordsOf(wording)));
  return { mediaType: 'application/json', content, digest: toBase64(sha256(content)) };
}

/** Whether somebody may see a proposal: until the body has it, it is its proposer's alone. Null is a stranger. */
export function isVisibleTo({ submittedAt, proposerId }: Seen, by: PersonId | null): boolean {
  return submittedAt !== null || proposerId === by;
}

/** Whether somebody may bring proposals before a body: its members may. */
export function mayPropose(isMember: boolean): Refusal<'NOT_OF_THIS_BODY'> | null {
  if (isMember) return null;
  const because = 'Proposals are brought by members of the body. Ask one of them to bring yours.';
  return refuse('NOT_OF_THIS_BODY', because);
}

/**
 * Where a new text leaves the proposal. Whoever stood behind the old text does not stand behind the new one, so
 * that an admitted proposal seeks co-sponsors again.
 */
export function revise(proposal: Seen, by: PersonId | null): Standing | Refusal {
  const foreign = checkProposer(proposal, by);
  if (foreign) return foreign;
  switch (proposal.stage) {
    case 'DRAFT':
      return { stage: 'DRAFT', submittedAt: null };
    case 'SUBMITTED':
    case 'ADMITTED':
      return { stage: 'SUBMITTED', submittedAt: proposal.submittedAt };
    case 'SENT_BACK':
      return { stage: 'SENT_BACK', submittedAt: proposal.submittedAt };
    case 'AT_VOTE':
      return refuse(
        'TEXT_LOCKED',
        'The text is locked while it is at vote. Revise it if the vote sends it back.',
      );
    case 'DECIDED':
    case 'WITHDRAWN':
      return isOver();
  }
}

/** Hands a draft in, or what was sent back. */
export function submit(proposal: Seen, by: PersonId | null, now: Date): Standing | Refusal {
  const foreign = checkProposer(proposal, by);
  if (foreign) return foreign;
  switch (proposal.stage) {
    case 'DRAFT':
      return { stage: 'SUBMITTED', submittedAt: now };
    case 'SENT_BACK':
      return { stage: 'SUBMITTED', submittedAt: proposal.submittedAt };
    case 'SUBMITTED':
    case 'ADMITTED':
    case 'AT_VOTE':
      return refuse('ALREADY_SUBMITTED', 'The proposal has been submitted already.');
    case 'DECIDED':
    case 'WITHDRAWN':
      return isOver();
  }
}

/** Takes a proposal back. What is at vote, or was decided, belongs to the body. */
export function withdraw(proposal: Seen, by: PersonId | null): Standing | Refusal {
  const foreign = checkProposer(proposal, by);
  if (foreign) return foreign;
  switch (proposal.stage) {
    case 'DRAFT':
    case 'SUBMITTED':
    case 'ADMITTED':
    case 'SENT_BACK':
      return { stage: 'WITHDRAWN', submittedAt: proposal.submittedAt };
    case 'AT_VOTE':
      return refuse('TEXT_LOCKED', 'A proposal that is at vote stays there until the vote is over.');
    case 'DECIDED':
    case 'WITHDRAWN':
      return isOver();
  }
}

/** A proposal as a co-sponsor finds it. */
export interface Seeking {
  readonly proposal: Seen & Pick<Proposal, 'textNumber'>;
  /** Those who stand behind any of its texts. */
  readonly coSponsors: readonly Pick<CoSponsorship, 'personId' | 'textNumber'>[];
  readonly seconding: Pick<Seconding, 'clause'>;
}

/** Whether somebody may stand behind the text that they have read, the one with this number. */
export function mayCoSponsor(
  { proposal, coSponsors, seconding: { clause } }: Seeking,
  { by, isMember, textNumber }: { by: PersonId | null; isMember: boolean; textNumber: number },
): Refusal | null {
  if (proposal.stage !== 'SUBMITTED') {
    const because = 'The proposal seeks no co-sponsors: it is a draft, or past that stage.';
    return refuse('NOT_SEEKING_CO_SPONSORS', because, { clause });
  }
  if (!isMember) {
    return refuse('NOT_OF_THIS_BODY', 'Only members of the body co-sponsor its proposals.', { clause });
  }
  if (proposal.proposerId === by) {
    const because = 'The proposer stands behind the proposal already; others co-sponsor it.';
    return refuse('OWN_PROPOSAL', because, { clause });
  }
  if (textNumber !== proposal.textNumber) {
    const because = 'The text has been revised since you read it. Read it again, then co-sponsor it.';
    return refuse('TEXT_REVISED', because, { textNumber: proposal.textNumber });
  }
  if (coSponsors.some((other) => other.personId === by && other.textNumber === textNumber)) {
    return refuse('ALREADY_CO_SPONSORED', 'You stand behind this text already.');
  }
  return null;
}

/** True when enough stand behind the text that stands: the seconding clause is met. */
export function isSeconded(
  { textNumber }: Pick<Proposal, 'textNumber'>,
  coSponsors: readonly Pick<CoSponsorship, 'textNumber' | 'sectorId'>[],
  seconding: Pick<Seconding, 'coSponsors' | 'sectors'>,
): boolean {
  const standing = coSponsors.filter((sponsor) => sponsor.textNumber === textNumber);
  const sectors = new Set(standing.flatMap(({ sectorId }) => sectorId ?? []));
  return standing.length >= seconding.coSponsors && sectors.size >= seconding.sectors;
}

/** Puts an admitted proposal to the vote; its text is locked until the vote is over. */
export function putToVote(proposal: Standing, seconding: Seconding): Standing | Refusal {
  switch (proposal.stage) {
    case 'ADMITTED':
      return { stage: 'AT_VOTE', submittedAt: proposal.submittedAt };
    case 'AT_VOTE':
      return refuse('ALREADY_AT_VOTE', 'The proposal is at vote already.');
    case 'DECIDED':
    case 'WITHDRAWN':
      return isOver();
    case 'DRAFT':
    case 'SUBMITTED':
    case 'SENT_BACK': {
      const { coSponsors, sectors, clause } = seconding;
      const from = sectors > 0 ? ` from ${sectors} sectors` : '';
      const because = `The proposal needs ${coSponsors} co-sponsors${from} before it is put to the vote. Submit it and find them.`;
      return refuse('NOT_ADMITTED', because, { clause });
    }
  }
}

/** Ends the vote for the proposal. */
export function conclude(proposal: Standing, conclusion: Conclusion): Standing | Refusal {
  if (proposal.stage === 'AT_VOTE') return { stage: conclusion, submittedAt: proposal.submittedAt };
  return refuse('NOT_AT_VOTE', 'The proposal is not at vote.');
}

function checkProposer({ proposerId }: Seen, by: PersonId | null): Refusal<'NOT_THE_PROPOSER'> | null {
  return proposerId === by ? null : refuse('NOT_THE_PROPOSER', 'Only the proposer does this. Ask them.');
}

function isOver(): Refusal<'PROPOSAL_IS_OVER'> {
  return refuse('PROPOSAL_IS_OVER', 'The proposal was decided or withdrawn. Bring a new one.');
}
