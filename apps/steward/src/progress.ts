import { counted, type Terminal } from './terminal.js';

/** Milliseconds of work before anything is said about it. */
const QUIET = 1_000;
/** Milliseconds between two drawings of the bar. */
const REDRAW = 100;
/** Milliseconds between two lines where no terminal is looking on. */
const LINE = 10_000;

const BAR = 30;
const CLEAR_LINE = '\r\u001b[K';

/**
 * How far some work has come, told on stderr: a bar for a person who looks on, an occasional line for a log. Work
 * that is done within a second is not told of.
 */
export class Progress {
  private readonly startedAt: number;
  private toldAt = -Infinity;
  private isBarShown = false;

  /** @param what the work, as in `entries verified` */
  constructor(
    private readonly terminal: Terminal,
    private readonly what: string,
  ) {
    this.startedAt = terminal.now();
  }

  /** @param total at least `done`; null while nobody knows it, as with what is piped in */
  readonly update = (done: number, total: number | null): void => {
    const now = this.terminal.now();
    const isPerson = this.terminal.err.isTTY === true;
    if (now - this.startedAt < QUIET || now - this.toldAt < (isPerson ? REDRAW : LINE)) return;
    this.toldAt = now;
    const state = `${counted(done)}${total === null ? '' : ` of ${counted(total)}`} ${this.what}`;
    if (!isPerson) {
      this.terminal.err.write(`${state}\n`);
      return;
    }
    this.isBarShown = true;
    this.terminal.err.write(`${CLEAR_LINE}${total === null ? '' : `${barOf(done, total)} `}${state}`);
  };

  /** Takes the bar away, so that what is written next begins on a line of its own. */
  end(): void {
    if (this.isBarShown) this.terminal.err.write(CLEAR_LINE);
    this.isBarShown = false;
  }
}

function barOf(done: number, total: number): string {
  const filled = total === 0 ? BAR : Math.floor((BAR * done) / total);
  return `[${'#'.repeat(filled).padEnd(BAR, '.')}]`;
}
