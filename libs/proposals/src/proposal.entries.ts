import { randomBytes } from 'node:crypto';
import type { Elector } from '#assembly';
import type { Capacity, NewEntry } from '#record';
import { SALT_BYTES } from '#transparency';
import { documentOf, wordsOf } from './proposal.rules.js';
import type { SaltedWording, Wording } from './proposal.types.js';

/**
 * What an entry says of a text: once the body has the proposal its words are public, as a document; before, there are
 * only commitments to them. The words can be erased, so all that holds them is sealed under the proposal's own key.
 */
export function sayText(
  wording: SaltedWording,
  { number, isPublic }: { number: number; isPublic: boolean },
): Pick<NewEntry, 'body' | 'commit' | 'disclosed' | 'documents'> {
  const commit = wordsOf(wording);
  if (!isPublic) return { body: { textNumber: number }, commit, disclosed: false };
  const { digest, ...document } = documentOf(wording);
  return {
    body: { textNumber: number, text: digest },
    commit,
    documents: [{ ...document, erasable: true }],
  };
}

/** In what capacity somebody acts on a proposal: as a member of the body, else as its proposer. */
export function capacityOf(member: Elector | null): Capacity {
  return member
    ? { role: 'member', seat: member.seatId, organization: member.organizationId }
    : { role: 'proposer' };
}

/** Words that nobody can guess by their digest. */
export function salted(words: Wording): SaltedWording {
  return { ...words, salt: randomBytes(SALT_BYTES).toString('base64') };
}
