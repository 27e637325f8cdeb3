import type { CommandEntry } from '../steward.js';

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'verify',
    summary: 'Verify a whole record from what its log serves.',
    load: async () => (await import('./verify.js')).verify,
  },
  {
    name: 'mirror',
    summary: 'Copy a whole record from what its log serves, verifying it on the way.',
    load: async () => (await import('./mirror.js')).mirror,
  },
  {
    name: 'export',
    summary: 'Write a coalition’s record as files that any web server can serve.',
    load: async () => (await import('./export.js')).exportRecord,
  },
  {
    name: 'backup',
    summary: 'Write the whole database into one file, by PostgreSQL’s own pg_dump.',
    load: async () => (await import('./backup.js')).backup,
  },
  {
    name: 'restore',
    summary: 'Restore a backup into an empty database, or what it lacks from a mirror.',
    load: async () => (await import('./restore.js')).restore,
  },
  {
    name: 'schemas',
    summary: 'Print what entries of each kind hold, as one JSON Schema document.',
    load: async () => (await import('./schemas.js')).schemas,
  },
  {
    name: 'count',
    summary: 'Count a ballot file by a rule.',
    load: async () => (await import('./count.js')).count,
  },
  {
    name: 'convert',
    summary: 'Write a ballot file in another format.',
    load: async () => (await import('./convert.js')).convert,
  },
  {
    name: 'draw',
    summary: 'Draw an order again from what a draw published.',
    load: async () => (await import('./draw.js')).draw,
  },
  {
    name: 'sortition',
    summary: 'Find the fairest lottery over panels that keep quotas, and draw one.',
    load: async () => (await import('./sortition.js')).sortition,
  },
  {
    name: 'migrate',
    summary: 'Bring the database to this version of the schema.',
    load: async () => (await import('./migrate.js')).migrate,
  },
  {
    name: 'demo',
    summary: 'Load a demonstration coalition with a living committee.',
    load: async () => (await import('./demo.js')).demo,
  },
  {
    name: 'invite',
    summary: 'Make a link that signs somebody in once.',
    load: async () => (await import('./invite.js')).invite,
  },
  {
    name: 'person-export',
    summary: 'Print all that the server holds on a person.',
    load: async () => (await import('./person-export.js')).personExport,
  },
  {
    name: 'rewrap',
    summary: 'Wrap all keys of personal data by a new key, and destroy those that no backup needs.',
    load: async () => (await import('./rewrap.js')).rewrap,
  },
  {
    name: 'replay',
    summary: 'Hold a real election again, through the whole server, and verify its record.',
    load: async () => (await import('./replay.js')).replay,
  },
  {
    name: 'keys',
    summary: 'Change the key that signs a record.',
    load: async () => (await import('./keys.js')).keys,
  },
  {
    name: 'close-due',
    summary: 'Carry out once what is due: close boxes, end mandates.',
    load: async () => (await import('./close-due.js')).closeDue,
  },
];
