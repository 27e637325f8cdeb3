import { toBase64 } from '../bytes.js';
import { encodeEntry, type Entry } from '../entry.js';
import { leafHash } from '../merkle.js';

export const ORIGIN = 'quorate.example/log/river';

/** An entry as a first act on a subject writes it. */
export const FIRST: Entry = {
  v: 1,
  log: ORIGIN,
  id: '019ab000-0000-7000-8000-000000000001',
  kind: 'proposal.made',
  stream: '019ab000-0000-7000-8000-0000000000aa',
  ver: 1,
  prev: null,
  at: '2026-11-23T09:00:00.000Z',
  actor: {
    role: 'delegate',
    seat: '019ab000-0000-7000-8000-0000000000bb',
    org: null,
    commit: 'A'.repeat(43) + '=',
  },
  rule: null,
  cause: null,
  body: { options: 3, share: '0.125' },
  commit: { title: 'A'.repeat(43) + '=' },
  docs: [{ sha256: 'A'.repeat(43) + '=', size: 5, mediaType: 'text/plain; charset=utf-8', lang: 'de' }],
};

/** The next entry of the same stream. */
export function after(entry: Entry, changes: Partial<Entry> = {}): Entry {
  return { ...entry, ver: entry.ver + 1, prev: toBase64(hashOf(entry)), ...changes };
}

export function hashOf(entry: Entry): Uint8Array {
  return leafHash(encodeEntry(entry));
}
