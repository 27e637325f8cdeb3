import { schema, type EntryKinds } from '#transparency';
import { HANDOVER_OPENED, ITEM_HANDED_OVER, ITEM_RECEIVED } from './handover.entries.js';

const { count, flag, listOf, object, oneOf, orNull, text, uuid } = schema;

const ticked = { body: uuid, item: count, by: orNull(uuid), noted: flag };

/** The kinds of entries on what is handed over with a seat. */
export const handoverKinds: EntryKinds = {
  [HANDOVER_OPENED]: {
    body: {
      body: uuid,
      seat: uuid,
      mandate: uuid,
      items: listOf(object({ item: text, clause: text, days: count })),
      questions: listOf(text),
    },
  },
  [ITEM_HANDED_OVER]: { body: { ...ticked, side: oneOf('HANDED_OVER') }, commit: ['note'] },
  [ITEM_RECEIVED]: { body: { ...ticked, side: oneOf('RECEIVED') }, commit: ['note'] },
};
