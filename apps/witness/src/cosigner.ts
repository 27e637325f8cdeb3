import { createHash } from 'node:crypto';
import { isRefusal } from '#kernel';
import {
  bodyOf,
  cosign,
  formatSignatureLine,
  originOf,
  parseAddCheckpoint,
  TLOG_SIZE,
  witness,
  type NoteSigner,
  type WitnessedCheckpoint,
} from '#transparency';
import type { Contradiction, Evidence } from './evidence.js';
import type { KnownLogs } from './known-logs.js';
import type { StateFiles } from './state-files.js';

/** An answer over HTTP. */
export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** What a witness stands on. */
export interface WitnessParts {
  readonly signer: NoteSigner;
  readonly logs: KnownLogs;
  readonly state: StateFiles;
  readonly evidence: Evidence;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Told in one sentence of what somebody should look into. */
  readonly report: (because: string) => void;
}

/** Cosigns checkpoints: each is kept, on the disk, in place of the one before, and only then signed. */
export class Cosigner {
  private readonly turns = new Map<string, Promise<unknown>>();

  constructor(private readonly parts: WitnessParts) {}

  /** Answers a request to `add-checkpoint`. Requests for one log are answered one after the other. */
  async addCheckpoint(body: Uint8Array): Promise<Reply> {
    const request = parseAddCheckpoint(body);
    if (isRefusal(request)) return plain(400, request.because);
    const origin = originOf(request.note);
    if (origin === null) return plain(400, 'The request has no checkpoint of three lines, signed as a note.');
    const log = hashOf(origin);
    return this.inTurn(log, async () => {
      for (;;) {
        const keys = (await this.parts.logs.current()).get(origin);
        const kept = await this.parts.state.read(log);
        const answer = witness(request, keys === undefined ? null : { keys, last: kept.last });
        switch (answer.status) {
          case 200:
            // A tree that was cosigned before is cosigned anew, and what was kept of it stays.
            if (kept.last?.checkpoint.size !== answer.next.checkpoint.size) {
              // Another process was faster: what it has kept is what counts now.
              if (!(await this.parts.state.replace(log, kept, answer.next))) continue;
              await this.parts.evidence.acquit(log, answer.next);
            }
            return { status: 200, contentType: TEXT, body: this.lineFor(answer.next) };
          case 409:
            return { status: 409, contentType: TLOG_SIZE, body: `${answer.size}\n` };
          case 422:
            await this.keepAgainst(origin, {
              ...answer,
              note: request.note,
              request: body,
              cosigned: kept.last,
            });
            return plain(422, answer.because);
          default:
            return plain(answer.status, answer.because);
        }
      }
    });
  }

  /**
   * The last checkpoint of a log that was cosigned, with the log's signature and this witness's.
   *
   * @param log the SHA-256 of its origin, in hex
   * @returns null when nothing of it was cosigned
   */
  async lastOf(log: string): Promise<string | null> {
    const { last } = await this.parts.state.read(log);
    return last && last.note + this.lineFor(last);
  }

  private async keepAgainst(origin: string, against: Contradiction & { because: string }): Promise<void> {
    if (!(await this.parts.evidence.keep(hashOf(origin), against))) return;
    const what = against.isProved
      ? `The log ${origin} contradicts itself`
      : `The log ${origin} has signed a checkpoint that was shown without a proof`;
    this.parts.report(`${what}: ${against.because}`);
  }

  private lineFor({ note }: WitnessedCheckpoint): string {
    return formatSignatureLine(
      cosign(bodyOf(note), this.parts.signer, Math.floor(this.parts.clock() / 1000)),
    );
  }

  /** Requests that are answered at once would only take the place from each other. */
  private async inTurn<Result>(log: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.turns.get(log) ?? Promise.resolve();
    const turn = before.then(work, work);
    this.turns.set(log, turn);
    try {
      return await turn;
    } finally {
      if (this.turns.get(log) === turn) this.turns.delete(log);
    }
  }
}

const TEXT = 'text/plain; charset=utf-8';

function plain(status: number, because: string): Reply {
  return { status, contentType: TEXT, body: `${because}\n` };
}

function hashOf(origin: string): string {
  return createHash('sha256').update(origin).digest('hex');
}
