import { schema, type EntryKinds } from '#transparency';
import {
  QUOTAS_RELAXED,
  SORTITION_COMMITTED,
  SORTITION_DRAWN,
  SORTITION_PREPARED,
  SORTITION_WITHDRAWN,
} from './sortition.entries.js';

const { count, digest, oneOf, text, uuid } = schema;

/** The kinds of entries that sortitions write. */
export const sortitionKinds: EntryKinds = {
  [SORTITION_PREPARED]: {
    body: {
      body: uuid,
      section: text,
      seats: count,
      fairness: oneOf('leximin', 'maximin'),
      quotas: digest,
      types: digest,
      size: count,
    },
  },
  [QUOTAS_RELAXED]: { body: { quotas: digest } },
  [SORTITION_COMMITTED]: { body: { draw: uuid, lottery: digest } },
  [SORTITION_DRAWN]: { body: { draw: uuid, number: count, of: count, panel: digest } },
  [SORTITION_WITHDRAWN]: { body: {} },
};
