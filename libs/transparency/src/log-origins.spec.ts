import { type Entry } from './entry.js';
import { LogOrigins } from './log-origins.js';
import { appendLeaf, emptyFrontier, frontierRoot } from './merkle.js';
import { after, FIRST, hashOf, ORIGIN } from './spec-support/entries.js';
import { toBase64 } from './bytes.js';

const NEW = `${ORIGIN}/2`;
const SECOND = after(FIRST);
const ROOT = toBase64(frontierRoot([FIRST, SECOND].map(hashOf).reduce(appendLeaf, emptyFrontier())));

/** The entry that goes on under the new origin after the two. */
function succession(body: object = {}, kind = 'log.succeeded'): Entry {
  return {
    ...FIRST,
    log: NEW,
    kind,
    stream: 'the-log',
    body: { origin: ORIGIN, size: 2, root: ROOT, ...body },
  };
}

const NEXT = { ...after(SECOND), log: NEW };

/** The first refusal of a log under an origin, or its code at the end. */
function follow(origin: string, entries: readonly Entry[]): string | null {
  const origins = new LogOrigins(origin);
  for (const entry of entries) {
    const refusal = origins.check(entry, hashOf(entry));
    if (refusal) return refusal.code;
  }
  return origins.finish()?.code ?? null;
}

describe('the origin of a log', () => {
  it.each<[string, string, readonly Entry[], string | null]>([
    ['is the same in every entry', ORIGIN, [FIRST, SECOND], null],
    ['is nothing in an empty log', ORIGIN, [], null],
    ['may succeed another, whose tree it names', NEW, [FIRST, SECOND, succession(), NEXT], null],
    ['is not another one', NEW, [FIRST, SECOND], 'ENTRY_OF_ANOTHER_LOG'],
    ['does not change without a word', NEW, [FIRST, SECOND, NEXT], 'ENTRY_OF_ANOTHER_LOG'],
    ['is not left', ORIGIN, [FIRST, SECOND, succession()], 'ENTRY_OF_ANOTHER_LOG'],
    ['is not gone back to', NEW, [FIRST, SECOND, succession(), after(SECOND)], 'ENTRY_OF_ANOTHER_LOG'],
    ['does not succeed a stranger', NEW, [FIRST, SECOND, succession({ origin: 'x' })], 'SUCCESSION_BROKEN'],
    ['does not succeed a longer tree', NEW, [FIRST, SECOND, succession({ size: 3 })], 'SUCCESSION_BROKEN'],
    ['does not succeed a shorter tree', NEW, [FIRST, SECOND, succession({ size: 1 })], 'SUCCESSION_BROKEN'],
    ['does not succeed another tree', NEW, [SECOND, FIRST, succession()], 'SUCCESSION_BROKEN'],
    ['does not succeed by another kind', NEW, [FIRST, SECOND, succession({}, 'x.y')], 'ENTRY_OF_ANOTHER_LOG'],
  ])('%s', (_what, origin, entries, code) => {
    expect(follow(origin, entries)).toBe(code);
  });
});
