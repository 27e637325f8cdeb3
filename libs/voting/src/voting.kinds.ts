import type { RecusedMember, VoteShare } from '#assembly';
import { schema, SEEN_CHECKPOINT, type EntryKinds, type Schema } from '#transparency';
import {
  BALLOT_CAST,
  BOX_CLOSED,
  BOX_COUNTED,
  BOX_DRAWN,
  BOX_OPENED,
  CHALLENGE_ANSWERED,
  CHALLENGE_RULED,
  INTEREST_CHALLENGED,
  type BoxTerms,
} from './box.entries.js';

const { anyValue, count, digest, flag, instant, listOf, mapOf, object, oneOf, orNull, text, uuid } = schema;

const outcome = oneOf(
  'PASSED',
  'REJECTED',
  'SENT_BACK',
  'TIED',
  'NO_QUORUM',
  'ELECTED',
  'SEATS_OPEN',
  'FUNDED',
);

const quorum = object({
  quorum: text,
  quorumStrict: flag,
  quorumCount: count,
  quorumBy: oneOf('cast', 'present', 'yes'),
  clause: text,
});

const takes = object({
  clause: text,
  kind: oneOf('QUORUM', 'MAJORITY'),
  base: oneOf('SEATS', 'FILLED', 'VOTES'),
  share: text,
  strict: flag,
  least: count,
  allBut: count,
  recused: oneOf('STAY', 'LEAVE'),
} satisfies Record<keyof VoteShare, Schema>);

const recused = object({
  mandate: uuid,
  recusal: uuid,
  clause: orNull(text),
  interest: orNull(text),
  alternate: orNull(uuid),
} satisfies Record<keyof RecusedMember, Schema>);

const cap = object({ by: oneOf('SECTOR', 'ORGANIZATION'), most: count, clause: text });

// Named by the keys of the terms, so that one more of them does not compile without its schema.
const terms = object({
  box: uuid,
  body: uuid,
  proposal: uuid,
  proposalText: digest,
  question: oneOf('MOTION', 'CHOICE', 'ELECTION', 'FUNDING'),
  rule: text,
  // Each rule checks its own parameters when the box is recounted.
  parameters: mapOf(anyValue),
  quorum,
  takes: orNull(takes),
  options: digest,
  seats: count,
  budget: orNull(text),
  caps: listOf(cap),
  draw: orNull(digest),
  'tieDraw?': uuid,
  charter: digest,
  electorate: digest,
  entitled: count,
  roster: object({ seats: count, filled: count, recused: count, alternates: count }),
  recused: listOf(recused),
  amendment: orNull(digest),
  opensAt: instant,
  closesAt: instant,
} satisfies Record<Exclude<keyof BoxTerms, 'tieDraw'> | 'tieDraw?', Schema>);

const setAside = listOf(object({ elector: uuid, recusal: uuid }));

/** The kinds of entries that voting writes. */
export const votingKinds: EntryKinds = {
  [BOX_OPENED]: { body: { terms, boxHash: digest }, commit: ['candidates'] },
  [BALLOT_CAST]: {
    body: { box: uuid, elector: uuid, 'seen?': SEEN_CHECKPOINT },
    commit: ['ballot', 'reason'],
  },
  [BOX_CLOSED]: { body: { box: uuid, cast: count, ballots: digest, draw: orNull(digest), setAside } },
  [BOX_DRAWN]: { body: { box: uuid, draw: digest } },
  [INTEREST_CHALLENGED]: {
    body: {
      body: uuid,
      proposal: uuid,
      box: uuid,
      elector: uuid,
      interest: text,
      organization: orNull(uuid),
      clause: text,
    },
    commit: ['because'],
  },
  [CHALLENGE_ANSWERED]: { body: { challenge: uuid, upheld: flag }, commit: ['because'] },
  [CHALLENGE_RULED]: {
    body: {
      box: uuid,
      ruling: oneOf('UPHELD', 'DISMISSED'),
      recusal: orNull(uuid),
      follows: orNull(oneOf('SET_ASIDE', 'STANDS', 'RERUN', 'CORRECT')),
      recount: orNull(digest),
    },
  },
  [BOX_COUNTED]: { body: { box: uuid, outcome, tally: digest } },
};
