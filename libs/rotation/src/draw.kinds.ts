import { schema, type EntryKinds } from '#transparency';
import { DRAW_COMMITTED, DRAW_SETTLED } from './draw.entries.js';

const { count, digest, instant, object, oneOf, orNull, text, uuid } = schema;

/** The kinds of entries that draws write. */
export const drawKinds: EntryKinds = {
  [DRAW_COMMITTED]: {
    body: {
      body: uuid,
      section: text,
      source: object({
        origin: oneOf('DRAND', 'RFC3797'),
        round: orNull(count),
        name: orNull(text),
        at: instant,
      }),
      pool: digest,
      size: count,
    },
  },
  [DRAW_SETTLED]: { body: { output: text, drawn: digest } },
};
