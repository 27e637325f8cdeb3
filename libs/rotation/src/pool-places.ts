import { randomBytes } from 'node:crypto';
import { peopleAmong } from '#assembly';
import type { PersonId } from '#kernel';
import { notFound } from '#platform';
import type { Act, Appended } from '#record';
import { toBase64 } from '#transparency';
import { PoolPlaceRow } from './draw.entity.js';
import { poolLeaf } from './draw.rules.js';
import type { PoolPlace } from './draw.types.js';

/** Bytes of the salt by which somebody stands in a pool. */
const SALT_BYTES = 32;
/** Rows of one statement, each with six values of the 65,535 that a statement may have. */
const LARGEST_INSERT = 10_000;

/** Gives everybody a place in a pool, each behind a salt of their own. Throws NOT_FOUND where one is no person of the coalition. */
export async function placesFor(
  { db, coalitionId }: Act,
  people: readonly PersonId[],
): Promise<readonly PoolPlace[]> {
  const known = await peopleAmong(db, coalitionId, people);
  if (known.length !== people.length) throw notFound();
  return people.map((personId) => {
    const salt = randomBytes(SALT_BYTES);
    return { personId, leaf: poolLeaf(personId, salt), salt: toBase64(salt) };
  });
}

/** Keeps who stands where, under the entry that publishes the leaves. */
export async function writePlaces(
  { db, coalitionId }: Act,
  { stream, version }: Appended,
  places: readonly PoolPlace[],
): Promise<void> {
  const rows = places.map((place) => ({
    ...place,
    coalitionId,
    entryStream: stream,
    entryVersion: version,
  }));
  for (let from = 0; from < rows.length; from += LARGEST_INSERT) {
    await db.insert(PoolPlaceRow, rows.slice(from, from + LARGEST_INSERT));
  }
}
