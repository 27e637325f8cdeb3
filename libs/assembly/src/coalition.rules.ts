import { uuidFromBytes, type AccountId, type CoalitionId, type PersonId } from '#kernel';
import { sha256, utf8 } from '#transparency';

/** Who a founding makes: derived from who asks for it, so that asking again finds what the first time made. */
export type Founding = {
  readonly coalitionId: CoalitionId;
  /** The founder, who is the coalition's first person and steward. */
  readonly founderId: PersonId;
};

/** @param key the idempotency key of the request */
export function foundingBy(accountId: AccountId, key: string): Founding {
  const derive = (noun: string) =>
    sha256(utf8(`quorate/founding/v1\n${noun}\n${accountId}\n${key}`)).subarray(0, 16);
  return {
    coalitionId: uuidFromBytes<'Coalition'>(derive('coalition')),
    founderId: uuidFromBytes<'Person'>(derive('founder')),
  };
}

/** The origin of a coalition's log (C2SP tlog-checkpoint): host and port, then the path. It never changes. */
export function logOrigin(serverOrigin: string, slug: string): string {
  return `${new URL(serverOrigin).host}/log/${slug}`;
}
