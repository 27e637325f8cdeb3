import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Remedies, type Lot } from '#assembly';
import { isRefusal } from '#kernel';
import type { Act } from '#record';
import { roundAfter } from './draw-source.rules.js';
import { Draws } from './draw.service.js';

/** Milliseconds from the commitment of a lot to its round of drand, so that witnesses can cosign the commitment. */
const LOT_NOTICE = 3_600_000;
const CHARTER = { role: 'charter' } as const;

/** Commits to the draws by which remedies decide who leaves. */
@Injectable()
export class RemedyLots implements OnModuleInit {
  constructor(
    private readonly remedies: Remedies,
    private readonly draws: Draws,
  ) {}

  onModuleInit(): void {
    this.remedies.drawLotsBy((act, lot) => this.#commit(act, lot));
  }

  /** Nothing is drawn before the group holds too many, nor before everybody could see the commitment. */
  async #commit(act: Act, { remedyId, bodyId, clause, mandates, from }: Lot): Promise<void> {
    const known = new Date(Math.max(act.now.getTime(), from.getTime()));
    const command = {
      bodyId,
      section: `${clause}, remedy ${remedyId}`,
      pool: { lines: mandates },
      source: { round: roundAfter(known, LOT_NOTICE) },
      decisionId: null,
      remedyId,
    };
    const committed = await this.draws.commitWithin(act, command, { capacity: CHARTER, decision: null });
    if (isRefusal(committed)) throw new Error(`The lot of remedy ${remedyId}: ${committed.because}`);
  }
}
