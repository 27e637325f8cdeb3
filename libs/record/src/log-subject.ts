import { uuidFromBytes, type CoalitionId } from '#kernel';
import { sha256, utf8 } from '#transparency';

/** A log as a subject of its own record: a UUIDv8 of its coalition. */
export function logSubject(coalitionId: CoalitionId): string {
  return uuidFromBytes<'Log'>(sha256(utf8(`log/${coalitionId}`)).subarray(0, 16));
}
