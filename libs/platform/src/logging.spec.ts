import fc from 'fast-check';
import { createLog, describeFault, logFault } from './logging.js';

function logged(): { lines: string[]; log: ReturnType<typeof createLog> } {
  const lines: string[] = [];
  return {
    lines,
    log: createLog(
      (line) => lines.push(line),
      () => new Date('2026-01-02T03:04:05.678Z'),
    ),
  };
}

describe('the log', () => {
  it('writes one line of JSON with its time and level', () => {
    const { lines, log } = logged();
    log.info('A box was closed.', { box: 7, votes: 10n });
    log.warn('w');
    log.error('e');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { at: '2026-01-02T03:04:05.678Z', level: 'info', message: 'A box was closed.', box: 7, votes: '10' },
      { at: '2026-01-02T03:04:05.678Z', level: 'warn', message: 'w' },
      { at: '2026-01-02T03:04:05.678Z', level: 'error', message: 'e' },
    ]);
  });

  it('lets no text forge a second line or command a terminal', () => {
    const { lines, log } = logged();
    const hostile = 'Ana\r\n{"level":"error"}\u001b[2J\u2028\u0085\u202e\u009b31m';
    log.info(hostile, { name: hostile });
    expect(lines).toHaveLength(1);
    // eslint-disable-next-line no-control-regex -- the characters that must not come through
    expect(lines[0]).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/);
    expect(JSON.parse(lines[0]!)).toMatchObject({ message: hostile, name: hostile });
  });

  it('keeps every text as it is once it is read back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { lines, log } = logged();
        log.info(text);
        expect(lines[0]).not.toContain('\n');
        expect(JSON.parse(lines[0]!).message).toBe(text);
      }),
    );
  });
});

describe('a fault in the log', () => {
  it('has its kind, text and stack, and those of its cause', () => {
    const error = new TypeError('outer', { cause: new RangeError('inner') });
    expect(describeFault(error)).toMatchObject({
      error: 'TypeError',
      text: 'outer',
      stack: expect.stringContaining('logging.spec'),
      cause: { error: 'RangeError', text: 'inner' },
    });
    expect(describeFault('a thrown text')).toEqual({ error: 'a thrown text' });
  });

  it('is found by the id that its caller was told', () => {
    const { lines, log } = logged();
    const ref = logFault(log, 'A request failed.', new Error('secret'), { path: '/graphql' });
    expect(ref).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.parse(lines[0]!)).toMatchObject({ level: 'error', ref, path: '/graphql', text: 'secret' });
  });
});
