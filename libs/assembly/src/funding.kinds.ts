import { schema, type EntryKinds } from '#transparency';

const { instant, listOf, oneOf, orNull, uuid } = schema;

const dated = { beginsAt: instant, endsAt: orNull(instant) };

/** To whom it is shown; absent in entries that are older than that. */
export const audience = {
  'shownTo?': orNull(oneOf('BODIES', 'COALITION', 'PUBLIC')),
  'shownBodies?': listOf(uuid),
};

/** The kinds of entries on the funding of organizations: who pays whom and how much is committed to. */
export const fundingKinds: EntryKinds = {
  'funding.disclosed': {
    body: { ...dated, ...audience },
    commit: ['organization', 'funder', 'funderName', 'kind', 'amount', 'purpose'],
  },
  'funding.ended': { body: { endsAt: instant } },
};
