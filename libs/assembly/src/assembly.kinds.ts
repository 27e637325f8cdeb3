import { schema, type EntryKinds } from '#transparency';
import { attendanceKinds } from './attendance.kinds.js';
import { handoverKinds } from './handover.kinds.js';
import { standingKinds } from './standing.kinds.js';
import { termKinds } from './term.kinds.js';

const { anyValue, count, digest, flag, instant, listOf, mapOf, matching, object, orNull, text, uuid } =
  schema;

const dated = { beginsAt: instant, endsAt: orNull(instant) };

const term = object({ endsAt: orNull(instant), event: orNull(text), holdover: flag });

// A clause's parameters are its topic's own; the charter's document, whose digest this is, holds all of it.
const charter = object({ number: count, digest, beginsAt: instant, clauses: listOf(mapOf(anyValue)) });

/** The kinds of entries that the assembly writes. */
export const assemblyKinds: EntryKinds = {
  'coalition.founded': { body: { slug: matching('^[a-z0-9-]{1,63}$') }, commit: ['name'] },
  'sector.added': { body: {}, commit: ['name'] },
  'organization.admitted': { body: { sector: uuid }, commit: ['name'] },
  'person.registered': { body: { steward: flag }, commit: ['name'] },
  'person.rectified': { body: {}, commit: ['name'] },
  'privacy.erased': {
    body: {
      ref: uuid,
      fields: orNull(listOf(text)),
      commitments: count,
      documents: listOf(digest),
      legalBasis: text,
      decidedBy: orNull(uuid),
    },
    commit: ['reference'],
  },
  'privacy.declined': { body: { ref: uuid, ground: text }, commit: ['reference'] },
  'affiliation.began': { body: { organization: uuid, contested: flag, ...dated }, commit: ['person'] },
  'affiliation.corrected': { body: { organization: uuid, ...dated }, commit: ['because'] },
  'affiliation.ended': { body: { organization: uuid, endsAt: instant } },
  'body.established': { body: { zone: text, charter }, commit: ['name'] },
  'charter.amended': { body: { charter, amendment: digest, decision: uuid } },
  'seat.created': {
    body: { body: uuid, seatClass: text, sector: orNull(uuid), organization: orNull(uuid), ...dated },
    commit: ['label'],
  },
  'mandate.began': {
    body: {
      body: uuid,
      seat: uuid,
      organization: orNull(uuid),
      filledBy: orNull(text),
      replaces: orNull(uuid),
      term,
      ...dated,
    },
    commit: ['holder'],
  },
  ...standingKinds,
  'mandate.ended': {
    body: {
      body: uuid,
      seat: uuid,
      endsAt: instant,
      reason: matching('^[A-Z_]+$'),
      clause: orNull(text),
      decision: orNull(uuid),
    },
    commit: ['because'],
  },
  'mandate.corrected': {
    body: {
      body: uuid,
      seat: uuid,
      organization: orNull(uuid),
      ...dated,
      reason: orNull(matching('^[A-Z_]+$')),
    },
    commit: ['because'],
  },
  'mandate.heldOver': { body: { body: uuid, seat: uuid, clause: text, term } },
  'mandate.ranOut': { body: { body: uuid, seat: uuid, endsAt: instant, reason: matching('^TERM$') } },
  'seat.abolished': { body: { body: uuid, endsAt: instant }, commit: ['because'] },
  ...termKinds,
  ...attendanceKinds,
  ...handoverKinds,
};
