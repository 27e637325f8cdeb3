import { schema, type EntryKinds } from '#transparency';

const { count, digest, oneOf, orNull, uuid } = schema;

/** What a public text is called by: its number and the digest of its document. */
const wording = { textNumber: count, text: digest };

/** The words and the salt of their document, and the charter as it would become. */
const WORDS = ['title', 'text', 'salt', 'amendment'];

/** The kinds of entries that proposals write. */
export const proposalsKinds: EntryKinds = {
  'proposal.drafted': {
    body: { body: uuid, kind: oneOf('MOTION', 'CHOICE', 'ELECTION', 'FUNDING'), textNumber: count },
    commit: WORDS,
  },
  'proposal.revised': { body: { textNumber: count, 'text?': digest }, commit: WORDS, erasable: true },
  'proposal.submitted': { body: wording, commit: WORDS, erasable: true },
  'proposal.co_sponsored': { body: { ...wording, sector: orNull(uuid) } },
  'proposal.admitted': { body: wording },
  'proposal.withdrawn': { body: { textNumber: count } },
  'proposal.put_to_vote': { body: { box: uuid, ...wording } },
  'proposal.decided': { body: { decision: uuid } },
  'proposal.sent_back': { body: { decision: uuid } },
};
