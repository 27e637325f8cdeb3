import { Injectable } from '@nestjs/common';
import { isRefusal, type BodyId, type DecisionId, type Refusal } from '#kernel';
import { notFound } from '#platform';
import type { Act, Appended } from '#record';
import { amendedClauses, amendmentDigest, beginOf, checkAmendment } from './amendment.rules.js';
import { latestCharter } from './amendment.queries.js';
import type { AskedAmendment, CharterAmendment } from './amendment.types.js';
import { BodyRow, CharterVersionRow } from './assembly.entity.js';
import { loadBody } from './body.queries.js';
import { sayCharter, sectorsOf } from './charter.entries.js';
import { charterBytes, charterDigest } from './charter.rules.js';
import type { CharterVersion } from './charter.types.js';
import { Remedies } from './remedy.service.js';
import { hasSectors } from './coalition.queries.js';

/** A decision that adopts an amendment. */
export interface Adoption {
  readonly bodyId: BodyId;
  readonly amendment: CharterAmendment;
  readonly decisionId: DecisionId;
  /** The decision's entry. */
  readonly cause: Appended;
}

/** Charters change only here, inside the act that records the decision of the body that they bind. */
@Injectable()
export class Charters {
  constructor(private readonly remedies: Remedies) {}

  /**
   * The whole charter that somebody asks for, made of the one that stands and what is to change. Refuses what could
   * not be adopted; throws NOT_FOUND for an absent body.
   */
  async propose(act: Act, bodyId: BodyId, asked: AskedAmendment): Promise<CharterAmendment | Refusal> {
    const { amends, clauses, dropsTopics, beginsAt, transitional } = asked;
    const standing = await latestCharter(act.db, act.coalitionId, bodyId);
    if (!standing) throw notFound();
    const amendment = {
      amends,
      clauses: amendedClauses(standing.clauses, clauses, dropsTopics),
      beginsAt: beginsAt?.toISOString() ?? null,
      transitional,
    };
    const latest = await this.amendable(act, bodyId, amendment);
    return isRefusal(latest) ? latest : amendment;
  }

  /**
   * The last version of a body's charter, when an amendment of it could be adopted at the instant of the act. Throws
   * NOT_FOUND for an absent body, and for a sector that the coalition does not have.
   */
  async amendable(
    { db, coalitionId, now }: Act,
    bodyId: BodyId,
    amendment: CharterAmendment,
  ): Promise<CharterVersion | Refusal> {
    const body = await loadBody(db, coalitionId, bodyId);
    const latest = await latestCharter(db, coalitionId, bodyId);
    if (!body || !latest) throw notFound();
    const refused = checkAmendment({ latest, zone: body.zone }, amendment, now);
    if (refused) return refused;
    if (!(await hasSectors(db, coalitionId, sectorsOf(amendment.clauses)))) throw notFound();
    return latest;
  }

  /**
   * Adopts an amendment inside the act that decides on it and holds the body, and opens a remedy for what the body
   * breaches from when it holds.
   */
  async adopt(act: Act, { bodyId, amendment, decisionId, cause }: Adoption): Promise<Appended | Refusal> {
    const { db, coalitionId, now } = act;
    const begins = beginOf(amendment, now);
    const settled = { ...amendment, beginsAt: begins.toISOString() };
    const latest = await this.amendable(act, bodyId, settled);
    if (isRefusal(latest)) return latest;
    const { clauses, transitional } = amendment;
    const number = latest.number + 1;
    const digest = charterDigest(clauses);
    const entry = act.append({
      stream: bodyId,
      kind: 'charter.amended',
      capacity: { role: 'decisions' },
      rule: latest.digest,
      cause,
      body: {
        charter: sayCharter({ number, digest, beginsAt: begins, clauses }),
        amendment: amendmentDigest(amendment),
        decision: decisionId,
      },
      documents: [{ mediaType: 'application/json', content: charterBytes(clauses) }],
    });
    await db.update(BodyRow, { coalitionId, id: bodyId }, { version: entry.version });
    await db.insert(CharterVersionRow, {
      coalitionId,
      bodyId,
      number,
      clauses,
      digest,
      beginsAt: begins,
      adoptedBy: decisionId,
      transitional,
      entryStream: bodyId,
      entryVersion: entry.version,
    });
    // Who sits now was seated under other caps; what the new ones make a breach is remedied from when they hold.
    await this.remedies.reviewVacancy(act, bodyId, { at: begins, cause: entry });
    return entry;
  }
}
