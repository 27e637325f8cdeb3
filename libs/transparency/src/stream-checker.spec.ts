import { type Entry } from './entry.js';
import { after, FIRST, hashOf } from './spec-support/entries.js';
import { StreamChecker } from './stream-checker.js';

const OTHER: Entry = { ...FIRST, stream: 'another', at: '2026-11-01T00:00:00.000Z' };
const check = (checker: StreamChecker, entry: Entry) => checker.check(entry, hashOf(entry));

describe('the streams of a log', () => {
  it('go on version by version, each on its own', () => {
    const checker = new StreamChecker();
    const second = after(FIRST);
    const otherSecond = after(OTHER, { at: '2026-11-02T00:00:00.000Z' });
    for (const entry of [FIRST, OTHER, second, otherSecond, after(second)]) {
      expect(check(checker, entry)).toBeNull();
    }
  });

  it.each<[string, Entry, string]>([
    ['a gap', after(FIRST, { ver: 3 }), 'STREAM_VERSION_GAP'],
    ['a version again', FIRST, 'STREAM_VERSION_GAP'],
    ['another entry before it', after(FIRST, { prev: after(OTHER).prev }), 'STREAM_BROKEN'],
    ['the entry before it, changed', after({ ...FIRST, body: { options: 4 } }), 'STREAM_BROKEN'],
    ['an earlier time', after(FIRST, { at: '2026-11-23T08:59:59.999Z' }), 'STREAM_TIME_BACKWARDS'],
  ])('do not go on with %s', (_, entry, code) => {
    const checker = new StreamChecker();
    expect(check(checker, FIRST)).toBeNull();
    expect(check(checker, entry)).toMatchObject({
      refused: true,
      code,
      stream: FIRST.stream,
      ver: entry.ver,
    });
    expect(check(checker, after(FIRST))).toBeNull();
  });

  it('do not begin in the middle', () => {
    expect(check(new StreamChecker(), after(FIRST))).toMatchObject({ code: 'STREAM_VERSION_GAP' });
  });
});
