import { refuse, type PersonId, type Refusal } from '#kernel';
import type { CoSponsorship, Proposal, ProposalStage, Seconding } from './proposal.types.js';

/** How a vote ended for the proposal that was put to it. */
export type Conclusion = 'DECIDED' | 'SENT_BACK';

type Standing = Pick<Proposal, 'proposerId' | 'stage'>;

/** Whether this person may bring proposals before a body: its members may. */
export function mayPropose(isMember: boolean): Refusal<'NOT_OF_THIS_BODY'> | null {
  if (isMember) return null;
  return refuse(
    'NOT_OF_THIS_BODY',
    'Proposals are brought by members of the body. Ask one of them to bring yours.',
  );
}

/** Whether the text may be replaced: by its proposer, while nobody votes on it and nothing is decided. */
export function mayRevise(proposal: Standing, by: PersonId | null): Refusal | null {
  if (proposal.stage === 'AT_VOTE') {
    return refuse(
      'TEXT_LOCKED',
      'The text is locked while it is at vote. Revise it if the vote sends it back.',
    );
  }
  return isOver(proposal.stage) ?? isTheirs(proposal, by);
}

/** Whether a draft, or what was sent back, may seek co-sponsors. */
export function maySubmit(proposal: Standing, by: PersonId | null): Refusal | null {
  if (proposal.stage !== 'DRAFT' && proposal.stage !== 'SENT_BACK') {
    return refuse('ALREADY_SUBMITTED', 'The proposal has been submitted already.');
  }
  return isTheirs(proposal, by);
}

/** Whether the proposer may take the proposal back. */
export function mayWithdraw(proposal: Standing, by: PersonId | null): Refusal | null {
  if (proposal.stage === 'AT_VOTE') {
    return refuse('TEXT_LOCKED', 'A proposal that is at vote stays there until the vote is over.');
  }
  return isOver(proposal.stage) ?? isTheirs(proposal, by);
}

/** Whether somebody may stand behind the text that they have read. */
export function mayCoSponsor(
  proposal: Standing & Pick<Proposal, 'textNumber'>,
  others: readonly Pick<CoSponsorship, 'personId' | 'textNumber'>[],
  { by, isMember, textNumber }: { by: PersonId | null; isMember: boolean; textNumber: number },
): Refusal | null {
  if (proposal.stage !== 'SUBMITTED') {
    return refuse(
      'NOT_SEEKING_CO_SPONSORS',
      'The proposal seeks no co-sponsors: it is a draft, or past that stage.',
    );
  }
  if (!isMember) return refuse('NOT_OF_THIS_BODY', 'Only members of the body co-sponsor its proposals.');
  if (proposal.proposerId === by) {
    return refuse('OWN_PROPOSAL', 'The proposer stands behind the proposal already; others co-sponsor it.');
  }
  if (textNumber !== proposal.textNumber) {
    return refuse(
      'TEXT_REVISED',
      'The text has been revised since you read it. Read it again, then co-sponsor it.',
      {
        textNumber: proposal.textNumber,
      },
    );
  }
  if (others.some((other) => other.personId === by && other.textNumber === textNumber)) {
    return refuse('ALREADY_CO_SPONSORED', 'You stand behind this text already.');
  }
  return null;
}

/** True when enough stand behind the text that stands: the seconding clause is met. */
export function isSeconded(
  { textNumber }: Pick<Proposal, 'textNumber'>,
  coSponsors: readonly Pick<CoSponsorship, 'textNumber' | 'sectorId'>[],
  seconding: Seconding,
): boolean {
  const standing = coSponsors.filter((sponsor) => sponsor.textNumber === textNumber);
  const sectors = new Set(standing.flatMap(({ sectorId }) => sectorId ?? []));
  return standing.length >= seconding.coSponsors && sectors.size >= seconding.sectors;
}

/** Whether the proposal may be put to the vote: enough stand behind it. */
export function mayBePutToVote({ stage }: Pick<Proposal, 'stage'>, seconding: Seconding): Refusal | null {
  if (stage === 'ADMITTED') return null;
  if (stage === 'AT_VOTE') return refuse('ALREADY_AT_VOTE', 'The proposal is at vote already.');
  const over = isOver(stage);
  if (over) return over;
  const sectors = seconding.sectors > 0 ? ` from ${seconding.sectors} sectors` : '';
  return refuse(
    'NOT_ADMITTED',
    `The proposal needs ${seconding.coSponsors} co-sponsors${sectors} before it is put to the vote. Submit it and find them.`,
    { clause: seconding.clause },
  );
}

/** Whether a vote may end for the proposal. */
export function mayConclude({ stage }: Pick<Proposal, 'stage'>): Refusal<'NOT_AT_VOTE'> | null {
  return stage === 'AT_VOTE' ? null : refuse('NOT_AT_VOTE', 'The proposal is not at vote.');
}

function isTheirs({ proposerId }: Standing, by: PersonId | null): Refusal<'NOT_THE_PROPOSER'> | null {
  return proposerId === by ? null : refuse('NOT_THE_PROPOSER', 'Only the proposer does this. Ask them.');
}

function isOver(stage: ProposalStage): Refusal | null {
  if (stage === 'DECIDED')
    return refuse(
      'ALREADY_DECIDED',
      'The proposal has been decided. Bring a new one to change the decision.',
    );
  if (stage === 'WITHDRAWN') return refuse('WITHDRAWN', 'The proposal was withdrawn. Bring a new one.');
  return null;
}
