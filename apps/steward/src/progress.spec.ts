import { Progress } from './progress.js';
import { recordingTerminal } from './spec-support/terminal.js';

/** Tells of 1,000 steps, one each so many milliseconds, and ends. */
function work(isTTY: boolean, milliseconds: number, steps = 1000): string {
  const { terminal, written } = recordingTerminal(isTTY);
  const progress = new Progress(terminal, 'ballots cast');
  for (let step = 1; step <= steps; step += 1) {
    written.clock += milliseconds;
    progress.update(step, steps);
  }
  progress.end();
  expect(written.out).toBe('');
  return written.err;
}

describe('progress', () => {
  it.each([true, false])('of work within a second is not told (terminal: %p)', (isTTY) => {
    expect(work(isTTY, 0.99)).toBe('');
  });

  it('is a bar for a person, redrawn ten times a second at most and taken away at the end', () => {
    const drawn = work(true, 5).split('\r\u001b[K');
    expect(drawn[0]).toBe('');
    expect(drawn.at(-1)).toBe('');
    expect(drawn).toHaveLength(1 + 41 + 1);
    expect(drawn[1]).toBe('[######........................] 200 of 1,000 ballots cast');
    expect(drawn.at(-2)).toBe('[##############################] 1,000 of 1,000 ballots cast');
  });

  it('without a known end has no bar', () => {
    const { terminal, written } = recordingTerminal(true);
    const progress = new Progress(terminal, 'bytes read');
    written.clock = 1_500;
    progress.update(2_048, null);
    progress.end();
    expect(written.err).toBe('\r\u001b[K2,048 bytes read\r\u001b[K');
  });

  it('is a line every ten seconds for a log', () => {
    expect(work(false, 25).split('\n')).toEqual([
      '40 of 1,000 ballots cast',
      '440 of 1,000 ballots cast',
      '840 of 1,000 ballots cast',
      '',
    ]);
  });

  it('of nothing to do is a bar without content', () => {
    const { terminal, written } = recordingTerminal(true);
    const progress = new Progress(terminal, 'entries verified');
    written.clock = 2000;
    progress.update(0, 0);
    expect(written.err).toContain('0 of 0 entries verified');
  });
});
