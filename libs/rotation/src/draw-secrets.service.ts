import { Injectable } from '@nestjs/common';
import { electorOf } from '#assembly';
import type { Refusal } from '#kernel';
import { loadRow, notFound } from '#platform';
import { Ledger, type Act, type Acted, type Actor } from '#record';
import { fromBase64 } from '#transparency';
import { DataSource } from 'typeorm';
import { mayCommitSecret, mayReveal } from './draw-reveal.rules.js';
import { SECRET_COMMITTED, SECRET_REVEALED } from './draw.entries.js';
import { DrawSecretRow } from './draw.entity.js';
import { DRAW_SECRETS, DRAWS, secretsOf } from './draw.queries.js';
import type { Draw, DrawId, DrawSecretId } from './draw.types.js';

export type DrawSecretResult = { readonly secretId: DrawSecretId };

/** Secrets of sectors by which a draw is made: committed to by all, then revealed, so that nobody can steer it. */
@Injectable()
export class DrawSecrets {
  constructor(
    private readonly ledger: Ledger,
    private readonly dataSource: DataSource,
  ) {}

  /**
   * Commits to a secret for the caller’s sector, which is that of their seat in the body.
   *
   * @param digest base64 of SHA-256(draw id, sector id, 32 random bytes)
   */
  commitSecret(
    actor: Actor,
    { drawId, digest }: { readonly drawId: DrawId; readonly digest: string },
  ): Promise<Acted<DrawSecretResult> | Refusal> {
    const locks = { streams: [drawId] };
    return this.ledger.act<DrawSecretResult, Refusal>(actor, locks, async (act) => {
      const { db, coalitionId, personId, now } = act;
      const draw = await loadDraw(act, drawId);
      if (!personId) throw notFound();
      const by = await electorOf(db, { coalitionId, bodyId: draw.bodyId, personId }, now);
      const sectorId = by?.sectorId ?? null;
      const secrets = await secretsOf(db, coalitionId, drawId);
      const refused = mayCommitSecret(draw, secrets, { sectorId, digest, now });
      if (refused) return refused;
      if (!by || sectorId === null) throw notFound();
      const secretId = act.newId<'DrawSecret'>();
      const entry = act.append({
        stream: secretId,
        kind: SECRET_COMMITTED,
        capacity: { role: 'member', seat: by.seatId, organization: by.organizationId },
        body: { draw: drawId, sector: sectorId, digest },
      });
      await db.insert(DrawSecretRow, {
        coalitionId,
        id: secretId,
        version: entry.version,
        drawId,
        sectorId,
        personId,
        digest,
        committedAt: now,
        secret: null,
        revealedAt: null,
      });
      return { entry, result: { secretId } };
    });
  }

  /**
   * Reveals a secret that the caller committed to, when all sectors have or the time for that is over.
   *
   * @param secret base64 of the 32 bytes
   */
  async revealSecret(
    actor: Actor,
    { secretId, secret }: { readonly secretId: DrawSecretId; readonly secret: string },
  ): Promise<Acted<DrawSecretResult> | Refusal> {
    // Read before the lock, to know which draw to lock: a secret never changes its draw.
    const { drawId } = await this.#secret(actor, secretId);
    const locks = { streams: [drawId, secretId] };
    return this.ledger.act<DrawSecretResult, Refusal>(actor, locks, async (act) => {
      const { db, coalitionId, personId: by, now } = act;
      const draw = await loadDraw(act, drawId);
      const secrets = await secretsOf(db, coalitionId, drawId);
      const own = secrets.find(({ id }) => id === secretId);
      if (!own) throw notFound();
      const refused = mayReveal(drawId, draw, secrets, { own, secret: fromBase64(secret), by, now });
      if (refused) return refused;
      const entry = act.append({
        stream: secretId,
        kind: SECRET_REVEALED,
        capacity: { role: 'member' },
        body: { draw: drawId, sector: own.sectorId, secret },
      });
      const change = { version: entry.version, secret, revealedAt: now };
      await db.update(DrawSecretRow, { coalitionId, id: secretId }, change);
      return { entry, result: { secretId } };
    });
  }

  async #secret({ coalitionId }: Actor, id: DrawSecretId) {
    const secret = await loadRow(this.dataSource.manager, DRAW_SECRETS, coalitionId, id);
    if (!secret) throw notFound();
    return secret;
  }
}

async function loadDraw({ db, coalitionId }: Act, drawId: DrawId): Promise<Draw> {
  const draw = await loadRow(db, DRAWS, coalitionId, drawId);
  if (!draw) throw notFound();
  return draw;
}
