import { schema, type EntryKinds } from '#transparency';

/** The kinds of entries that the record writes of itself. */
export const recordKinds: EntryKinds = {
  sealed: { body: {}, commit: ['content'] },
  'log.key.rotated': { body: { from: schema.text, to: schema.text } },
};
