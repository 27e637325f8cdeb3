import { schema, type EntryKinds } from '#transparency';

const { instant, listOf, text, uuid } = schema;

/** The kinds of entries on how terms end. */
export const termKinds: EntryKinds = {
  'event.recorded': { body: { body: uuid, event: text, at: instant } },
  'seniority.listed': { body: { body: uuid, mandates: listOf(uuid) } },
  'seniority.reviewed': {
    body: {
      body: uuid,
      clause: text,
      reviewedOn: instant,
      leave: listOf(uuid),
      endsAt: instant,
      questions: listOf(text),
    },
  },
};
