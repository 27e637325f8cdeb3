import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from './sign-in-server.js';
import { CAST, castInput, type BoxToVoteIn } from './voters.js';

/** A ballot that was acknowledged: the entry that the receipt names. */
export interface Acknowledged {
  readonly outcome: 'ok';
  readonly eventId: string;
  readonly leafHash: string;
  /** True when an earlier attempt had been carried out, and its answer was lost. */
  readonly repeated: boolean;
}

/** A ballot that was refused. */
export interface Refused {
  readonly outcome: 'fail';
  readonly code: string;
}

/** What a voter has been told in the end. */
export type Ending = Acknowledged | Refused;

/** One wish to cast a ballot, sent with one key until its outcome is known. */
export interface Operation {
  readonly key: string;
  readonly member: number;
  readonly box: BoxToVoteIn;
  readonly choice: 'YES' | 'NO' | 'ABSTAIN';
  ending: Ending | null;
}

/** A line of the history: the operation was sent, or answered, or nobody knows. */
export interface Line {
  readonly key: string;
  readonly what: 'invoke' | 'ok' | 'fail' | 'unknown';
  /** Why it is unknown: the code of the error, or that there was no answer. */
  readonly because: string | null;
}

interface Receipt {
  readonly eventId: string;
  readonly leafHash: string;
  readonly repeated: boolean;
  readonly checkpoint: string | null;
}

interface CastAnswer {
  readonly data?: { readonly castBallot: { readonly receipt?: Receipt; readonly code?: string } } | null;
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

const CHOICES = ['YES', 'NO', 'ABSTAIN'] as const;
const RETRY_AFTER_MS = 250;

/** What several voters did against a server that fails, written down as it happened to them. */
export class History {
  readonly operations: Operation[] = [];
  readonly lines: Line[] = [];
  /** The checkpoints that receipts carried. */
  readonly checkpoints = new Set<string>();
  private heard = 0;
  private readonly giveUp = new AbortController();

  /** Casts random ballots, one after the other, until that is over; what was begun is brought to its end. */
  async vote(member: number, browser: Browser, boxes: readonly BoxToVoteIn[], over: AbortSignal) {
    while (!over.aborted && !this.isAbandoned()) {
      const box = boxes[randomInt(boxes.length)];
      const choice = CHOICES[randomInt(CHOICES.length)];
      if (!box || !choice) throw new Error('There is nothing to vote on.');
      const operation: Operation = { key: randomUUID(), member, box, choice, ending: null };
      this.operations.push(operation);
      while (!operation.ending && !this.isAbandoned()) operation.ending = await this.send(operation, browser);
    }
  }

  /** Sends an operation once. Null when nobody knows whether it was carried out. */
  async send({ key, box, choice }: Operation, browser: Browser): Promise<Ending | null> {
    this.lines.push({ key, what: 'invoke', because: null });
    const ending = await this.ask(browser, castInput(box, choice, key));
    if (typeof ending !== 'string') {
      this.lines.push({ key, what: ending.outcome, because: null });
      if (ending.outcome === 'ok') this.heard += 1;
      return ending;
    }
    this.lines.push({ key, what: 'unknown', because: ending });
    await pause(RETRY_AFTER_MS);
    return null;
  }

  /** Ends the voting where no server will ever answer again; what is under way stays unknown. */
  abandon(): void {
    this.giveUp.abort();
  }

  /** Waits until so many more operations have been acknowledged. */
  async progress(operations: number): Promise<void> {
    const goal = this.heard + operations;
    while (this.heard < goal) await pause(5);
  }

  /** The operations that were acknowledged. */
  acknowledged(): (Operation & { readonly ending: Acknowledged })[] {
    return this.operations.flatMap((operation) =>
      operation.ending?.outcome === 'ok' ? [{ ...operation, ending: operation.ending }] : [],
    );
  }

  /** The codes with which the others were refused. */
  refusals(): string[] {
    return this.operations.flatMap(({ ending }) => (ending?.outcome === 'fail' ? [ending.code] : []));
  }

  private isAbandoned(): boolean {
    return this.giveUp.signal.aborted;
  }

  private async ask(browser: Browser, input: object): Promise<Ending | string> {
    let answer: CastAnswer;
    try {
      answer = (await (await browser.ask(CAST, { input })).json()) as CastAnswer;
    } catch {
      return 'no answer';
    }
    const error = answer.errors?.[0]?.extensions.code;
    const { receipt, code } = answer.data?.castBallot ?? {};
    // The ballot was cast and its receipt could not be read: it is asked for again.
    if (error !== undefined) return error;
    if (receipt) {
      if (receipt.checkpoint !== null) this.checkpoints.add(receipt.checkpoint);
      const { eventId, leafHash, repeated } = receipt;
      return { outcome: 'ok', eventId, leafHash, repeated };
    }
    return code === undefined ? 'an empty answer' : { outcome: 'fail', code };
  }
}
