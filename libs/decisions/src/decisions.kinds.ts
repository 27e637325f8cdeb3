import { schema, type EntryKinds } from '#transparency';

const { count, digest, instant, listOf, oneOf, orNull, text, uuid } = schema;

/** The kinds of entries that decisions write. */
export const decisionsKinds: EntryKinds = {
  'decision.recorded': {
    body: {
      body: uuid,
      proposal: uuid,
      box: uuid,
      outcome: oneOf(
        'PASSED',
        'REJECTED',
        'SENT_BACK',
        'TIED',
        'NO_QUORUM',
        'ELECTED',
        'SEATS_OPEN',
        'FUNDED',
      ),
      tally: digest,
      takesEffectAt: instant,
      reviewAt: orNull(instant),
      witnesses: count,
      supersedes: orNull(uuid),
    },
    commit: ['rationale'],
  },
  'decision.superseded': { body: { by: uuid } },
  'holders.removed': { body: { body: uuid, decision: uuid, clause: text, mandates: listOf(uuid) } },
  'dissent.stated': { body: { decision: uuid }, commit: ['statement'] },
};
