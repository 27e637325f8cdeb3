import { schema, type EntryKinds } from '#transparency';

const { instant, listOf, oneOf, orNull, text, uuid } = schema;

const status = { body: uuid, mandate: uuid, becomes: oneOf('WITHOUT_VOTE', 'SUSPENDED'), clause: text };

/** The kinds of entries on who attended, and on what follows. */
export const attendanceKinds: EntryKinds = {
  'attendance.recorded': {
    body: {
      body: uuid,
      occasion: oneOf('MEETING', 'VOTE'),
      heldAt: instant,
      box: orNull(uuid),
      attended: listOf(uuid),
      missed: listOf(uuid),
      excused: listOf(uuid),
    },
  },
  'status.changed': { body: { ...status, beginsAt: instant, endsAt: orNull(instant) } },
  'status.restored': { body: { ...status, endsAt: instant }, commit: ['because'] },
};
