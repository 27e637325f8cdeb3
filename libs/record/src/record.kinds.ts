import { LOG_SUCCEEDED, schema, type EntryKinds } from '#transparency';

/** The kinds of entries that the record writes of itself. */
export const recordKinds: EntryKinds = {
  sealed: { body: {}, commit: ['content'] },
  [LOG_SUCCEEDED]: { body: { origin: schema.text, size: schema.count, root: schema.digest } },
  'log.key.rotated': { body: { from: schema.text, to: schema.text } },
};
