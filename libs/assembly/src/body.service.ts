import { Injectable } from '@nestjs/common';
import { type BodyId, type MultilingualText, type Refusal } from '#kernel';
import { notFound } from '#platform';
import type { Acted, Actor } from '#record';
import { BodyRow, CharterVersionRow } from './assembly.entity.js';
import { sayCharter, sectorsOf } from './charter.entries.js';
import { charterBytes, charterDigest, checkCharter } from './charter.rules.js';
import type { Clause } from './charter.types.js';
import { hasSectors } from './coalition.queries.js';
import { Register, STEWARD } from './register.service.js';

export interface EstablishBody {
  readonly name: MultilingualText;
  /** The IANA time zone in which the body's days and months are reckoned. */
  readonly zone: string;
  readonly clauses: readonly Clause[];
}

/** The bodies of a coalition and the charters by which they work. */
@Injectable()
export class Bodies {
  constructor(private readonly register: Register) {}

  /**
   * Establishes a body with the first version of its charter, in force from this instant. Throws NOT_FOUND when a
   * class of seats belongs to a sector that the coalition does not have.
   *
   * @returns a refusal that names everything that is wrong with the charter
   */
  async establishBody(
    actor: Actor,
    { name, zone, clauses }: EstablishBody,
  ): Promise<Acted<{ bodyId: BodyId }> | Refusal> {
    return this.register.keep(actor, {}, async (act) => {
      const { db, coalitionId } = act;
      const refusal = checkCharter(clauses, zone);
      if (refusal) return refusal;
      if (!(await hasSectors(db, coalitionId, sectorsOf(clauses)))) throw notFound();
      const bodyId = act.newId<'Body'>();
      const digest = charterDigest(clauses);
      const charter = sayCharter({ number: 1, digest, beginsAt: act.now, clauses });
      const entry = act.append({
        stream: bodyId,
        kind: 'body.established',
        capacity: STEWARD,
        rule: digest,
        body: { zone, charter },
        commit: { name },
        documents: [{ mediaType: 'application/json', content: charterBytes(clauses) }],
      });
      await db.insert(BodyRow, {
        coalitionId,
        id: bodyId,
        version: entry.version,
        name,
        zone,
        establishedAt: act.now,
      });
      await db.insert(CharterVersionRow, {
        coalitionId,
        bodyId,
        number: 1,
        clauses,
        digest,
        beginsAt: act.now,
        adoptedBy: null,
        transitional: null,
        entryStream: bodyId,
        entryVersion: entry.version,
      });
      return { entry, result: { bodyId } };
    });
  }
}
