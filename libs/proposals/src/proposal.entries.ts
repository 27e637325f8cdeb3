import type { Elector } from '#assembly';
import type { Capacity, NewEntry } from '#record';
import { documentOf } from './proposal.rules.js';
import type { Wording } from './proposal.types.js';

/**
 * What an entry says of a text: once the body has the proposal its words are public, as a document; before, there are
 * only commitments to them.
 */
export function sayText(
  wording: Wording,
  { number, isPublic }: { number: number; isPublic: boolean },
): Pick<NewEntry, 'body' | 'commit' | 'disclosed' | 'documents'> {
  const { title, text } = wording;
  const document = documentOf(wording);
  return isPublic
    ? { body: { textNumber: number, text: document.digest }, commit: { title }, documents: [document] }
    : { body: { textNumber: number }, commit: { title, text }, disclosed: false };
}

/** In what capacity somebody acts on a proposal: as a member of the body, else as its proposer. */
export function capacityOf(member: Elector | null): Capacity {
  return member
    ? { role: 'member', seat: member.seatId, organization: member.organizationId }
    : { role: 'proposer' };
}
