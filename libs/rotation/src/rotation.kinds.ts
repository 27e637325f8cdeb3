import { schema, type EntryKinds } from '#transparency';
import { drawKinds } from './draw.kinds.js';
import {
  ROTATION_PLANNED,
  ROTATION_REPLANNED,
  SWAP_ACCEPTED,
  SWAP_OFFERED,
  TURN_BEGUN,
  TURN_HANDED_OVER,
  TURN_MISSED,
  TURN_OVERRIDDEN,
  TURNS_PUBLISHED,
  TURNS_SWAPPED,
  UNAVAILABILITY_DECLARED,
  UNAVAILABILITY_WITHDRAWN,
} from './rotation.entries.js';
import { sortitionKinds } from './sortition.kinds.js';

const { count, digest, instant, listOf, object, oneOf, text, uuid } = schema;

const weightings = listOf(
  object({ fromSlot: count, weights: listOf(object({ sectorId: uuid, weight: count })) }),
);
const changed = { turns: digest, changed: count };

/** The kinds of entries that rotations write. */
export const rotationKinds: EntryKinds = {
  ...drawKinds,
  ...sortitionKinds,
  [ROTATION_PLANNED]: {
    body: {
      body: uuid,
      role: oneOf('CHAIR', 'FACILITATOR', 'NOTE_TAKER', 'SPOKESPERSON'),
      zone: text,
      startsAt: text,
      every: count,
      unit: oneOf('DAY', 'WEEK', 'MONTH', 'YEAR'),
      count,
      weightings,
      spacing: count,
      notice: count,
      section: text,
      ...changed,
    },
    commit: ['away'],
  },
  [ROTATION_REPLANNED]: { body: { weightings, ...changed }, commit: ['away'] },
  [TURNS_PUBLISHED]: { body: changed },
  [TURN_BEGUN]: { body: changed },
  [TURN_OVERRIDDEN]: { body: changed, commit: ['because'] },
  [TURN_MISSED]: { body: changed, commit: ['because'] },
  [TURNS_SWAPPED]: { body: { swap: uuid, ...changed } },
  [TURN_HANDED_OVER]: { body: { turn: uuid, slot: count }, commit: ['note'] },
  [SWAP_OFFERED]: { body: { rotation: uuid, given: count, taken: count }, commit: ['offeredTo'] },
  [SWAP_ACCEPTED]: { body: { acceptedAt: instant } },
  [UNAVAILABILITY_DECLARED]: { body: {}, commit: ['beginsAt', 'endsAt', 'because'] },
  [UNAVAILABILITY_WITHDRAWN]: { body: {} },
};
