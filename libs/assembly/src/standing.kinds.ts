import { schema, type EntryKinds } from '#transparency';
import { audience, fundingKinds } from './funding.kinds.js';

const { count, instant, listOf, matching, object, orNull, text, uuid } = schema;

const dated = { beginsAt: instant, endsAt: orNull(instant) };
const step = matching('^[A-Z_]+$');
const breach = { body: uuid, clause: text, group: text, holds: count, bound: count };

/** The kinds of entries on who may sit and vote. */
export const standingKinds: EntryKinds = {
  'ruling.made': {
    body: { body: uuid, question: text, reading: text, beginsAt: instant },
    commit: ['because'],
  },
  'limit.waived': { body: { body: uuid, clause: text, ...dated }, commit: ['person', 'because'] },
  'fact.noted': { body: { ...dated }, commit: ['person', 'kind'] },
  'organization.related': { body: { organization: uuid, related: uuid, ...dated } },
  'remedy.opened': { body: { ...breach, step, deadline: instant } },
  'remedy.moved': { body: { ...breach, step, deadline: instant } },
  'remedy.closed': { body: { ...breach, outcome: matching('^(CURED|EXHAUSTED)$') } },
  'interest.declared': {
    body: { kind: matching('^[A-Z_]+$'), organization: orNull(uuid), ...dated, ...audience },
    commit: ['person', 'details'],
  },
  'interest.ended': { body: { endsAt: instant } },
  'recusal.made': {
    body: {
      body: uuid,
      subject: uuid,
      how: matching('^(SELF|CHALLENGE|CLAUSE)$'),
      clause: orNull(text),
      interest: orNull(step),
      beginsAt: instant,
    },
    commit: ['person', 'because'],
  },
  'party.named': {
    body: { body: uuid, subject: uuid, organization: orNull(uuid) },
    commit: ['person', 'funding'],
  },
  'party.withdrawn': { body: { withdrawnAt: instant }, commit: ['because'] },
  ...fundingKinds,
  'seats.filled': {
    body: {
      body: uuid,
      decision: uuid,
      mandates: listOf(uuid),
      passedOver: listOf(object({ code: step, clause: orNull(text) })),
    },
    commit: ['people'],
  },
  'vacancy.filled': {
    body: {
      body: uuid,
      seat: uuid,
      mandate: uuid,
      by: step,
      clause: text,
      passedOver: listOf(object({ code: step, clause: orNull(text) })),
    },
    commit: ['people'],
  },
  'alternate.activated': {
    body: {
      body: uuid,
      mandate: uuid,
      standsInFor: uuid,
      occasion: matching('^[A-Z_]+$'),
      beginsAt: instant,
      endsAt: instant,
    },
  },
};
