import { schema, type EntryKinds } from '#transparency';
import { DRAW_COMMITTED, DRAW_SETTLED, SECRET_COMMITTED, SECRET_REVEALED } from './draw.entries.js';

const { count, digest, flag, instant, listOf, object, oneOf, orNull, text, uuid } = schema;

/** The kinds of entries that draws write. */
export const drawKinds: EntryKinds = {
  [DRAW_COMMITTED]: {
    body: {
      body: uuid,
      section: text,
      decision: orNull(uuid),
      remedy: orNull(uuid),
      'sortition?': uuid,
      'box?': uuid,
      source: object({
        origin: oneOf('DRAND', 'RFC3797', 'COMMIT_REVEAL'),
        round: orNull(count),
        name: orNull(text),
        at: instant,
        sectors: orNull(listOf(uuid)),
        sealedBy: orNull(instant),
      }),
      pool: digest,
      size: count,
      ofPeople: flag,
    },
  },
  [DRAW_SETTLED]: { body: { output: text, missing: listOf(uuid), drawn: digest } },
  [SECRET_COMMITTED]: { body: { draw: uuid, sector: uuid, digest } },
  [SECRET_REVEALED]: { body: { draw: uuid, sector: uuid, secret: digest } },
};
